//! The calls of the repositories page.
use super::{
    merge,
    model::{Merge, Repository, RepositoryPatch},
    queries,
};
use crate::{
    auth::member::{Editor, Member, Owner, Viewer},
    entities::repository,
    error::ApiResult,
    features::{
        audit::{self, Action, Deed, Subject},
        scans,
    },
    http::{page::List, then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    delete, get, patch, post,
    web::{Data, Json, Path},
};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_repositories)
        .service(get_repository)
        .service(update_repository)
        .service(merge_repository)
        .service(separate_repository);
}

/// List the repositories that scans came from.
#[utoipa::path(tag = "repositories", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = List<Repository>)))]
#[get("/workspaces/{workspace}/repositories")]
async fn list_repositories(state: Data<State>, member: Member<Viewer>) -> ApiResult<Json<List<Repository>>> {
    Ok(Json(List { items: queries::list(&*state.db, member.scope(), state.clock.now()).await? }))
}

/// Look at one repository.
#[utoipa::path(tag = "repositories", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Repository")), responses((status = 200, body = Repository)))]
#[get("/workspaces/{workspace}/repositories/{id}")]
async fn get_repository(
    state: Data<State>,
    member: Member<Viewer>,
    path: Path<(String, Uuid)>,
) -> ApiResult<Json<Repository>> {
    Ok(Json(queries::find(&*state.db, member.scope(), path.1, state.clock.now()).await?))
}

/// Say which branch of a repository counts. This holds for its whole history.
#[utoipa::path(tag = "repositories", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Repository")), request_body = RepositoryPatch, responses((status = 200, body = Repository)))]
#[patch("/workspaces/{workspace}/repositories/{id}")]
async fn update_repository(
    state: Data<State>,
    Then(member, Valid(patch)): Then<Member<Editor>, Valid<RepositoryPatch>>,
    path: Path<(String, Uuid)>,
) -> ApiResult<Json<Repository>> {
    let scope = member.scope();
    let txn = state.begin().await?;
    let workspace = scans::queries::lock_workspace(&txn, scope).await?;
    let row = queries::find_row(&txn, scope, path.1).await?;
    let updated = queries::update(&txn, row.clone(), patch).await?;
    if updated != row {
        let rule = |row: &repository::Model| json!({ "trackedBranch": row.tracked_branch, "noBranchCounts": row.no_branch_counts });
        let deed = Deed::new(Action::RepositoryUpdated, Subject::Repository).on(row.id, &row.display_name);
        let deed = deed.before(rule(&row)).after(rule(&updated));
        audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed).await?;
        scans::queries::advance(&txn, scope, &workspace).await?;
    }
    txn.commit().await?;
    Ok(Json(queries::find(&*state.db, scope, path.1, state.clock.now()).await?))
}

/// Merge a repository into another one, because they are the same. It can be undone.
#[utoipa::path(tag = "repositories", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Repository")), request_body = Merge, responses((status = 200, body = Repository)))]
#[post("/workspaces/{workspace}/repositories/{id}/merge")]
async fn merge_repository(
    state: Data<State>,
    Then(member, Valid(wanted)): Then<Member<Owner>, Valid<Merge>>,
    path: Path<(String, Uuid)>,
) -> ApiResult<Json<Repository>> {
    merge::merge(&state, &member, path.1, wanted.into).await?;
    Ok(Json(queries::find(&*state.db, member.scope(), path.1, state.clock.now()).await?))
}

/// Undo the merging of a repository into another one.
#[utoipa::path(tag = "repositories", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Repository")), responses((status = 200, body = Repository)))]
#[delete("/workspaces/{workspace}/repositories/{id}/merge")]
async fn separate_repository(
    state: Data<State>,
    member: Member<Owner>,
    path: Path<(String, Uuid)>,
) -> ApiResult<Json<Repository>> {
    merge::separate(&state, &member, path.1).await?;
    Ok(Json(queries::find(&*state.db, member.scope(), path.1, state.clock.now()).await?))
}
