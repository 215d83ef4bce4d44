//! The rows of jobs: written, claimed for a time, settled. One set of statements for both databases.
use super::{Job, Registry};
use crate::{auth::opaque, db::Db, entities::job, error::ApiResult};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    UpdateMany, sea_query::Expr,
};
use serde_json::Value;
use uuid::Uuid;

/// A claim holds for so long; whoever works renews it.
pub(super) const LEASE: Duration = Duration::minutes(2);
/// A job that failed so often is dead, unless it is a periodic one.
const TRIES: i32 = 8;
/// Between the first failure and the next attempt; it grows fourfold each time.
const FIRST_WAIT: Duration = Duration::seconds(10);
const LONGEST_WAIT: Duration = Duration::hours(6);
/// More of an error says nothing new.
const LONGEST_ERROR: usize = 2000;

/// Queues a job, to be done as soon as the transaction is committed. Ring `state.job_queued` then, or it waits a round.
pub async fn enqueue<J: Job>(db: &impl ConnectionTrait, now: DateTime<Utc>, job: &J) -> ApiResult<Uuid> {
    let payload = serde_json::to_value(job).map_err(anyhow::Error::from)?;
    let id = Uuid::now_v7();
    let row = job::ActiveModel { id: Set(id), ..row(J::NAME, None, payload, now) };
    job::Entity::insert(row).exec_without_returning(db).await?;
    Ok(id)
}

/// Writes down the periodic jobs that are not there yet. They are due at once.
pub(super) async fn schedule(db: &Db, registry: &Registry, now: DateTime<Utc>) -> ApiResult<()> {
    for kind in registry.kinds() {
        let Some((_, payload)) = &kind.every else { continue };
        let row = row(kind.name, Some(kind.name), payload.clone(), now);
        job::Entity::insert(row)
            .on_conflict_do_nothing_on([job::Column::Schedule])
            .exec_without_returning(db.writer())
            .await?;
    }
    Ok(())
}

fn row(kind: &str, schedule: Option<&str>, payload: Value, now: DateTime<Utc>) -> job::ActiveModel {
    job::ActiveModel {
        id: Set(Uuid::now_v7()),
        kind: Set(kind.to_owned()),
        schedule: Set(schedule.map(ToOwned::to_owned)),
        payload: Set(payload),
        attempts: Set(0),
        last_error: Set(None),
        lease: Set(None),
        run_at: Set(now),
        created_at: Set(now),
        died_at: Set(None),
    }
}

/// Takes the job that is due for longest. Of several servers only one moves its time on.
pub(super) async fn claim(db: &Db, registry: &Registry, now: DateTime<Utc>) -> ApiResult<Option<job::Model>> {
    let due = live()
        .filter(job::Column::RunAt.lte(now))
        .filter(job::Column::Kind.is_in(registry.kinds().iter().map(|kind| kind.name)))
        .order_by_asc(job::Column::RunAt)
        .order_by_asc(job::Column::Id)
        .limit(20)
        .all(&**db)
        .await?;
    for mut row in due {
        let lease = Uuid::new_v4();
        let taken = job::Entity::update_many()
            .col_expr(job::Column::Lease, Expr::value(lease))
            .col_expr(job::Column::RunAt, Expr::value(now + LEASE))
            .col_expr(job::Column::Attempts, Expr::value(row.attempts.saturating_add(1)))
            .filter(job::Column::Id.eq(row.id))
            .filter(job::Column::Attempts.eq(row.attempts))
            .filter(job::Column::RunAt.lte(now))
            .filter(job::Column::DiedAt.is_null())
            .exec(db.writer())
            .await?;
        if taken.rows_affected == 1 {
            row.attempts = row.attempts.saturating_add(1);
            row.lease = Some(lease);
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// Holds the claim for longer; false if it was lost.
pub(super) async fn renew(db: &Db, row: &job::Model, now: DateTime<Utc>) -> ApiResult<bool> {
    let held = of_claim(row).col_expr(job::Column::RunAt, Expr::value(now + LEASE)).exec(db.writer()).await?;
    Ok(held.rows_affected == 1)
}

/// It succeeded: a periodic one waits for its next time, any other is gone.
pub(super) async fn finish(db: &Db, row: &job::Model, every: Option<Duration>, now: DateTime<Utc>) -> ApiResult<()> {
    match every {
        Some(wait) => {
            let update = of_claim(row)
                .col_expr(job::Column::Lease, Expr::value(None::<Uuid>))
                .col_expr(job::Column::RunAt, Expr::value(now + wait))
                .col_expr(job::Column::Attempts, Expr::value(0))
                .col_expr(job::Column::LastError, Expr::value(None::<String>));
            update.exec(db.writer()).await?;
        }
        None => {
            let own = job::Entity::delete_many().filter(job::Column::Id.eq(row.id));
            own.filter(job::Column::Lease.eq(row.lease)).exec(db.writer()).await?;
        }
    }
    Ok(())
}

/// It failed: it waits, a periodic one no longer than for its next time, or it is dead. True if it is.
pub(super) async fn fail(
    db: &Db,
    row: &job::Model,
    every: Option<Duration>,
    error: &str,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let is_dead = every.is_none() && row.attempts >= TRIES;
    let wait = wait(row.attempts)?;
    let update = of_claim(row)
        .col_expr(job::Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(job::Column::RunAt, Expr::value(now + every.map_or(wait, |every| wait.min(every))))
        .col_expr(job::Column::LastError, Expr::value(error.chars().take(LONGEST_ERROR).collect::<String>()))
        .col_expr(job::Column::DiedAt, Expr::value(is_dead.then_some(now)));
    update.exec(db.writer()).await?;
    Ok(is_dead)
}

/// A server that stops gives it back, for another one to do at once.
pub(super) async fn give_back(db: &Db, row: &job::Model, now: DateTime<Utc>) -> ApiResult<()> {
    let update = of_claim(row)
        .col_expr(job::Column::Lease, Expr::value(None::<Uuid>))
        .col_expr(job::Column::RunAt, Expr::value(now))
        .col_expr(job::Column::Attempts, Expr::value(row.attempts - 1));
    update.exec(db.writer()).await?;
    Ok(())
}

/// It was begun as often as it may be, and each time the server ended before it did: perhaps because of it.
pub(super) fn is_spent(row: &job::Model) -> bool {
    row.schedule.is_none() && row.attempts > TRIES
}

/// Only whoever holds the claim may change the row.
fn of_claim(row: &job::Model) -> UpdateMany<job::Entity> {
    job::Entity::update_many().filter(job::Column::Id.eq(row.id)).filter(job::Column::Lease.eq(row.lease))
}

fn live() -> sea_orm::Select<job::Entity> {
    job::Entity::find().filter(job::Column::DiedAt.is_null())
}

/// Grows with each attempt, and differs a little, so that what failed together is not tried together.
fn wait(attempts: i32) -> ApiResult<Duration> {
    let grown = FIRST_WAIT * 4_i32.saturating_pow(u32::try_from(attempts - 1).unwrap_or(0).min(10));
    let whole = grown.min(LONGEST_WAIT);
    let part = i32::from(u16::from_le_bytes(opaque::bytes()?));
    let whole_millis = (whole / 2 + whole / 2 * part / i32::from(u16::MAX)).num_milliseconds(); // as times are stored
    Ok(Duration::milliseconds(whole_millis))
}

/// How the jobs do, for whoever watches.
pub struct Health {
    /// Waiting or being done.
    pub queued: u64,
    /// Waiting to be tried again.
    pub failing: u64,
    /// Given up.
    pub dead: u64,
    /// Since when the longest one is due.
    pub due_since: Option<DateTime<Utc>>,
    /// The last words of some that are dead, or periodic and fail again and again.
    pub complaints: Vec<(String, String)>,
}

/// Looks at all jobs.
pub async fn health(db: &Db, now: DateTime<Utc>) -> ApiResult<Health> {
    let failing = || live().filter(job::Column::LastError.is_not_null());
    let dead = || job::Entity::find().filter(job::Column::DiedAt.is_not_null());
    let first = live().filter(job::Column::RunAt.lte(now)).order_by_asc(job::Column::RunAt).limit(1).one(&**db).await?;
    let stuck = failing().filter(job::Column::Schedule.is_not_null()).filter(job::Column::Attempts.gte(3));
    let mut complaining = dead().order_by_desc(job::Column::DiedAt).limit(3).all(&**db).await?;
    complaining.extend(stuck.limit(3).all(&**db).await?);
    Ok(Health {
        queued: live().filter(job::Column::LastError.is_null()).count(&**db).await?,
        failing: failing().count(&**db).await?,
        dead: dead().count(&**db).await?,
        due_since: first.map(|row| row.run_at),
        complaints: complaining.into_iter().map(|row| (row.kind, row.last_error.unwrap_or_default())).collect(),
    })
}
