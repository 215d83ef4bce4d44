//! The calls around the invite link.
use super::{
    change, join,
    model::{InviteLink, InviteLinkPatch, InviteLinkPreview, Joined},
    queries,
};
use crate::{
    auth::{
        address,
        caller::{SignedIn, Somebody},
        member::{Editor, Member, Owner},
    },
    entities::membership::Role,
    error::{ApiResult, Code},
    features::{invites, workspaces::membership as places},
    http::{then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    get, patch, post,
    web::{Data, Json, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(get_invite_link).service(update_invite_link).service(reset_invite_link);
    api.service(preview_invite_link).service(join_by_link);
}

/// The workspace's invite link. A new workspace has none until somebody makes one (`reset`).
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = InviteLink)))]
#[get("/workspaces/{workspace}/invite-link")]
async fn get_invite_link(state: Data<State>, member: Member<Editor>) -> ApiResult<Json<InviteLink>> {
    invites::refuse_others(&member)?;
    Ok(Json(match queries::find(&*state.db, member.scope()).await? {
        Some(row) => queries::present(&state, &member.workspace, row).await,
        None => InviteLink::NONE_YET,
    }))
}

/// Switch the invite link on or off, restrict it, or set the role it gives.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug")), request_body = InviteLinkPatch, responses((status = 200, body = InviteLink)))]
#[patch("/workspaces/{workspace}/invite-link")]
async fn update_invite_link(
    state: Data<State>,
    Then(member, Valid(patch)): Then<Member<Owner>, Valid<InviteLinkPatch>>,
) -> ApiResult<Json<InviteLink>> {
    if patch.role == Some(Role::Owner) {
        return Err(Code::Invalid.of_field("role", "role", "must be viewer or editor"));
    }
    let domains = patch.domains.as_ref().map(|list| check_domains(list)).transpose()?;
    let scope = member.scope();
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    places::judge_again(&txn, scope, member.user.id, Role::Owner).await?;
    let row = change::update(&state, &txn, scope, &member.actor, member.user.id, &patch, domains).await?;
    txn.commit().await?;
    Ok(Json(queries::present(&state, &workspace, row).await))
}

/// Make an invite link, or a new one. The old one lets nobody in from then on.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = InviteLink)))]
#[post("/workspaces/{workspace}/invite-link/reset")]
async fn reset_invite_link(state: Data<State>, member: Member<Editor>) -> ApiResult<Json<InviteLink>> {
    let scope = member.scope();
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    let place = places::judge_again(&txn, scope, member.user.id, Role::Editor).await?;
    invites::refuse_uninviting(place.role, &workspace)?;
    let row = change::reset(&state, &txn, scope, &member.actor, member.user.id).await?;
    txn.commit().await?;
    Ok(Json(queries::present(&state, &workspace, row).await))
}

/// See what an invite link leads to.
#[utoipa::path(tag = "invites", security(()), params(("slug" = String, Path, description = "Of the workspace"), ("code" = String, Path, description = "The link's secret")), responses((status = 200, body = InviteLinkPreview)))]
#[get("/invite-links/{slug}/{code}")]
async fn preview_invite_link(
    state: Data<State>,
    who: Somebody,
    path: Path<(String, String)>,
) -> ApiResult<Json<InviteLinkPreview>> {
    Ok(Json(join::preview(&state, who.0, &path.0, &path.1).await?))
}

/// Join the workspace of an invite link.
#[utoipa::path(tag = "invites", params(("slug" = String, Path, description = "Of the workspace"), ("code" = String, Path, description = "The link's secret")), responses((status = 200, body = Joined)))]
#[post("/invite-links/{slug}/{code}/join")]
async fn join_by_link(state: Data<State>, me: SignedIn, path: Path<(String, String)>) -> ApiResult<Json<Joined>> {
    Ok(Json(join::join(&state, me, &path.0, &path.1).await?))
}

/// Each in the form addresses are kept in.
fn check_domains(list: &[String]) -> ApiResult<Vec<String>> {
    let of = |text: &String| {
        let bare = text.trim().trim_start_matches('@');
        let found = address::parse(&format!("x@{bare}")).map(|address| address::domain(&address).to_owned());
        let rule = "must be a domain such as example.com";
        found.filter(|domain| domain.contains('.')).ok_or_else(|| Code::Invalid.of_field("domains", "domain", rule))
    };
    let mut domains = list.iter().map(of).collect::<ApiResult<Vec<String>>>()?;
    domains.sort_unstable();
    domains.dedup();
    Ok(domains)
}
