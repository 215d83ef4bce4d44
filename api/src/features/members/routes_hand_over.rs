//! The calls by which a workspace is handed over.
use super::{hand_over, model::*};
use crate::{
    auth::member::{Insider, Member, Owner},
    error::ApiResult,
    http::{then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(get_ownership_offer).service(offer_ownership).service(cancel_ownership_offer);
    api.service(accept_ownership).service(undo_ownership);
}

/// The offer of the workspace that waits, or that was accepted and can be undone.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = OwnershipState)))]
#[get("/workspaces/{workspace}/transfer")]
async fn get_ownership_offer(state: Data<State>, member: Member<Insider>) -> ApiResult<Json<OwnershipState>> {
    Ok(Json(hand_over::show(&state, &member).await?))
}

/// Offer the workspace to a member. Nothing changes until they accept.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug")), request_body = NewOwnershipOffer, responses((status = 201, body = OwnershipState)))]
#[post("/workspaces/{workspace}/transfer")]
async fn offer_ownership(
    state: Data<State>,
    Then(owner, Valid(asked)): Then<Member<Owner>, Valid<NewOwnershipOffer>>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(hand_over::offer(&state, &owner, &asked).await?))
}

/// Decline the offer, or take it back.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug")), responses((status = 204)))]
#[delete("/workspaces/{workspace}/transfer")]
async fn cancel_ownership_offer(state: Data<State>, member: Member<Insider>) -> ApiResult<HttpResponse> {
    hand_over::cancel(&state, &member).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Accept the offer: become an owner, and whoever offered it an editor.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = OwnershipState)))]
#[post("/workspaces/{workspace}/transfer/accept")]
async fn accept_ownership(state: Data<State>, member: Member<Insider>) -> ApiResult<Json<OwnershipState>> {
    Ok(Json(hand_over::accept(&state, &member).await?))
}

/// Undo a transfer within 72 hours: for the two it was between.
#[utoipa::path(tag = "members", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = OwnershipState)))]
#[post("/workspaces/{workspace}/transfer/undo")]
async fn undo_ownership(state: Data<State>, member: Member<Insider>) -> ApiResult<Json<OwnershipState>> {
    Ok(Json(hand_over::undo(&state, &member).await?))
}
