//! Calls that change something must come from our own pages, or from a program that says who it is.
use crate::{auth::cookies, error::ApiError, error::Code, state::State};
use actix_web::{
    Error, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::Next,
};

/// Refuses cross-site writes (403 `cross-site`).
///
/// A Bearer token is no browser's doing and passes; so does the command line's cookie, which counts only on calls that
/// bear no mark of a browser (`auth::caller`). Everything else needs `Sec-Fetch-Site: same-origin` or, without that
/// header, an `Origin` of ours.
pub async fn require(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_pure = matches!(*req.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let state = State::of(req.request())?;
    let browser = cookies::session_name(&state.config);
    if is_pure
        || has_own_credential(req.request(), browser)
        || comes_from_us(req.request(), &state)
        || is_telemetry(&req)
        || is_mail_program(&req)
    {
        return Ok(next.call(req).await?.map_into_boxed_body());
    }
    Ok(req.error_response(ApiError::from(Code::CrossSite)))
}

/// The scanner's telemetry carries no credential and nothing of it is kept.
fn is_telemetry(req: &ServiceRequest) -> bool {
    req.path() == "/api/cli-tracking/events"
}

/// A click on "unsubscribe" comes from a mail program's servers; the secret in the address is all it has and needs.
fn is_mail_program(req: &ServiceRequest) -> bool {
    req.path().starts_with("/api/mail-opt-outs/")
}

fn has_own_credential(req: &HttpRequest, browser: &str) -> bool {
    let marked = req.headers().contains_key("sec-fetch-site") || req.headers().contains_key(header::ORIGIN);
    let is_cli = !marked && cookies::value(req, cookies::CLI).is_some() && cookies::value(req, browser).is_none();
    req.headers().contains_key(header::AUTHORIZATION) || is_cli
}

fn comes_from_us(req: &HttpRequest, state: &State) -> bool {
    let text = |name: &str| req.headers().get(name).and_then(|value| value.to_str().ok());
    let spa = state.config.spa_origin.as_deref();
    let origin_is_ours = text("origin").is_some_and(|o| o == state.config.public_url.origin() || spa == Some(o));
    match text("sec-fetch-site") {
        Some("same-origin") => true,
        Some("same-site") => spa.is_some() && spa == text("origin"),
        Some(_) => false,
        None => origin_is_ours,
    }
}
