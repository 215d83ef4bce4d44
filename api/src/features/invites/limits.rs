//! How many invites may leave. Strict where everybody may sign up, since anybody could send them.
use super::queries;
use crate::{
    auth::member::Scope,
    config::{Config, Signup},
    entities::workspace,
    error::ApiResult,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::ConnectionTrait;

/// A workspace is new for so long.
const NEW: Duration = Duration::days(30);
/// Invite mails of a workspace to one address …
const SENDS_PER_ADDRESS: u64 = 3;
/// … within so long …
const ADDRESS_WINDOW: Duration = Duration::days(7);
/// … and so far apart.
const APART: Duration = Duration::minutes(10);

/// What holds for a workspace.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Addresses a call.
    pub rows: usize,
    /// Mails in 24 hours.
    pub per_day: u64,
    /// Invites waiting for an answer.
    pub pending: u64,
    /// Workspaces that may mail one address within an hour.
    pub workspaces_per_hour: u64,
    /// A message of one's own may be added.
    pub may_add_message: bool,
}

impl Rules {
    /// The rules for a workspace.
    pub fn of(config: &Config, workspace: &workspace::Model, now: DateTime<Utc>) -> Self {
        let is_open = config.signup == Signup::Open;
        let is_new = is_open && now - workspace.created_at < NEW;
        let given = &config.invites;
        Self {
            rows: given.rows.unwrap_or(if is_open { 50 } else { 200 }),
            per_day: given.mails_per_day.unwrap_or(if is_new { 50 } else { 500 }),
            pending: given.pending.unwrap_or(if is_open { 100 } else { 1000 }),
            workspaces_per_hour: given.workspaces_per_hour.unwrap_or(if is_open { 3 } else { 100 }),
            may_add_message: !is_new,
        }
    }
}

/// What a workspace may still do.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Mails left today.
    pub sends: u64,
    /// Invites that may wait beside those there are.
    pub pending: u64,
}

impl Room {
    /// Counts. Exact only under the workspace's lock.
    pub async fn of(db: &impl ConnectionTrait, rules: &Rules, scope: Scope, now: DateTime<Utc>) -> ApiResult<Self> {
        let sent = queries::count_sends(db, scope, now - Duration::days(1)).await?;
        let pending = queries::count_pending(db, scope, now).await?;
        Ok(Self { sends: rules.per_day.saturating_sub(sent), pending: rules.pending.saturating_sub(pending) })
    }
}

/// Why one more mail to an address must not leave now.
#[derive(Clone, Debug)]
pub struct TooMany {
    /// In words.
    pub detail: String,
    /// When it may.
    pub wait: Option<Duration>,
}

/// Looks whether an address may get one more mail of this workspace.
pub async fn check_address(
    db: &impl ConnectionTrait,
    rules: &Rules,
    scope: Scope,
    email: &str,
    now: DateTime<Utc>,
) -> ApiResult<Result<(), TooMany>> {
    let sent = queries::list_sends(db, scope, email, now - ADDRESS_WINDOW).await?;
    if let Some(wait) = sent.last().map(|last| *last + APART - now).filter(|wait| *wait > Duration::zero()) {
        let detail = format!("A mail went to {email} moments ago; wait {} minutes.", (wait.num_seconds() + 59) / 60);
        return Ok(Err(TooMany { detail, wait: Some(wait) }));
    }
    if sent.len() as u64 >= SENDS_PER_ADDRESS {
        let detail = format!("{email} got {SENDS_PER_ADDRESS} invite mails within a week. Show the link instead.");
        return Ok(Err(TooMany { detail, wait: sent.first().map(|first| *first + ADDRESS_WINDOW - now) }));
    }
    let others = queries::count_other_workspaces(db, scope, email, now - Duration::hours(1)).await?;
    if others >= rules.workspaces_per_hour {
        let detail =
            format!("No invite mail can go to {email} just now. Try again in an hour, or show the link instead.");
        return Ok(Err(TooMany { detail, wait: Some(Duration::hours(1)) }));
    }
    Ok(Ok(()))
}
