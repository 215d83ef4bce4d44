//! A workspace is handed over in two steps: an owner offers it, the other accepts. For 72 hours it can be taken back.
use super::{
    emails::{OwnershipOfferedMail, OwnershipTakenMail},
    model::{NewOwnershipOffer, OwnershipOffer, OwnershipState},
    queries,
};
use crate::{
    auth::{
        actor::Actor,
        member::{Insider, Member, Owner, Scope},
    },
    entities::{
        membership::Role,
        ownership_offer::{self, State as OfferState},
        user,
    },
    error::{ApiResult, Code, OrConflict},
    features::{
        account,
        audit::{self, Action, Deed, Subject},
        workspaces::{departure, membership as places},
    },
    mail::{lures, news, outbox},
    state::State,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

/// An offer waits for so long.
const VALID: Duration = Duration::days(14);
/// For so long it can be taken back.
pub const UNDO: Duration = Duration::hours(72);

/// The offer that matters now.
pub async fn show(state: &State, member: &Member<Insider>) -> ApiResult<OwnershipState> {
    present(&*state.db, member.scope(), state.clock.now()).await
}

/// Offers the workspace to a member.
pub async fn offer(state: &State, owner: &Member<Owner>, asked: &NewOwnershipOffer) -> ApiResult<OwnershipState> {
    let (scope, me, now) = (owner.scope(), owner.user.id, state.clock.now());
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    places::judge_again(&txn, scope, me, Role::Owner).await?;
    let (place, person) = queries::find(&txn, scope, asked.user_id).await?;
    let refusal = match (&place, &person) {
        _ if asked.user_id == me => Some("is you"),
        (place, _) if place.role == Role::Owner => Some("is an owner already"),
        (_, person) if person.confined_to.is_some() => Some("has not verified their address yet"),
        _ => None,
    };
    if let Some(rule) = refusal {
        return Err(Code::Invalid.of_field("userId", "member", rule));
    }
    match queries::find_offer(&txn, scope).await? {
        Some(old) if is_waiting(&old, now) => return Err(Code::OwnershipOfferOpen.into()),
        Some(old) if old.state == OfferState::Offered => {
            queries::update_offer(&txn, &old, OfferState::Cancelled, now).await?;
        }
        _ => {}
    }
    let row = ownership_offer::ActiveModel {
        workspace_id: Set(scope.id()),
        id: Set(Uuid::now_v7()),
        from_user: Set(me),
        to_user: Set(asked.user_id),
        role_before: Set(place.role),
        state: Set(OfferState::Offered),
        offered_at: Set(now),
        answered_at: Set(None),
    };
    row.insert(&txn).await.or_conflict(Code::OwnershipOfferOpen)?;
    record(state, &txn, scope, &owner.actor, Action::OwnershipOffered, &person).await?;
    let public = &state.config.public_url;
    let mail = OwnershipOfferedMail {
        email: person.email.clone(),
        workspace: lures::workspace_name(&workspace.name),
        by: lures::person_name(owner.user.full_name.as_deref(), &owner.user.email),
        link: public.page(&format!("/{}/settings/members", workspace.slug)),
        days: VALID.num_days(),
        server: public.origin(),
    };
    news::enqueue(&txn, &state.clock, scope.id(), &person.email, &mail).await?;
    let shown = present(&txn, scope, now).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(shown)
}

/// Becomes the owner; whoever offered it, an editor.
pub async fn accept(state: &State, member: &Member<Insider>) -> ApiResult<OwnershipState> {
    let (scope, me, now) = (member.scope(), member.user.id, state.clock.now());
    let txn = state.begin().await?;
    let workspace = places::lock(&txn, scope).await?;
    let place = places::judge_again(&txn, scope, me, Role::Viewer).await?;
    let offer = waiting(&txn, scope, now).await?;
    if offer.to_user != me {
        return Err(Code::NotAllowed.because("The workspace was offered to somebody else."));
    }
    let from = places::find(&txn, scope, offer.from_user).await?;
    if from.is_none_or(|from| from.role != Role::Owner) {
        return Err(Code::NotAllowed.because("Whoever offered it is no owner any more."));
    }
    places::update_role(&txn, scope, me, Role::Owner).await?;
    places::update_role(&txn, scope, offer.from_user, Role::Editor).await?;
    let answered = ownership_offer::ActiveModel {
        workspace_id: Set(scope.id()),
        id: Set(offer.id),
        role_before: Set(place.role),
        state: Set(OfferState::Accepted),
        answered_at: Set(Some(now)),
        ..Default::default()
    };
    answered.update(&txn).await?;
    departure::withdraw_offer_mail(&txn, &offer).await?;
    record(state, &txn, scope, &member.actor, Action::OwnershipAccepted, &member.user).await?;
    if let Some(old) = account::queries::find_many(&txn, vec![offer.from_user]).await?.remove(&offer.from_user) {
        let public = &state.config.public_url;
        let mail = OwnershipTakenMail {
            email: old.email.clone(),
            workspace: lures::workspace_name(&workspace.name),
            person: lures::person_name(member.user.full_name.as_deref(), &member.user.email),
            link: public.page(&format!("/{}/settings/members", workspace.slug)),
            hours: UNDO.num_hours(),
            server: public.origin(),
        };
        outbox::enqueue(&txn, &state.clock, &old.email, &mail, false).await?;
    }
    let shown = present(&txn, scope, now).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(shown)
}

/// Declines an offer, or takes one's own back.
pub async fn cancel(state: &State, member: &Member<Insider>) -> ApiResult<()> {
    let (scope, me, now) = (member.scope(), member.user.id, state.clock.now());
    let txn = state.begin().await?;
    places::lock(&txn, scope).await?;
    let place = places::judge_again(&txn, scope, me, Role::Viewer).await?;
    let offer = waiting(&txn, scope, now).await?;
    let to = match offer {
        _ if offer.to_user == me => OfferState::Declined,
        _ if offer.from_user == me || place.role == Role::Owner => OfferState::Cancelled,
        _ => return Err(Code::NotFound.into()),
    };
    queries::update_offer(&txn, &offer, to, now).await?;
    record(state, &txn, scope, &member.actor, Action::OwnershipOfferEnded, &member.user).await?;
    txn.commit().await?;
    Ok(())
}

/// Takes back what was accepted: whoever stepped back is the owner again, the other what they were.
pub async fn undo(state: &State, member: &Member<Insider>) -> ApiResult<OwnershipState> {
    let (scope, me, now) = (member.scope(), member.user.id, state.clock.now());
    let txn = state.begin().await?;
    places::lock(&txn, scope).await?;
    places::judge_again(&txn, scope, me, Role::Viewer).await?;
    let offer = queries::find_offer(&txn, scope).await?.filter(|offer| can_be_undone(offer, now));
    let offer = offer.filter(|offer| [offer.from_user, offer.to_user].contains(&me)).ok_or(Code::NotFound)?;
    if places::find(&txn, scope, offer.from_user).await?.is_none() {
        return Err(Code::NotFound.because("Whoever stepped back does not belong to the workspace any more."));
    }
    places::update_role(&txn, scope, offer.from_user, Role::Owner).await?;
    if places::find(&txn, scope, offer.to_user).await?.is_some() {
        places::update_role(&txn, scope, offer.to_user, offer.role_before).await?;
    }
    queries::update_offer(&txn, &offer, OfferState::Undone, now).await?;
    record(state, &txn, scope, &member.actor, Action::OwnershipUndone, &member.user).await?;
    let shown = present(&txn, scope, now).await?;
    txn.commit().await?;
    Ok(shown)
}

/// Writes down who came to own it, or would have.
async fn record(
    state: &State,
    txn: &DatabaseTransaction,
    scope: Scope,
    actor: &Actor,
    action: Action,
    person: &user::Model,
) -> ApiResult<()> {
    let deed = Deed::new(action, Subject::Member).on(person.id, &person.email);
    audit::record(txn, state.clock.now(), actor, Some(scope), deed).await
}

async fn waiting(txn: &DatabaseTransaction, scope: Scope, now: DateTime<Utc>) -> ApiResult<ownership_offer::Model> {
    let newest = queries::find_offer(txn, scope).await?;
    Ok(newest.filter(|offer| is_waiting(offer, now)).ok_or(Code::NotFound)?)
}

fn is_waiting(offer: &ownership_offer::Model, now: DateTime<Utc>) -> bool {
    offer.state == OfferState::Offered && offer.offered_at + VALID > now
}

fn can_be_undone(offer: &ownership_offer::Model, now: DateTime<Utc>) -> bool {
    offer.state == OfferState::Accepted && offer.answered_at.is_some_and(|at| at + UNDO > now)
}

async fn present(db: &impl ConnectionTrait, scope: Scope, now: DateTime<Utc>) -> ApiResult<OwnershipState> {
    let newest = queries::find_offer(db, scope).await?;
    let Some(row) = newest.filter(|row| is_waiting(row, now) || can_be_undone(row, now)) else {
        return Ok(OwnershipState { offer: None });
    };
    let mut people = account::queries::find_many(db, vec![row.from_user, row.to_user]).await?;
    let accepted_at = row.answered_at.filter(|_| row.state == OfferState::Accepted);
    Ok(OwnershipState {
        offer: Some(OwnershipOffer {
            from: people.remove(&row.from_user).map(Into::into),
            to: people.remove(&row.to_user).map(Into::into),
            offered_at: row.offered_at,
            undo_until: accepted_at.map(|at| at + UNDO),
            accepted_at,
        }),
    })
}
