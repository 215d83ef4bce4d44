//! An account is deleted, unless a workspace would lose its only owner.
use super::verify;
use crate::{
    auth::{caller::SignedIn, member::Scope},
    entities::{api_token, membership, user},
    error::{ApiResult, Code},
    features::{
        audit::{self, Action, Deed, Subject},
        workspaces::membership as places,
    },
    state::State,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;

/// Deletes one's own account, once its address was typed.
pub async fn delete(state: &State, me: &SignedIn, typed: &str) -> ApiResult<()> {
    if typed.trim().to_lowercase() != me.user.email {
        let rule = format!("must be your address, {}", me.user.email);
        return Err(Code::Invalid.of_field("confirmation", "confirmation", rule));
    }
    let txn = state.begin().await?;
    let mine = membership::Entity::find()
        .filter(membership::Column::UserId.eq(me.user.id))
        .order_by_asc(membership::Column::WorkspaceId) // one order for all who lock several
        .all(&txn)
        .await?;
    for place in mine {
        let scope = Scope::of_membership(&place);
        let workspace = places::lock(&txn, scope).await?;
        let Some(place) = places::find(&txn, scope, me.user.id).await? else { continue };
        places::refuse_last_owner(&txn, &place).await.map_err(|error| match error.code() {
            Code::LastOwner => Code::LastOwner.because(format!(
                "You are the only owner of {}. Make somebody else an owner there first, or delete it.",
                workspace.name
            )),
            _ => error,
        })?;
        places::delete(&txn, scope, me.user.id).await?;
        keep_tokens(&txn, scope, me.user.id).await?;
        let deed = Deed::new(Action::MemberLeft, Subject::Member).on(me.user.id, &me.user.email);
        audit::record(&txn, state.clock.now(), &me.actor, Some(scope), deed.before(json!({ "role": place.role })))
            .await?;
    }
    verify::forget_traces(&txn, me.user.id).await?;
    user::Entity::delete_by_id(me.user.id).exec(&txn).await?;
    let deed = Deed::new(Action::AccountDeleted, Subject::Account).on(me.user.id, &me.user.email);
    audit::record(&txn, state.clock.now(), &me.actor, None, deed).await?;
    txn.commit().await?;
    Ok(())
}

/// Tokens that are not bound to their maker belong to the workspace: they go on in the name of its first owner.
async fn keep_tokens(txn: &DatabaseTransaction, scope: Scope, maker: uuid::Uuid) -> ApiResult<()> {
    let Some(owner) = places::first_owner(txn, scope).await? else { return Ok(()) };
    api_token::Entity::update_many()
        .col_expr(api_token::Column::CreatedBy, Expr::value(owner.user_id))
        .filter(api_token::Column::WorkspaceId.eq(scope.id()))
        .filter(api_token::Column::CreatedBy.eq(maker))
        .filter(api_token::Column::RevokeWithCreator.eq(false))
        .exec(txn)
        .await?;
    Ok(())
}
