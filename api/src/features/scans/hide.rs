//! Scans are deleted as if they had never come, and brought back as if they had never gone.
use super::{counts, queries, retention};
use crate::{
    auth::member::{Editor, Member},
    entities::{repository, scan as scans},
    error::{ApiResult, Code},
    features::audit::{self, Action, Deed, Subject},
    state::State,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

/// Deletes those of these scans that are visible; says how many.
pub async fn hide(state: &State, member: &Member<Editor>, ids: &[Uuid]) -> ApiResult<u64> {
    let (scope, now) = (member.scope(), state.clock.now());
    let txn = state.begin().await?;
    let workspace = queries::lock_workspace(&txn, scope).await?;
    for (scan, name) in find(&txn, member, ids).await? {
        if scan.deleted_at.is_none() {
            let deed = Deed::new(Action::ScanDeleted, Subject::Scan).on(scan.id, name);
            let deed = deed.before(json!({ "branch": scan.branch, "createdAt": scan.created_at }));
            audit::record(&txn, now, &member.actor, Some(scope), deed).await?;
        }
    }
    let deleted = queries::delete(&txn, scope, ids, Some(member.user.id), now).await?;
    if deleted > 0 {
        queries::advance(&txn, scope, &workspace).await?;
        txn.commit().await?;
        counts::refresh(state, scope).await;
    }
    Ok(deleted)
}

/// Brings a deleted scan back.
pub async fn show(state: &State, member: &Member<Editor>, id: Uuid) -> ApiResult<()> {
    let scope = member.scope();
    let txn = state.begin().await?;
    let workspace = queries::lock_workspace(&txn, scope).await?;
    let since = state.clock.now() - retention::RESTORABLE;
    if !queries::restore(&txn, scope, id, since).await? {
        return Err(Code::NotFound.into());
    }
    for (scan, name) in find(&txn, member, &[id]).await? {
        let deed = Deed::new(Action::ScanRestored, Subject::Scan).on(scan.id, name);
        let deed = deed.after(json!({ "branch": scan.branch, "createdAt": scan.created_at }));
        audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed).await?;
    }
    queries::advance(&txn, scope, &workspace).await?;
    txn.commit().await?;
    counts::refresh(state, scope).await;
    Ok(())
}

/// The scans, with the names of their repositories.
async fn find(
    db: &impl ConnectionTrait,
    member: &Member<Editor>,
    ids: &[Uuid],
) -> ApiResult<Vec<(scans::Model, String)>> {
    let workspace = member.scope().id();
    let own = scans::Entity::find().filter(scans::Column::WorkspaceId.eq(workspace));
    let found = own.filter(scans::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let repositories = repository::Entity::find().filter(repository::Column::WorkspaceId.eq(workspace)).all(db).await?;
    let named = found.into_iter().filter_map(|scan| {
        let of = repositories.iter().find(|row| row.id == scan.repository_id)?;
        Some((scan, of.display_name.clone()))
    });
    Ok(named.collect())
}
