//! The calls that were carried out, in the database.
use super::key::CallName;
use crate::{
    entities::idempotent_call::{self, Column},
    error::ApiResult,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, UpdateMany, sea_query::Expr};
use serde_json::Value;

/// A call is remembered for so long.
pub const KEEP: Duration = Duration::hours(24);

pub async fn find(
    db: &impl ConnectionTrait,
    name: &CallName,
    now: DateTime<Utc>,
) -> ApiResult<Option<idempotent_call::Model>> {
    let row = idempotent_call::Entity::find_by_id((name.caller, name.route.clone(), name.key.clone()));
    Ok(row.filter(Column::CreatedAt.gt(now - KEEP)).one(db).await?)
}

/// Notes that a call is being carried out; false if it was already, or is being at another server.
pub async fn insert(
    db: &impl ConnectionTrait,
    name: &CallName,
    body_hash: Vec<u8>,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    of(idempotent_call::Entity::delete_many(), name).filter(Column::CreatedAt.lte(now - KEEP)).exec(db).await?;
    let row = idempotent_call::ActiveModel {
        caller_id: Set(name.caller),
        route: Set(name.route.clone()),
        key: Set(name.key.clone()),
        body_hash: Set(body_hash),
        made: Set(None),
        status: Set(None),
        answer: Set(None),
        created_at: Set(now),
    };
    let done = idempotent_call::Entity::insert(row).on_conflict_do_nothing().exec_without_returning(db).await?;
    Ok(matches!(done, sea_orm::TryInsertResult::Inserted(1)))
}

pub async fn set_made(db: &impl ConnectionTrait, name: &CallName, made: Value) -> ApiResult<()> {
    update(name).col_expr(Column::Made, Expr::value(made)).exec(db).await?;
    Ok(())
}

pub async fn set_answer(db: &impl ConnectionTrait, name: &CallName, status: u16, answer: Vec<u8>) -> ApiResult<()> {
    let update = update(name).col_expr(Column::Status, Expr::value(i32::from(status)));
    update.col_expr(Column::Answer, Expr::value(answer)).exec(db).await?;
    Ok(())
}

pub async fn delete_old(db: &impl ConnectionTrait, now: DateTime<Utc>) -> ApiResult<()> {
    idempotent_call::Entity::delete_many().filter(Column::CreatedAt.lte(now - KEEP)).exec(db).await?;
    Ok(())
}

fn update(name: &CallName) -> UpdateMany<idempotent_call::Entity> {
    of(idempotent_call::Entity::update_many(), name)
}

fn of<Q: QueryFilter>(query: Q, name: &CallName) -> Q {
    query
        .filter(Column::CallerId.eq(name.caller))
        .filter(Column::Route.eq(&name.route))
        .filter(Column::Key.eq(&name.key))
}
