//! The workspaces as the engine sees them: built from the database once per data revision, kept while memory allows.
use crate::{
    auth::member::Scope,
    db::Db,
    entities::{repository, scan as scans, scan_content, workspace},
    error::{ApiResult, Code},
};
use actix_web::web;
use anyhow::Context;
use chrono::{DateTime, Utc};
use engine::{Moment, RepositoryKey, Snapshot, Source, VisibleScan};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use std::{collections::BTreeMap, sync::Arc};
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

/// A scan that makes up the newest state.
pub struct CountingScan {
    /// What the repository is called.
    pub repository_name: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// What the scanner could not make sense of.
    pub issues: scan::Issues,
}

/// States by workspace and revision.
pub struct Snapshots(moka::future::Cache<(Uuid, i64), Arc<Newest>>);

impl Default for Snapshots {
    fn default() -> Self {
        let states = moka::future::Cache::builder().weigher(|_, newest: &Arc<Newest>| weigh(newest));
        Self(states.max_capacity(CAPACITY).time_to_idle(IDLE).build())
    }
}

impl Snapshots {
    /// The state at `revision` or, if a scan came since the caller read that number, at a later one.
    ///
    /// Of many requests for the same state one builds it and the others wait.
    pub async fn newest(&self, db: &Db, scope: Scope, revision: i64) -> ApiResult<Arc<Newest>> {
        let built = self.0.try_get_with((scope.id(), revision), build(db, scope)).await;
        Ok(built.map_err(|cause: Arc<anyhow::Error>| anyhow::anyhow!("building the state of workspace {}: {cause:#}", scope.id()))?)
    }
}

async fn build(db: &Db, scope: Scope) -> anyhow::Result<Arc<Newest>> {
    let txn = db.begin_read().await?;
    let row = workspace::Entity::find_by_id(scope.id()).one(&txn).await?;
    let revision = row.with_context(|| Code::WorkspaceNotFound.wire())?.data_revision;
    let visible = scans::Entity::find()
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::DeletedAt.is_null())
        .order_by_asc(scans::Column::CreatedAt)
        .order_by_asc(scans::Column::Seq)
        .all(&txn)
        .await?;
    let names = repository_names(&txn, scope).await?;
    let mut by_repository: BTreeMap<Uuid, Vec<scans::Model>> = BTreeMap::new();
    for scan in visible {
        by_repository.entry(scan.repository_id).or_default().push(scan);
    }
    let (mut sources, mut counting) = (Vec::new(), Vec::new());
    for (repository, history) in by_repository {
        let name = names.get(&repository).cloned().unwrap_or_default();
        let steps: Vec<VisibleScan> = history.iter().map(step).collect();
        let Some(newest) = history.into_iter().next_back() else { continue };
        let content = scan_content::Entity::find_by_id((scope.id(), newest.id)).one(&txn).await?;
        let content = content.with_context(|| format!("scan {} has no content", newest.id))?.content;
        sources.push(Source {
            repository: RepositoryKey(repository.as_u128()),
            repository_name: name.clone(),
            at: moment(&newest),
            packages: engine::present_packages(&steps),
            components: web::block(move || scan::components(&content)?.collect::<Result<Vec<_>, _>>()).await??,
        });
        counting.push(CountingScan { repository_name: name, created_at: newest.created_at, issues: newest.issues.0 });
    }
    txn.commit().await?;
    let snapshot = web::block(move || Snapshot::build(sources)).await?;
    Ok(Arc::new(Newest { revision, snapshot, scans: counting }))
}

async fn repository_names(txn: &DatabaseTransaction, scope: Scope) -> anyhow::Result<BTreeMap<Uuid, String>> {
    let rows = repository::Entity::find().filter(repository::Column::WorkspaceId.eq(scope.id())).all(txn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}

fn moment(scan: &scans::Model) -> Moment {
    Moment { at: scan.created_at.timestamp_millis(), seq: scan.seq }
}

fn step(scan: &scans::Model) -> VisibleScan {
    VisibleScan { at: moment(scan), packages: scan.projects.0.iter().map(|package| package.name.clone()).collect() }
}

/// About how many bytes a state takes: names, paths, ids and search text by the component, two rows of adjacency by the edge.
fn weigh(newest: &Newest) -> u32 {
    let totals = newest.snapshot.totals();
    let bytes = 1024 + 600 * u64::from(totals.local + totals.external) + 16 * u64::from(totals.edges);
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
