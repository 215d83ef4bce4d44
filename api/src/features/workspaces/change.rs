//! A workspace is changed or deleted, by somebody who is still an owner when it happens.
use super::{
    membership,
    model::{WorkspaceDeletion, WorkspacePatch},
    queries, slug,
};
use crate::{
    auth::member::{Member, Owner},
    entities::{membership::Role, workspace},
    error::{ApiResult, Code},
    state::State,
};

/// Changes what the patch names.
pub async fn change(state: &State, member: &Member<Owner>, patch: &WorkspacePatch) -> ApiResult<workspace::Model> {
    let scope = member.scope();
    let txn = state.begin().await?;
    let row = membership::lock(&txn, scope).await?;
    membership::judge_again(&txn, scope, member.user.id, Role::Owner).await?;
    if let Some(to) = patch.slug.as_deref().filter(|to| *to != row.slug) {
        slug::check(to)?;
        queries::update_slug(&txn, &row, to).await?;
    }
    if !patch.is_empty() {
        queries::update(&txn, scope, patch).await?;
    }
    let row = queries::find(&txn, scope).await?;
    txn.commit().await?;
    Ok(row)
}

/// Deletes the workspace whose address was typed.
pub async fn remove(state: &State, member: &Member<Owner>, asked: &WorkspaceDeletion) -> ApiResult<()> {
    let scope = member.scope();
    let txn = state.begin().await?;
    let row = membership::lock(&txn, scope).await?;
    membership::judge_again(&txn, scope, member.user.id, Role::Owner).await?;
    if asked.confirmation.trim() != row.slug {
        let rule = format!("must be the workspace's address, {}", row.slug);
        return Err(Code::Invalid.of_field("confirmation", "confirmation", rule));
    }
    queries::delete(&txn, scope).await?;
    txn.commit().await?;
    Ok(())
}
