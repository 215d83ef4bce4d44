//! Mails are rows, written in the transaction that causes them; this sends them, at least once, with a stable Message-ID.
use crate::{
    clock::Clock,
    entities::mail::{self, State as Delivery},
    error::ApiResult,
    mail::{Message, Rendered, Trouble},
    state::State,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// How long one attempt may take before another process may try.
const LEASE: Duration = Duration::seconds(120);
/// Waits between attempts; after the last the mail has failed.
const WAITS: [Duration; 7] = [
    Duration::seconds(30),
    Duration::minutes(2),
    Duration::minutes(10),
    Duration::minutes(30),
    Duration::hours(2),
    Duration::hours(8),
    Duration::hours(24),
];
/// How often the outbox is looked through without being told.
const ROUND: std::time::Duration = std::time::Duration::from_secs(15);

/// Queues a mail. One that `is_withheld` leaves the same traces in time and work, but never leaves the house.
pub async fn enqueue<M: Message>(
    db: &impl ConnectionTrait,
    clock: &Clock,
    recipient: &str,
    message: &M,
    is_withheld: bool,
) -> ApiResult<Uuid> {
    enqueue_until(db, clock, recipient, message, is_withheld, None).await
}

/// As `enqueue`, for a mail that is worth nothing any more after `expires_at`: its link is dead by then.
pub async fn enqueue_until<M: Message>(
    db: &impl ConnectionTrait,
    clock: &Clock,
    recipient: &str,
    message: &M,
    is_withheld: bool,
    expires_at: Option<DateTime<Utc>>,
) -> ApiResult<Uuid> {
    let Rendered { subject, text, html, unsubscribe } = message.render().map_err(anyhow::Error::from)?;
    let (id, now) = (Uuid::now_v7(), clock.now());
    let row = mail::ActiveModel {
        id: Set(id),
        template: Set(M::NAME.to_owned()),
        recipient: Set(recipient.to_owned()),
        subject: Set(subject),
        text_body: Set(text),
        html_body: Set(html),
        state: Set(if is_withheld { Delivery::Withheld } else { Delivery::Queued }),
        attempts: Set(0),
        last_error: Set(None),
        created_at: Set(now),
        next_attempt_at: Set(now),
        settled_at: Set(None),
        unsubscribe_url: Set(unsubscribe),
        expires_at: Set(expires_at),
        about: Set(None),
    };
    mail::Entity::insert(row).exec_without_returning(db).await?;
    Ok(id)
}

/// Mails that have not left yet do not leave any more: what they say holds no longer, and is erased.
pub async fn withdraw(db: &impl ConnectionTrait, ids: &[Uuid]) -> ApiResult<()> {
    mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value(Delivery::Withheld.to_value()))
        .col_expr(mail::Column::TextBody, Expr::value(""))
        .col_expr(mail::Column::HtmlBody, Expr::value(""))
        .filter(mail::Column::Id.is_in(ids.iter().copied()))
        .filter(mail::Column::State.eq(Delivery::Queued))
        .exec(db)
        .await?;
    Ok(())
}

/// Sends what is due, whenever something was queued, until the server has closed: the mail that is being sent then is
/// finished, so that nobody has to send it once more.
pub async fn run(state: actix_web::web::Data<State>) {
    while !state.closed.load(Ordering::SeqCst) {
        if let Err(error) = send_due(&state).await {
            tracing::error!("the outbox stopped for now: {error}");
        }
        let _ = tokio::time::timeout(ROUND, state.mail_queued.notified()).await;
    }
}

/// One round: every mail that is due is tried once, until the mail server turns out to take none. Answers how many were
/// sent.
pub async fn send_due(state: &State) -> ApiResult<usize> {
    let now = state.clock.now();
    let due = mail::Entity::find()
        .filter(mail::Column::State.eq(Delivery::Queued))
        .filter(mail::Column::NextAttemptAt.lte(now))
        .order_by_asc(mail::Column::NextAttemptAt)
        .limit(100)
        .all(&*state.db)
        .await?;
    let mut sent = 0;
    for row in due {
        if state.closed.load(Ordering::SeqCst) {
            return Ok(sent);
        }
        state.note_outbox();
        if claim(state, &row).await? {
            match deliver(state, row).await? {
                Outcome::Sent => sent += 1,
                Outcome::Unsent => {}
                // the others would wait behind a silent server one after the other, and each lose an attempt
                Outcome::NoServer => break,
            }
        }
    }
    state.note_outbox();
    Ok(sent)
}

/// Takes the lease, which begins now and not when the round began: of several processes only one moves the row's time on.
async fn claim(state: &State, row: &mail::Model) -> ApiResult<bool> {
    let taken = mail::Entity::update_many()
        .col_expr(mail::Column::NextAttemptAt, Expr::value(state.clock.now() + LEASE))
        .col_expr(mail::Column::Attempts, Expr::value(row.attempts + 1))
        .filter(mail::Column::Id.eq(row.id))
        .filter(mail::Column::State.eq(Delivery::Queued))
        .filter(mail::Column::Attempts.eq(row.attempts))
        .exec(state.db.writer())
        .await?;
    Ok(taken.rows_affected == 1)
}

/// A mail is due since before `since`, and nobody has tried to send it.
pub async fn is_anything_late(db: &impl ConnectionTrait, since: DateTime<Utc>) -> Result<bool, DbErr> {
    let late = mail::Entity::find()
        .filter(mail::Column::State.eq(Delivery::Queued))
        .filter(mail::Column::NextAttemptAt.lt(since));
    Ok(late.one(db).await?.is_some())
}

/// What came of an attempt.
enum Outcome {
    Sent,
    Unsent,
    /// Another mail would not leave either.
    NoServer,
}

async fn deliver(state: &State, row: mail::Model) -> ApiResult<Outcome> {
    let message_id = format!("{}@{}", row.id, state.config.public_url.host());
    let mail =
        Rendered { subject: row.subject, text: row.text_body, html: row.html_body, unsubscribe: row.unsubscribe_url };
    let lease = Lease { mail: row.id, attempts: row.attempts + 1 };
    let is_over = |at| row.expires_at.is_some_and(|end| end <= at);
    if is_over(state.clock.now()) {
        settle(state, &lease, Delivery::Failed, Some(expired(row.last_error))).await?;
        return Ok(Outcome::Unsent);
    }
    let Err(error) = state.mailer.send(&row.recipient, &mail, &message_id).await else {
        let done = if state.mailer.has_server() { Delivery::Sent } else { Delivery::Filed };
        return settle(state, &lease, done, None).await.map(|()| Outcome::Sent);
    };
    let tries = usize::try_from(row.attempts).unwrap_or(usize::MAX);
    tracing::warn!(mail = %row.id, template = row.template, attempt = tries + 1, "mail not sent: {}", error.reason);
    let wait = WAITS.get(tries).filter(|_| error.trouble != Trouble::Final);
    match wait.map(|wait| state.clock.now() + *wait) {
        Some(at) if is_over(at) => settle(state, &lease, Delivery::Failed, Some(expired(Some(error.reason)))).await?,
        Some(at) => retry(state, &lease, at, &error.reason).await?,
        None => settle(state, &lease, Delivery::Failed, Some(error.reason)).await?,
    }
    Ok(if error.trouble == Trouble::Server { Outcome::NoServer } else { Outcome::Unsent })
}

/// Why a mail is given up whose time is over.
fn expired(last: Option<String>) -> String {
    let last = last.map(|reason| format!("; the last attempt: {reason}")).unwrap_or_default();
    format!("expired: its link works no more when it could be sent{last}")
}

/// The attempt that is being made at a mail. Once another process has begun one, this one says nothing of it any more.
struct Lease {
    mail: Uuid,
    attempts: i32,
}

impl Lease {
    fn is_held(&self) -> Condition {
        Condition::all()
            .add(mail::Column::Id.eq(self.mail))
            .add(mail::Column::State.eq(Delivery::Queued))
            .add(mail::Column::Attempts.eq(self.attempts))
    }
}

async fn settle(state: &State, lease: &Lease, to: Delivery, error: Option<String>) -> ApiResult<()> {
    mail::Entity::update_many()
        .col_expr(mail::Column::State, Expr::value(to.to_value()))
        .col_expr(mail::Column::LastError, Expr::value(error))
        .col_expr(mail::Column::SettledAt, Expr::value(state.clock.now()))
        .col_expr(mail::Column::TextBody, Expr::value(""))
        .col_expr(mail::Column::HtmlBody, Expr::value(""))
        .filter(lease.is_held())
        .exec(state.db.writer())
        .await?;
    Ok(())
}

async fn retry(state: &State, lease: &Lease, at: DateTime<Utc>, error: &str) -> ApiResult<()> {
    mail::Entity::update_many()
        .col_expr(mail::Column::NextAttemptAt, Expr::value(at))
        .col_expr(mail::Column::LastError, Expr::value(error))
        .filter(lease.is_held())
        .exec(state.db.writer())
        .await?;
    Ok(())
}
