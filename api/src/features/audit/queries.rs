//! The record in the database.
use super::model::{AuditEvent, AuditFilter};
use crate::{
    auth::member::Scope,
    entities::audit_event::{self, Column},
    error::ApiResult,
    http::page::{self, Page},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A place in the record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Place(DateTime<Utc>, Uuid);

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
    after: Option<Place>,
) -> ApiResult<(Vec<audit_event::Model>, Option<Place>)> {
    let mut query = of(scope, filter);
    if let Some(Place(at, id)) = after {
        let same_time = Condition::all().add(Column::At.eq(at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::At.lt(at)).add(same_time));
    }
    let newest_first = query.order_by_desc(Column::At).order_by_desc(Column::Id);
    let mut rows = newest_first.limit(limit + 1).all(db).await?;
    let has_more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().filter(|_| has_more).map(|row| Place(row.at, row.id));
    Ok((rows, last))
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
