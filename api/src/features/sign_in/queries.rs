//! Requested sign-ins in the database.
use crate::{
    auth::opaque,
    entities::{email_invite, sign_in, user},
    error::ApiResult,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

/// Live links an address may have; one more ends the oldest.
const MOST_LIVE: u64 = 3;
/// Wrong codes before a code is worthless.
const TRIES: i32 = 5;

/// A sign-in to be stored: only the hashes of its secrets are.
pub struct NewSignIn<'a> {
    /// Who; nobody yet for the first account.
    pub email: Option<&'a str>,
    /// The link's secret.
    pub token: &'a str,
    /// The code and the secret of the browser that may type it.
    pub code: Option<(&'a str, &'a str)>,
    /// Where to go afterwards, sealed.
    pub next: Option<String>,
    /// Good for so long.
    pub valid: Duration,
    /// May make an account, whoever else may: an invite link brought them.
    pub welcome_by: Option<Vec<u8>>,
}

/// Stores a requested sign-in.
pub async fn insert(db: &impl ConnectionTrait, now: DateTime<Utc>, new: NewSignIn<'_>) -> ApiResult<()> {
    let id = Uuid::now_v7();
    let row = sign_in::ActiveModel {
        id: Set(id),
        email: Set(new.email.map(ToOwned::to_owned)),
        token_hash: Set(opaque::hash("sign-in", new.token)),
        code_hash: Set(new.code.map(|(code, _)| code_hash(id, code))),
        browser_hash: Set(new.code.map(|(_, browser)| opaque::hash("browser", browser))),
        tries_left: Set(TRIES),
        next: Set(new.next),
        created_at: Set(now),
        expires_at: Set(now + new.valid),
        used_at: Set(None),
        welcome_by: Set(new.welcome_by),
    };
    sign_in::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Ends the oldest live links of an address, so that there is room for one more.
pub async fn make_room(txn: &DatabaseTransaction, now: DateTime<Utc>, email: &str) -> ApiResult<()> {
    let live = lock_live(txn, now, email).await?;
    let kept = usize::try_from(MOST_LIVE - 1).unwrap_or(0);
    let over: Vec<Uuid> = live.iter().skip(kept).map(|row| row.id).collect();
    sign_in::Entity::update_many()
        .col_expr(sign_in::Column::ExpiresAt, Expr::value(now))
        .filter(sign_in::Column::Id.is_in(over))
        .exec(txn)
        .await?;
    Ok(())
}

/// Locks the live links of an address, the newest first. Whoever changes them does so: else two that use up two of them
/// would wait for each other.
pub async fn lock_live(txn: &DatabaseTransaction, now: DateTime<Utc>, email: &str) -> ApiResult<Vec<sign_in::Model>> {
    let newest = live(now).filter(sign_in::Column::Email.eq(email)).order_by_desc(sign_in::Column::CreatedAt);
    Ok(newest.order_by_desc(sign_in::Column::Id).lock_exclusive().all(txn).await?)
}

/// The live sign-in of a link.
pub async fn find_by_token(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    token: &str,
) -> ApiResult<Option<sign_in::Model>> {
    let hash = opaque::hash("sign-in", token);
    Ok(live(now).filter(sign_in::Column::TokenHash.eq(hash)).one(db).await?)
}

/// The newest live sign-in asked for in a browser.
pub async fn find_by_browser(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    browser: &str,
) -> ApiResult<Option<sign_in::Model>> {
    let hash = opaque::hash("browser", browser);
    let newest = live(now).filter(sign_in::Column::BrowserHash.eq(hash)).order_by_desc(sign_in::Column::CreatedAt);
    Ok(newest.limit(1).one(db).await?)
}

/// Takes one try; false when there was none left.
pub async fn take_try(db: &impl ConnectionTrait, id: Uuid) -> ApiResult<bool> {
    let taken = sign_in::Entity::update_many()
        .col_expr(sign_in::Column::TriesLeft, Expr::col(sign_in::Column::TriesLeft).sub(1))
        .filter(sign_in::Column::Id.eq(id))
        .filter(sign_in::Column::TriesLeft.gt(0))
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Uses a sign-in up, with every other one of its address; false when somebody was faster.
pub async fn use_up(db: &impl ConnectionTrait, now: DateTime<Utc>, row: &sign_in::Model) -> ApiResult<bool> {
    let used = sign_in::Entity::update_many()
        .col_expr(sign_in::Column::UsedAt, Expr::value(now))
        .filter(sign_in::Column::Id.eq(row.id))
        .filter(sign_in::Column::UsedAt.is_null())
        .filter(sign_in::Column::ExpiresAt.gt(now))
        .exec(db)
        .await?;
    let siblings = match &row.email {
        Some(email) => sign_in::Column::Email.eq(email),
        None => sign_in::Column::Email.is_null(),
    };
    sign_in::Entity::update_many()
        .col_expr(sign_in::Column::ExpiresAt, Expr::value(now))
        .filter(siblings)
        .filter(sign_in::Column::UsedAt.is_null())
        .filter(sign_in::Column::ExpiresAt.gt(now))
        .exec(db)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Ends every live link that would make a first account.
pub async fn retire_first_links(db: &impl ConnectionTrait) -> ApiResult<()> {
    sign_in::Entity::delete_many().filter(sign_in::Column::Email.is_null()).exec(db).await?;
    Ok(())
}

/// Whether an address is invited anywhere, by mail or by a link that was shown.
pub async fn is_invited(db: &impl ConnectionTrait, email: &str, now: DateTime<Utc>) -> ApiResult<bool> {
    let waiting = email_invite::Entity::find()
        .filter(email_invite::Column::Email.eq(email))
        .filter(email_invite::Column::State.eq(email_invite::State::Pending))
        .filter(email_invite::Column::ExpiresAt.gt(now));
    Ok(waiting.one(db).await?.is_some())
}

/// Nobody has an account yet.
pub async fn is_unclaimed(db: &impl ConnectionTrait) -> ApiResult<bool> {
    Ok(user::Entity::find().count(db).await? == 0)
}

/// Does the code belong to the sign-in?
pub fn code_matches(row: &sign_in::Model, code: &str) -> bool {
    row.code_hash.as_deref() == Some(&code_hash(row.id, code))
}

/// A code is hashed with its row's id: six digits alone would be read off a table.
fn code_hash(id: Uuid, code: &str) -> Vec<u8> {
    opaque::hash("code", &format!("{id}{code}"))
}

fn live(now: DateTime<Utc>) -> sea_orm::Select<sign_in::Entity> {
    sign_in::Entity::find().filter(sign_in::Column::UsedAt.is_null()).filter(sign_in::Column::ExpiresAt.gt(now))
}
