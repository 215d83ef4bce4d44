//! Workspaces and memberships in the database.
use super::slug;
use crate::{
    auth::member::Scope,
    entities::{
        membership::{self, JoinedVia, Role},
        scan, workspace,
    },
    error::{ApiResult, Code, OrConflict},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Makes a workspace that `owner` owns.
pub async fn insert(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    owner: Uuid,
    name: &str,
    slug: &str,
) -> ApiResult<(workspace::Model, membership::Model)> {
    let row = workspace::ActiveModel {
        id: Set(Uuid::now_v7()),
        name: Set(name.trim().to_owned()),
        slug: Set(slug.to_owned()),
        created_at: Set(now),
        data_revision: Set(0),
        config_revision: Set(0),
        last_scan_at: Set(None),
        last_seq: Set(0),
    };
    let taken =
        Code::WorkspaceSlugNotAvailable.of_field("slug", "taken", "another workspace has it; choose another one");
    let made = row.insert(db).await.or_conflict(taken)?;
    let member = membership::ActiveModel {
        workspace_id: Set(made.id),
        user_id: Set(owner),
        role: Set(Role::Owner),
        joined_via: Set(JoinedVia::Creator),
        joined_at: Set(now),
    };
    Ok((made, member.insert(db).await?))
}

/// A person's workspaces with their place in them, the one joined first at the head.
pub async fn list_of(db: &impl ConnectionTrait, user: Uuid) -> ApiResult<Vec<(workspace::Model, membership::Model)>> {
    let places = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user))
        .order_by_asc(membership::Column::JoinedAt)
        .order_by_asc(membership::Column::WorkspaceId)
        .all(db)
        .await?;
    let ids = places.iter().map(|place| place.workspace_id);
    let found = workspace::Entity::find().filter(workspace::Column::Id.is_in(ids)).all(db).await?;
    let mut by_id: HashMap<Uuid, workspace::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    Ok(places.into_iter().filter_map(|place| Some((by_id.remove(&place.workspace_id)?, place))).collect())
}

/// The first free slug for a name.
pub async fn suggest_slug(db: &impl ConnectionTrait, name: &str) -> ApiResult<String> {
    let wanted: Vec<String> = slug::candidates(name).take(200).collect();
    let taken = workspace::Entity::find().filter(workspace::Column::Slug.is_in(wanted.clone())).all(db).await?;
    let taken: HashSet<String> = taken.into_iter().map(|row| row.slug).collect();
    let free = wanted.into_iter().find(|slug| !taken.contains(slug));
    Ok(free.unwrap_or_else(|| format!("team-{}", Uuid::new_v4().simple())))
}

/// Renames a workspace.
pub async fn rename(db: &impl ConnectionTrait, scope: Scope, name: &str) -> ApiResult<()> {
    workspace::Entity::update_many()
        .col_expr(workspace::Column::Name, Expr::value(name.trim()))
        .col_expr(workspace::Column::ConfigRevision, Expr::col(workspace::Column::ConfigRevision).add(1))
        .filter(workspace::Column::Id.eq(scope.id()))
        .exec(db)
        .await?;
    Ok(())
}

/// The workspace as it is now.
pub async fn find(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<workspace::Model> {
    Ok(workspace::Entity::find_by_id(scope.id()).one(db).await?.ok_or(Code::WorkspaceNotFound)?)
}

/// Scans that were not deleted.
pub async fn count_scans(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<u64> {
    let visible =
        scan::Entity::find().filter(scan::Column::WorkspaceId.eq(scope.id())).filter(scan::Column::DeletedAt.is_null());
    Ok(visible.count(db).await?)
}
