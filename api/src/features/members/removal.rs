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
        audit::{self, Action, Deed, Subject},
        invite_links, invites,
        workspaces::membership as places,
    },
    mail::{lures, outbox},
    state::State,
};
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};
use uuid::Uuid;

/// Removes members, all or none of them.
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
        let (place, person) = queries::find(&txn, scope, *id).await?;
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
    let (id, now) = (place.user_id, state.clock.now());
    let held = queries::holdings(txn, scope, id).await?;
    places::delete(txn, scope, id).await?;
    let tokens_revoked = queries::delete_tokens(txn, scope, id, options.revoke_tokens).await?;
    let invites_revoked = match heir.filter(|_| options.keep_invites) {
        Some(heir) => {
            invites::queries::hand_over(txn, scope, id, heir).await?;
            0
        }
        None => invites::queries::revoke_all_by(txn, scope, id, now).await?,
    };
    queries::cancel_offers_of(txn, scope, id, now).await?;
    Ok(Removed {
        user: person.clone().into(),
        sessions: held.sessions,
        tokens_revoked,
        tokens_kept: held.tokens - tokens_revoked,
        invites_revoked,
        invites_kept: held.invites - invites_revoked,
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
