//! Whether the process lives, and whether it can do its work.
use crate::{
    doctor::{self, Verdict},
    mail::outbox,
    state::State,
};
use actix_web::{HttpResponse, route, web::Data};
use chrono::{DateTime, Duration};
use sea_orm::DbErr;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// A database that takes longer for nothing is not usable.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
/// A mail that is due for longer, while the outbox does not get on, is late. That a mail server refuses is not our
/// standstill, and it is never asked here.
const LATE: Duration = Duration::minutes(10);

/// The process lives.
#[route("/healthz", method = "GET", method = "HEAD")]
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// One look at all of it is good for so long, however many ask: each takes the write lock for a moment and makes a file.
const GOOD_FOR: std::time::Duration = std::time::Duration::from_secs(1);

/// The database takes writes and fits this program, the data folder takes files and has room for them, and mails are
/// on their way; 503 names each part that is not so, and the reason.
#[route("/readyz", method = "GET", method = "HEAD")]
pub async fn readyz(state: Data<State>) -> HttpResponse {
    let mut broken = looked_at(&state).await;
    if state.stopping.load(Ordering::Relaxed) {
        broken.insert(0, json!({ "part": "server", "reason": "stopping" }));
    }
    match broken.is_empty() {
        true => HttpResponse::Ok().json(json!({ "status": "ready" })),
        false => HttpResponse::ServiceUnavailable().json(json!({ "status": "not-ready", "broken": broken })),
    }
}

/// What was broken within the last second. One looks, the others wait for what it finds.
async fn looked_at(state: &State) -> Vec<Value> {
    let mut last = state.readiness.lock().await;
    let now = state.clock.ticks();
    if let Some((at, broken)) = &*last
        && now.checked_sub(*at).is_some_and(|age| age < GOOD_FOR)
    {
        return broken.clone();
    }
    let broken = look(state).await;
    *last = Some((state.clock.ticks(), broken.clone()));
    broken
}

/// Each part that is broken now, with the reason.
async fn look(state: &State) -> Vec<Value> {
    let mut broken = Vec::new();
    let mut note = |part: &str, reason: String| broken.push(json!({ "part": part, "reason": reason }));
    let asked = tokio::time::timeout(PATIENCE, ask_database(state)).await;
    match asked.unwrap_or_else(|_| Err(("database", format!("does not answer within {} seconds", PATIENCE.as_secs()))))
    {
        Ok(None) => {}
        Ok(Some(late)) => note("outbox", late),
        Err((part, reason)) => note(part, reason),
    }
    if let Err(error) = tempfile::tempfile_in(state.config.data_dir.join("uploads")) {
        tracing::error!("not ready: the data folder takes no files: {error}");
        note("dataDir", "cannot be written to".to_owned());
    }
    let disk = doctor::disk(&state.config);
    if disk.verdict == Verdict::Fail {
        note("disk", disk.words);
    }
    broken
}

/// What is wrong with the database and its schema; if nothing is, whether mails are late. Whoever asks gets no details
/// that are none of a stranger's business: the log has them.
async fn ask_database(state: &State) -> Result<Option<String>, (&'static str, String)> {
    let unusable = |what: &'static str| {
        move |error: anyhow::Error| {
            tracing::error!("not ready: the database {what}: {error:#}");
            ("database", what.to_owned())
        }
    };
    let unread = |error: DbErr| unusable("cannot be read")(error.into());
    state.db.is_in_place().map_err(|reason| ("database", reason.to_owned()))?;
    // before the steps: asking for them makes their table where it is missing, which a standby refuses in other words
    state.db.probe().await.map_err(|error| unusable("cannot be written to")(error.into()))?;
    let missing = state.db.missing_steps().await.map_err(unread)?;
    if !missing.is_empty() {
        return Err(("schema", format!("steps are missing: {}", missing.join(", "))));
    }
    state.db.refuse_newer_schema().await.map_err(|error| ("schema", format!("{error:#}")))?;
    let late = state.clock.now() - LATE;
    let got_on = DateTime::from_timestamp_millis(state.outbox_at.load(Ordering::Relaxed)).unwrap_or_default();
    let is_late = got_on < late && outbox::is_anything_late(&*state.db, late).await.map_err(unread)?;
    Ok(is_late.then(|| format!("mails are due, and none was tried since {got_on}")))
}
