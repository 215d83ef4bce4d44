//! Places in a workspace: found, given, changed, taken. Whoever changes one holds the workspace's lock, so that rules over
//! several rows (one owner at least) hold whatever happens at the same time.
use crate::{
    auth::member::Scope,
    entities::{
        membership::{self, JoinedVia, Role},
        user, workspace,
    },
    error::{ApiResult, Code, OrConflict},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, TryInsertResult, sea_query::Expr,
};
use uuid::Uuid;

/// Locks the workspace until the transaction ends: members, invites, requests and the link change one after the other.
/// It is always the first lock that is taken.
pub async fn lock(txn: &DatabaseTransaction, scope: Scope) -> ApiResult<workspace::Model> {
    let found = workspace::Entity::find_by_id(scope.id()).lock_exclusive().one(txn).await?;
    Ok(found.ok_or(Code::WorkspaceNotFound)?)
}

/// Somebody's place.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, user: Uuid) -> ApiResult<Option<membership::Model>> {
    Ok(membership::Entity::find_by_id((scope.id(), user)).one(db).await?)
}

/// Judges once more, under the lock, who was let in when the request came: their role may have changed since.
pub async fn judge_again(
    txn: &DatabaseTransaction,
    scope: Scope,
    user: Uuid,
    least: Role,
) -> ApiResult<membership::Model> {
    let place = find(txn, scope, user).await?.ok_or(Code::WorkspaceNotFound)?;
    if place.role < least {
        return Err(Code::NotAllowed.because("Your role here has just changed and does not permit this any more."));
    }
    Ok(place)
}

/// Gives somebody a place; false if they have one.
pub async fn insert(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    scope: Scope,
    user: Uuid,
    role: Role,
    via: JoinedVia,
) -> ApiResult<bool> {
    let row = membership::ActiveModel {
        workspace_id: Set(scope.id()),
        user_id: Set(user),
        role: Set(role),
        joined_via: Set(via),
        joined_at: Set(now),
    };
    let inserted = membership::Entity::insert(row)
        .on_conflict_do_nothing_on([membership::Column::WorkspaceId, membership::Column::UserId])
        .exec_without_returning(txn)
        .await
        .or_gone(Code::Unauthorized)?; // the account was deleted a moment ago
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// Changes a role.
pub async fn update_role(txn: &DatabaseTransaction, scope: Scope, user: Uuid, role: Role) -> ApiResult<()> {
    membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value(role.to_value()))
        .filter(membership::Column::WorkspaceId.eq(scope.id()))
        .filter(membership::Column::UserId.eq(user))
        .exec(txn)
        .await?;
    Ok(())
}

/// Takes a place away.
pub async fn delete(txn: &DatabaseTransaction, scope: Scope, user: Uuid) -> ApiResult<()> {
    membership::Entity::delete_by_id((scope.id(), user)).exec(txn).await?;
    Ok(())
}

/// Refuses for the only owner. Needs the lock.
pub async fn refuse_last_owner(txn: &DatabaseTransaction, place: &membership::Model) -> ApiResult<()> {
    let others = membership::Entity::find()
        .filter(membership::Column::WorkspaceId.eq(place.workspace_id))
        .filter(membership::Column::Role.eq(Role::Owner))
        .filter(membership::Column::UserId.ne(place.user_id));
    if place.role == Role::Owner && others.count(txn).await? == 0 {
        return Err(Code::LastOwner.into());
    }
    Ok(())
}

/// How many belong to it.
pub async fn count(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<u64> {
    Ok(membership::Entity::find().filter(membership::Column::WorkspaceId.eq(scope.id())).count(db).await?)
}

/// Those with at least this role, last seen first.
pub async fn list_with_role(
    db: &impl ConnectionTrait,
    scope: Scope,
    least: Role,
) -> ApiResult<Vec<(membership::Model, user::Model)>> {
    let places = membership::Entity::find().filter(membership::Column::WorkspaceId.eq(scope.id())).all(db).await?;
    let ids = places.iter().filter(|place| place.role >= least).map(|place| place.user_id);
    let newest_first = user::Entity::find().filter(user::Column::Id.is_in(ids)).order_by_desc(user::Column::LastSeenAt);
    let people = newest_first.order_by_asc(user::Column::Id).all(db).await?;
    let mut with_place: Vec<(membership::Model, user::Model)> = people
        .into_iter()
        .filter_map(|person| Some((places.iter().find(|place| place.user_id == person.id)?.clone(), person)))
        .collect();
    with_place.sort_by_key(|(_, person)| std::cmp::Reverse(person.last_seen_at)); // databases differ on where NULL stands
    Ok(with_place)
}

/// The owner who has been here longest.
pub async fn first_owner(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Option<membership::Model>> {
    let owners = membership::Entity::find()
        .filter(membership::Column::WorkspaceId.eq(scope.id()))
        .filter(membership::Column::Role.eq(Role::Owner));
    Ok(owners.order_by_asc(membership::Column::JoinedAt).order_by_asc(membership::Column::UserId).one(db).await?)
}
