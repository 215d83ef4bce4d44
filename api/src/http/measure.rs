//! Counts every request by what it asked for.
use crate::state::State;
use actix_web::{
    Error,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode},
    middleware::Next,
};
use std::time::Instant;

/// Notes method, pattern of the address, class of the status, and time.
pub async fn measure(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let metrics = State::of(req.request())?.metrics.clone();
    let method = method(req.method());
    let route = req.match_pattern().unwrap_or_else(|| "other".to_owned());
    let start = Instant::now();
    let answer = next.call(req).await.map(ServiceResponse::map_into_boxed_body);
    let status = match &answer {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    metrics.request(method, &route, class(status), start.elapsed());
    answer
}

/// Anybody may invent methods: those we do not know are one.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
