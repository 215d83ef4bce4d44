//! The workspaces as the engine sees them: built from the database once per data revision, kept while memory allows.
mod counting;
pub mod histories;

use crate::{
    auth::member::Scope,
    db::Db,
    entities::{repository, scan_report, workspace},
    error::{ApiResult, Code},
    metrics::Metrics,
    store::{lines::Lines, parts},
};
use actix_web::web;
use anyhow::Context;
use chrono::{DateTime, Utc};
use counting::{Reports, moment};
use engine::{RepositoryHistory, RepositoryKey, Snapshot, Source};
use sea_orm::EntityTrait;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};
use uuid::Uuid;

/// Bytes all cached states may take together, about.
const CAPACITY: u64 = 256 << 20;
/// A state nobody asks for is let go.
const IDLE: std::time::Duration = std::time::Duration::from_secs(30 * 60);

/// The newest state of a workspace.
pub struct Newest {
    /// The data revision it was built from.
    pub revision: i64,
    /// What the engine answers from.
    pub snapshot: Snapshot,
    /// The counting scan of each repository.
    pub scans: Vec<CountingScan>,
    /// Repositories that are perhaps one: names of those with the same first commit.
    pub look_alikes: Vec<Vec<String>>,
}

impl Newest {
    /// What the repository of a counting scan is called.
    pub fn repository_name(&self, key: RepositoryKey) -> &str {
        self.scans.iter().find(|scan| scan.repository == key).map_or("", |scan| &scan.repository_name)
    }
}

/// A scan that makes up the newest state.
pub struct CountingScan {
    /// The repository, as the engine knows it.
    pub repository: RepositoryKey,
    /// What the repository is called.
    pub repository_name: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// What the scanner could not make sense of.
    pub issues: scan::Issues,
    /// The packages of the scan before it, if it has none of them.
    pub replaced: Vec<String>,
}

/// States by workspace and revision.
pub struct Snapshots {
    states: moka::future::Cache<(Uuid, i64), Arc<Newest>>,
    metrics: Metrics,
}

impl Snapshots {
    /// None yet.
    pub fn new(metrics: Metrics) -> Self {
        let states = moka::future::Cache::builder().weigher(|_, newest: &Arc<Newest>| weigh(newest));
        Self { states: states.max_capacity(CAPACITY).time_to_idle(IDLE).build(), metrics }
    }

    /// How many states are kept, and about how many bytes they take.
    pub async fn size(&self) -> (u64, u64) {
        self.states.run_pending_tasks().await; // else what came and went lately is not counted yet
        (self.states.entry_count(), self.states.weighted_size())
    }

    /// The state at `revision` or, if a scan came since the caller read that number, at a later one.
    ///
    /// Of many requests for the same state one builds it and the others wait.
    pub async fn newest(&self, db: &Db, scope: Scope, revision: i64) -> ApiResult<Arc<Newest>> {
        let build = async {
            let start = Instant::now();
            build(db, scope).await.inspect(|_| self.metrics.built(start.elapsed()))
        };
        let found = self.states.entry((scope.id(), revision)).or_try_insert_with(build).await;
        let found = found.map_err(|cause: Arc<anyhow::Error>| {
            anyhow::anyhow!("building the state of workspace {}: {cause:#}", scope.id())
        })?;
        if found.is_fresh() {
            self.states.invalidate(&(scope.id(), revision - 1)).await; // nobody will ask for the one before again
        }
        Ok(found.into_value())
    }
}

/// All that the engine's timeline of a workspace is made of, and the data revision it is of.
pub async fn histories(db: &Db, scope: Scope) -> anyhow::Result<(i64, Vec<RepositoryHistory>)> {
    let txn = db.begin_read().await?;
    let row = workspace::Entity::find_by_id(scope.id()).one(&txn).await?;
    let revision = row.with_context(|| Code::WorkspaceNotFound.wire())?.data_revision;
    let rows = counting::repositories(&txn, scope).await?;
    let (lines, reports) = (Lines::load(&txn, scope, None).await?, Reports::load(&txn, scope).await?);
    let counting = counting::counting(&rows, &lines);
    let all = histories::histories(&txn, scope, &lines, &reports, &counting).await?;
    txn.commit().await?;
    Ok((revision, all))
}

async fn build(db: &Db, scope: Scope) -> anyhow::Result<Arc<Newest>> {
    let txn = db.begin_read().await?;
    let row = workspace::Entity::find_by_id(scope.id()).one(&txn).await?;
    let revision = row.with_context(|| Code::WorkspaceNotFound.wire())?.data_revision;
    let rows = counting::repositories(&txn, scope).await?;
    let (lines, reports) = (Lines::load(&txn, scope, None).await?, Reports::load(&txn, scope).await?);
    let (mut sources, mut scans) = (Vec::new(), Vec::new());
    for repository in counting::counting(&rows, &lines) {
        let [.., newest] = repository.scans[..] else { continue };
        let name = &repository.repository.display_name;
        let whole = lines.manifest(&txn, scope, newest.id).await?;
        sources.push(Source {
            repository: repository.key(),
            repository_name: name.clone(),
            at: moment(newest),
            packages: engine::present_packages(&repository.packages(&reports)?),
            components: parts::components(&txn, scope, &whole.0).await?,
        });
        let before = repository.scans.iter().rev().nth(1).map(|line| reports.of(line)).transpose()?;
        let report = reports.of(newest)?;
        scans.push(CountingScan {
            repository: repository.key(),
            repository_name: name.clone(),
            created_at: newest.created_at,
            issues: report.issues.0.clone(),
            replaced: before.map(|before| replaced(before, report)).unwrap_or_default(),
        });
    }
    txn.commit().await?;
    let snapshot = web::block(move || Snapshot::build(sources)).await?;
    Ok(Arc::new(Newest { revision, snapshot, scans, look_alikes: look_alikes(&rows) }))
}

/// The packages of a scan, if the next one has none of them.
fn replaced(before: &scan_report::Model, after: &scan_report::Model) -> Vec<String> {
    let names = |report: &scan_report::Model| -> BTreeSet<String> {
        report.packages.0.iter().map(|package| package.name.clone()).collect()
    };
    let (before, after) = (names(before), names(after));
    if after.is_empty() || !before.is_disjoint(&after) { Vec::new() } else { before.into_iter().collect() }
}

/// Names of repositories with one first commit that nobody has merged.
fn look_alikes(rows: &[repository::Model]) -> Vec<Vec<String>> {
    let mut by_commit: BTreeMap<&str, BTreeMap<Uuid, &str>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.merged_into.is_none()) {
        if let Some(commit) = &row.initial_commit_hash {
            by_commit.entry(commit).or_default().insert(row.id, &row.display_name);
        }
    }
    let several = by_commit.into_values().filter(|rows| rows.len() > 1);
    several.map(|rows| rows.into_values().map(str::to_owned).collect()).collect()
}

/// About how many bytes a state takes: names, paths, ids and search text by the component, two rows of adjacency by the edge.
fn weigh(newest: &Newest) -> u32 {
    let totals = newest.snapshot.totals();
    let bytes = 1024 + 600 * u64::from(totals.local + totals.external) + 16 * u64::from(totals.edges);
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
