//! Two rows that are one repository: renamed, moved to another host, or scanned with and without an address.
use super::queries;
use crate::{
    auth::member::{Member, Owner},
    error::{ApiResult, Code},
    features::{
        audit::{self, Action, Deed, Subject},
        scans,
    },
    state::State,
};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

/// Makes a repository part of another one: their scans are one history from then on. Its rows stay as they are.
pub async fn merge(state: &State, member: &Member<Owner>, id: Uuid, into: Uuid) -> ApiResult<()> {
    let scope = member.scope();
    let txn = state.begin().await?;
    let workspace = scans::queries::lock_workspace(&txn, scope).await?;
    let row = queries::find_row(&txn, scope, id).await?;
    check(&txn, member, id, into).await?;
    if row.merged_into == Some(into) {
        return Ok(());
    }
    queries::set_merged(&txn, scope, id, Some(into)).await?;
    let deed = Deed::new(Action::RepositoryMerged, Subject::Repository).on(id, row.display_name);
    audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed.after(json!({ "into": into }))).await?;
    scans::queries::advance(&txn, scope, &workspace).await?;
    txn.commit().await?;
    scans::counts::refresh(state, scope).await;
    Ok(())
}

/// Undoes it.
pub async fn separate(state: &State, member: &Member<Owner>, id: Uuid) -> ApiResult<()> {
    let scope = member.scope();
    let txn = state.begin().await?;
    let workspace = scans::queries::lock_workspace(&txn, scope).await?;
    let row = queries::find_row(&txn, scope, id).await?;
    let from = row.merged_into.ok_or(Code::NotFound)?;
    queries::set_merged(&txn, scope, id, None).await?;
    let deed = Deed::new(Action::RepositorySeparated, Subject::Repository).on(id, row.display_name);
    audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed.before(json!({ "from": from }))).await?;
    scans::queries::advance(&txn, scope, &workspace).await?;
    txn.commit().await?;
    scans::counts::refresh(state, scope).await;
    Ok(())
}

/// One level only: a repository that is part of another one has no parts itself.
async fn check(db: &impl ConnectionTrait, member: &Member<Owner>, id: Uuid, into: Uuid) -> ApiResult<()> {
    let scope = member.scope();
    let refused = |code, words: &str| Err(Code::Invalid.of_field("into", code, words));
    if into == id {
        return refused("same", "a repository cannot be merged into itself");
    }
    let target = queries::find_row(db, scope, into).await;
    let Ok(target) = target else { return refused("unknown", "there is no such repository in this workspace") };
    if target.merged_into.is_some() {
        return refused("merged", "that repository is part of another one; merge into that one");
    }
    if queries::has_parts(db, scope, id).await? {
        return refused("parts", "others were merged into this repository; separate them first");
    }
    Ok(())
}
