//! `/metrics`: how the server does, as Prometheus reads it.
use crate::{
    auth::caller,
    backup,
    entities::mail,
    error::{ApiResult, Code},
    jobs,
    metrics::Gauges,
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{self, ContentType},
    web::Data,
};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, Iterable, QueryFilter, QuerySelect};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use subtle::ConstantTimeEq;

/// Everything that is counted, for whoever holds the token of the settings. Without that setting there is no such page.
#[get("/metrics")]
pub async fn metrics(state: Data<State>, req: HttpRequest) -> ApiResult<HttpResponse> {
    let token = state.config.metrics_token.as_ref().ok_or(Code::NotFound)?;
    if !bears(&req, token.expose_secret()) {
        return Err(Code::Unauthorized.because("Send the value of SKILLET_METRICS_TOKEN as `Authorization: Bearer …`."));
    }
    let text = state.metrics.render(&gauges(&state).await?).ok_or(Code::NotFound)?;
    let kind = ContentType("text/plain; version=0.0.4; charset=utf-8".parse().map_err(anyhow::Error::from)?);
    Ok(HttpResponse::Ok().insert_header(kind).insert_header((header::CACHE_CONTROL, "no-store")).body(text))
}

/// Digests are compared, all of them: neither time nor length tells how much of a guess was right.
fn bears(req: &HttpRequest, token: &str) -> bool {
    let given = caller::bearer(req).unwrap_or_default();
    Sha256::digest(given).ct_eq(&Sha256::digest(token)).into()
}

async fn gauges(state: &State) -> ApiResult<Gauges> {
    let counted: Vec<(String, i64)> = mail::Entity::find()
        .select_only()
        .column(mail::Column::State)
        .column_as(mail::Column::Id.count(), "mails")
        .group_by(mail::Column::State)
        .into_tuple()
        .all(&*state.db)
        .await?;
    let counted: BTreeMap<String, i64> = counted.into_iter().collect();
    let oldest: Option<Option<DateTime<Utc>>> = mail::Entity::find()
        .select_only()
        .column_as(mail::Column::CreatedAt.min(), "oldest")
        .filter(mail::Column::State.eq(mail::State::Queued))
        .into_tuple()
        .one(&*state.db)
        .await?;
    let waits = oldest.flatten().map_or(0, |at| (state.clock.now() - at).num_milliseconds().max(0));
    let jobs = jobs::health(&state.db, state.clock.now()).await?;
    let due = jobs.due_since.map_or(0, |at| (state.clock.now() - at).num_milliseconds());
    let (snapshots, snapshot_bytes) = state.snapshots.size().await;
    Ok(Gauges {
        mails: mail::State::iter().map(|one| (name(one), counted.get(&one.to_value()).copied().unwrap_or(0))).collect(),
        oldest_mail: waits as f64 / 1000.0,
        jobs: [("queued", jobs.queued), ("failing", jobs.failing), ("dead", jobs.dead)],
        oldest_job: due as f64 / 1000.0,
        snapshots,
        snapshot_bytes,
        connections: state.db.connections(),
        last_backup: backup::last(&state.config.data_dir).map(|at| at.timestamp() as f64),
    })
}

fn name(state: mail::State) -> &'static str {
    match state {
        mail::State::Queued => "queued",
        mail::State::Sent => "sent",
        mail::State::Filed => "filed",
        mail::State::Failed => "failed",
        mail::State::Withheld => "withheld",
    }
}
