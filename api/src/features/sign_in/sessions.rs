//! Sessions begin here: a row, and the token that names it.
use crate::{
    auth::{
        actor::Actor,
        caller::{BROWSER_SESSION, CLI_SESSION},
        keys::{Audience, Claims},
    },
    entities::session::{self, Kind},
    error::ApiResult,
    features::audit::{self, Action, Deed, Subject},
    state::State,
};
use chrono::Duration;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

/// The envelope outlives a session that rolls on; the row decides.
const ENVELOPE: Duration = Duration::days(400);
/// Longest name of a device we keep.
const DEVICE: usize = 200;

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
