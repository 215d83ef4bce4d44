//! The time: sessions, links and the order of scans depend on it.
use super::Finding;
use crate::{
    clock::Clock,
    db::Db,
    entities::{mail, scan, session, user},
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QuerySelect};

const OF: &str = "clock";
/// Nobody notices this much.
const SMALL: Duration = Duration::seconds(5);
/// From here on links and sessions end at the wrong time.
const LARGE: Duration = Duration::seconds(60);

pub async fn examine(db: &Db, clock: &Clock) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !db.is_sqlite() {
        findings.push(match db.time().await {
            Ok(Some(theirs)) => beside_the_database(clock.now(), theirs),
            Ok(None) => Finding::fail(OF, "the database does not tell the time"),
            Err(error) => Finding::fail(OF, format!("the database does not tell the time: {error}")),
        });
    }
    findings.push(match newest(db).await {
        Ok(newest) => beside_the_rows(clock.now(), newest),
        Err(error) => Finding::fail(OF, format!("the newest rows cannot be read: {error}")),
    });
    findings
}

fn beside_the_database(ours: DateTime<Utc>, theirs: DateTime<Utc>) -> Finding {
    let apart = (theirs - ours).abs();
    let words = format!("{} s between this machine's clock and the database's", apart.num_seconds());
    let advice = "Let both follow a time server (NTP).";
    match apart {
        apart if apart > LARGE => Finding::fail(OF, format!("{words}. {advice}")),
        apart if apart > SMALL => Finding::warn(OF, format!("{words}. {advice}")),
        _ => Finding::ok(OF, words),
    }
}

fn beside_the_rows(now: DateTime<Utc>, newest: Option<DateTime<Utc>>) -> Finding {
    let ahead = newest.map_or(Duration::zero(), |at| at - now);
    let words = || {
        format!(
            "the newest row is from {} s after now: this machine's clock is slow, or was fast when the row was written. Let it follow a time server (NTP).",
            ahead.num_seconds()
        )
    };
    match ahead {
        ahead if ahead > LARGE => Finding::fail(OF, words()),
        ahead if ahead > SMALL => Finding::warn(OF, words()),
        _ => Finding::ok(OF, format!("{now}, no row is newer")),
    }
}

async fn newest(db: &Db) -> Result<Option<DateTime<Utc>>, DbErr> {
    let times = [
        latest::<user::Entity>(db, user::Column::CreatedAt).await?,
        latest::<session::Entity>(db, session::Column::LastUsedAt).await?,
        latest::<scan::Entity>(db, scan::Column::ReceivedAt).await?,
        latest::<mail::Entity>(db, mail::Column::CreatedAt).await?,
    ];
    Ok(times.into_iter().flatten().max())
}

async fn latest<E: EntityTrait>(db: &Db, column: impl ColumnTrait) -> Result<Option<DateTime<Utc>>, DbErr> {
    let found: Option<Option<DateTime<Utc>>> =
        E::find().select_only().column_as(column.max(), "at").into_tuple().one(&**db).await?;
    Ok(found.flatten())
}
