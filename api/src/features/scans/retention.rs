//! Older scans thin out, and what was deleted long ago goes for good.
use super::{counts, queries};
use crate::{
    auth::{actor::Actor, member::Scope},
    error::ApiResult,
    features::audit::{self, Action, Deed, Subject},
    state::State,
    store::{lines::Lines, purge},
};
use chrono::{DateTime, Datelike, Duration, Utc};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So long a deleted scan can be restored.
pub const RESTORABLE: Duration = Duration::days(30);

/// Deletes scans that came before `before`, but the last of each week of its repository and branch and those on which it
/// hangs who owned what and who is whom; says how many. As with any deletion they can be restored until they are purged.
pub async fn thin(state: &State, scope: Scope, before: DateTime<Utc>) -> ApiResult<u64> {
    let (txn, workspace, newest) = loop {
        let revision = queries::data_revision(&*state.db, scope).await?;
        let newest = state.snapshots.newest(&state.db, scope, revision).await?;
        let txn = state.begin().await?;
        let workspace = queries::lock_workspace(&txn, scope).await?;
        if workspace.data_revision == newest.revision {
            break (txn, workspace, newest);
        }
    };
    let lines = Lines::load(&txn, scope, None).await?;
    let surplus = surplus(&lines, before, &newest.turns(&lines));
    let mut deleted = 0;
    for some in surplus.chunks(500) {
        deleted += queries::delete(&txn, scope, some, None, state.clock.now()).await?;
    }
    if deleted > 0 {
        let deed = Deed::new(Action::ScansThinned, Subject::Workspace).on(workspace.id, &workspace.name);
        let deed = deed.before(json!({ "scans": deleted, "olderThan": before }));
        audit::record(&txn, state.clock.now(), &Actor::command(), Some(scope), deed).await?;
        queries::advance(&txn, scope, &workspace).await?;
        txn.commit().await?;
        counts::refresh(state, scope).await;
    }
    Ok(deleted)
}

/// Purges what was deleted more than `RESTORABLE` ago; says how many scans.
pub async fn purge_deleted(state: &State, scope: Scope) -> ApiResult<usize> {
    let now = state.clock.now();
    let purged = purge::purge(&state.db, scope, now - RESTORABLE).await?;
    if purged > 0 {
        let txn = state.begin().await?;
        let workspace = queries::lock_workspace(&txn, scope).await?;
        let deed = Deed::new(Action::ScansPurged, Subject::Workspace).on(workspace.id, &workspace.name);
        let deed = deed.before(json!({ "scans": purged }));
        audit::record(&txn, now, &Actor::command(), Some(scope), deed).await?;
        txn.commit().await?;
    }
    Ok(purged)
}

/// Which scans to let go of those that are older than `before`.
fn surplus(lines: &Lines, before: DateTime<Utc>, turns: &HashSet<Uuid>) -> Vec<Uuid> {
    let mut last: HashMap<(Uuid, Option<&str>, i32, u32), Uuid> = HashMap::new();
    let old = || lines.all().iter().filter(|line| line.deleted_at.is_none() && line.created_at < before);
    for line in old() {
        let week = line.created_at.iso_week();
        last.insert((line.repository_id, line.branch.as_deref(), week.year(), week.week()), line.id);
    }
    let last: HashSet<Uuid> = last.into_values().collect();
    old().map(|line| line.id).filter(|id| !last.contains(id) && !turns.contains(id)).collect()
}
