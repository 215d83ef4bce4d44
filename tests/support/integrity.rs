//! What has to be true of a database at any moment, looked at from outside and counted anew.
use sea_orm::{ColumnTrait, Database, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use skillet::{
    auth::member::Scope,
    entities::{scan, workspace},
    store::{lines::Lines, needed, parts},
};
use std::collections::BTreeSet;

/// Looks into the database an address names, for as long as the answer takes: a connection that stays open would keep
/// SQLite from having to recover.
pub async fn look<T>(url: &str, at: impl AsyncFnOnce(&DatabaseConnection) -> T) -> T {
    let db = Database::connect(url).await.unwrap();
    let seen = at(&db).await;
    db.close().await.unwrap();
    seen
}

/// The scans of a branch, whole.
pub async fn scans_of_branch(db: &DatabaseConnection, branch: &str) -> Vec<scan::Model> {
    let found = scan::Entity::find().filter(scan::Column::Branch.eq(branch)).all(db).await.unwrap();
    for one in &found {
        is_whole(db, one).await;
    }
    found
}

/// Every scan is whole, and no part is kept for nothing; the workspaces know their newest. Answers
/// how many scans there are.
pub async fn all_is_whole(db: &DatabaseConnection) -> usize {
    let scans = scan::Entity::find().order_by_asc(scan::Column::Id).all(db).await.unwrap();
    for one in &scans {
        is_whole(db, one).await;
    }
    for workspace in workspace::Entity::find().all(db).await.unwrap() {
        let surplus = needed::surplus(db, Scope::for_upkeep(workspace.id)).await.unwrap();
        assert!(surplus.is_empty(), "parts of no scan of {}: {surplus:?}", workspace.slug);
        let own: Vec<_> = scans.iter().filter(|scan| scan.workspace_id == workspace.id).collect();
        let places: BTreeSet<i64> = own.iter().map(|scan| scan.seq).collect();
        assert_eq!(places.len(), own.len(), "two scans of {} have one place", workspace.slug);
        assert_eq!(workspace.last_seq, places.last().copied().unwrap_or(0), "the last place of {}", workspace.slug);
        let changes: BTreeSet<_> = own.iter().map(|scan| scan.received_at).collect(); // an `init` is one
        assert!(workspace.data_revision >= changes.len() as i64, "a scan of {} that is no change", workspace.slug);
        assert_eq!(workspace.last_scan_at, own.iter().map(|scan| scan.created_at).max(), "{}", workspace.slug);
    }
    scans.len()
}

/// Its components can be put together, and are what its row says.
async fn is_whole(db: &DatabaseConnection, row: &scan::Model) {
    let scope = Scope::for_upkeep(row.workspace_id);
    let lines = Lines::load(db, scope, None).await.unwrap();
    let manifest = lines.manifest(db, scope, row.id).await.unwrap_or_else(|error| panic!("scan {}: {error:#}", row.id));
    let components = parts::components(db, scope, &manifest.0).await;
    let components = components.unwrap_or_else(|error| panic!("scan {}: {error:#}", row.id));
    let edges = || components.iter().flat_map(|component| &component.edges);
    let counted = [
        components.len(),
        components.iter().filter(|component| component.is_local).count(),
        edges().count(),
        edges().map(|edge| edge.usages.len()).sum(),
    ];
    let said = [row.num_of_components, row.num_of_local_components, row.num_of_dependencies, row.num_of_instances];
    assert_eq!(counted.map(|count| i32::try_from(count).unwrap()), said, "scan {}", row.id);
}
