//! Requests are answered by those who may invite; the first answer counts.
use super::{
    model::{Answer, AnsweredRequest, BatchAnswer, JoinRequest},
    queries,
};
use crate::{
    auth::member::{Editor, Member},
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
        invites::{self, Delivery, NewInvite, Sender},
        workspaces::membership as places,
    },
    http::page::{self, Page, PageQuery},
    state::State,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// A page of the requests that wait, the oldest first.
pub async fn list(state: &State, member: &Member<Editor>, query: &PageQuery) -> ApiResult<Page<JoinRequest>> {
    invites::refuse_others(member)?;
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

/// How a request is answered.
#[derive(Clone, Copy)]
pub struct Verdict {
    /// What with.
    pub answer: Answer,
    /// With an invite: what they may do …
    pub role: Role,
    /// … and how it gets to them.
    pub delivery: Delivery,
}

impl Verdict {
    /// One that lets nobody in.
    pub fn without_invite(answer: Answer) -> Self {
        Self { answer, role: Role::Viewer, delivery: Delivery::Link }
    }
}

/// Answers one request.
pub async fn answer(
    state: &State,
    txn: &DatabaseTransaction,
    member: &Member<Editor>,
    id: Uuid,
    verdict: Verdict,
) -> ApiResult<AnsweredRequest> {
    let workspace = begin(txn, member, verdict).await?;
    let link = one(state, txn, member, &workspace, id, verdict).await?;
    Ok(AnsweredRequest { id, done: true, link, code: None, detail: None })
}

/// Answers several; each on its own, so that one that was answered already does not keep the others. What concerns all is
/// refused before the first, and a failure of ours takes all of them back: no link is made that nobody gets to see.
pub async fn answer_all(
    state: &State,
    txn: &DatabaseTransaction,
    member: &Member<Editor>,
    asked: &BatchAnswer,
) -> ApiResult<Vec<AnsweredRequest>> {
    let verdict = match asked.answer {
        Answer::Approve => Verdict { answer: asked.answer, role: asked.role, delivery: asked.delivery },
        Answer::Deny | Answer::Block => Verdict::without_invite(asked.answer),
    };
    let workspace = begin(txn, member, verdict).await?;
    let is_ours = |error: &ApiError| [Code::Internal, Code::Unavailable].contains(&error.code());
    let mut answered = Vec::with_capacity(asked.ids.len());
    for id in &asked.ids {
        let part = txn.begin().await?;
        answered.push(match one(state, &part, member, &workspace, *id, verdict).await {
            Ok(link) => {
                part.commit().await?;
                AnsweredRequest { id: *id, done: true, link, code: None, detail: None }
            }
            Err(error) if is_ours(&error) => return Err(error),
            Err(error) => {
                part.rollback().await?;
                let detail = Some(error.problem().detail);
                AnsweredRequest { id: *id, done: false, link: None, code: Some(error.code()), detail }
            }
        });
    }
    Ok(answered)
}

/// Takes the lock, and judges whoever answers.
async fn begin(txn: &DatabaseTransaction, member: &Member<Editor>, verdict: Verdict) -> ApiResult<workspace::Model> {
    let workspace = places::lock(txn, member.scope()).await?;
    invites::judge(txn, member.scope(), &workspace, &member.user, verdict.role, verdict.delivery).await?;
    Ok(workspace)
}

async fn one(
    state: &State,
    txn: &DatabaseTransaction,
    member: &Member<Editor>,
    workspace: &workspace::Model,
    id: Uuid,
    verdict: Verdict,
) -> ApiResult<Option<String>> {
    let (scope, now) = (member.scope(), state.clock.now());
    let row = queries::find(txn, scope, id).await?;
    if !queries::is_open(txn, scope, &row, now).await? {
        return Err(answered(txn, &row).await?);
    }
    let deed = Deed::new(Action::JoinRequestAnswered, Subject::JoinRequest).on(row.id, &row.email);
    let deed = deed.after(json!({ "answer": verdict.answer }));
    audit::record(txn, now, &member.actor, Some(scope), deed).await?;
    let to = match verdict.answer {
        Answer::Deny => RequestState::Denied,
        Answer::Block => RequestState::Blocked,
        Answer::Approve => RequestState::Approved,
    };
    // before an invite is sent, which would answer a request that waits
    queries::update_answer(txn, &row, to, member.user.id, None, now).await?;
    if verdict.answer != Answer::Approve {
        return Ok(None);
    }
    revoke_other(txn, member, &row, now).await?;
    let from = Sender { workspace, scope, user: &member.user, actor: &member.actor };
    let new = NewInvite {
        email: &row.email,
        role: verdict.role,
        message: None,
        delivery: verdict.delivery,
        from_request: Some(row.id),
    };
    let sent = invites::invite_one(state, txn, &from, new).await?;
    queries::update_answer(txn, &row, to, member.user.id, Some(sent.row.id), now).await?;
    Ok((verdict.delivery == Delivery::Link).then_some(sent.link))
}

/// An invite that goes to another address instead does not stay with the first, if whoever answers may revoke it.
async fn revoke_other(
    txn: &DatabaseTransaction,
    member: &Member<Editor>,
    row: &join_request::Model,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let Some(id) = row.readdressed_from else { return Ok(()) };
    let scope = member.scope();
    let other = match invites::queries::find(txn, scope, id).await {
        Err(error) if error.code() == Code::NotFound => return Ok(()), // forgotten since
        found => found?,
    };
    let place = places::judge_again(txn, scope, member.user.id, Role::Editor).await?;
    let may_revoke = other.invited_by == member.user.id || place.role >= Role::Owner;
    if other.state != email_invite::State::Pending || !may_revoke {
        return Ok(());
    }
    invites::queries::close(txn, &other, email_invite::State::Revoked, None, now).await?;
    let deed = Deed::new(Action::InviteRevoked, Subject::Invite).on(other.id, &other.email);
    let deed = deed.before(json!({ "role": other.role, "invitedBy": other.invited_by }));
    audit::record(txn, now, &member.actor, Some(scope), deed).await
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
