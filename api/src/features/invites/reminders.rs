//! What time does to invites: two reminders, and after a while they are forgotten.
use super::{emails::InviteReminderMail, queries, rights};
use crate::{
    auth::{member::Scope, opaque},
    entities::{
        email_invite::{self, State as InviteState},
        invite_send, mail, workspace,
    },
    error::ApiResult,
    features::{
        account, mail_opt_outs,
        workspaces::{emails::role_words, membership as places},
    },
    mail::{lures, outbox},
    state::State,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

/// Days after the invite was sent.
const REMIND_AFTER: [i64; 2] = [2, 5];
/// An invite that is over is forgotten after so long.
const KEEP: Duration = Duration::days(90);
/// Reminded in one round.
const BATCH: u64 = 500;

/// Reminds everybody who is due; each of them once, however many servers and however often. Answers how many.
pub async fn remind_due(state: &State) -> ApiResult<usize> {
    let now = state.clock.now();
    let mut due = Condition::any();
    for (sent, days) in (0_i32..).zip(REMIND_AFTER) {
        due = due.add(
            Condition::all()
                .add(email_invite::Column::Reminders.eq(sent))
                .add(email_invite::Column::RenewedAt.lte(now - Duration::days(days))),
        );
    }
    let rows = email_invite::Entity::find()
        .filter(email_invite::Column::State.eq(InviteState::Pending))
        .filter(email_invite::Column::ExpiresAt.gt(now))
        .filter(email_invite::Column::MailId.is_not_null())
        .filter(due)
        .limit(BATCH)
        .all(&*state.db)
        .await?;
    let mut reminded = 0;
    for row in rows {
        match remind(state, &row, now).await {
            Ok(is_sent) => reminded += usize::from(is_sent),
            // one that cannot be reminded keeps nobody else
            Err(error) => tracing::error!(invite = %row.id, "somebody invited was not reminded: {error:#}"),
        }
    }
    if reminded > 0 {
        state.mail_queued.notify_one();
    }
    Ok(reminded)
}

/// Under the lock, so that an answer that comes at the same time keeps the mail back.
async fn remind(state: &State, seen: &email_invite::Model, now: DateTime<Utc>) -> ApiResult<bool> {
    let scope = Scope::of_invite(seen);
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    let mut row = queries::find(&txn, scope, seen.id).await?;
    if row != *seen {
        return Ok(false);
    }
    let due = REMIND_AFTER.iter().filter(|days| row.renewed_at + Duration::days(**days) <= now).count();
    row.reminders = i32::try_from(due).unwrap_or(i32::MAX); // a server that slept sends one, not two
    queries::update(&txn, row.clone()).await?;
    let is_sent = mail_again(state, &txn, &workspace, row, now).await?;
    txn.commit().await?;
    Ok(is_sent)
}

/// Does the invite of an address stand in the way of a request from there? Not if it lets nobody in, and not if its mail
/// came back: then nobody of the workspace would hear of somebody who cannot come in.
pub async fn lets_in(
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    row: &email_invite::Model,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let mail = mail_of(txn, row).await?;
    let came_back = row.opened_at.is_none() && mail.is_some_and(|mail| mail.state == mail::State::Failed);
    Ok(row.expires_at > now && !came_back && rights::is_alive(txn, workspace, row).await?)
}

async fn mail_of(txn: &DatabaseTransaction, row: &email_invite::Model) -> ApiResult<Option<mail::Model>> {
    match row.mail_id {
        Some(id) => Ok(mail::Entity::find_by_id(id).one(txn).await?),
        None => Ok(None),
    }
}

/// Mails an invite that waits once more, with a link that works beside those that are out, if it may be: the invite stays as it is.
/// Needs the workspace's lock.
pub async fn mail_again(
    state: &State,
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    mut row: email_invite::Model,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    if !may_mail_again(txn, workspace, &row).await? {
        return Ok(false);
    }
    let Some(inviter) = account::queries::find(txn, row.invited_by).await? else { return Ok(false) };
    let token = opaque::token()?;
    let public = &state.config.public_url;
    let opt_out = mail_opt_outs::queries::token_of(txn, &row.email).await?;
    let mail = InviteReminderMail {
        email: row.email.clone(),
        workspace: lures::workspace_name(&workspace.name),
        inviter: lures::person_name(inviter.full_name.as_deref(), &inviter.email),
        role: role_words(row.role),
        link: public.page(&format!("/invite#{token}")),
        has_asked: row.from_request.is_some(),
        days: (row.expires_at - now).num_days().max(1),
        server: public.origin(),
        opt_out_page: public.page(&format!("/unsubscribe#{opt_out}")),
        opt_out_call: public.page(&format!("/api/mail-opt-outs/{opt_out}")),
    };
    queries::insert_reminder(txn, &row, &token).await?;
    let until = Some(row.expires_at);
    row.mail_id = Some(outbox::enqueue_until(txn, &state.clock, &row.email, &mail, false, until).await?);
    queries::update(txn, row).await?;
    Ok(true)
}

/// Not after a bounce, not for those who want no such mail, not while the one before has not left, and not if it would be
/// worth nothing.
async fn may_mail_again(
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    row: &email_invite::Model,
) -> ApiResult<bool> {
    let mail = mail_of(txn, row).await?;
    let has_left = mail.is_some_and(|mail| matches!(mail.state, mail::State::Sent | mail::State::Filed));
    let opted_out = mail_opt_outs::queries::find_opted_out(txn, vec![row.email.clone()]).await?;
    Ok(has_left && opted_out.is_empty() && rights::is_alive(txn, workspace, row).await?)
}

/// Forgets invites that are long over, and what was counted for limits.
pub async fn erase_old(state: &State) -> ApiResult<()> {
    let now = state.clock.now();
    let over = Condition::any()
        .add(email_invite::Column::ClosedAt.lt(now - KEEP))
        .add(email_invite::Column::ExpiresAt.lt(now - KEEP));
    email_invite::Entity::delete_many().filter(over).exec(state.db.writer()).await?;
    let counted = invite_send::Entity::delete_many().filter(invite_send::Column::SentAt.lt(now - Duration::days(30)));
    counted.exec(state.db.writer()).await?;
    Ok(())
}
