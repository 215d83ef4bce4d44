//! A workspace is made, in the browser or by the server's own command.
use super::{model::NewWorkspace, queries, slug};
use crate::{
    auth::{actor::Actor, caller::SignedIn, member::Scope},
    entities::{membership, user, workspace},
    error::{ApiResult, Code},
    features::audit::{self, Action, Deed, Subject},
    http::idempotency::Once,
    state::State,
};
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use serde_json::json;
use validator::Validate;

/// Makes a workspace that `owner` owns, if name and address are legal and the address is free.
pub async fn create(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    actor: &Actor,
    owner: &user::Model,
    name: &str,
    slug: &str,
) -> ApiResult<(workspace::Model, membership::Model)> {
    NewWorkspace { name: name.to_owned(), slug: None }.validate()?;
    slug::check(slug)?;
    let (made, place) = queries::insert(txn, now, owner.id, name, slug).await?;
    let scope = Some(Scope::of_membership(&place));
    let deed = Deed::new(Action::WorkspaceCreated, Subject::Workspace).on(made.id, &made.name);
    audit::record(txn, now, actor, scope, deed.after(json!({ "name": made.name, "slug": made.slug }))).await?;
    let deed = Deed::new(Action::MemberAdded, Subject::Member).on(owner.id, &owner.email);
    audit::record(txn, now, actor, scope, deed.after(json!({ "role": place.role, "joinedVia": "creator" }))).await?;
    Ok((made, place))
}

/// Makes the workspace a person asks for; one that the same call made before is found again.
pub async fn create_once(
    state: &State,
    once: &Once,
    me: &SignedIn,
    new: NewWorkspace,
) -> ApiResult<(workspace::Model, membership::Model)> {
    if let Some(made) = once.made() {
        let own = queries::list_of(&*state.db, me.user.id).await?;
        return Ok(own.into_iter().find(|(row, _)| made.contains(&row.id)).ok_or(Code::WorkspaceNotFound)?);
    }
    let slug = match new.slug {
        Some(slug) => slug,
        None => queries::suggest_slug(&*state.db, &new.name).await?,
    };
    let txn = once.begin().await?;
    let made = create(&txn, state.clock.now(), &me.actor, &me.user, &new.name, &slug).await?;
    once.note(&txn, &[made.0.id]).await?;
    txn.commit().await?;
    Ok(made)
}
