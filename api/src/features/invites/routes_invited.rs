//! The calls of those who are invited. A link's secret stands in the body, never in an address.
use super::{accept, answer, model_invited::*};
use crate::{
    auth::{
        caller::{SignedIn, Somebody},
        cookies,
    },
    error::ApiResult,
    http::{page::List, then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(preview_invite).service(accept_invite).service(decline_invite);
    api.service(list_received_invites).service(accept_received_invite).service(decline_received_invite);
}

/// See what an invite is about, without answering it.
#[utoipa::path(tag = "invites", security(()), request_body = InviteToken, responses((status = 200, body = InvitePreview)))]
#[post("/invites/preview")]
async fn preview_invite(
    state: Data<State>,
    Then(who, Valid(asked)): Then<Somebody, Valid<InviteToken>>,
) -> ApiResult<Json<InvitePreview>> {
    Ok(Json(answer::preview(&state, who.0, &asked.token).await?))
}

/// Accept an invite.
///
/// Whoever is signed in must have the invited address. Whoever is not gets an account, unless the address has one: then
/// it must sign in first (401 `sign-in-first`).
#[utoipa::path(tag = "invites", security(()), request_body = InviteAcceptance, responses((status = 200, body = Arrival)))]
#[post("/invites/accept")]
async fn accept_invite(
    state: Data<State>,
    req: HttpRequest,
    Then(who, Valid(asked)): Then<Somebody, Valid<InviteAcceptance>>,
) -> ApiResult<HttpResponse> {
    let done = accept::by_token(&state, &req, who.0, &asked).await?;
    let mut reply = HttpResponse::Ok();
    if let Some(token) = done.session {
        reply.cookie(cookies::session(&state.config, token));
    }
    Ok(reply.json(done.arrival))
}

/// Decline an invite. Nobody is told.
#[utoipa::path(tag = "invites", security(()), request_body = InviteToken, responses((status = 204)))]
#[post("/invites/decline")]
async fn decline_invite(
    state: Data<State>,
    Then(who, Valid(asked)): Then<Somebody, Valid<InviteToken>>,
) -> ApiResult<HttpResponse> {
    answer::decline_by_token(&state, who.0, &asked.token).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List the invites to one's own address.
#[utoipa::path(tag = "account", responses((status = 200, body = List<ReceivedInvite>)))]
#[get("/users/me/invites")]
async fn list_received_invites(state: Data<State>, me: SignedIn) -> ApiResult<Json<List<ReceivedInvite>>> {
    Ok(Json(List { items: answer::received(&state, &me).await? }))
}

/// Accept an invite to one's own address.
#[utoipa::path(tag = "account", params(("id" = Uuid, Path, description = "Invite")), responses((status = 200, body = Arrival)))]
#[post("/users/me/invites/{id}/accept")]
async fn accept_received_invite(
    state: Data<State>,
    req: HttpRequest,
    me: SignedIn,
    id: Path<Uuid>,
) -> ApiResult<Json<Arrival>> {
    Ok(Json(accept::by_id(&state, &req, me, *id).await?.arrival))
}

/// Decline an invite to one's own address. Nobody is told.
#[utoipa::path(tag = "account", params(("id" = Uuid, Path, description = "Invite")), responses((status = 204)))]
#[post("/users/me/invites/{id}/decline")]
async fn decline_received_invite(state: Data<State>, me: SignedIn, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    answer::decline_by_id(&state, me, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
