//! Somebody has come in, whichever way: what else their address waited for there is over.
use crate::{
    auth::{actor::Actor, member::Scope},
    entities::{
        email_invite, join_request,
        membership::{JoinedVia, Role},
        user, workspace,
    },
    error::ApiResult,
    features::{
        audit::{self, Action, Deed, Subject},
        workspaces::emails::WelcomeMail,
    },
    mail::{lures, outbox},
    state::State,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

/// Writes down that somebody has come in.
pub async fn record(
    state: &State,
    txn: &DatabaseTransaction,
    scope: Scope,
    actor: &Actor,
    user: &user::Model,
    role: Role,
    via: JoinedVia,
) -> ApiResult<()> {
    let deed = Deed::new(Action::MemberAdded, Subject::Member).on(user.id, &user.email);
    let deed = deed.after(json!({ "role": role, "joinedVia": via }));
    audit::record(txn, state.clock.now(), actor, Some(scope), deed).await
}

/// Ends the invites and requests of the new member's address. Needs the workspace's lock.
pub async fn settle(txn: &DatabaseTransaction, scope: Scope, user: &user::Model, now: DateTime<Utc>) -> ApiResult<()> {
    let own = email_invite::Column::WorkspaceId
        .eq(scope.id())
        .and(email_invite::Column::Email.eq(&user.email))
        .and(email_invite::Column::State.eq(email_invite::State::Pending));
    let waiting = email_invite::Entity::find().filter(own.clone()).all(txn).await?;
    outbox::withdraw(txn, &waiting.iter().filter_map(|row| row.mail_id).collect::<Vec<_>>()).await?;
    email_invite::Entity::update_many()
        .col_expr(email_invite::Column::State, Expr::value(email_invite::State::Accepted.to_value()))
        .col_expr(email_invite::Column::ClosedAt, Expr::value(now))
        .col_expr(email_invite::Column::AcceptedBy, Expr::value(user.id))
        .filter(own)
        .exec(txn)
        .await?;
    let done = [join_request::State::Open, join_request::State::Noted, join_request::State::Approved];
    join_request::Entity::update_many()
        .col_expr(join_request::Column::State, Expr::value(join_request::State::Joined.to_value()))
        .filter(join_request::Column::WorkspaceId.eq(scope.id()))
        .filter(join_request::Column::Email.eq(&user.email))
        .filter(join_request::Column::State.is_in(done))
        .exec(txn)
        .await?;
    Ok(())
}

/// An invite is sent to an address: the request of it that waits is answered by that. Answers which one it is.
pub async fn answer_request(
    txn: &DatabaseTransaction,
    scope: Scope,
    email: &str,
    invite: Uuid,
    by: Uuid,
    now: DateTime<Utc>,
) -> ApiResult<Option<Uuid>> {
    let waiting = join_request::Entity::find()
        .filter(join_request::Column::WorkspaceId.eq(scope.id()))
        .filter(join_request::Column::Email.eq(email))
        .filter(join_request::Column::State.eq(join_request::State::Open));
    let Some(row) = waiting.one(txn).await? else { return Ok(None) };
    join_request::Entity::update_many()
        .col_expr(join_request::Column::State, Expr::value(join_request::State::Approved.to_value()))
        .col_expr(join_request::Column::AnsweredBy, Expr::value(by))
        .col_expr(join_request::Column::AnsweredAt, Expr::value(now))
        .col_expr(join_request::Column::InviteId, Expr::value(invite))
        .filter(join_request::Column::WorkspaceId.eq(scope.id()))
        .filter(join_request::Column::Id.eq(row.id))
        .exec(txn)
        .await?;
    Ok(Some(row.id))
}

/// Queues the mail that says where the workspace is. Not for an address that nobody has verified: it may be another's.
pub async fn welcome(
    state: &State,
    txn: &DatabaseTransaction,
    workspace: &workspace::Model,
    user: &user::Model,
) -> ApiResult<()> {
    if user.confined_to.is_some() {
        return Ok(());
    }
    let public = &state.config.public_url;
    let mail = WelcomeMail {
        email: user.email.clone(),
        workspace: lures::workspace_name(&workspace.name),
        link: public.page(&format!("/{}", workspace.slug)),
        server: public.origin(),
    };
    outbox::enqueue(txn, &state.clock, &user.email, &mail, false).await?;
    Ok(())
}
