//! Links that leave by other ways than mail: the first start's, and those the server's own command prints.
use super::queries;
use crate::{
    auth::{actor::Actor, opaque},
    entities::user,
    error::ApiResult,
    features::audit::{self, Action, Deed, Subject},
    state::State,
};
use chrono::Duration;

/// A mailed or printed link works for so long.
pub const VALID: Duration = Duration::minutes(30);
/// The link of the first start works until somebody has an account, or the server is started anew.
const FIRST_VALID: Duration = Duration::days(3650);

/// A link that makes the first account; `None` once there is one. It takes the place of every one made before.
pub async fn first_account(state: &State) -> ApiResult<Option<String>> {
    let txn = state.begin().await?;
    if !queries::is_unclaimed(&txn).await? {
        return Ok(None);
    }
    queries::retire_first_links(&txn).await?;
    let token = opaque::token()?;
    let new =
        queries::NewSignIn { email: None, token: &token, code: None, next: None, valid: FIRST_VALID, welcome_by: None };
    queries::insert(&txn, state.clock.now(), new).await?;
    txn.commit().await?;
    Ok(Some(state.config.public_url.page(&format!("/signin#{token}"))))
}

/// A link that signs in an account, for whoever runs the server to pass on. That it was made is written down with it.
pub async fn for_account(state: &State, account: &user::Model) -> ApiResult<String> {
    let email = account.email.as_str();
    let token = opaque::token()?;
    let new = queries::NewSignIn {
        email: Some(email),
        token: &token,
        code: None,
        next: None,
        valid: VALID,
        welcome_by: None,
    };
    let txn = state.begin().await?;
    queries::make_room(&txn, state.clock.now(), email).await?;
    queries::insert(&txn, state.clock.now(), new).await?;
    let deed = Deed::new(Action::SignInLinkCreated, Subject::Account).on(account.id, email);
    audit::record(&txn, state.clock.now(), &Actor::command(), None, deed).await?;
    txn.commit().await?;
    Ok(state.config.public_url.page(&format!("/signin#{token}")))
}
