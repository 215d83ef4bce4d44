//! The invite link is reset or set up, with a line in the record.
use super::{model::InviteLinkPatch, queries};
use crate::{
    auth::{actor::Actor, member::Scope},
    entities::invite_link,
    error::ApiResult,
    features::audit::{self, Action, Deed, Subject},
    state::State,
};
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};
use uuid::Uuid;

/// Makes a new secret; the old one is worth nothing once this is committed. Needs the workspace's lock.
pub async fn reset(
    state: &State,
    txn: &DatabaseTransaction,
    scope: Scope,
    actor: &Actor,
    by: Uuid,
) -> ApiResult<invite_link::Model> {
    let was = queries::find_or_insert(state, txn, scope, by).await?;
    queries::reset(state, txn, scope, by).await?;
    let deed = Deed::new(Action::InviteLinkReset, Subject::InviteLink).on(scope.id(), "");
    let deed = deed.before(json!({ "uses": was.uses, "resetAt": was.reset_at }));
    audit::record(txn, state.clock.now(), actor, Some(scope), deed).await?;
    queries::find_or_insert(state, txn, scope, by).await
}

/// Sets it up. Its domains are checked already. Needs the workspace's lock.
pub async fn update(
    state: &State,
    txn: &DatabaseTransaction,
    scope: Scope,
    actor: &Actor,
    by: Uuid,
    patch: &InviteLinkPatch,
    domains: Option<Vec<String>>,
) -> ApiResult<invite_link::Model> {
    let was = queries::find_or_insert(state, txn, scope, by).await?;
    queries::update(txn, scope, patch, domains).await?;
    let is = queries::find_or_insert(state, txn, scope, by).await?;
    if facts(&was) != facts(&is) {
        let deed = Deed::new(Action::InviteLinkUpdated, Subject::InviteLink).on(scope.id(), "");
        let deed = deed.before(facts(&was)).after(facts(&is));
        audit::record(txn, state.clock.now(), actor, Some(scope), deed).await?;
    }
    Ok(is)
}

fn facts(row: &invite_link::Model) -> Value {
    json!({ "enabled": row.enabled, "domains": queries::domains(row), "role": row.role })
}
