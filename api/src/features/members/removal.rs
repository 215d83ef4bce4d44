//! Somebody leaves or is removed: one transaction, with a receipt of all that ended.
use super::{
    emails::RemovedMail,
    model::{RemovalOptions, RemovalReceipt, Removed},
    queries,
};
use crate::{
    auth::member::{Insider, Member, Owner, Scope},
    entities::{membership, membership::Role, user, workspace},
    error::{ApiResult, Code},
    features::{
        account,
        audit::{self, Action, Deed, Subject},
        invite_links,
        workspaces::{departure, membership as places},
    },
    mail::{lures, outbox},
    state::State,
};
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};
use uuid::Uuid;

/// Removes members, all or none of them. Who is gone already is passed over, so that a call that failed can be repeated.
pub async fn remove(
    state: &State,
    owner: &Member<Owner>,
    ids: &[Uuid],
    options: RemovalOptions,
) -> ApiResult<RemovalReceipt> {
    let (scope, me) = (owner.scope(), owner.user.id);
    if ids.contains(&me) {
        return Err(Code::NotAllowed.because("Nobody removes themselves: leave the workspace instead."));
    }
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    places::judge_again(&txn, scope, me, Role::Owner).await?;
    let mut removed = Vec::with_capacity(ids.len());
    let mut seen = std::collections::HashSet::new();
    for id in ids.iter().filter(|id| seen.insert(**id)) {
        let (place, person) = match queries::find(&txn, scope, *id).await {
            Err(error) if error.code() == Code::NotFound => continue,
            found => found?,
        };
        let receipt = end(state, &txn, scope, &place, &person, options, Some(me)).await?;
        let deed = Deed::new(Action::MemberRemoved, Subject::Member).on(person.id, &person.email);
        let deed = deed.before(json!({ "role": place.role, "joinedVia": place.joined_via })).after(facts(&receipt));
        audit::record(&txn, state.clock.now(), &owner.actor, Some(scope), deed).await?;
        removed.push(receipt);
        tell(state, &txn, &workspace, &person).await?;
    }
    if options.reset_invite_link {
        invite_links::reset(state, &txn, scope, &owner.actor, me).await?;
    }
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(RemovalReceipt { removed, invite_link_reset: options.reset_invite_link })
}

/// Leaves the workspace.
pub async fn leave(state: &State, member: &Member<Insider>) -> ApiResult<()> {
    let scope = member.scope();
    let txn = state.begin().await?;
    places::lock(&txn, scope).await?;
    let place = places::judge_again(&txn, scope, member.user.id, Role::Viewer).await?;
    places::refuse_last_owner(&txn, &place).await?;
    let receipt = end(state, &txn, scope, &place, &member.user, RemovalOptions::default(), None).await?;
    let deed = Deed::new(Action::MemberLeft, Subject::Member).on(member.user.id, &member.user.email);
    let deed = deed.before(json!({ "role": place.role, "joinedVia": place.joined_via })).after(facts(&receipt));
    audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed).await?;
    txn.commit().await?;
    Ok(())
}

/// Ends a membership with what hangs on it. What is kept of their invites becomes `heir`'s.
async fn end(
    state: &State,
    txn: &DatabaseTransaction,
    scope: Scope,
    place: &membership::Model,
    person: &user::Model,
    options: RemovalOptions,
    heir: Option<Uuid>,
) -> ApiResult<Removed> {
    let heir = heir.filter(|_| options.keep_invites);
    let sessions = account::queries::count_sessions(txn, person.id).await?;
    let ended = departure::depart(txn, state.clock.now(), scope, place.user_id, options.revoke_tokens, heir).await?;
    Ok(Removed {
        user: person.clone().into(),
        sessions,
        tokens_revoked: ended.tokens_revoked,
        tokens_kept: ended.tokens_kept,
        invites_revoked: ended.invites_revoked,
        invites_kept: ended.invites_kept,
    })
}

/// The receipt as the record keeps it.
fn facts(receipt: &Removed) -> Value {
    json!({
        "sessions": receipt.sessions,
        "tokensRevoked": receipt.tokens_revoked,
        "tokensKept": receipt.tokens_kept,
        "invitesRevoked": receipt.invites_revoked,
        "invitesKept": receipt.invites_kept,
    })
}

async fn tell(
    state: &State,
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    person: &user::Model,
) -> ApiResult<()> {
    if person.confined_to.is_some() {
        return Ok(()); // the address may be somebody else's
    }
    let mail = RemovedMail {
        email: person.email.clone(),
        workspace: lures::workspace_name(&workspace.name),
        server: state.config.public_url.origin(),
    };
    outbox::enqueue(txn, &state.clock, &person.email, &mail, false).await?;
    Ok(())
}
