//! Somebody has no place any more, whichever way: what hung on it ends, or goes on in another's name.
use super::membership as places;
use crate::{
    auth::member::Scope,
    entities::{
        api_token, email_invite,
        ownership_offer::{self, State as OfferState},
        user,
    },
    error::ApiResult,
    mail::{news, outbox},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The mail that says a workspace is offered.
pub const OFFERED: &str = "ownership-offered";

/// What ended and what went on.
#[derive(Clone, Copy, Debug)]
pub struct Departed {
    /// API tokens that are dead.
    pub tokens_revoked: u64,
    /// API tokens that go on.
    pub tokens_kept: u64,
    /// Invites that were taken back.
    pub invites_revoked: u64,
    /// Invites that go on in another's name.
    pub invites_kept: u64,
}

impl Departed {
    /// For the record.
    pub fn facts(self) -> Value {
        json!({
            "tokensRevoked": self.tokens_revoked,
            "tokensKept": self.tokens_kept,
            "invitesRevoked": self.invites_revoked,
            "invitesKept": self.invites_kept,
        })
    }
}

/// Takes somebody's place away with what hangs on it: tokens that are bound to them (or all they made), the invites they
/// sent, unless an heir goes on with them, and a hand-over they have a part in. Needs the workspace's lock.
pub async fn depart(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    scope: Scope,
    user: Uuid,
    revoke_tokens: bool,
    heir: Option<Uuid>,
) -> ApiResult<Departed> {
    places::delete(txn, scope, user).await?;
    let own = api_token::Column::WorkspaceId.eq(scope.id()).and(api_token::Column::CreatedBy.eq(user));
    let made = api_token::Entity::find().filter(own.clone()).count(txn).await?;
    let mut dead = api_token::Entity::delete_many().filter(own);
    if !revoke_tokens {
        dead = dead.filter(api_token::Column::RevokeWithCreator.eq(true));
    }
    let tokens_revoked = dead.exec(txn).await?.rows_affected;
    let (invites_revoked, invites_kept) = match heir {
        Some(heir) => (0, hand_over_invites(txn, scope, user, heir).await?),
        None => (revoke_invites(txn, now, scope, user).await?, 0),
    };
    end_offers_of(txn, now, scope, user).await?;
    if let Some(person) = user::Entity::find_by_id(user).one(txn).await? {
        news::withdraw(txn, scope.id(), &person.email, None).await?;
    }
    Ok(Departed { tokens_revoked, tokens_kept: made - tokens_revoked, invites_revoked, invites_kept })
}

/// One of the two has a role by hand: what an owner decided later is not undone by a hand-over of before.
pub async fn settle_offers_of(txn: &DatabaseTransaction, scope: Scope, user: Uuid) -> ApiResult<()> {
    offers_of(scope, user, OfferState::Accepted)
        .col_expr(ownership_offer::Column::State, Expr::value(OfferState::Settled.to_value()))
        .exec(txn)
        .await?;
    Ok(())
}

/// One of the two is gone: an offer that waits is over, and one that was accepted stays as it is.
async fn end_offers_of(txn: &DatabaseTransaction, now: DateTime<Utc>, scope: Scope, user: Uuid) -> ApiResult<()> {
    settle_offers_of(txn, scope, user).await?;
    let waiting = ownership_offer::Entity::find().filter(is_part_of(scope, user, OfferState::Offered)).all(txn).await?;
    for offer in waiting {
        withdraw_offer_mail(txn, &offer).await?;
    }
    offers_of(scope, user, OfferState::Offered)
        .col_expr(ownership_offer::Column::State, Expr::value(OfferState::Cancelled.to_value()))
        .col_expr(ownership_offer::Column::AnsweredAt, Expr::value(now))
        .exec(txn)
        .await?;
    Ok(())
}

/// The mail about an offer that is over leaves no more.
pub async fn withdraw_offer_mail(txn: &DatabaseTransaction, offer: &ownership_offer::Model) -> ApiResult<()> {
    let Some(person) = user::Entity::find_by_id(offer.to_user).one(txn).await? else { return Ok(()) };
    news::withdraw(txn, offer.workspace_id, &person.email, Some(OFFERED)).await
}

fn offers_of(scope: Scope, user: Uuid, state: OfferState) -> sea_orm::UpdateMany<ownership_offer::Entity> {
    ownership_offer::Entity::update_many().filter(is_part_of(scope, user, state))
}

fn is_part_of(scope: Scope, user: Uuid, state: OfferState) -> sea_orm::sea_query::SimpleExpr {
    ownership_offer::Column::WorkspaceId
        .eq(scope.id())
        .and(ownership_offer::Column::State.eq(state))
        .and(ownership_offer::Column::FromUser.eq(user).or(ownership_offer::Column::ToUser.eq(user)))
}

async fn revoke_invites(txn: &DatabaseTransaction, now: DateTime<Utc>, scope: Scope, by: Uuid) -> ApiResult<u64> {
    let sent = invites_by(scope, by);
    let waiting = email_invite::Entity::find().filter(sent.clone()).all(txn).await?;
    outbox::withdraw(txn, &waiting.iter().filter_map(|row| row.mail_id).collect::<Vec<_>>()).await?;
    let revoked = email_invite::Entity::update_many()
        .col_expr(email_invite::Column::State, Expr::value(email_invite::State::Revoked.to_value()))
        .col_expr(email_invite::Column::ClosedAt, Expr::value(now))
        .filter(sent);
    Ok(revoked.exec(txn).await?.rows_affected)
}

async fn hand_over_invites(txn: &DatabaseTransaction, scope: Scope, from: Uuid, to: Uuid) -> ApiResult<u64> {
    let kept = email_invite::Entity::update_many()
        .col_expr(email_invite::Column::InvitedBy, Expr::value(to))
        .col_expr(email_invite::Column::Message, Expr::value(None::<String>)) // those were not the heir's words
        .filter(invites_by(scope, from));
    Ok(kept.exec(txn).await?.rows_affected)
}

fn invites_by(scope: Scope, user: Uuid) -> sea_orm::sea_query::SimpleExpr {
    email_invite::Column::WorkspaceId
        .eq(scope.id())
        .and(email_invite::Column::InvitedBy.eq(user))
        .and(email_invite::Column::State.eq(email_invite::State::Pending))
}
