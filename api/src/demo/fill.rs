//! Fills the demo workspace through the same door every scan comes in by.
use super::{
    code_base::{ALL, CodeBase},
    grow,
};
use crate::{
    auth::{actor::Actor, member::Scope},
    entities::{scan::UploadedVia, user, workspace},
    error::ApiError,
    features::{
        account::{self, queries::NewUser},
        analyses::ingest::{self, Origin},
        audit::{self, Action, Deed, Subject},
        sign_in, workspaces,
    },
    state::State,
};
use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

/// Address of the demo workspace.
const SLUG: &str = "acme";
/// Every code base is scanned once a week, for a year.
const WEEKS: i32 = 52;

/// Makes the workspace with its year of scans, or what is missing of it; answers a link that signs `email` in.
pub async fn fill(state: &State, email: &str) -> anyhow::Result<String> {
    let owner = owner(state, email).await?;
    let (workspace, scope) = workspace(state, &owner).await?;
    scan_for_a_year(state, scope, owner.id, workspace.created_at).await?;
    Ok(sign_in::links::for_account(state, &owner.email).await?)
}

/// The account of the demo; where nobody has one yet it also runs the server.
async fn owner(state: &State, email: &str) -> anyhow::Result<user::Model> {
    let email = crate::auth::address::parse(email).with_context(|| format!("`{email}` is no e-mail address"))?;
    if let Some(user) = account::queries::find_by_email(&*state.db, &email).await? {
        return Ok(user);
    }
    let is_first = user::Entity::find().count(&*state.db).await? == 0;
    let new = NewUser { email, full_name: Some("Ada Demo".to_owned()), is_operator: is_first, confined_to: None };
    let txn = state.begin().await?;
    let user = account::queries::insert(&txn, state.clock.now(), new).await?;
    let deed = Deed::new(Action::AccountCreated, Subject::Account).on(user.id, &user.email);
    audit::record(&txn, state.clock.now(), &Actor::command(), None, deed).await?;
    txn.commit().await?;
    Ok(user)
}

/// The owner's workspace; where somebody else has that address there is no room for the demo.
async fn workspace(state: &State, owner: &user::Model) -> anyhow::Result<(workspace::Model, Scope)> {
    let own = workspaces::queries::list_of(&*state.db, owner.id).await?;
    if let Some((row, membership)) = own.into_iter().find(|(row, _)| row.slug == SLUG) {
        return Ok((row, Scope::of_membership(&membership)));
    }
    let txn = state.begin().await?;
    let made = workspaces::create(&txn, state.clock.now(), &Actor::command(), owner, "Acme", SLUG).await;
    let (row, membership) =
        made.map_err(|error| anyhow::anyhow!("cannot make the workspace `{SLUG}`: {}", error.problem().detail))?;
    txn.commit().await?;
    Ok((row, Scope::of_membership(&membership)))
}

/// The year ends when the workspace was made. Done again it changes nothing: a scan of the same time is recognised.
async fn scan_for_a_year(state: &State, scope: Scope, owner: Uuid, end: DateTime<Utc>) -> anyhow::Result<()> {
    for week in 0..=WEEKS {
        for (minutes, base) in (1..).zip(&ALL) {
            let at = end - Duration::weeks((WEEKS - week).into()) - Duration::minutes(10 - minutes);
            scan(state, scope, owner, base, at, f64::from(week) / f64::from(WEEKS)).await?;
        }
    }
    Ok(())
}

async fn scan(
    state: &State,
    scope: Scope,
    owner: Uuid,
    base: &CodeBase,
    at: DateTime<Utc>,
    progress: f64,
) -> anyhow::Result<()> {
    let body = serde_json::to_vec(&grow::body(base, at, progress, Duration::weeks(WEEKS.into()))?)?;
    let read = ingest::from_bytes(state, &body).with_context(|| format!("the demo's {}", base.repository))?;
    let origin = Origin { user: Some(owner), via: UploadedVia::Import, token_name: None, scanned_at: Some(at) };
    let stored = ingest::store(state, scope, vec![read], &origin, false).await;
    stored.map_err(|error: ApiError| anyhow::anyhow!("{}", error.problem().detail))?;
    Ok(())
}
