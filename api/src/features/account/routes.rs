//! The calls of the account page, and who the command line is.
use super::{
    changes,
    model::{Session, User, UserPatch},
    queries,
};
use crate::{
    auth::caller::{Anyone, SignedIn},
    error::{ApiResult, Code},
    http::{page::List, then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    HttpResponse, delete, get, patch,
    web::{Data, Json, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(get_me).service(update_me).service(list_sessions).service(end_session).service(end_other_sessions);
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
