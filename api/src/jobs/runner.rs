//! Does what is due, in a few places at once, until the server stops.
use super::{
    Kind, Registry,
    queue::{self, LEASE},
};
use crate::{
    entities::job,
    error::{ApiError, ApiResult},
    state::State,
};
use actix_web::web::Data;
use futures_util::{FutureExt, future::join_all};
use std::{panic::AssertUnwindSafe, time::Duration};
use tokio::sync::watch;

/// Jobs one server does at once: a long one keeps only its own place.
const PLACES: usize = 2;
/// How often is looked without being told.
const ROUND: Duration = Duration::from_secs(5);

/// What came of a job that was begun.
enum Outcome {
    Done(ApiResult<()>),
    Stopped,
    /// Another server took over: this one was silent for too long.
    Lost,
}

/// Does jobs until `stop` turns true. What is being done then is given back.
pub async fn run(state: Data<State>, registry: Registry, stop: watch::Receiver<bool>) {
    while let Err(error) = queue::schedule(&state.db, &registry, state.clock.now()).await {
        tracing::error!("the periodic jobs cannot be written down: {error:#}");
        if wait(&state, &mut stop.clone()).await {
            return;
        }
    }
    join_all((0..PLACES).map(|_| work(&state, &registry, stop.clone()))).await;
}

async fn work(state: &Data<State>, registry: &Registry, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match run_one(state, registry, &mut stop).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!("the jobs stand still for now: {error:#}"),
        }
        if wait(state, &mut stop).await {
            return;
        }
    }
}

/// Until there may be something to do; true if it is to stop.
async fn wait(state: &State, stop: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        _ = stop.wait_for(|stop| *stop) => true,
        () = state.job_queued.notified() => false,
        () = tokio::time::sleep(ROUND) => false,
    }
}

/// One round: does everything that is due, each once. Answers how many were begun.
pub async fn run_due(state: &Data<State>, registry: &Registry) -> ApiResult<usize> {
    let (_go_on, mut stop) = watch::channel(false);
    queue::schedule(&state.db, registry, state.clock.now()).await?;
    let mut begun = 0;
    while run_one(state, registry, &mut stop).await? {
        begun += 1;
    }
    Ok(begun)
}

/// Claims and does one job; false if none was due.
async fn run_one(state: &Data<State>, registry: &Registry, stop: &mut watch::Receiver<bool>) -> ApiResult<bool> {
    let Some(row) = queue::claim(&state.db, registry, state.clock.now()).await? else { return Ok(false) };
    let Some(kind) = registry.find(&row.kind) else { return Ok(false) };
    let every = kind.every.as_ref().map(|(wait, _)| *wait);
    let outcome = match queue::is_spent(&row) {
        true => Outcome::Done(Err(anyhow::anyhow!("the server ended each time before it was done").into())),
        false => attempt(state, kind, &row, stop).await,
    };
    let now = state.clock.now();
    match outcome {
        Outcome::Done(Ok(())) => {
            queue::finish(&state.db, &row, every, now).await?;
            state.metrics.job(kind.name, "done");
        }
        Outcome::Done(Err(error)) => {
            let words = describe(&error);
            let is_dead = queue::fail(&state.db, &row, every, &words, now).await?;
            let result = if is_dead { "dead" } else { "failed" };
            state.metrics.job(kind.name, result);
            tracing::error!(job = kind.name, id = %row.id, attempt = row.attempts, "job {result}: {words}");
        }
        Outcome::Stopped => queue::give_back(&state.db, &row, now).await?,
        Outcome::Lost => tracing::warn!(job = kind.name, id = %row.id, "another server does this job now"),
    }
    Ok(true)
}

async fn attempt(state: &Data<State>, kind: &Kind, row: &job::Model, stop: &mut watch::Receiver<bool>) -> Outcome {
    let work = AssertUnwindSafe(kind.run(state.clone(), row.payload.clone())).catch_unwind();
    tokio::select! {
        done = work => Outcome::Done(done.unwrap_or_else(|_| Err(anyhow::anyhow!("it panicked").into()))),
        // `Err` is a runner whose owner is gone: it goes on to the end of this job
        Ok(_) = stop.wait_for(|stop| *stop) => Outcome::Stopped,
        () = hold(state, row) => Outcome::Lost,
    }
}

/// Renews the claim until it is lost. A database that is away for a moment does not lose it.
async fn hold(state: &State, row: &job::Model) {
    loop {
        tokio::time::sleep((LEASE / 4).to_std().unwrap_or(ROUND)).await;
        match queue::renew(&state.db, row, state.clock.now()).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!("the claim of a job was not renewed: {error:#}"),
        }
    }
}

fn describe(error: &ApiError) -> String {
    match error {
        ApiError::Internal(cause) => format!("{cause:#}"),
        refused => refused.problem().detail,
    }
}
