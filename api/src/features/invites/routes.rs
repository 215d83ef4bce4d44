//! The calls of the Invite dialog.
use super::{batch, model::*, renew, routes_invited};
use crate::{
    auth::member::{Editor, Member},
    error::ApiResult,
    http::{
        idempotency::{IdempotencyKey, Repeatable},
        page::PageQuery,
        query::Query,
        then::Then,
        valid::Valid,
    },
    state::State,
};
use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_invites).service(create_invites).service(resend_invite).service(revoke_invite);
    routes_invited::routes(api);
}

/// List the e-mail invites that wait for an answer, expired ones included.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug"), PageQuery), responses((status = 200, body = EmailInvitePage)))]
#[get("/workspaces/{workspace}/invites")]
async fn list_invites(
    state: Data<State>,
    member: Member<Editor>,
    query: Query<PageQuery>,
) -> ApiResult<Json<EmailInvitePage>> {
    Ok(Json(renew::list(&state, &member, &query).await?))
}

/// Invite people by their addresses.
///
/// Each address is judged on its own, and the answer says what became of each. `dryRun` tells without sending.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug"), IdempotencyKey), request_body = NewInvites, responses((status = 200, body = InviteResults)))]
#[post("/workspaces/{workspace}/invites")]
async fn create_invites(
    state: Data<State>,
    Then(member, Repeatable(once, asked)): Then<Member<Editor>, Repeatable<NewInvites>>,
) -> ApiResult<HttpResponse> {
    if asked.dry_run {
        let txn = state.db.begin_read().await?;
        return Ok(HttpResponse::Ok().json(batch::invite(&state, &txn, &member, asked).await?));
    }
    let txn = once.begin().await?;
    let results = batch::invite(&state, &txn, &member, asked).await?;
    let answer = once.answer(&txn, StatusCode::OK, &results).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(answer)
}

/// Send an invite anew, expired or not. Its old link is dead from then on.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Invite")), request_body = InviteRenewal, responses((status = 200, body = RenewedInvite)))]
#[post("/workspaces/{workspace}/invites/{id}/resend")]
async fn resend_invite(
    state: Data<State>,
    Then(member, Valid(asked)): Then<Member<Editor>, Valid<InviteRenewal>>,
    path: Path<(String, Uuid)>,
) -> ApiResult<Json<RenewedInvite>> {
    Ok(Json(renew::resend(&state, &member, path.1, &asked).await?))
}

/// Take an invite back: for whoever sent it, and for owners.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Invite")), responses((status = 204)))]
#[delete("/workspaces/{workspace}/invites/{id}")]
async fn revoke_invite(
    state: Data<State>,
    member: Member<Editor>,
    path: Path<(String, Uuid)>,
) -> ApiResult<HttpResponse> {
    renew::revoke(&state, &member, path.1).await?;
    Ok(HttpResponse::NoContent().finish())
}
