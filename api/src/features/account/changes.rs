//! What people do to their own account, each with its line in the record.
use super::{model::UserPatch, queries};
use crate::{
    auth::{actor::Actor, caller::SignedIn},
    entities::user,
    error::ApiResult,
    features::audit::{self, Action, Deed, Subject},
    state::State,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Changes the profile.
pub async fn update(state: &State, me: SignedIn, patch: UserPatch) -> ApiResult<user::Model> {
    let facts = |user: &user::Model| json!({ "fullName": user.full_name, "profession": user.profession });
    let was: Value = facts(&me.user);
    let txn = state.begin().await?;
    let user = queries::update(&txn, me.user, patch).await?;
    if facts(&user) != was {
        let deed = Deed::new(Action::AccountUpdated, Subject::Account).on(user.id, &user.email);
        let deed = deed.before(was).after(facts(&user));
        audit::record(&txn, state.clock.now(), &me.actor, None, deed).await?;
    }
    txn.commit().await?;
    Ok(user)
}

/// Ends one of the person's sessions; false if they have no such one.
pub async fn end_session(state: &State, actor: &Actor, user: Uuid, id: Uuid) -> ApiResult<bool> {
    let txn = state.begin().await?;
    let Some(was) = queries::end_session(&txn, user, id).await? else { return Ok(false) };
    let deed = Deed::new(Action::SessionEnded, Subject::Session).on(was.id, &was.device);
    audit::record(&txn, state.clock.now(), actor, None, deed.before(json!({ "kind": was.kind }))).await?;
    txn.commit().await?;
    Ok(true)
}

/// Ends all of the person's sessions but the one this is asked with.
pub async fn end_other_sessions(state: &State, me: &SignedIn) -> ApiResult<()> {
    let txn = state.begin().await?;
    let ended = queries::end_other_sessions(&txn, me.user.id, me.session_id).await?;
    let deed = Deed::new(Action::OtherSessionsEnded, Subject::Account).on(me.user.id, &me.user.email);
    audit::record(&txn, state.clock.now(), &me.actor, None, deed.after(json!({ "ended": ended }))).await?;
    txn.commit().await?;
    Ok(())
}
