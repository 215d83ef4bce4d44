//! What the server counts for whoever watches it. Labels are of a few fixed values each: never a name, a slug or an id.
use anyhow::Context;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusRecorder};
use std::{sync::Arc, time::Duration};

const REQUESTS: &str = "skillet_http_requests_total";
const REQUEST_SECONDS: &str = "skillet_http_request_duration_seconds";
const UPLOADS: &str = "skillet_uploads_total";
const UPLOAD_SECONDS: &str = "skillet_upload_duration_seconds";
const UPLOAD_BYTES: &str = "skillet_upload_received_bytes_total";
const BUILDS: &str = "skillet_snapshot_builds_total";
const BUILD_SECONDS: &str = "skillet_snapshot_build_duration_seconds";
const SNAPSHOTS: &str = "skillet_snapshot_cache_entries";
const SNAPSHOT_BYTES: &str = "skillet_snapshot_cache_bytes";
const MAILS: &str = "skillet_outbox_mails";
const OLDEST_MAIL: &str = "skillet_outbox_oldest_queued_age_seconds";
const JOBS: &str = "skillet_jobs";
const JOB_RUNS: &str = "skillet_job_runs_total";
const OLDEST_JOB: &str = "skillet_jobs_oldest_due_age_seconds";
const CONNECTIONS: &str = "skillet_database_connections";
const LAST_BACKUP: &str = "skillet_last_backup_timestamp_seconds";
const BUILD_INFO: &str = "skillet_build_info";
const START: &str = "process_start_time_seconds";

/// Bounds of what people wait for, in seconds.
const WAITS: &[f64] = &[0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// Bounds of what continuous integration waits for; the scanner gives up after 150 seconds.
const LONG_WAITS: &[f64] = &[0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 100.0, 150.0];

/// The counters. Where nobody may ask for them nothing is counted.
#[derive(Clone, Default)]
pub struct Metrics(Option<Arc<PrometheusRecorder>>);

/// What is looked up at the moment somebody asks.
pub struct Gauges {
    /// Mails of the outbox by state.
    pub mails: Vec<(&'static str, i64)>,
    /// Seconds since the oldest mail was queued that still is; 0 without one.
    pub oldest_mail: f64,
    /// Jobs by state.
    pub jobs: [(&'static str, u64); 3],
    /// Seconds since the job was due that waits for longest; 0 without one.
    pub oldest_job: f64,
    /// Workspaces in memory.
    pub snapshots: u64,
    /// About how many bytes they take.
    pub snapshot_bytes: u64,
    /// Connections to the database: pool, state, how many.
    pub connections: Vec<(&'static str, &'static str, u32)>,
    /// Unix seconds of the last backup, if there was one.
    pub last_backup: Option<f64>,
}

impl Metrics {
    /// Counters that start now, at `started` in Unix seconds.
    pub fn counting(started: f64) -> anyhow::Result<Self> {
        let long = |builder: PrometheusBuilder, name: &str| {
            builder.set_buckets_for_metric(Matcher::Full(name.into()), LONG_WAITS)
        };
        let builder = PrometheusBuilder::new().set_buckets(WAITS).and_then(|all| long(all, UPLOAD_SECONDS));
        let builder = builder.and_then(|all| long(all, BUILD_SECONDS)).context("the bounds of the histograms")?;
        let metrics = Self(Some(Arc::new(builder.build_recorder())));
        metrics.record(|| {
            describe();
            gauge!(START).set(started);
            gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        });
        Ok(metrics)
    }

    /// A request was answered. `route` is the pattern of its address, `class` such as `2xx`.
    pub fn request(&self, method: &'static str, route: &str, class: &'static str, took: Duration) {
        self.record(|| {
            counter!(REQUESTS, "method" => method, "route" => route.to_owned(), "status" => class).increment(1);
            histogram!(REQUEST_SECONDS, "method" => method, "route" => route.to_owned()).record(took);
        });
    }

    /// An upload was answered: `accepted`, or refused with a code.
    pub fn upload(&self, result: &'static str, took: Duration) {
        self.record(|| {
            counter!(UPLOADS, "result" => result).increment(1);
            histogram!(UPLOAD_SECONDS).record(took);
        });
    }

    /// Bytes of an upload came in.
    pub fn received(&self, bytes: u64) {
        self.record(|| counter!(UPLOAD_BYTES).increment(bytes));
    }

    /// A workspace was read into memory.
    pub fn built(&self, took: Duration) {
        self.record(|| {
            counter!(BUILDS).increment(1);
            histogram!(BUILD_SECONDS).record(took);
        });
    }

    /// A job was begun and ended: `done`, `failed` to be tried again, or `dead`.
    pub fn job(&self, job: &'static str, result: &'static str) {
        self.record(|| counter!(JOB_RUNS, "job" => job, "result" => result).increment(1));
    }

    /// Everything as Prometheus reads it; nothing where nothing is counted.
    pub fn render(&self, gauges: &Gauges) -> Option<String> {
        let recorder = self.0.as_ref()?;
        self.record(|| set(gauges));
        Some(recorder.handle().render())
    }

    /// Folds what came in since the last time. Without it samples that nobody asks for would pile up.
    pub fn fold(&self) {
        if let Some(recorder) = &self.0 {
            recorder.handle().run_upkeep();
        }
    }

    fn record(&self, what: impl FnOnce()) {
        if let Some(recorder) = &self.0 {
            with_local_recorder(&**recorder, what);
        }
    }
}

fn set(gauges: &Gauges) {
    for (state, mails) in &gauges.mails {
        gauge!(MAILS, "state" => *state).set(*mails as f64);
    }
    gauge!(OLDEST_MAIL).set(gauges.oldest_mail);
    for (state, jobs) in &gauges.jobs {
        gauge!(JOBS, "state" => *state).set(*jobs as f64);
    }
    gauge!(OLDEST_JOB).set(gauges.oldest_job);
    gauge!(SNAPSHOTS).set(gauges.snapshots as f64);
    gauge!(SNAPSHOT_BYTES).set(gauges.snapshot_bytes as f64);
    for (pool, state, count) in &gauges.connections {
        gauge!(CONNECTIONS, "pool" => *pool, "state" => *state).set(f64::from(*count));
    }
    if let Some(at) = gauges.last_backup {
        gauge!(LAST_BACKUP).set(at);
    }
}

fn describe() {
    describe_counter!(REQUESTS, "Requests answered, by method, pattern of the address and class of the status.");
    describe_histogram!(REQUEST_SECONDS, "Seconds from a request's head to its answer's head.");
    describe_counter!(UPLOADS, "Uploads of scans: accepted, or the code they were refused with.");
    describe_histogram!(UPLOAD_SECONDS, "Seconds an upload took, with the time its body needed to arrive.");
    describe_counter!(UPLOAD_BYTES, "Bytes of uploads as they were sent.");
    describe_counter!(BUILDS, "Times a workspace was read from the database into memory.");
    describe_histogram!(BUILD_SECONDS, "Seconds that took.");
    describe_gauge!(SNAPSHOTS, "Workspace states in memory.");
    describe_gauge!(SNAPSHOT_BYTES, "About how many bytes they take.");
    describe_gauge!(MAILS, "Mails of the outbox by state; settled ones are forgotten after 90 days.");
    describe_gauge!(OLDEST_MAIL, "Seconds that the oldest mail waits that has not left yet.");
    describe_gauge!(JOBS, "Jobs by state: queued, failing and to be tried again, dead.");
    describe_counter!(JOB_RUNS, "Jobs that were begun, by what came of them.");
    describe_gauge!(OLDEST_JOB, "Seconds that the job waits which is due for longest.");
    describe_gauge!(CONNECTIONS, "Connections to the database.");
    describe_gauge!(LAST_BACKUP, "When the last backup was made, Unix seconds; absent if there was none.");
    describe_gauge!(BUILD_INFO, "The version that runs.");
    describe_gauge!(START, "When the server was started, Unix seconds.");
}
