//! The calls of the projects.
use super::{
    Aliases,
    model::{Project, ProjectName, ProjectPatch, ProjectsQuery},
    rename::rename,
};
use crate::{
    auth::member::{Editor, Member, Scope, Viewer},
    error::{ApiResult, Code},
    http::{etag::Tag, page::List, query::Query, then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get, patch,
    web::{Data, Json},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_projects).service(update_project);
}

/// List the projects of the newest state: the npm packages that scans define.
#[utoipa::path(tag = "projects", params(("workspace" = String, Path, description = "Slug"), ProjectsQuery), responses((status = 200, body = List<Project>)))]
#[get("/workspaces/{workspace}/projects")]
async fn list_projects(
    state: Data<State>,
    member: Member<Viewer>,
    req: HttpRequest,
    query: Query<ProjectsQuery>,
) -> ApiResult<HttpResponse> {
    let tag = Tag::of(&member, &req);
    if let Some(unchanged) = tag.unchanged(&req) {
        return Ok(unchanged);
    }
    let mut items = all(&state, member.scope(), member.workspace.data_revision).await?;
    items.retain(|project| query.name.as_ref().is_none_or(|name| project.name == *name));
    Ok(tag.reply(&List { items }))
}

/// Give a project an alias, by which it is called wherever projects are shown, or take it away.
#[utoipa::path(tag = "projects", params(("workspace" = String, Path, description = "Slug"), ProjectName), request_body = ProjectPatch, responses((status = 200, body = Project)))]
#[patch("/workspaces/{workspace}/projects")]
async fn update_project(
    state: Data<State>,
    Then(member, Valid(patch)): Then<Member<Editor>, Valid<ProjectPatch>>,
    query: Query<ProjectName>,
) -> ApiResult<Json<Project>> {
    rename(&state, &member, &query.name, patch.alias.as_deref()).await?;
    let all = all(&state, member.scope(), member.workspace.data_revision).await?;
    Ok(Json(all.into_iter().find(|project| project.name == query.name).ok_or(Code::NotFound)?))
}

async fn all(state: &State, scope: Scope, revision: i64) -> ApiResult<Vec<Project>> {
    let newest = state.snapshots.newest(&state.db, scope, revision).await?;
    let aliases = Aliases::load(&*state.db, scope).await?;
    let one = |project: engine::projects::Project<'_>| Project {
        name: project.name.to_owned(),
        package_name: project.package_name.to_owned(),
        alias: aliases.alias_of(project.name).map(str::to_owned),
        repository: newest.repository_name(project.repository).to_owned(),
        version: project.version.map(str::to_owned),
        components: project.components,
    };
    Ok(newest.timeline.projects().into_iter().map(one).collect())
}
