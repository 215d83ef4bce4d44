//! People and their sessions in the database.
use super::model::UserPatch;
use crate::{
    entities::{session, user},
    error::{ApiError, ApiResult, Code, OrConflict},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;
use uuid::Uuid;

/// An account to be made.
pub struct NewUser {
    /// Normalised address.
    pub email: String,
    /// Name, if known.
    pub full_name: Option<String>,
    /// Runs this server.
    pub is_operator: bool,
    /// The one workspace it is good for, while nobody knows whose address it is.
    pub confined_to: Option<Uuid>,
}

/// The account of a normalised address.
pub async fn find_by_email(db: &impl ConnectionTrait, email: &str) -> ApiResult<Option<user::Model>> {
    Ok(user::Entity::find().filter(user::Column::Email.eq(email)).one(db).await?)
}

/// Locks the account of an address, if there is one, until the transaction ends.
pub async fn lock_by_email(txn: &DatabaseTransaction, email: &str) -> ApiResult<()> {
    user::Entity::find().filter(user::Column::Email.eq(email)).lock_exclusive().one(txn).await?;
    Ok(())
}

/// The person behind an id.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> ApiResult<Option<user::Model>> {
    Ok(user::Entity::find_by_id(id).one(db).await?)
}

/// People by id; those who are gone are missing.
pub async fn find_many(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> ApiResult<HashMap<Uuid, user::Model>> {
    let rows = user::Entity::find().filter(user::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Makes an account.
pub async fn insert(db: &impl ConnectionTrait, now: DateTime<Utc>, new: NewUser) -> ApiResult<user::Model> {
    let taken = Code::Invalid.of_field("email", "taken", "has an account already");
    insert_or(db, now, new, taken).await
}

/// As `insert`, with other words for an address that has an account.
pub async fn insert_or(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    new: NewUser,
    refusal: ApiError,
) -> ApiResult<user::Model> {
    let row = user::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set(new.email),
        full_name: Set(new.full_name),
        profession: Set(None),
        is_operator: Set(new.is_operator),
        created_at: Set(now),
        last_seen_at: Set(None),
        confined_to: Set(new.confined_to),
    };
    row.insert(db).await.or_conflict(refusal)
}

/// Changes a person's profile.
pub async fn update(db: &impl ConnectionTrait, user: user::Model, patch: UserPatch) -> ApiResult<user::Model> {
    if patch.full_name.is_none() && patch.profession.is_none() {
        return Ok(user);
    }
    let mut row = user.into_active_model();
    if let Some(name) = patch.full_name {
        let name = name.trim();
        row.full_name = Set((!name.is_empty()).then(|| name.to_owned()));
    }
    if let Some(profession) = patch.profession {
        row.profession = Set(Some(profession));
    }
    Ok(row.update(db).await?)
}

/// A person's live sessions, last used first.
pub async fn list_sessions(
    db: &impl ConnectionTrait,
    user: Uuid,
    now: DateTime<Utc>,
) -> ApiResult<Vec<session::Model>> {
    let live =
        session::Entity::find().filter(session::Column::UserId.eq(user)).filter(session::Column::ExpiresAt.gt(now));
    Ok(live.order_by_desc(session::Column::LastUsedAt).all(db).await?)
}

/// Ends one of a person's sessions; answers the one it was, if they had it.
pub async fn end_session(db: &impl ConnectionTrait, user: Uuid, id: Uuid) -> ApiResult<Option<session::Model>> {
    let own = session::Entity::find_by_id(id).filter(session::Column::UserId.eq(user));
    let Some(found) = own.one(db).await? else { return Ok(None) };
    let gone = session::Entity::delete_by_id(id).exec(db).await?;
    Ok((gone.rows_affected == 1).then_some(found))
}

/// Ends all of a person's sessions.
pub async fn end_all_sessions(db: &impl ConnectionTrait, user: Uuid) -> ApiResult<()> {
    session::Entity::delete_many().filter(session::Column::UserId.eq(user)).exec(db).await?;
    Ok(())
}

/// A person's sessions of any kind.
pub async fn count_sessions(db: &impl ConnectionTrait, user: Uuid) -> ApiResult<u64> {
    Ok(session::Entity::find().filter(session::Column::UserId.eq(user)).count(db).await?)
}

/// Ends all of a person's sessions but one; answers how many.
pub async fn end_other_sessions(db: &impl ConnectionTrait, user: Uuid, kept: Uuid) -> ApiResult<u64> {
    let others =
        session::Entity::delete_many().filter(session::Column::UserId.eq(user)).filter(session::Column::Id.ne(kept));
    Ok(others.exec(db).await?.rows_affected)
}
