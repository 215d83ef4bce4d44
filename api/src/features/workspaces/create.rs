//! A workspace is made, in the browser or by the server's own command.
use super::{model::NewWorkspace, queries, slug};
use crate::{
    entities::{membership, workspace},
    error::ApiResult,
};
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;
use validator::Validate;

/// Makes a workspace that `owner` owns, if name and address are legal and the address is free.
pub async fn create(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    owner: Uuid,
    name: &str,
    slug: &str,
) -> ApiResult<(workspace::Model, membership::Model)> {
    NewWorkspace { name: name.to_owned(), slug: None }.validate()?;
    slug::check(slug)?;
    queries::insert(txn, now, owner, name, slug).await
}
