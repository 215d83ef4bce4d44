//! The calls of the account page, and who the command line is.
use super::{
    changes, deletion, email_change,
    model::{AccountDeletion, EmailChangeConfirmation, NewEmailChange, Session, User, UserPatch},
    queries,
};
use crate::{
    auth::{
        caller::{Anyone, SignedIn},
        cookies,
    },
    error::{ApiResult, Code},
    http::{page::List, then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Json, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(get_me).service(update_me).service(list_sessions).service(end_session).service(end_other_sessions);
    api.service(request_email_change).service(confirm_email_change).service(cancel_email_change).service(delete_me);
}

/// Who is signed in; of an API token: who made it.
#[utoipa::path(tag = "account", responses((status = 200, body = User)))]
#[get("/users/me")]
async fn get_me(caller: Anyone) -> Json<User> {
    Json(caller.0.user.into())
}

/// Change one's profile.
#[utoipa::path(tag = "account", request_body = UserPatch, responses((status = 200, body = User)))]
#[patch("/users/me")]
async fn update_me(
    state: Data<State>,
    Then(me, Valid(patch)): Then<SignedIn, Valid<UserPatch>>,
) -> ApiResult<Json<User>> {
    Ok(Json(changes::update(&state, me, patch).await?.into()))
}

/// List where one is signed in.
#[utoipa::path(tag = "account", responses((status = 200, body = List<Session>)))]
#[get("/users/me/sessions")]
async fn list_sessions(state: Data<State>, me: SignedIn) -> ApiResult<Json<List<Session>>> {
    let rows = queries::list_sessions(&*state.db, me.user.id, state.clock.now()).await?;
    Ok(Json(List { items: rows.into_iter().map(|row| Session::seen_from(me.session_id, row)).collect() }))
}

/// Sign out one browser or command line.
#[utoipa::path(tag = "account", params(("id" = Uuid, Path, description = "Session")), responses((status = 204)))]
#[delete("/users/me/sessions/{id}")]
async fn end_session(state: Data<State>, me: SignedIn, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    match changes::end_session(&state, &me.actor, me.user.id, *id).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(Code::NotFound.into()),
    }
}

/// Sign out everywhere but here.
#[utoipa::path(tag = "account", responses((status = 204)))]
#[delete("/users/me/sessions")]
async fn end_other_sessions(state: Data<State>, me: SignedIn) -> ApiResult<HttpResponse> {
    changes::end_other_sessions(&state, &me).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask to be reached at another address: a link goes there, a notice to the old one.
#[utoipa::path(tag = "account", request_body = NewEmailChange, responses((status = 204)))]
#[post("/users/me/email-change")]
async fn request_email_change(
    state: Data<State>,
    Then(me, Valid(asked)): Then<SignedIn, Valid<NewEmailChange>>,
) -> ApiResult<HttpResponse> {
    email_change::request(&state, &me, &asked.email).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Confirm the new address with the link that was mailed there. All other sessions end.
#[utoipa::path(tag = "account", request_body = EmailChangeConfirmation, responses((status = 200, body = User)))]
#[post("/users/me/email-change/confirm")]
async fn confirm_email_change(
    state: Data<State>,
    Then(me, Valid(asked)): Then<SignedIn, Valid<EmailChangeConfirmation>>,
) -> ApiResult<Json<User>> {
    Ok(Json(email_change::confirm(&state, me, &asked.token).await?))
}

/// Take the wish for another address back.
#[utoipa::path(tag = "account", responses((status = 204)))]
#[delete("/users/me/email-change")]
async fn cancel_email_change(state: Data<State>, me: SignedIn) -> ApiResult<HttpResponse> {
    email_change::cancel(&state, &me).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Delete one's account. Refused to the only owner of a workspace.
#[utoipa::path(tag = "account", request_body = AccountDeletion, responses((status = 204)))]
#[delete("/users/me")]
async fn delete_me(
    state: Data<State>,
    Then(me, Valid(asked)): Then<SignedIn, Valid<AccountDeletion>>,
) -> ApiResult<HttpResponse> {
    deletion::delete(&state, &me, &asked.confirmation).await?;
    Ok(HttpResponse::NoContent().cookie(cookies::removal(&state.config, cookies::session_name(&state.config))).finish())
}
