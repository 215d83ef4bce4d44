//! The workspaces as the engine sees them: built from the database once per data revision, kept while memory allows.
use crate::{
    auth::member::Scope,
    db::Db,
    entities::{repository, scan as scans, scan_report, workspace},
    error::{ApiResult, Code},
    metrics::Metrics,
    store::{lines::Lines, parts},
};
use actix_web::web;
use anyhow::Context;
use chrono::{DateTime, Utc};
use engine::{Moment, RepositoryKey, Snapshot, Source, VisibleScan};
use sea_orm::{ColumnTrait, DatabaseTransaction, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::{BTreeMap, HashMap},
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

async fn build(db: &Db, scope: Scope) -> anyhow::Result<Arc<Newest>> {
    let txn = db.begin_read().await?;
    let row = workspace::Entity::find_by_id(scope.id()).one(&txn).await?;
    let revision = row.with_context(|| Code::WorkspaceNotFound.wire())?.data_revision;
    let visible: Vec<Step> = scans::Entity::find()
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::DeletedAt.is_null())
        .order_by_asc(scans::Column::CreatedAt)
        .order_by_asc(scans::Column::Seq)
        .into_partial_model()
        .all(&txn)
        .await?;
    let names = repository_names(&txn, scope).await?;
    let reports = reports(&txn, scope).await?;
    let lines = Lines::load(&txn, scope, None).await?;
    let mut by_repository: BTreeMap<Uuid, Vec<Step>> = BTreeMap::new();
    for scan in visible {
        by_repository.entry(scan.repository_id).or_default().push(scan);
    }
    let (mut sources, mut counting) = (Vec::new(), Vec::new());
    for (repository, history) in by_repository {
        let name = names.get(&repository).cloned().unwrap_or_default();
        let steps: Vec<VisibleScan> = history.iter().map(|step| step.packages(&reports)).collect();
        let Some(newest) = history.into_iter().next_back() else { continue };
        let report = reports.get(&newest.report_hash).with_context(|| format!("scan {} has no report", newest.id))?;
        let whole = lines.manifest(&txn, scope, newest.id).await?;
        let key = RepositoryKey(repository.as_u128());
        sources.push(Source {
            repository: key,
            repository_name: name.clone(),
            at: newest.moment(),
            packages: engine::present_packages(&steps),
            components: parts::components(&txn, scope, &whole.0).await?,
        });
        counting.push(CountingScan {
            repository: key,
            repository_name: name,
            created_at: newest.created_at,
            issues: report.issues.0.clone(),
        });
    }
    txn.commit().await?;
    let snapshot = web::block(move || Snapshot::build(sources)).await?;
    Ok(Arc::new(Newest { revision, snapshot, scans: counting }))
}

async fn reports(txn: &DatabaseTransaction, scope: Scope) -> anyhow::Result<HashMap<Vec<u8>, scan_report::Model>> {
    let rows = scan_report::Entity::find().filter(scan_report::Column::WorkspaceId.eq(scope.id())).all(txn).await?;
    Ok(rows.into_iter().map(|row| (row.hash.clone(), row)).collect())
}

async fn repository_names(txn: &DatabaseTransaction, scope: Scope) -> anyhow::Result<BTreeMap<Uuid, String>> {
    let rows = repository::Entity::find().filter(repository::Column::WorkspaceId.eq(scope.id())).all(txn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}

/// What the history of a repository is read for: when which packages were there.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "scans::Entity")]
struct Step {
    id: Uuid,
    repository_id: Uuid,
    created_at: DateTime<Utc>,
    seq: i64,
    report_hash: Vec<u8>,
}

impl Step {
    fn moment(&self) -> Moment {
        Moment { at: self.created_at.timestamp_millis(), seq: self.seq }
    }

    fn packages(&self, reports: &HashMap<Vec<u8>, scan_report::Model>) -> VisibleScan {
        let packages = reports.get(&self.report_hash).map(|report| &*report.packages.0).unwrap_or_default();
        VisibleScan { at: self.moment(), packages: packages.iter().map(|package| package.name.clone()).collect() }
    }
}

/// About how many bytes a state takes: names, paths, ids and search text by the component, two rows of adjacency by the edge.
fn weigh(newest: &Newest) -> u32 {
    let totals = newest.snapshot.totals();
    let bytes = 1024 + 600 * u64::from(totals.local + totals.external) + 16 * u64::from(totals.edges);
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
