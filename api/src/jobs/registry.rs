//! What a job is, and all of those the server knows.
use crate::{error::ApiResult, state::State};
use actix_web::web::Data;
use chrono::Duration;
use futures_util::future::LocalBoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::future::Future;

/// Work that can be written down. It may be begun several times, so doing it twice must leave what doing it once leaves.
pub trait Job: Serialize + DeserializeOwned + 'static {
    /// Its name in the table; rows of older versions carry it, so it stays.
    const NAME: &'static str;
    /// Does it. A failure is tried again later; when the server stops, it is dropped at some `await` and tried again, too.
    fn run(&self, state: &State) -> impl Future<Output = ApiResult<()>>;
}

type Work = fn(Data<State>, Value) -> LocalBoxFuture<'static, ApiResult<()>>;

/// A kind of job, as the runner sees it.
#[derive(Clone)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// How often it is done, and as what it is written down then; `None` for one that is queued when there is need.
    pub every: Option<(Duration, Value)>,
    work: Work,
}

impl Kind {
    /// Does a job of this kind.
    pub async fn run(&self, state: Data<State>, payload: Value) -> ApiResult<()> {
        (self.work)(state, payload).await
    }
}

/// All kinds of jobs.
#[derive(Clone, Default)]
pub struct Registry(Vec<Kind>);

impl Registry {
    /// Adds a kind that is queued with `enqueue`.
    #[must_use]
    pub fn with<J: Job>(self) -> Self {
        self.add(Kind { name: J::NAME, every: None, work: work::<J> })
    }

    /// Adds a job that is done every so often, by one of all servers.
    #[must_use]
    pub fn every<J: Job>(self, wait: Duration, job: &J) -> Self {
        let payload = serde_json::to_value(job).unwrap_or_default();
        self.add(Kind { name: J::NAME, every: Some((wait, payload)), work: work::<J> })
    }

    /// Every kind.
    pub fn kinds(&self) -> &[Kind] {
        &self.0
    }

    pub(super) fn find(&self, name: &str) -> Option<&Kind> {
        self.0.iter().find(|kind| kind.name == name)
    }

    fn add(mut self, kind: Kind) -> Self {
        self.0.push(kind);
        self
    }
}

fn work<J: Job>(state: Data<State>, payload: Value) -> LocalBoxFuture<'static, ApiResult<()>> {
    Box::pin(async move {
        let job: J = serde_json::from_value(payload).map_err(anyhow::Error::from)?;
        job.run(&state).await
    })
}
