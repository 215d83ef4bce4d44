//! A token is made: a row, and the signed envelope that names it.
use super::model::NewApiToken;
use crate::{
    auth::{
        actor::Actor,
        keys::{Audience, Claims},
        member::Scope,
    },
    entities::{api_token, workspace},
    error::{ApiResult, Code},
    features::audit::{self, Action, Deed, Subject},
    state::State,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QuerySelect,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The envelope of a token without an end; revoking deletes the row.
const ENDLESS: Duration = Duration::days(100 * 365);

/// Tokens of one workspace that may be good at a time.
pub const MOST: u64 = 200;

/// What the record says of a token.
pub(super) fn facts(row: &api_token::Model) -> Value {
    json!({ "name": row.name, "scopes": row.scopes, "expiresAt": row.expires_at, "revokeWithCreator": row.revoke_with_creator })
}

/// Makes a token of the workspace in the name of `maker`. Needs a transaction: it is written down, too.
pub async fn issue(
    db: &impl ConnectionTrait,
    state: &State,
    scope: Scope,
    actor: &Actor,
    maker: Uuid,
    new: NewApiToken,
) -> ApiResult<(String, api_token::Model)> {
    let (id, now) = (Uuid::now_v7(), state.clock.now());
    refuse_too_many(db, scope, now).await?;
    let mut scopes = new.scopes;
    scopes.sort_unstable();
    scopes.dedup();
    let expires_at = new.expires_in_days.map(|days| now + Duration::days(days));
    let row = api_token::ActiveModel {
        workspace_id: Set(scope.id()),
        id: Set(id),
        name: Set(new.name.trim().to_owned()),
        scopes: Set(scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(",")),
        created_by: Set(maker),
        revoke_with_creator: Set(new.revoke_with_creator),
        created_at: Set(now),
        expires_at: Set(expires_at),
        last_used_at: Set(None),
    };
    let row = row.insert(db).await?;
    let deed = Deed::new(Action::TokenCreated, Subject::Token).on(id, &row.name).after(facts(&row));
    audit::record(db, now, actor, Some(scope), deed).await?;
    let claims = Claims {
        aud: Audience::Api,
        sid: id,
        ws: Some(scope.id()),
        iat: now.timestamp(),
        exp: expires_at.unwrap_or(now + ENDLESS).timestamp(),
    };
    Ok((state.keys.sign(&claims)?, row))
}

/// The workspace's row is locked: of two at once only one may be the last.
async fn refuse_too_many(db: &impl ConnectionTrait, scope: Scope, now: DateTime<Utc>) -> ApiResult<()> {
    workspace::Entity::find_by_id(scope.id()).lock_exclusive().one(db).await?;
    let is_good =
        Condition::any().add(api_token::Column::ExpiresAt.is_null()).add(api_token::Column::ExpiresAt.gt(now));
    let live = api_token::Entity::find().filter(api_token::Column::WorkspaceId.eq(scope.id())).filter(is_good);
    match live.count(db).await? {
        MOST.. => Err(Code::TooManyTokens.into()),
        _ => Ok(()),
    }
}
