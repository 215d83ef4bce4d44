//! What time does to invites: two reminders, and after a while they are forgotten.
use super::{emails::InviteReminderMail, queries};
use crate::{
    auth::{member::Scope, opaque},
    entities::{
        email_invite::{self, State as InviteState},
        invite_send, mail, user,
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
/// An account nobody verified is forgotten after so long.
const UNVERIFIED: Duration = Duration::hours(24);
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
        let txn = state.begin().await?;
        if remind(state, &txn, &row, now).await? {
            reminded += 1;
        }
        txn.commit().await?;
    }
    if reminded > 0 {
        state.mail_queued.notify_one();
    }
    Ok(reminded)
}

/// Under the lock, so that an answer that comes at the same time keeps the mail back.
async fn remind(
    state: &State,
    txn: &DatabaseTransaction,
    seen: &email_invite::Model,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let scope = Scope::of_invite(seen);
    let workspace = places::lock(txn, scope).await?;
    let mut row = queries::find(txn, scope, seen.id).await?;
    if row != *seen {
        return Ok(false);
    }
    let due = REMIND_AFTER.iter().filter(|days| row.renewed_at + Duration::days(**days) <= now).count();
    row.reminders = i32::try_from(due).unwrap_or(i32::MAX); // a server that slept sends one, not two
    if !may_remind(txn, &row).await? {
        queries::update(txn, row).await?;
        return Ok(false);
    }
    let Some(inviter) = super::batch::person(txn, row.invited_by).await? else {
        queries::update(txn, row).await?;
        return Ok(false);
    };
    let token = opaque::token()?;
    row.token_hash = queries::hash(&token);
    let public = &state.config.public_url;
    let opt_out = mail_opt_outs::queries::token_of(txn, &row.email).await?;
    let mail = InviteReminderMail {
        email: row.email.clone(),
        workspace: lures::workspace_name(&workspace.name),
        inviter: lures::person_name(inviter.full_name.as_deref(), &inviter.email),
        role: role_words(row.role),
        link: public.page(&format!("/invite#{token}")),
        days: (row.expires_at - now).num_days().max(1),
        server: public.origin(),
        opt_out_page: public.page(&format!("/unsubscribe#{opt_out}")),
        opt_out_call: public.page(&format!("/api/mail-opt-outs/{opt_out}")),
    };
    row.mail_id = Some(outbox::enqueue(txn, &state.clock, &row.email, &mail, false).await?);
    queries::update(txn, row).await?;
    Ok(true)
}

/// Not after a bounce, not for those who want no such mail, and not while the first one has not left.
async fn may_remind(txn: &DatabaseTransaction, row: &email_invite::Model) -> ApiResult<bool> {
    let Some(id) = row.mail_id else { return Ok(false) };
    let has_arrived = mail::Entity::find_by_id(id).one(txn).await?.is_some_and(|mail| mail.state == mail::State::Sent);
    let opted_out = mail_opt_outs::queries::find_opted_out(txn, vec![row.email.clone()]).await?;
    Ok(has_arrived && opted_out.is_empty())
}

/// Forgets invites that are long over, what was counted for limits, and accounts that nobody verified.
pub async fn erase_old(state: &State) -> ApiResult<()> {
    let now = state.clock.now();
    let over = Condition::any()
        .add(email_invite::Column::ClosedAt.lt(now - KEEP))
        .add(email_invite::Column::ExpiresAt.lt(now - KEEP));
    email_invite::Entity::delete_many().filter(over).exec(state.db.writer()).await?;
    let counted = invite_send::Entity::delete_many().filter(invite_send::Column::SentAt.lt(now - Duration::days(30)));
    counted.exec(state.db.writer()).await?;
    // without a mail server nobody could verify an address, and whoever runs the server prints the links
    if state.mailer.has_server() {
        erase_unverified(state, now).await?;
    }
    Ok(())
}

async fn erase_unverified(state: &State, now: DateTime<Utc>) -> ApiResult<()> {
    let txn = state.begin().await?;
    let unverified = user::Entity::find()
        .filter(user::Column::ConfinedTo.is_not_null())
        .filter(user::Column::CreatedAt.lt(now - UNVERIFIED))
        .lock_exclusive()
        .all(&txn)
        .await?;
    for person in unverified {
        account::verify::forget_traces(&txn, person.id).await?;
        let still = user::Entity::delete_many()
            .filter(user::Column::Id.eq(person.id))
            .filter(user::Column::ConfinedTo.is_not_null());
        still.exec(&txn).await?;
    }
    txn.commit().await?;
    Ok(())
}
