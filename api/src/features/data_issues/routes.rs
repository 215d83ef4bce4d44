//! The call of the data issues page.
use super::{
    collect,
    model::{DataIssue, DataIssues},
};
use crate::{
    auth::member::{Member, Viewer},
    error::ApiResult,
    features::projects::Aliases,
    http::etag::Tag,
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{self, Data},
};
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
    let aliases = Aliases::load(&*state.db, member.scope()).await?;
    let items = web::block(move || collect::collect(&newest)).await.map_err(anyhow::Error::from)?;
    let called = |mut issue: DataIssue| {
        issue.project_alias = issue.project_name.as_deref().and_then(|name| aliases.alias_of(name)).map(str::to_owned);
        issue
    };
    let items: Vec<DataIssue> = items.into_iter().map(called).collect();
    Ok(tag.reply(&DataIssues { count: items.len(), items }))
}
