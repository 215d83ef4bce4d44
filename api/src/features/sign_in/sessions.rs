//! Sessions begin here: a row, and the token that names it.
use crate::{
    auth::{
        actor::Actor,
        caller::{BROWSER_SESSION, CLI_SESSION},
        keys::{Audience, Claims},
    },
    entities::{
        session::{self, Kind},
        user,
    },
    error::{ApiResult, Code},
    features::audit::{self, Action, Deed, Subject},
    state::State,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

/// The envelope outlives a session that rolls on; the row decides.
const ENVELOPE: Duration = Duration::days(400);
/// Longest name of a device we keep.
const DEVICE: usize = 200;

/// Command lines of one person that may be signed in at a time.
pub const MOST_COMMAND_LINES: u64 = 50;

/// Begins a session in a transaction; answers its token.
pub async fn begin(
    db: &impl ConnectionTrait,
    state: &State,
    actor: &Actor,
    user: Uuid,
    kind: Kind,
    device: &str,
) -> ApiResult<String> {
    let (id, now) = (Uuid::now_v7(), state.clock.now());
    let (audience, valid) = match kind {
        Kind::Browser => (Audience::Browser, BROWSER_SESSION),
        Kind::Cli => (Audience::Cli, CLI_SESSION),
    };
    if kind == Kind::Cli {
        refuse_too_many(db, user, now).await?;
    }
    let device: String = device.chars().filter(|c| !c.is_control()).take(DEVICE).collect();
    let deed = Deed::new(Action::SessionStarted, Subject::Session).on(id, &device).after(json!({ "kind": kind }));
    audit::record(db, now, actor, None, deed).await?;
    let row = session::ActiveModel {
        id: Set(id),
        user_id: Set(user),
        kind: Set(kind),
        device: Set(device),
        created_at: Set(now),
        last_used_at: Set(now),
        expires_at: Set(now + valid),
    };
    session::Entity::insert(row).exec_without_returning(db).await?;
    let claims = Claims { aud: audience, sid: id, ws: None, iat: now.timestamp(), exp: (now + ENVELOPE).timestamp() };
    Ok(state.keys.sign(&claims)?)
}

/// The person's row is locked: of two at once only one may be the last.
async fn refuse_too_many(db: &impl ConnectionTrait, person: Uuid, now: DateTime<Utc>) -> ApiResult<()> {
    user::Entity::find_by_id(person).lock_exclusive().one(db).await?;
    let live = session::Entity::find()
        .filter(session::Column::UserId.eq(person))
        .filter(session::Column::Kind.eq(Kind::Cli))
        .filter(session::Column::ExpiresAt.gt(now));
    match live.count(db).await? {
        MOST_COMMAND_LINES.. => Err(Code::TooManyCommandLines.into()),
        _ => Ok(()),
    }
}
