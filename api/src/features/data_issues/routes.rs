//! The call of the data issues page.
use super::{collect, model::DataIssues};
use crate::{
    auth::member::{Member, Viewer},
    error::ApiResult,
    state::State,
};
use actix_web::{
    get,
    web::{Data, Json},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers this call.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_data_issues);
}

/// List what keeps the numbers from being exact.
#[utoipa::path(tag = "data-issues", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = DataIssues)))]
#[get("/workspaces/{workspace}/data-issues")]
async fn list_data_issues(state: Data<State>, member: Member<Viewer>) -> ApiResult<Json<DataIssues>> {
    let newest = state.snapshots.newest(&state.db, member.scope(), member.workspace.data_revision).await?;
    Ok(Json(DataIssues { count: collect::count(&newest), items: collect::collect(&newest) }))
}
