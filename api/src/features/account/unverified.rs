//! Accounts whose address nobody has verified, though a mail with a way to do so left long enough ago.
use super::{deletion::keep_tokens, queries, verify::forget_traces};
use crate::{
    auth::{actor::Actor, member::Scope},
    entities::{mail, membership, user},
    error::ApiResult,
    features::{
        audit::{self, Action, Deed, Subject},
        workspaces::{departure, membership as places},
    },
    state::State,
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use serde_json::json;

/// So long after the mail left.
const PATIENCE: Duration = Duration::hours(24);
/// The mail by which an address is verified.
const MAIL: &str = "sign-in";

/// Erases those whose time is over. One that fails does not keep the others.
pub async fn erase_due(state: &State) -> ApiResult<()> {
    let now = state.clock.now();
    let due =
        user::Entity::find().filter(user::Column::ConfinedTo.is_not_null()).filter(Expr::exists(mail_that_left(now)));
    for person in due.all(&*state.db).await? {
        if let Err(error) = erase(state, &person, now).await {
            tracing::error!(user = %person.id, "an account that nobody verified was not erased: {error:#}");
        }
    }
    Ok(())
}

/// Only mail that a mail server took counts: without one, or before it came, nobody had a way to verify the address.
fn mail_that_left(now: DateTime<Utc>) -> SelectStatement {
    let of_account = |column: mail::Column| Expr::col((mail::Entity, column));
    Query::select()
        .expr(Expr::val(1))
        .from(mail::Entity)
        .and_where(of_account(mail::Column::Recipient).equals((user::Entity, user::Column::Email)))
        .and_where(of_account(mail::Column::CreatedAt).gte(Expr::col((user::Entity, user::Column::CreatedAt))))
        .and_where(mail::Column::Template.eq(MAIL))
        .and_where(mail::Column::State.eq(mail::State::Sent))
        .and_where(mail::Column::SettledAt.lt(now - PATIENCE))
        .take()
}

async fn erase(state: &State, seen: &user::Model, now: DateTime<Utc>) -> ApiResult<()> {
    let txn = state.begin().await?;
    let own = membership::Entity::find().filter(membership::Column::UserId.eq(seen.id));
    for place in own.all(&txn).await? {
        places::lock(&txn, Scope::of_membership(&place)).await?;
    }
    let person = user::Entity::find_by_id(seen.id).lock_exclusive().one(&txn).await?;
    let Some(person) = person.filter(|person| person.confined_to.is_some()) else { return Ok(()) };
    let own = membership::Entity::find().filter(membership::Column::UserId.eq(person.id));
    for place in own.all(&txn).await? {
        let scope = Scope::of_membership(&place);
        let sessions = queries::count_sessions(&txn, person.id).await?;
        let ended = departure::depart(&txn, now, scope, person.id, false, None).await?;
        let mut facts = ended.facts();
        facts["sessions"] = sessions.into();
        let deed = Deed::new(Action::MemberRemoved, Subject::Member).on(person.id, &person.email);
        let deed = deed.before(json!({ "role": place.role, "joinedVia": place.joined_via, "isVerified": false }));
        audit::record(&txn, now, &Actor::server(), Some(scope), deed.after(facts)).await?;
    }
    keep_tokens(&txn, person.id).await?;
    forget_traces(&txn, person.id, now).await?;
    user::Entity::delete_by_id(person.id).exec(&txn).await?;
    let deed = Deed::new(Action::AccountDeleted, Subject::Account).on(person.id, &person.email);
    audit::record(&txn, now, &Actor::server(), None, deed).await?;
    txn.commit().await?;
    Ok(())
}
