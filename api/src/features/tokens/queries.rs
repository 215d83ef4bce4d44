//! API tokens in the database.
use super::model::ApiToken;
use crate::{
    auth::{caller, member::Scope},
    entities::{api_token, user},
    error::ApiResult,
    features::account,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// A workspace's tokens, newest first.
pub async fn list(db: &impl ConnectionTrait, scope: Scope, now: DateTime<Utc>) -> ApiResult<Vec<ApiToken>> {
    let own = api_token::Entity::find().filter(api_token::Column::WorkspaceId.eq(scope.id()));
    let rows = own.order_by_desc(api_token::Column::CreatedAt).order_by_desc(api_token::Column::Id).all(db).await?;
    let mut makers = account::queries::find_many(db, rows.iter().map(|row| row.created_by).collect()).await?;
    Ok(rows.into_iter().map(|row| present(now, makers.get_mut(&row.created_by).cloned(), row)).collect())
}

/// Revokes a token; answers the one it was, if the workspace had it.
pub async fn delete(db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> ApiResult<Option<api_token::Model>> {
    let Some(found) = api_token::Entity::find_by_id((scope.id(), id)).one(db).await? else { return Ok(None) };
    let gone = api_token::Entity::delete_by_id((scope.id(), id)).exec(db).await?;
    Ok((gone.rows_affected == 1).then_some(found))
}

/// A row as clients see it.
pub fn present(now: DateTime<Utc>, maker: Option<user::Model>, row: api_token::Model) -> ApiToken {
    ApiToken {
        scopes: caller::Scope::parse_list(&row.scopes),
        is_expired: row.expires_at.is_some_and(|at| at <= now),
        created_by: maker.map(Into::into),
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        revoke_with_creator: row.revoke_with_creator,
    }
}
