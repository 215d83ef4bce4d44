//! What a request may reach.
use crate::{
    aside, auth::keys::KeyRing, clock::Clock, config::Config, db::Db, error::ApiResult, limits::Limits, mail::Mailer,
    metrics::Metrics, snapshots::Snapshots,
};
use actix_web::{
    HttpRequest,
    web::{self, Data},
};
use sea_orm::DatabaseTransaction;
use serde_json::Value;
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

/// An upload takes the disk in pieces of this size; what is less than one is in memory.
pub const PIECE: u64 = 64 << 10;

/// Uploads that may be under way at once, those that wait for their turn among them. With [`PIECE`] it bounds what of all
/// bodies is in memory.
const PLACES: usize = 256;

/// Everything the running server shares between requests.
pub struct State {
    /// Settings, read once at start.
    pub config: Config,
    /// The database, the only state shared with other processes.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Keys that sign sessions and API tokens.
    pub keys: KeyRing,
    /// Where mails go.
    pub mailer: Mailer,
    /// The workspaces as the engine sees them.
    pub snapshots: Snapshots,
    /// What is counted for whoever watches.
    pub metrics: Metrics,
    /// How many uploads may be read and stored at once.
    pub uploads: Arc<Semaphore>,
    /// How many more may be under way.
    pub places: Arc<Semaphore>,
    /// How many charts and searches may be worked out at once.
    questions: Arc<Semaphore>,
    /// What uploads under way may still take of the disk, in pieces.
    pub spools: Arc<Semaphore>,
    /// How much each client may still ask for.
    pub limits: Limits,
    /// Idempotency keys of the calls that are being worked on, with their owners.
    pub in_progress: Mutex<HashSet<(Uuid, String)>>,
    /// Rings when a mail was queued.
    pub mail_queued: Arc<Notify>,
    /// Rings when a job was queued.
    pub job_queued: Arc<Notify>,
    /// The parts of the server that were last found broken, and when.
    pub readiness: tokio::sync::Mutex<Option<(Duration, Vec<Value>)>>,
    /// When the outbox of this process last got on, in Unix milliseconds.
    pub outbox_at: AtomicI64,
    /// Set once the server is to stop: `/readyz` refuses from then on, and connections are not kept.
    pub stopping: AtomicBool,
    /// Set once the last request was answered: no further mail is begun.
    pub closed: AtomicBool,
}

impl State {
    /// The state of the server a request came to.
    pub fn of(req: &HttpRequest) -> ApiResult<Data<Self>> {
        let state = req.app_data::<Data<Self>>().cloned();
        Ok(state.ok_or_else(|| anyhow::anyhow!("the server has no state"))?)
    }

    /// Opens everything the settings name. The database is expected to be migrated.
    pub async fn open(config: Config, db: Db, clock: Clock) -> anyhow::Result<Self> {
        let keys = KeyRing::open(&config, &db, &clock).await?;
        let mailer = Mailer::new(&config.mail)?;
        let metrics = match config.metrics_token {
            Some(_) => Metrics::counting(clock.now().timestamp_millis() as f64 / 1000.0)?,
            None => Metrics::default(),
        };
        Ok(Self {
            uploads: Arc::new(Semaphore::new(config.upload.concurrency)),
            places: Arc::new(Semaphore::new(PLACES)),
            questions: Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from))),
            spools: Arc::new(Semaphore::new(usize::try_from(config.upload.spooled / PIECE)?)),
            snapshots: Snapshots::new(metrics.clone(), config.upload.facts),
            metrics,
            limits: Limits::new(config.quotas.as_ref(), &clock),
            in_progress: Mutex::default(),
            mail_queued: Arc::default(),
            job_queued: Arc::default(),
            readiness: tokio::sync::Mutex::default(),
            outbox_at: AtomicI64::new(clock.now().timestamp_millis()),
            stopping: AtomicBool::new(false),
            closed: AtomicBool::new(false),
            config,
            db,
            clock,
            keys,
            mailer,
        })
    }

    /// The outbox gets on.
    pub fn note_outbox(&self) {
        self.outbox_at.store(self.clock.now().timestamp_millis(), Ordering::Relaxed);
    }

    /// Works out an answer away from the threads that serve requests. Few are worked out at once, the others wait for
    /// their turn; an answer that nobody waits for any more keeps its turn until it is done.
    pub async fn work_out<T: Send + 'static>(&self, answer: impl FnOnce() -> T + Send + 'static) -> ApiResult<T> {
        let turn = self.questions.clone().acquire_owned().await.map_err(anyhow::Error::from)?;
        let answer = web::block(move || {
            let answer = answer();
            drop(turn);
            answer
        });
        Ok(answer.await.map_err(anyhow::Error::from)?)
    }

    /// As [`State::work_out`], of what reads from the database in between.
    pub async fn look_up<T, F>(&self, answer: impl FnOnce() -> F + Send + 'static) -> ApiResult<T>
    where
        T: Send + 'static,
        F: Future<Output = ApiResult<T>>,
    {
        let turn = self.questions.clone().acquire_owned().await.map_err(anyhow::Error::from)?;
        let work = move || async move {
            let answer = answer().await;
            drop(turn);
            answer
        };
        aside::run(work).await?
    }

    /// Begins a write. Dropping it rolls back.
    pub async fn begin(&self) -> ApiResult<DatabaseTransaction> {
        Ok(self.db.begin().await?)
    }
}
