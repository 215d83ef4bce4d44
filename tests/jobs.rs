//! Jobs: each done by one of all servers, again after a failure, and twice without harm.
mod house;

use crate::support::app::TestApp;
use chrono::{Duration, Utc};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use skillet::{
    entities::job,
    error::ApiResult,
    jobs::{self, Job, Registry},
    state::State,
};
use std::{
    collections::BTreeMap,
    sync::{LazyLock, Mutex},
};
use tokio::sync::watch;
use uuid::Uuid;

/// How often each probe was begun.
static RUNS: LazyLock<Mutex<BTreeMap<Uuid, u32>>> = LazyLock::new(Mutex::default);

/// What a probe does when it is begun.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Does {
    Succeed,
    FailTimes(u32),
    Panic,
    Hang,
}

#[derive(Serialize, Deserialize)]
struct Probe {
    id: Uuid,
    does: Does,
}

impl Job for Probe {
    const NAME: &'static str = "test.probe";

    async fn run(&self, _: &State) -> ApiResult<()> {
        let run = {
            let mut runs = RUNS.lock().unwrap();
            let run = runs.entry(self.id).or_default();
            *run += 1;
            *run
        };
        match self.does {
            Does::Hang => std::future::pending().await,
            Does::Panic => panic!("on purpose"),
            Does::FailTimes(times) if run <= times => Err(anyhow::anyhow!("attempt {run} failed").into()),
            _ => Ok(()),
        }
    }
}

impl Probe {
    fn new(does: Does) -> Self {
        Self { id: Uuid::now_v7(), does }
    }

    fn runs(&self) -> u32 {
        RUNS.lock().unwrap().get(&self.id).copied().unwrap_or(0)
    }

    async fn queued(does: Does, app: &TestApp) -> Self {
        let probe = Self::new(does);
        jobs::enqueue(app.state.db.writer(), app.state.clock.now(), &probe).await.unwrap();
        probe
    }
}

fn probes() -> Registry {
    Registry::default().with::<Probe>()
}

async fn round(app: &TestApp, registry: &Registry) -> usize {
    jobs::run_due(&app.state, registry).await.unwrap()
}

async fn rows(app: &TestApp) -> Vec<job::Model> {
    job::Entity::find().all(&*app.state.db).await.unwrap()
}

async fn only_row(app: &TestApp) -> job::Model {
    let mut rows = rows(app).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.pop().unwrap()
}

#[actix_web::test]
async fn a_job_is_done_when_what_causes_it_is_committed_and_not_before() {
    let app = TestApp::spawn().await;
    let probe = Probe::new(Does::Succeed);
    let txn = app.state.begin().await.unwrap();
    jobs::enqueue(&txn, app.state.clock.now(), &probe).await.unwrap();
    drop(txn);
    assert_eq!(round(&app, &probes()).await, 0);

    let txn = app.state.begin().await.unwrap();
    jobs::enqueue(&txn, app.state.clock.now(), &probe).await.unwrap();
    txn.commit().await.unwrap();
    assert_eq!((round(&app, &probes()).await, probe.runs()), (1, 1));
    assert_eq!(rows(&app).await, []);
}

/// Breaks when `claim` does not compare the attempts, or its answer is not looked at.
#[actix_web::test]
async fn of_several_servers_one_does_a_job() {
    let app = TestApp::spawn().await;
    let beside = app.another(|_| ()).await;
    let mut queued = Vec::new();
    for _ in 0..20 {
        queued.push(Probe::queued(Does::Succeed, &app).await);
    }
    let registry = probes();
    let (a, b, c) = futures_util::join!(round(&app, &registry), round(&beside, &registry), round(&app, &registry));
    assert_eq!(a + b + c, 20);
    assert!(queued.iter().all(|probe| probe.runs() == 1));
}

#[actix_web::test]
async fn a_job_that_fails_is_tried_again_after_a_while() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let probe = Probe::queued(Does::FailTimes(1), &app).await;
    assert_eq!((round(&app, &probes()).await, round(&app, &probes()).await), (1, 0), "not at once");
    let row = only_row(&app).await;
    assert_eq!((row.attempts, row.last_error.as_deref(), row.lease), (1, Some("attempt 1 failed"), None));
    assert!(row.run_at >= start + Duration::seconds(5) && row.run_at <= start + Duration::seconds(10), "{row:?}");
    app.set_clock(row.run_at);
    assert_eq!((round(&app, &probes()).await, probe.runs()), (1, 2));
    assert_eq!(rows(&app).await, []);
}

#[actix_web::test]
async fn a_job_that_always_fails_is_dead_in_the_end_and_says_why() {
    let app = TestApp::spawn().await;
    app.set_clock(Utc::now());
    let (failing, panicking) = (Probe::queued(Does::FailTimes(99), &app).await, Probe::queued(Does::Panic, &app).await);
    let mut waits = Vec::new();
    while round(&app, &probes()).await > 0 {
        let next = rows(&app).await.into_iter().map(|row| row.run_at).max().unwrap();
        waits.push(next - app.state.clock.now());
        app.set_clock(next);
    }
    assert_eq!((failing.runs(), panicking.runs()), (8, 8));
    assert!(waits.iter().max().unwrap() > &Duration::hours(2), "it waits longer and longer: {waits:?}");
    app.set_clock(app.state.clock.now() + Duration::days(30));
    assert_eq!(round(&app, &probes()).await, 0);
    let mut errors: Vec<_> = rows(&app).await.into_iter().map(|row| (row.died_at.is_some(), row.last_error)).collect();
    errors.sort();
    assert_eq!(errors, [(true, Some("attempt 8 failed".to_owned())), (true, Some("it panicked".to_owned()))]);
    let health = jobs::health(&app.state.db, app.state.clock.now()).await.unwrap();
    assert_eq!((health.queued, health.failing, health.dead, health.complaints.len()), (0, 0, 2, 2));
}

#[actix_web::test]
async fn a_periodic_job_is_done_by_one_server_each_time_and_never_dies() {
    let app = TestApp::spawn().await;
    let beside = app.another(|_| ()).await;
    let start = Utc::now();
    app.set_clock(start);
    let probe = Probe::new(Does::FailTimes(12));
    let registry = Registry::default().every(Duration::hours(1), &probe);
    let (a, b) = futures_util::join!(round(&app, &registry), round(&beside, &registry));
    assert_eq!((a + b, probe.runs()), (1, 1));
    for _ in 0..11 {
        app.set_clock(app.state.clock.now() + Duration::hours(1));
        let (a, b) = futures_util::join!(round(&app, &registry), round(&beside, &registry));
        assert_eq!(a + b, 1, "after a failure it waits no longer than to its next time");
    }
    let health = jobs::health(&app.state.db, app.state.clock.now()).await.unwrap();
    assert_eq!((health.failing, health.dead), (1, 0));
    assert_eq!(health.complaints, [("test.probe".to_owned(), "attempt 12 failed".to_owned())]);

    app.set_clock(app.state.clock.now() + Duration::hours(1));
    round(&app, &registry).await;
    let row = only_row(&app).await;
    assert_eq!((row.attempts, row.last_error, row.died_at), (0, None, None));
    assert_eq!(row.run_at, app.clock.now() + Duration::hours(1));
    assert_eq!(round(&beside, &registry).await, 0, "nobody does it before its time");
}

async fn begun(probe: &Probe, times: u32) {
    while probe.runs() < times {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// Breaks when the runner is only dropped at the end, and its claims with it.
#[actix_web::test]
async fn a_server_that_stops_gives_back_what_it_was_doing() {
    let app = TestApp::spawn().await;
    let probe = Probe::queued(Does::Hang, &app).await;
    let (stop, told) = watch::channel(false);
    let runner = actix_web::rt::spawn(jobs::run(app.state.clone(), probes(), told));
    begun(&probe, 1).await;
    assert!(only_row(&app).await.lease.is_some());
    stop.send(true).unwrap();
    runner.await.unwrap();
    let row = only_row(&app).await;
    assert_eq!((row.lease, row.attempts), (None, 0));
    assert!(row.run_at <= app.state.clock.now(), "another server may do it at once");
}

#[actix_web::test]
async fn what_a_server_that_died_was_doing_is_done_after_its_claim() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    app.set_clock(start);
    let probe = Probe::queued(Does::Hang, &app).await;
    for run in 1..=8 {
        let (_stop, told) = watch::channel(false);
        let runner = actix_web::rt::spawn(jobs::run(app.state.clone(), probes(), told));
        begun(&probe, run).await;
        runner.abort();
        assert_eq!(round(&app, &probes()).await, 0, "it is claimed");
        app.set_clock(app.state.clock.now() + Duration::minutes(2));
    }
    assert_eq!(
        (round(&app, &probes()).await, probe.runs()),
        (1, 8),
        "what ends the server each time is not begun again"
    );
    assert!(only_row(&app).await.died_at.is_some());
}
