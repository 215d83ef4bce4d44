//! The calls of the audit page.
use super::{export, model::*, queries};
use crate::{
    auth::member::{Member, Owner},
    error::ApiResult,
    http::{
        page::{self, Page},
        query::Query,
    },
    state::State,
};
use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Data, Json},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_audit_events).service(export_audit_events);
}

/// List who did what when, newest first.
#[utoipa::path(tag = "audit", params(("workspace" = String, Path, description = "Slug"), AuditQuery), responses((status = 200, body = Page<AuditEvent>)))]
#[get("/workspaces/{workspace}/audit")]
async fn list_audit_events(
    state: Data<State>,
    member: Member<Owner>,
    query: Query<AuditQuery>,
) -> ApiResult<Json<Page<AuditEvent>>> {
    let AuditQuery { action, actor, limit, cursor } = query.into_inner();
    let (filter, limit) = (AuditFilter { action, actor }, page::limit(limit)?);
    Ok(Json(queries::list(&*state.db, member.scope(), filter, limit, cursor.as_deref()).await?))
}

/// The same as a file: CSV, or a JSON object a line.
#[utoipa::path(tag = "audit", params(("workspace" = String, Path, description = "Slug"), AuditExport),
    responses((status = 200, description = "The file", content((String = "text/csv"), (String = "application/jsonl")))))]
#[get("/workspaces/{workspace}/audit/export")]
async fn export_audit_events(
    state: Data<State>,
    member: Member<Owner>,
    query: Query<AuditExport>,
) -> ApiResult<HttpResponse> {
    let AuditExport { format, action, actor } = query.into_inner();
    let (kind, ending) = match format {
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::Jsonl => ("application/jsonl; charset=utf-8", "jsonl"),
    };
    let name = format!("attachment; filename=\"{}-audit.{ending}\"", member.workspace.slug);
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .streaming(export::stream(state, member.scope(), AuditFilter { action, actor }, format)))
}
