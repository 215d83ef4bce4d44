//! The calls of the tokens page.
use super::{
    issue::{facts, issue},
    model::*,
    queries,
};
use crate::{
    auth::member::{Editor, Member},
    error::{ApiResult, Code},
    features::audit::{self, Action, Deed, Subject},
    http::{
        idempotency::{IdempotencyKey, Repeatable},
        page::List,
        then::Then,
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
    api.service(list_tokens).service(create_token).service(revoke_token);
}

/// List the workspace's API tokens.
#[utoipa::path(tag = "tokens", params(("workspace" = String, Path, description = "Slug")), responses((status = 200, body = List<ApiToken>)))]
#[get("/workspaces/{workspace}/tokens")]
async fn list_tokens(state: Data<State>, member: Member<Editor>) -> ApiResult<Json<List<ApiToken>>> {
    Ok(Json(List { items: queries::list(&*state.db, member.scope(), state.clock.now()).await? }))
}

/// Make an API token; its secret is shown in this answer only.
#[utoipa::path(tag = "tokens", params(("workspace" = String, Path, description = "Slug"), IdempotencyKey), request_body = NewApiToken, responses((status = 201, body = IssuedApiToken)))]
#[post("/workspaces/{workspace}/tokens")]
async fn create_token(
    state: Data<State>,
    Then(member, Repeatable(once, new)): Then<Member<Editor>, Repeatable<NewApiToken>>,
) -> ApiResult<HttpResponse> {
    let txn = once.begin().await?;
    let (token, row) = issue(&txn, &state, member.scope(), &member.actor, member.user.id, new).await?;
    let api_token = queries::present(state.clock.now(), Some(member.user), row);
    let answer = once.answer(&txn, StatusCode::CREATED, &IssuedApiToken { token, api_token }).await?;
    txn.commit().await?;
    Ok(answer)
}

/// Revoke an API token; its next call fails.
#[utoipa::path(tag = "tokens", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Token")), responses((status = 204)))]
#[delete("/workspaces/{workspace}/tokens/{id}")]
async fn revoke_token(
    state: Data<State>,
    member: Member<Editor>,
    path: Path<(String, Uuid)>,
) -> ApiResult<HttpResponse> {
    let txn = state.begin().await?;
    let was = queries::delete(&txn, member.scope(), path.1).await?.ok_or(Code::NotFound)?;
    let deed = Deed::new(Action::TokenRevoked, Subject::Token).on(was.id, &was.name).before(facts(&was));
    audit::record(&txn, state.clock.now(), &member.actor, Some(member.scope()), deed).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
