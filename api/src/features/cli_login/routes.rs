//! The calls behind `omlet login`.
use super::redirect::{self, Redirect};
use crate::{
    auth::caller::SignedIn,
    entities::session::Kind,
    error::{ApiResult, Code},
    features::sign_in::{device_label, sessions},
    http::{
        idempotency::{IdempotencyKey, Repeatable},
        then::Then,
    },
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    post,
    web::Data,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(grant_cli).service(drop_cli_event);
}

/// What the command line asked for, passed on by the consent page.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CliGrantRequest {
    /// The `redirect` of the page's address.
    #[validate(length(max = 500, message = "is longer than any address of the command line"))]
    pub redirect: String,
}

/// One of the two is set.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CliGrant {
    /// Where to send the browser; the command line waits there.
    pub location: Option<String>,
    /// The token for the person to copy.
    pub token: Option<String>,
}

/// Allow the command line to act for the signed-in person.
///
/// Makes a session of kind `cli`, which can be ended in the account settings.
#[utoipa::path(tag = "cli", params(IdempotencyKey), request_body = CliGrantRequest, responses((status = 200, body = CliGrant)))]
#[post("/auth/cli-grant")]
async fn grant_cli(
    state: Data<State>,
    req: HttpRequest,
    Then(me, Repeatable(once, asked)): Then<SignedIn, Repeatable<CliGrantRequest>>,
) -> ApiResult<HttpResponse> {
    let to = redirect::parse(&state.config.public_url, &asked.redirect).ok_or(Code::RedirectNotAllowed)?;
    let agent = req.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let device = format!("Command line, allowed in {}", device_label(agent));
    let txn = once.begin().await?;
    let token = sessions::begin(&txn, &state, &me.actor, me.user.id, Kind::Cli, &device).await?;
    let grant = match to {
        Redirect::Loopback(address) => CliGrant { location: Some(format!("{address}?token={token}")), token: None },
        Redirect::Page => CliGrant { location: None, token: Some(token) },
    };
    let answer = once.answer(&txn, StatusCode::OK, &grant).await?;
    txn.commit().await?;
    Ok(answer)
}

/// Take the command line's usage events, and keep nothing of them.
#[utoipa::path(tag = "cli", security(()), responses((status = 204)), request_body(content = serde_json::Value, description = "Ignored"))]
#[post("/cli-tracking/events")]
async fn drop_cli_event() -> HttpResponse {
    HttpResponse::NoContent().finish()
}
