//! An account is deleted, unless a workspace would lose its only owner.
use super::verify;
use crate::{
    auth::{caller::SignedIn, member::Scope},
    entities::{api_token, membership, user},
    error::{ApiResult, Code},
    features::{
        audit::{self, Action, Deed, Subject},
        workspaces::{departure, membership as places},
    },
    state::State,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// So often the locks are taken anew.
const TRIES: usize = 10;

/// Deletes one's own account, once its address was typed.
pub async fn delete(state: &State, me: &SignedIn, typed: &str) -> ApiResult<()> {
    if typed.trim().to_lowercase() != me.user.email {
        let rule = format!("must be your address, {}", me.user.email);
        return Err(Code::Invalid.of_field("confirmation", "confirmation", rule));
    }
    let now = state.clock.now();
    let (txn, mine) = lock_places(state, me.user.id).await?;
    for place in mine {
        let scope = Scope::of_membership(&place);
        refuse_last_owner(&txn, scope, &place).await?;
        let ended = departure::depart(&txn, now, scope, me.user.id, false, None).await?;
        let deed = Deed::new(Action::MemberLeft, Subject::Member).on(me.user.id, &me.user.email);
        let deed = deed.before(json!({ "role": place.role, "joinedVia": place.joined_via })).after(ended.facts());
        audit::record(&txn, now, &me.actor, Some(scope), deed).await?;
    }
    keep_tokens(&txn, me.user.id).await?;
    verify::forget_traces(&txn, me.user.id, now).await?;
    user::Entity::delete_by_id(me.user.id).exec(&txn).await?;
    let deed = Deed::new(Action::AccountDeleted, Subject::Account).on(me.user.id, &me.user.email);
    audit::record(&txn, now, &me.actor, None, deed).await?;
    txn.commit().await?;
    Ok(())
}

/// A transaction that holds every workspace the person belongs to, and behind them the person: nobody gives them a place
/// any more. One that came while the locks were waited for would have to be locked before the person: then all begins anew.
async fn lock_places(state: &State, person: Uuid) -> ApiResult<(DatabaseTransaction, Vec<membership::Model>)> {
    for _ in 0..TRIES {
        let txn = state.begin().await?;
        let own = || {
            let own = membership::Entity::find().filter(membership::Column::UserId.eq(person));
            own.order_by_asc(membership::Column::WorkspaceId) // one order for all who lock several
        };
        let seen = own().all(&txn).await?;
        for place in &seen {
            places::lock(&txn, Scope::of_membership(place)).await?;
        }
        user::Entity::find_by_id(person).lock_exclusive().one(&txn).await?.ok_or(Code::Unauthorized)?;
        let mine = own().all(&txn).await?;
        if mine.iter().all(|place| seen.iter().any(|known| known.workspace_id == place.workspace_id)) {
            return Ok((txn, mine));
        }
    }
    Err(Code::Unavailable.because("You come into one workspace after the other just now. Try again in a moment."))
}

async fn refuse_last_owner(txn: &DatabaseTransaction, scope: Scope, place: &membership::Model) -> ApiResult<()> {
    let Err(error) = places::refuse_last_owner(txn, place).await else { return Ok(()) };
    if error.code() != Code::LastOwner {
        return Err(error);
    }
    let workspace = places::lock(txn, scope).await?;
    Err(Code::LastOwner.because(format!(
        "You are the only owner of {}. Make somebody else an owner there first, or delete it.",
        workspace.name
    )))
}

/// Tokens that are not bound to their maker belong to the workspace, also to one that was left before: they go on in the
/// name of its first owner.
pub(super) async fn keep_tokens(txn: &DatabaseTransaction, maker: Uuid) -> ApiResult<()> {
    let made = api_token::Entity::find()
        .filter(api_token::Column::CreatedBy.eq(maker))
        .filter(api_token::Column::RevokeWithCreator.eq(false));
    let workspaces: BTreeSet<Uuid> = made.all(txn).await?.into_iter().map(|token| token.workspace_id).collect();
    for workspace in workspaces {
        let Some(owner) = places::first_owner(txn, Scope::for_upkeep(workspace)).await? else { continue };
        api_token::Entity::update_many()
            .col_expr(api_token::Column::CreatedBy, Expr::value(owner.user_id))
            .filter(api_token::Column::WorkspaceId.eq(workspace))
            .filter(api_token::Column::CreatedBy.eq(maker))
            .filter(api_token::Column::RevokeWithCreator.eq(false))
            .exec(txn)
            .await?;
    }
    Ok(())
}
