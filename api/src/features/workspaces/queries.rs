//! Workspaces and memberships in the database.
use super::{model::WorkspacePatch, slug};
use crate::{
    auth::member::Scope,
    entities::{
        former_slug,
        membership::{self, JoinedVia, Role},
        scan,
        workspace::{self, ToldOfRequests, WhoInvites},
    },
    error::{ApiResult, Code, OrConflict},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
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
        who_invites: Set(WhoInvites::Editors),
        invite_days: Set(14),
        told_of_requests: Set(ToldOfRequests::OwnersAndSharer),
        requests_told_at: Set(None),
    };
    let taken =
        Code::WorkspaceSlugNotAvailable.of_field("slug", "taken", "another workspace has it; choose another one");
    let made = row.insert(db).await.or_conflict(taken)?;
    refuse_former(db, made.id, slug).await?;
    let member = membership::ActiveModel {
        workspace_id: Set(made.id),
        user_id: Set(owner),
        role: Set(Role::Owner),
        joined_via: Set(JoinedVia::Creator),
        joined_at: Set(now),
    };
    let owned = member.insert(db).await.or_gone(Code::Unauthorized)?; // the account was deleted a moment ago
    Ok((made, owned))
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
    let former = former_slug::Entity::find().filter(former_slug::Column::Slug.is_in(wanted.clone())).all(db).await?;
    let taken: HashSet<String> =
        taken.into_iter().map(|row| row.slug).chain(former.into_iter().map(|row| row.slug)).collect();
    let free = wanted.into_iter().find(|slug| !taken.contains(slug));
    Ok(free.unwrap_or_else(|| format!("team-{}", Uuid::new_v4().simple())))
}

/// Refuses an address that another workspace had before: it leads there. Looked for after the address was taken, so that
/// nobody gives it up at the same time unseen.
async fn refuse_former(db: &impl ConnectionTrait, own: Uuid, slug: &str) -> ApiResult<()> {
    match former_slug::Entity::find_by_id(slug).one(db).await? {
        Some(row) if row.leads_to != own => Err(Code::WorkspaceSlugNotAvailable.of_field(
            "slug",
            "taken",
            "another workspace had it, and its old links lead there; choose another one",
        )),
        _ => Ok(()),
    }
}

/// Changes a workspace's settings.
pub async fn update(db: &impl ConnectionTrait, scope: Scope, patch: &WorkspacePatch) -> ApiResult<()> {
    let mut update = workspace::Entity::update_many()
        .col_expr(workspace::Column::ConfigRevision, Expr::col(workspace::Column::ConfigRevision).add(1))
        .filter(workspace::Column::Id.eq(scope.id()));
    if let Some(name) = &patch.name {
        update = update.col_expr(workspace::Column::Name, Expr::value(name.trim()));
    }
    if let Some(who) = patch.who_invites {
        update = update.col_expr(workspace::Column::WhoInvites, Expr::value(who.to_value()));
    }
    if let Some(days) = patch.invite_days {
        update = update.col_expr(workspace::Column::InviteDays, Expr::value(days));
    }
    if let Some(told) = patch.told_of_requests {
        update = update.col_expr(workspace::Column::ToldOfRequests, Expr::value(told.to_value()));
    }
    update.exec(db).await?;
    Ok(())
}

/// Gives a workspace another address; the old one goes on leading to it.
pub async fn update_slug(db: &impl ConnectionTrait, row: &workspace::Model, slug: &str) -> ApiResult<()> {
    if row.slug == slug {
        return Ok(());
    }
    let taken =
        Code::WorkspaceSlugNotAvailable.of_field("slug", "taken", "another workspace has it; choose another one");
    workspace::Entity::update_many()
        .col_expr(workspace::Column::Slug, Expr::value(slug))
        .filter(workspace::Column::Id.eq(row.id))
        .exec(db)
        .await
        .or_conflict(taken)?;
    refuse_former(db, row.id, slug).await?;
    former_slug::Entity::delete_by_id(slug).exec(db).await?; // an address of its own that it takes back
    let former = former_slug::ActiveModel { slug: Set(row.slug.clone()), leads_to: Set(row.id) };
    former_slug::Entity::insert(former).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes a workspace with everything in it.
pub async fn delete(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<()> {
    workspace::Entity::delete_by_id(scope.id()).exec(db).await?;
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
