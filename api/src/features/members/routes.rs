//! The calls of the members page.
use super::{model::*, queries, removal, roles, routes_hand_over};
use crate::{
    auth::member::{Insider, Member, Owner, Viewer},
    error::ApiResult,
    http::{
        page::{self, Page},
        query::Query,
        then::Then,
        valid::Valid,
    },
    state::State,
};
use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Json, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers these calls; fixed addresses go before `{id}`.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_members).service(remove_members).service(leave_workspace);
    api.service(get_member).service(update_member).service(remove_member);
    routes_hand_over::routes(api);
}

/// List the members, those who joined first at the head.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug"), MemberQuery), responses((status = 200, body = Page<WorkspaceMember>)))]
#[get("/workspaces/{workspace}/members")]
async fn list_members(
    state: Data<State>,
    member: Member<Viewer>,
    query: Query<MemberQuery>,
) -> ApiResult<Json<Page<WorkspaceMember>>> {
    let limit = page::limit(query.limit)?;
    let after = page::decode::<queries::Place>(query.cursor.as_deref())?;
    let found = queries::search(&*state.db, member.scope(), query.search.as_deref()).await?;
    let mut rows = queries::list(&*state.db, member.scope(), &query, found.as_deref(), limit, after).await?;
    let has_more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().filter(|_| has_more).map(|(place, _)| (place.joined_at, place.user_id));
    Ok(Json(Page {
        next_cursor: last.map(|place| page::encode(&place)).transpose()?,
        total: queries::count(&*state.db, member.scope(), &query, found.as_deref()).await?,
        items: rows.into_iter().map(|(place, person)| queries::present(member.user.id, place, person)).collect(),
    }))
}

/// A member, and what would end if they were removed.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "User")), responses((status = 200, body = MemberDetail)))]
#[get("/workspaces/{workspace}/members/{id}")]
async fn get_member(
    state: Data<State>,
    owner: Member<Owner>,
    path: Path<(String, Uuid)>,
) -> ApiResult<Json<MemberDetail>> {
    let (place, person) = queries::find(&*state.db, owner.scope(), path.1).await?;
    let holds = queries::holdings(&*state.db, owner.scope(), path.1).await?;
    Ok(Json(MemberDetail { member: queries::present(owner.user.id, place, person), holds }))
}

/// Change a member's role. Nobody changes their own.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "User")), request_body = MemberPatch, responses((status = 200, body = WorkspaceMember)))]
#[patch("/workspaces/{workspace}/members/{id}")]
async fn update_member(
    state: Data<State>,
    Then(owner, Valid(patch)): Then<Member<Owner>, Valid<MemberPatch>>,
    path: Path<(String, Uuid)>,
) -> ApiResult<Json<WorkspaceMember>> {
    Ok(Json(roles::change(&state, &owner, path.1, patch.role).await?))
}

/// Remove a member. Their very next call fails; the answer is a receipt of what ended.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "User"), RemovalOptions), responses((status = 200, body = RemovalReceipt)))]
#[delete("/workspaces/{workspace}/members/{id}")]
async fn remove_member(
    state: Data<State>,
    owner: Member<Owner>,
    path: Path<(String, Uuid)>,
    options: Query<RemovalOptions>,
) -> ApiResult<Json<RemovalReceipt>> {
    queries::find(&*state.db, owner.scope(), path.1).await?;
    Ok(Json(removal::remove(&state, &owner, &[path.1], *options).await?))
}

/// Remove several members together, such as all who came by a link that got into wrong hands. Who is no member any more is
/// passed over.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug")), request_body = Removal, responses((status = 200, body = RemovalReceipt)))]
#[post("/workspaces/{workspace}/members/remove")]
async fn remove_members(
    state: Data<State>,
    Then(owner, Valid(asked)): Then<Member<Owner>, Valid<Removal>>,
) -> ApiResult<Json<RemovalReceipt>> {
    let options = RemovalOptions {
        revoke_tokens: asked.revoke_tokens,
        reset_invite_link: asked.reset_invite_link,
        keep_invites: asked.keep_invites,
    };
    Ok(Json(removal::remove(&state, &owner, &asked.user_ids, options).await?))
}

/// Leave the workspace.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug")), responses((status = 204)))]
#[post("/workspaces/{workspace}/leave")]
async fn leave_workspace(state: Data<State>, member: Member<Insider>) -> ApiResult<HttpResponse> {
    removal::leave(&state, &member).await?;
    Ok(HttpResponse::NoContent().finish())
}
