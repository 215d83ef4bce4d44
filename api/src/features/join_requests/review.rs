//! Requests are answered by those who may invite; the first answer counts.
use super::{
    model::{Answer, AnsweredRequest, BatchAnswer, JoinRequest},
    queries,
};
use crate::{
    auth::member::{Editor, Member, Scope},
    entities::{
        email_invite,
        join_request::{self, State as RequestState},
        membership::Role,
        workspace,
    },
    error::{ApiError, ApiResult, Code},
    features::{
        account,
        audit::{self, Action, Deed, Subject},
        invites::{self, NewInvite, Sender},
        workspaces::{membership as places, model::may_invite},
    },
    http::page::{self, Page, PageQuery},
    state::State,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// A page of the requests that wait, the oldest first.
pub async fn list(state: &State, member: &Member<Editor>, query: &PageQuery) -> ApiResult<Page<JoinRequest>> {
    let (scope, now, db) = (member.scope(), state.clock.now(), &*state.db);
    let limit = page::limit(query.limit)?;
    let after = page::decode::<(DateTime<Utc>, Uuid)>(query.cursor.as_deref())?;
    let mut rows = queries::list_open(db, scope, now, limit, after).await?;
    let has_more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().filter(|_| has_more).map(|row| (row.asked_at, row.id));
    let people = account::queries::find_many(db, rows.iter().filter_map(|row| row.user_id).collect()).await?;
    let ids = rows.iter().filter_map(|row| row.readdressed_from);
    let invites = email_invite::Entity::find()
        .filter(email_invite::Column::WorkspaceId.eq(scope.id()))
        .filter(email_invite::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let sent_to: HashMap<Uuid, String> = invites.into_iter().map(|row| (row.id, row.email)).collect();
    let present = |row: join_request::Model| JoinRequest {
        id: row.id,
        user: row.user_id.and_then(|id| people.get(&id)).cloned().map(Into::into),
        instead_of: row.readdressed_from.and_then(|id| sent_to.get(&id)).cloned(),
        was_invited: row.invite_id.is_some(),
        email: row.email,
        note: row.note,
        asked_at: row.asked_at,
        denials: row.denials,
    };
    Ok(Page {
        items: rows.into_iter().map(present).collect(),
        next_cursor: last.map(|place| page::encode(&place)).transpose()?,
        total: queries::count_open(db, scope, now).await?,
    })
}

/// Answers one request.
pub async fn answer(state: &State, member: &Member<Editor>, id: Uuid, answer: Answer, role: Role) -> ApiResult<()> {
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, member.scope()).await?;
    let place = places::judge_again(&txn, member.scope(), member.user.id, Role::Editor).await?;
    judge(&workspace, place.role, answer, role)?;
    one(state, &txn, member, &workspace, id, answer, role).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(())
}

/// Answers several; each on its own, so that one that was answered already does not keep the others.
pub async fn answer_all(
    state: &State,
    member: &Member<Editor>,
    asked: &BatchAnswer,
) -> ApiResult<Vec<AnsweredRequest>> {
    let mut answered = Vec::with_capacity(asked.ids.len());
    for id in &asked.ids {
        answered.push(match answer(state, member, *id, asked.answer, asked.role).await {
            Ok(()) => AnsweredRequest { id: *id, done: true, code: None, detail: None },
            Err(error) if matches!(error.code(), Code::Internal | Code::NotAllowed) => return Err(error),
            Err(error) => {
                AnsweredRequest { id: *id, done: false, code: Some(error.code()), detail: Some(error.problem().detail) }
            }
        });
    }
    Ok(answered)
}

/// May somebody with this role answer so?
fn judge(workspace: &workspace::Model, own: Role, answer: Answer, role: Role) -> ApiResult<()> {
    if !may_invite(own, workspace.who_invites) {
        return Err(Code::NotAllowed.because("In this workspace only owners answer requests. Ask one of them."));
    }
    if answer == Answer::Approve && role > own {
        return Err(Code::NotAllowed.because("Nobody invites for a role above their own."));
    }
    Ok(())
}

async fn one(
    state: &State,
    txn: &DatabaseTransaction,
    member: &Member<Editor>,
    workspace: &workspace::Model,
    id: Uuid,
    answer: Answer,
    role: Role,
) -> ApiResult<()> {
    let (scope, now) = (member.scope(), state.clock.now());
    let row = queries::find(txn, scope, id).await?;
    if !queries::is_open(txn, scope, &row, now).await? {
        return Err(answered(txn, &row).await?);
    }
    let (to, invite) = match answer {
        Answer::Deny => (RequestState::Denied, None),
        Answer::Block => (RequestState::Blocked, None),
        Answer::Approve => {
            revoke_other(txn, scope, &row, now).await?;
            let from = Sender { workspace, scope, user: &member.user, actor: Some(&member.actor) };
            let new = NewInvite {
                email: &row.email,
                role,
                message: None,
                delivery: invites::Delivery::Mail,
                from_request: Some(row.id),
            };
            (RequestState::Approved, Some(invites::invite_one(state, txn, &from, new).await?.row.id))
        }
    };
    let deed = Deed::new(Action::JoinRequestAnswered, Subject::JoinRequest).on(row.id, &row.email);
    audit::record(txn, now, &member.actor, Some(scope), deed.after(json!({ "answer": answer }))).await?;
    queries::update_answer(txn, &row, to, member.user.id, invite, now).await
}

/// An invite that goes to another address instead does not stay with the first.
async fn revoke_other(
    txn: &DatabaseTransaction,
    scope: Scope,
    row: &join_request::Model,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let Some(id) = row.readdressed_from else { return Ok(()) };
    match invites::queries::find(txn, scope, id).await {
        Ok(other) => invites::queries::close(txn, &other, email_invite::State::Revoked, None, now).await,
        Err(error) if error.code() == Code::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Who was faster, and with what.
async fn answered(txn: &DatabaseTransaction, row: &join_request::Model) -> ApiResult<ApiError> {
    let by = match row.answered_by {
        Some(id) => account::queries::find_many(txn, vec![id]).await?.remove(&id).map(|one| one.email),
        None => None,
    };
    let what = match row.state {
        RequestState::Approved => "invited",
        RequestState::Denied => "denied",
        RequestState::Blocked => "blocked",
        RequestState::Joined => "joined",
        RequestState::Open | RequestState::Noted => "expired",
    };
    let detail = match &by {
        Some(email) => format!("{email} answered it: {what}."),
        None => format!("It waits for no answer any more: {what}."),
    };
    Ok(Code::RequestAnswered.because_of(detail, json!({ "by": by, "at": row.answered_at, "answer": what })))
}
