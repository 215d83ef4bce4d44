//! The calls of the operator's pages.
use super::{mail_samples, model::*};
use crate::{
    auth::operator::Operator,
    error::{ApiResult, Code},
    http::page::List,
};
use actix_web::{
    get,
    web::{Json, Path},
};
use anyhow::Context;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_mail_previews).service(get_mail_preview);
}

/// List the mails this server sends.
#[utoipa::path(tag = "operator", responses((status = 200, body = List<MailSummary>)))]
#[get("/operator/mails")]
async fn list_mail_previews(_: Operator) -> ApiResult<Json<List<MailSummary>>> {
    let samples = mail_samples().context("filling in the samples of mails")?;
    let items = samples.into_iter().map(|(name, mail)| MailSummary { name: name.to_owned(), subject: mail.subject });
    Ok(Json(List { items: items.collect() }))
}

/// One of them as a reader gets it, with made-up values.
#[utoipa::path(tag = "operator", params(("name" = String, Path, description = "Name of the mail")), responses((status = 200, body = MailPreview)))]
#[get("/operator/mails/{name}")]
async fn get_mail_preview(_: Operator, name: Path<String>) -> ApiResult<Json<MailPreview>> {
    let samples = mail_samples().context("filling in the samples of mails")?;
    let found = samples.into_iter().find(|(known, _)| *known == *name);
    let (known, mail) = found.ok_or(Code::NotFound)?;
    Ok(Json(MailPreview::of(known, mail)))
}
