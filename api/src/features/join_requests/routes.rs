//! The calls by which people ask to join, and members answer.
use super::{
    ask::{Asked, ask},
    model::*,
    queries,
    review::{self, Verdict},
};
use crate::{
    auth::{
        caller::{SignedIn, Somebody},
        member::{Editor, Member, Scope},
    },
    error::ApiResult,
    features::invites,
    http::{
        client,
        idempotency::{IdempotencyKey, Repeatable},
        page::{Page, PageQuery},
        query::Query,
        rate_limit,
        then::Then,
        valid::Valid,
    },
    limits::{Class, Sharer},
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers these calls; fixed addresses go before `{id}`.
pub fn routes(api: &mut ServiceConfig) {
    api.service(ask_to_join).service(ask_for_invite);
    api.service(list_join_requests).service(answer_join_requests);
    api.service(approve_join_request).service(deny_join_request);
}

/// Ask to join the workspace of a public page. The answer is always the same.
#[utoipa::path(tag = "invites", security(()), params(("code" = String, Path, description = "Of the public page")), request_body = NewJoinRequest, responses((status = 202, body = JoinRequestTaken)))]
#[post("/shares/{code}/join-requests")]
async fn ask_to_join(
    state: Data<State>,
    req: HttpRequest,
    code: Path<String>,
    Then(who, Valid(asked)): Then<Somebody, Valid<NewJoinRequest>>,
) -> ApiResult<HttpResponse> {
    rate_limit::take(&req, Class::Requests, &Sharer::client(client::address(&req)?))?;
    let share = queries::find_share(&*state.db, &code, state.clock.now()).await?;
    let (scope, at) = (Scope::of_share(&share), Asked::Share(share.id));
    ask(&state, scope, at, who.0.as_ref(), asked.email.as_deref(), asked.note.as_deref()).await?;
    Ok(HttpResponse::Accepted().json(JoinRequestTaken::NEUTRAL))
}

/// Ask for an invite that went to another address: it becomes a request to join.
#[utoipa::path(tag = "invites", request_body = Readdressing, responses((status = 202, body = JoinRequestTaken)))]
#[post("/invites/readdress")]
async fn ask_for_invite(
    state: Data<State>,
    Then(me, Valid(asked)): Then<SignedIn, Valid<Readdressing>>,
) -> ApiResult<HttpResponse> {
    let me = me.verified()?;
    let invite = invites::queries::find_by_token(&*state.db, &asked.token).await?;
    let (scope, at) = (Scope::of_invite(&invite), Asked::Invite(invite.id));
    ask(&state, scope, at, Some(&me), None, asked.note.as_deref()).await?;
    Ok(HttpResponse::Accepted().json(JoinRequestTaken::NEUTRAL))
}

/// List the requests that wait for an answer, the oldest first; `total` is for the badge.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug"), PageQuery), responses((status = 200, body = Page<JoinRequest>)))]
#[get("/workspaces/{workspace}/join-requests")]
async fn list_join_requests(
    state: Data<State>,
    member: Member<Editor>,
    query: Query<PageQuery>,
) -> ApiResult<Json<Page<JoinRequest>>> {
    Ok(Json(review::list(&state, &member, &query).await?))
}

/// Answer several requests in the same way.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug"), IdempotencyKey), request_body = BatchAnswer, responses((status = 200, body = BatchAnswered)))]
#[post("/workspaces/{workspace}/join-requests/batch")]
async fn answer_join_requests(
    state: Data<State>,
    Then(member, Repeatable(once, asked)): Then<Member<Editor>, Repeatable<BatchAnswer>>,
) -> ApiResult<HttpResponse> {
    let txn = once.begin().await?;
    let answered = BatchAnswered { items: review::answer_all(&state, &txn, &member, &asked).await? };
    let answer = once.answer(&txn, StatusCode::OK, &answered).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(answer)
}

/// Invite somebody who asked. When the invite expires, the request waits again.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Request"), IdempotencyKey), request_body = Approval, responses((status = 200, body = AnsweredRequest)))]
#[post("/workspaces/{workspace}/join-requests/{id}/approve")]
async fn approve_join_request(
    state: Data<State>,
    Then(member, Repeatable(once, asked)): Then<Member<Editor>, Repeatable<Approval>>,
    path: Path<(String, Uuid)>,
) -> ApiResult<HttpResponse> {
    let verdict = Verdict { answer: Answer::Approve, role: asked.role, delivery: asked.delivery };
    let txn = once.begin().await?;
    let answered = review::answer(&state, &txn, &member, path.1, verdict).await?;
    let answer = once.answer(&txn, StatusCode::OK, &answered).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(answer)
}

/// Do not invite somebody who asked. They are not told.
#[utoipa::path(tag = "invites", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Request")), request_body = Denial, responses((status = 204)))]
#[post("/workspaces/{workspace}/join-requests/{id}/deny")]
async fn deny_join_request(
    state: Data<State>,
    Then(member, Valid(asked)): Then<Member<Editor>, Valid<Denial>>,
    path: Path<(String, Uuid)>,
) -> ApiResult<HttpResponse> {
    let answer = if asked.block { Answer::Block } else { Answer::Deny };
    let txn = state.begin().await?;
    review::answer(&state, &txn, &member, path.1, Verdict::without_invite(answer)).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
