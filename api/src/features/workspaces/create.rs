//! A workspace is made, in the browser or by the server's own command.
use super::{model::NewWorkspace, queries, slug};
use crate::{
    auth::{actor::Actor, member::Scope},
    entities::{membership, user, workspace},
    error::ApiResult,
    features::audit::{self, Action, Deed, Subject},
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
