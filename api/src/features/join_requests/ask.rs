//! Somebody asks to join. Before the answer all is the same for whoever asks: one job is written down. What comes of it,
//! and for whom, is done behind the answer, so that neither its words nor its time tell who is a member, invited or denied.
use super::{emails::AlreadyMemberMail, jobs::TakeRequest, queries, tell};
use crate::{
    auth::{address, caller::SignedIn, member::Scope},
    entities::{
        email_invite,
        join_request::{self, State as RequestState},
        workspace,
    },
    error::{ApiResult, Code},
    features::{account, invites, workspaces::membership as places},
    jobs,
    limits::{Class, Sharer},
    mail::{lures, outbox},
    state::State,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

/// After a first, second, and every later denial an address waits so long until it may ask again.
const COOL_DOWN: [Duration; 3] = [Duration::hours(24), Duration::days(7), Duration::days(30)];
/// An address gets at most one mail of a workspace in this time by asking.
const MAIL_EVERY: Duration = Duration::days(1);
/// More than these are not taken until some are answered.
pub const MOST_OPEN: u64 = 500;

/// Where somebody asks.
pub enum Asked {
    /// On a public page.
    Share(Uuid),
    /// With an invite to another address in hand.
    Invite(Uuid),
}

/// Notes a request. The address of somebody who is signed in is their account's, whatever they type.
pub async fn ask(
    state: &State,
    scope: Scope,
    at: Asked,
    who: Option<&SignedIn>,
    typed: Option<&str>,
    note: Option<&str>,
) -> ApiResult<()> {
    let me = who.filter(|me| me.user.confined_to.is_none());
    let email = match (me, typed) {
        (Some(me), _) => me.user.email.clone(),
        (None, Some(typed)) => address::normalise(typed, "email")?,
        (None, None) => return Err(Code::Invalid.of_field("email", "required", "must say whom to answer")),
    };
    let (share, invite) = match at {
        Asked::Share(id) => (Some(id), None),
        Asked::Invite(id) => (None, Some(id)),
    };
    let job = TakeRequest {
        is_too_much: is_too_much(state, scope, me, &email),
        workspace: scope.id(),
        share,
        invite,
        user: me.map(|me| me.user.id),
        email,
        note: note.map(str::trim).filter(|note| !note.is_empty()).map(ToOwned::to_owned),
    };
    jobs::enqueue(state.db.writer(), state.clock.now(), &job).await?;
    state.job_queued.notify_one();
    Ok(())
}

/// Takes a share for the request. Somebody who is signed in has one of their own: a stranger who types their address uses
/// up nothing of it.
fn is_too_much(state: &State, scope: Scope, me: Option<&SignedIn>, email: &str) -> bool {
    let is_over = |class, sharer| state.limits.take(class, &sharer).is_some_and(|verdict| verdict.wait.is_some());
    let sharer = me.map_or_else(|| Sharer::Address(email.to_owned()), |me| Sharer::User(me.user.id));
    is_over(Class::RequestsOfAddress, sharer) || is_over(Class::RequestsToWorkspace, Sharer::Workspace(scope.id()))
}

/// Takes a request in that was noted, unless there were too many of late: nobody is told.
pub async fn take(state: &State, asked: &TakeRequest) -> ApiResult<()> {
    if asked.is_too_much {
        return Ok(());
    }
    let scope = Scope::for_upkeep(asked.workspace);
    let txn = state.begin().await?;
    let workspace = match places::lock(&txn, scope).await {
        Err(error) if error.code() == Code::WorkspaceNotFound => return Ok(()), // deleted since
        found => found?,
    };
    let old = queries::find_by_email(&txn, scope, &asked.email).await?;
    let fresh = join_request::Model {
        workspace_id: scope.id(),
        id: old.as_ref().map_or_else(Uuid::now_v7, |old| old.id),
        email: asked.email.clone(),
        note: asked.note.clone(),
        user_id: asked.user,
        share_id: asked.share,
        readdressed_from: asked.invite,
        state: RequestState::Open,
        denials: old.as_ref().map_or(0, |old| old.denials),
        told: false,
        asked_at: state.clock.now(),
        answered_by: None,
        answered_at: None,
        invite_id: None,
        mailed_at: old.as_ref().and_then(|old| old.mailed_at),
    };
    judge(state, &txn, &workspace, scope, old, fresh).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(())
}

async fn judge(
    state: &State,
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    scope: Scope,
    old: Option<join_request::Model>,
    fresh: join_request::Model,
) -> ApiResult<()> {
    let now = state.clock.now();
    if is_member(txn, scope, &fresh.email).await? {
        return remind_member(state, txn, workspace, old, fresh).await;
    }
    let invite = invites::queries::find_pending(txn, scope, &fresh.email).await?;
    if let Some(invite) = invite
        && invites::lets_in(txn, workspace, &invite, now).await?
    {
        return remind_invited(state, txn, workspace, old, fresh, invite).await;
    }
    let may_ask = match &old {
        Some(old) if queries::is_open(txn, scope, old, now).await? => false,
        Some(old) => may_ask_again(old, now),
        None => true,
    };
    if !may_ask || queries::count_open(txn, scope, now).await? >= MOST_OPEN {
        return Ok(());
    }
    queries::save(txn, fresh, old.is_none()).await?;
    tell::tell_now(state, txn, workspace, scope).await
}

async fn is_member(txn: &DatabaseTransaction, scope: Scope, email: &str) -> ApiResult<bool> {
    match account::queries::find_by_email(txn, email).await? {
        Some(user) => Ok(places::find(txn, scope, user.id).await?.is_some()),
        None => Ok(false),
    }
}

fn may_ask_again(old: &join_request::Model, now: DateTime<Utc>) -> bool {
    match old.state {
        RequestState::Blocked => false,
        RequestState::Denied => {
            let nth = usize::try_from(old.denials.max(1) - 1).unwrap_or(0).min(COOL_DOWN.len() - 1);
            old.answered_at.is_none_or(|at| at + COOL_DOWN[nth] <= now)
        }
        // too old to be listed, invited once and over, or in and out again
        RequestState::Open | RequestState::Noted | RequestState::Approved | RequestState::Joined => true,
    }
}

/// Who belongs there is told so.
async fn remind_member(
    state: &State,
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    old: Option<join_request::Model>,
    fresh: join_request::Model,
) -> ApiResult<()> {
    if !note_mail(txn, old, &fresh, state.clock.now()).await? {
        return Ok(());
    }
    let public = &state.config.public_url;
    let mail = AlreadyMemberMail {
        email: fresh.email.clone(),
        workspace: lures::workspace_name(&workspace.name),
        link: public.page(&format!("/{}", workspace.slug)),
        server: public.origin(),
    };
    outbox::enqueue(txn, &state.clock, &fresh.email, &mail, false).await?;
    Ok(())
}

/// Who is invited by mail gets it once more. The invite stays as it is: whoever asks is not to keep it alive, end the link
/// that is out, or use up what its sender may send.
async fn remind_invited(
    state: &State,
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    old: Option<join_request::Model>,
    fresh: join_request::Model,
    invite: email_invite::Model,
) -> ApiResult<()> {
    let now = state.clock.now();
    if old.as_ref().is_some_and(|old| was_mailed(old, now)) {
        return Ok(());
    }
    if invites::mail_again(state, txn, workspace, invite, now).await? {
        note_mail(txn, old, &fresh, now).await?;
    }
    Ok(())
}

fn was_mailed(row: &join_request::Model, now: DateTime<Utc>) -> bool {
    row.mailed_at.is_some_and(|at| at + MAIL_EVERY > now)
}

/// Notes that the address gets a mail; false if it had one not long ago.
async fn note_mail(
    txn: &DatabaseTransaction,
    old: Option<join_request::Model>,
    fresh: &join_request::Model,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    if old.as_ref().is_some_and(|old| was_mailed(old, now)) {
        return Ok(false);
    }
    let is_new = old.is_none();
    let mut row =
        old.unwrap_or_else(|| join_request::Model { state: RequestState::Noted, told: true, ..fresh.clone() });
    row.mailed_at = Some(now);
    queries::save(txn, row, is_new).await?;
    Ok(true)
}
