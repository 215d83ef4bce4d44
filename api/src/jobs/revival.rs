//! Jobs that were given up, for the people who mend the cause.
use crate::{db::Db, entities::job, error::ApiResult};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

/// All of them, the one that was given up first before the others.
pub async fn list_dead(db: &Db) -> ApiResult<Vec<job::Model>> {
    let dead = job::Entity::find().filter(job::Column::DiedAt.is_not_null());
    Ok(dead.order_by_asc(job::Column::DiedAt).order_by_asc(job::Column::Id).all(&**db).await?)
}

/// Gives one of them, or all, the attempts of a new one; it is due at once. Answers how many there were. A server that runs
/// finds it in its next round.
pub async fn revive(db: &Db, id: Option<Uuid>, now: DateTime<Utc>) -> ApiResult<u64> {
    let mut revived = job::Entity::update_many()
        .col_expr(job::Column::DiedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(job::Column::Attempts, Expr::value(0))
        .col_expr(job::Column::RunAt, Expr::value(now))
        .filter(job::Column::DiedAt.is_not_null());
    if let Some(id) = id {
        revived = revived.filter(job::Column::Id.eq(id));
    }
    Ok(revived.exec(db.writer()).await?.rows_affected)
}
