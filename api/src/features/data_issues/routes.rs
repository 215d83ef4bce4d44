//! The call of the data issues page.
use super::{collect, model::DataIssues};
use crate::{
    auth::member::{Member, Viewer},
    error::ApiResult,
    http::etag::Tag,
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers this call.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_data_issues);
}

/// List what keeps the numbers from being exact.
#[utoipa::path(tag = "data-issues", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = DataIssues)))]
#[get("/workspaces/{workspace}/data-issues")]
async fn list_data_issues(state: Data<State>, member: Member<Viewer>, req: HttpRequest) -> ApiResult<HttpResponse> {
    let tag = Tag::of(&member, &req);
    if let Some(unchanged) = tag.unchanged(&req) {
        return Ok(unchanged);
    }
    let newest = state.snapshots.newest(&state.db, member.scope(), member.workspace.data_revision).await?;
    let items = collect::collect(&newest);
    Ok(tag.reply(&DataIssues { count: items.len(), items }))
}
