//! The one query a request is judged by: session or token, its user, and their place in the workspace of the path.
use crate::{
    db::Db,
    entities::{
        api_token, former_slug, membership,
        membership::Role,
        session, user,
        workspace::{self, Model as Workspace},
    },
    error::ApiResult,
};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, IdenStatic, Iterable, JoinType, QueryResult,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};
use uuid::Uuid;

/// What the query found.
pub struct Found<T> {
    /// The session or token.
    pub credential: T,
    /// The person behind it; of a token: its maker.
    pub user: user::Model,
    /// The workspace of the path, if there is one.
    pub workspace: Option<Workspace>,
    /// The person's role in it.
    pub role: Option<Role>,
}

/// Looks up a session, and the workspace with `slug`.
pub async fn by_session(db: &Db, id: Uuid, slug: Option<&str>) -> ApiResult<Option<Found<session::Model>>> {
    let mut query = Query::select();
    query
        .from(session::Entity)
        .inner_join(user::Entity, user::Column::Id.into_expr().equals(session::Column::UserId.as_column_ref()))
        .and_where(session::Column::Id.eq(id));
    columns::<session::Entity>(&mut query, "c_");
    columns::<user::Entity>(&mut query, "u_");
    let in_path = match slug {
        Some(slug) => named(slug),
        None => Expr::val(false),
    };
    found(db, query, in_path).await
}

/// The workspace with this address, or which had it before.
fn named(slug: &str) -> Expr {
    let former = Query::select()
        .column(former_slug::Column::LeadsTo)
        .from(former_slug::Entity)
        .and_where(former_slug::Column::Slug.eq(slug))
        .take();
    workspace::Column::Slug.eq(slug).or(workspace::Column::Id.in_subquery(former))
}

/// Is or was this the workspace's address?
pub async fn is_named(db: &Db, workspace: &Workspace, slug: &str) -> ApiResult<bool> {
    if workspace.slug == slug {
        return Ok(true);
    }
    let former = former_slug::Entity::find_by_id(slug).one(&**db).await?;
    Ok(former.is_some_and(|row| row.leads_to == workspace.id))
}

/// Looks up an API token of a workspace. Its own workspace is the only one it ever finds.
pub async fn by_token(db: &Db, workspace: Uuid, id: Uuid) -> ApiResult<Option<Found<api_token::Model>>> {
    let mut query = Query::select();
    query
        .from(api_token::Entity)
        .inner_join(user::Entity, user::Column::Id.into_expr().equals(api_token::Column::CreatedBy.as_column_ref()))
        .and_where(api_token::Column::WorkspaceId.eq(workspace))
        .and_where(api_token::Column::Id.eq(id));
    columns::<api_token::Entity>(&mut query, "c_");
    columns::<user::Entity>(&mut query, "u_");
    found(db, query, workspace::Column::Id.eq(workspace)).await
}

async fn found<T: FromQueryResult>(db: &Db, mut query: SelectStatement, in_path: Expr) -> ApiResult<Option<Found<T>>> {
    let same_user = membership::Column::UserId.into_expr().equals(user::Column::Id.as_column_ref());
    let same_workspace = membership::Column::WorkspaceId.into_expr().equals(workspace::Column::Id.as_column_ref());
    query.join(JoinType::LeftJoin, workspace::Entity, in_path).join(
        JoinType::LeftJoin,
        membership::Entity,
        same_workspace.and(same_user),
    );
    columns::<workspace::Entity>(&mut query, "w_");
    query.expr_as(membership::Column::Role.into_expr(), Alias::new("m_role"));
    let Some(row) = sea_orm::ConnectionTrait::query_one(&**db, &query).await? else { return Ok(None) };
    let row: QueryResult = row;
    Ok(Some(Found {
        credential: T::from_query_result(&row, "c_")?,
        user: user::Model::from_query_result(&row, "u_")?,
        workspace: Workspace::from_query_result_optional(&row, "w_")?,
        role: row.try_get("m_", "role")?,
    }))
}

fn columns<E: EntityTrait>(query: &mut SelectStatement, prefix: &str) {
    for column in E::Column::iter() {
        query.expr_as(column.into_expr(), Alias::new(format!("{prefix}{}", column.as_str())));
    }
}
