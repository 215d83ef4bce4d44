//! Aliases in the database.
use crate::{
    auth::member::Scope,
    entities::{project_alias, workspace},
    error::{ApiResult, Code, OrConflict},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

/// All of a workspace.
pub async fn list(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Vec<project_alias::Model>> {
    let own = project_alias::Entity::find().filter(project_alias::Column::WorkspaceId.eq(scope.id()));
    Ok(own.all(db).await?)
}

/// Nobody else names projects of this workspace until the transaction ends.
pub async fn lock(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<()> {
    workspace::Entity::find_by_id(scope.id()).lock_exclusive().one(db).await?.ok_or(Code::WorkspaceNotFound)?;
    Ok(())
}

/// Gives a project an alias; it has none.
pub async fn insert(db: &impl ConnectionTrait, scope: Scope, project: &str, alias: &str) -> ApiResult<()> {
    let row = project_alias::ActiveModel {
        workspace_id: Set(scope.id()),
        project: Set(project.to_owned()),
        alias: Set(alias.to_owned()),
        folded: Set(folded(alias)),
    };
    let taken = Code::Invalid.of_field("alias", "taken", "is another project's name");
    project_alias::Entity::insert(row).exec_without_returning(db).await.or_conflict(taken)?;
    Ok(())
}

/// Takes a project's alias away.
pub async fn delete(db: &impl ConnectionTrait, scope: Scope, project: &str) -> ApiResult<()> {
    project_alias::Entity::delete_by_id((scope.id(), project.to_owned())).exec(db).await?;
    Ok(())
}

/// Notes that settings changed: answers that were given before are stale.
pub async fn touch_settings(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<()> {
    workspace::Entity::update_many()
        .col_expr(workspace::Column::ConfigRevision, Expr::col(workspace::Column::ConfigRevision).add(1))
        .filter(workspace::Column::Id.eq(scope.id()))
        .exec(db)
        .await?;
    Ok(())
}

/// A name as it is compared.
pub fn folded(name: &str) -> String {
    name.to_lowercase()
}
