//! An address proves to be its holder's: what was begun in its name before by somebody else ends.
use super::queries;
use crate::{
    entities::{api_token, email_change, email_invite, user},
    error::ApiResult,
};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

/// Verifies an account's address. Whoever made the account with a link that others saw may not be who reads the
/// address's mail: their sessions, tokens, invites, name and wish to change the address end.
pub async fn verify(txn: &DatabaseTransaction, user: user::Model) -> ApiResult<user::Model> {
    forget_traces(txn, user.id).await?;
    queries::end_all_sessions(txn, user.id).await?;
    let mut row = user.into_active_model();
    row.confined_to = Set(None);
    row.full_name = Set(None);
    row.profession = Set(None);
    Ok(row.update(txn).await?)
}

/// Ends what an unverified account made: it goes, or somebody else's it becomes.
pub async fn forget_traces(txn: &DatabaseTransaction, user: Uuid) -> ApiResult<()> {
    email_change::Entity::delete_by_id(user).exec(txn).await?;
    api_token::Entity::delete_many().filter(api_token::Column::CreatedBy.eq(user)).exec(txn).await?;
    email_invite::Entity::update_many()
        .col_expr(email_invite::Column::State, Expr::value(email_invite::State::Revoked.to_value()))
        .filter(email_invite::Column::InvitedBy.eq(user))
        .filter(email_invite::Column::State.eq(email_invite::State::Pending))
        .exec(txn)
        .await?;
    Ok(())
}
