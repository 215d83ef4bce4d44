//! Whether the process lives, and whether it can do its work.
use crate::state::State;
use actix_web::{HttpResponse, route, web::Data};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::sync::atomic::Ordering;

/// The process lives.
#[route("/healthz", method = "GET", method = "HEAD")]
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// The database takes writes and fits this program, and the data folder takes files; 503 names what does not.
#[route("/readyz", method = "GET", method = "HEAD")]
pub async fn readyz(state: Data<State>) -> HttpResponse {
    let mut broken = Vec::new();
    if state.stopping.load(Ordering::Relaxed) {
        broken.push(json!({ "part": "server", "reason": "stopping" }));
    }
    if let Err(error) = writes(&state).await {
        tracing::error!("not ready: database: {error:#}");
        broken.push(json!({ "part": "database", "reason": "cannot be written to, or its schema is not ours" }));
    }
    if let Err(error) = tempfile::tempfile_in(&state.config.data_dir) {
        tracing::error!("not ready: data folder: {error}");
        broken.push(json!({ "part": "dataDir", "reason": "cannot be written to" }));
    }
    match broken.is_empty() {
        true => HttpResponse::Ok().json(json!({ "status": "ready" })),
        false => HttpResponse::ServiceUnavailable().json(json!({ "status": "not-ready", "broken": broken })),
    }
}

/// Takes the write lock and gives it back.
async fn writes(state: &State) -> anyhow::Result<()> {
    state.db.refuse_newer_schema().await?;
    let txn = state.db.begin().await?;
    txn.execute_unprepared("SELECT 1").await?;
    txn.rollback().await?;
    Ok(())
}
