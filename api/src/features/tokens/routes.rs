//! The calls of the tokens page.
use super::{issue::issue, model::*, queries};
use crate::{
    auth::member::{Editor, Member},
    error::{ApiResult, Code},
    http::{page::List, then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    HttpResponse, delete, get, post,
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
#[utoipa::path(tag = "tokens", params(("workspace" = String, Path, description = "Slug")), request_body = NewApiToken, responses((status = 201, body = IssuedApiToken)))]
#[post("/workspaces/{workspace}/tokens")]
async fn create_token(
    state: Data<State>,
    Then(member, Valid(new)): Then<Member<Editor>, Valid<NewApiToken>>,
) -> ApiResult<HttpResponse> {
    if new.name.trim().is_empty() {
        return Err(Code::Invalid.of_field("name", "length", "must have 1 to 64 characters"));
    }
    let (token, row) = issue(state.db.writer(), &state, member.scope(), member.user.id, new).await?;
    let api_token = queries::present(state.clock.now(), Some(member.user), row);
    Ok(HttpResponse::Created().json(IssuedApiToken { token, api_token }))
}

/// Revoke an API token; its next call fails.
#[utoipa::path(tag = "tokens", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Token")), responses((status = 204)))]
#[delete("/workspaces/{workspace}/tokens/{id}")]
async fn revoke_token(
    state: Data<State>,
    member: Member<Editor>,
    path: Path<(String, Uuid)>,
) -> ApiResult<HttpResponse> {
    match queries::delete(state.db.writer(), member.scope(), path.1).await? {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(Code::NotFound.into()),
    }
}
