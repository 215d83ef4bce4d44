//! The calls by which somebody stops invite mails: from our page, or from their mail program with one click.
use super::queries;
use crate::{
    error::{ApiResult, Code},
    http::valid::Valid,
    state::State,
};
use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(set_mail_opt_out).service(opt_out_by_mail_program);
}

/// What somebody wants.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MailOptOut {
    /// What stands behind the `#` of the mail's link.
    #[validate(length(max = 200, message = "is longer than any of our links"))]
    pub token: String,
    /// No more invites; false to allow them again.
    pub opted_out: bool,
}

/// Stop or allow invite mails to one's address.
#[utoipa::path(tag = "invites", security(()), request_body = MailOptOut, responses((status = 204)))]
#[post("/mail-opt-outs")]
async fn set_mail_opt_out(state: Data<State>, Valid(wish): Valid<MailOptOut>) -> ApiResult<HttpResponse> {
    let at = wish.opted_out.then(|| state.clock.now());
    note(&state, &wish.token, at).await
}

/// Stop invite mails with one click in the mail program (RFC 8058). The body is not read.
#[utoipa::path(tag = "invites", security(()), params(("token" = String, Path, description = "From the mail")), responses((status = 204)))]
#[post("/mail-opt-outs/{token}")]
async fn opt_out_by_mail_program(state: Data<State>, token: Path<String>) -> ApiResult<HttpResponse> {
    let now = state.clock.now();
    note(&state, &token.replace('\0', ""), Some(now)).await
}

async fn note(state: &State, token: &str, at: Option<chrono::DateTime<chrono::Utc>>) -> ApiResult<HttpResponse> {
    match queries::update(state.db.writer(), token, at).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(Code::LinkNotFound.into()),
    }
}
