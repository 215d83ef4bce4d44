//! The record in the database.
use super::model::{AuditEvent, AuditFilter};
use crate::{
    auth::member::Scope,
    entities::audit_event::{self, Column},
    error::ApiResult,
    http::page::{self, Page, Place},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Select};
use uuid::Uuid;

/// A page of a workspace's record, newest first.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: AuditFilter,
    limit: u64,
    cursor: Option<&str>,
) -> ApiResult<Page<AuditEvent>> {
    let (rows, last) = list_after(db, scope, filter, limit, page::decode(cursor)?).await?;
    Ok(Page {
        items: rows.into_iter().map(Into::into).collect(),
        next_cursor: last.map(|place| page::encode(&place)).transpose()?,
        total: of(scope, filter).count(db).await?,
    })
}

/// So many events that are older than a place, newest first, and the place to go on from if there are more.
pub async fn list_after(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: AuditFilter,
    limit: u64,
    after: Option<Place<Uuid>>,
) -> ApiResult<(Vec<audit_event::Model>, Option<Place<Uuid>>)> {
    let place = |row: &audit_event::Model| Place(row.at, row.id);
    page::newest_first(db, of(scope, filter), (Column::At, Column::Id), (after, limit), place).await
}

fn of(scope: Scope, filter: AuditFilter) -> Select<audit_event::Entity> {
    let mut query = audit_event::Entity::find().filter(Column::WorkspaceId.eq(scope.id()));
    if let Some(action) = filter.action {
        query = query.filter(Column::Action.eq(action.name()));
    }
    if let Some(actor) = filter.actor {
        query = query.filter(Column::ActorId.eq(actor));
    }
    query
}
