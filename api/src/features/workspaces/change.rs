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
    features::audit::{self, Action, Deed, Subject},
    state::State,
};
use serde_json::{Value, json};

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
    let was = row;
    let row = queries::find(&txn, scope).await?;
    for (action, before, after) in differences(&was, &row) {
        let deed = Deed::new(action, Subject::Workspace).on(row.id, &row.name).before(before).after(after);
        audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed).await?;
    }
    txn.commit().await?;
    Ok(row)
}

/// What has changed, as the record keeps it.
fn differences(was: &workspace::Model, is: &workspace::Model) -> Vec<(Action, Value, Value)> {
    let mut found = Vec::new();
    if was.name != is.name {
        found.push((Action::WorkspaceRenamed, json!({ "name": was.name }), json!({ "name": is.name })));
    }
    let facts = |row: &workspace::Model| {
        json!({
            "slug": row.slug,
            "whoInvites": row.who_invites,
            "inviteDays": row.invite_days,
            "toldOfRequests": row.told_of_requests,
        })
    };
    if facts(was) != facts(is) {
        found.push((Action::WorkspaceUpdated, facts(was), facts(is)));
    }
    found
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
    let deed = Deed::new(Action::WorkspaceDeleted, Subject::Workspace).on(row.id, &row.name);
    let deed = deed.before(json!({ "slug": row.slug, "createdAt": row.created_at }));
    audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed).await?;
    txn.commit().await?;
    Ok(())
}
