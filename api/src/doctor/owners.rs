//! The workspaces: whether each has an owner. Every call sees to it; a hand in the database does not.
use super::Finding;
use crate::{
    db::Db,
    entities::{
        membership::{self, Role},
        workspace,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

const OF: &str = "workspaces";

/// Nothing to say about a database without our tables; `database` says it.
pub async fn examine(db: &Db) -> Option<Finding> {
    let owned = membership::Entity::find()
        .select_only()
        .column(membership::Column::WorkspaceId)
        .filter(membership::Column::Role.eq(Role::Owner))
        .into_query();
    let orphans = workspace::Entity::find().filter(workspace::Column::Id.not_in_subquery(owned));
    let orphans = orphans.order_by_asc(workspace::Column::Slug).all(&**db).await.ok()?;
    if orphans.is_empty() {
        return Some(Finding::ok(OF, "each has an owner"));
    }
    let slugs: Vec<&str> = orphans.iter().map(|one| one.slug.as_str()).collect();
    let words = "nobody owns {}, so nobody can let people in or out. No call does this: see whether rows of `membership` were \
                 changed by hand, and put an owner's back, or restore the last backup.";
    Some(Finding::fail(OF, words.replace("{}", &slugs.join(", "))))
}
