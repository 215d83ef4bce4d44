//! E-mail invites in the database.
use crate::{
    auth::{member::Scope, opaque},
    entities::{
        email_invite::{self, State},
        invite_reminder, invite_send, mail,
    },
    error::{ApiResult, Code},
    mail::outbox,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, UpdateMany,
    sea_query::{Expr, ExprTrait, Query},
};
use std::collections::HashMap;
use uuid::Uuid;

/// The hash an invite's secret is found by.
pub fn hash(token: &str) -> Vec<u8> {
    opaque::hash("invite", token)
}

/// The invite of a secret, whatever became of it.
pub async fn find_by_token(db: &impl ConnectionTrait, token: &str) -> ApiResult<email_invite::Model> {
    let hash = hash(token);
    let reminded = Query::select()
        .column(invite_reminder::Column::InviteId)
        .from(invite_reminder::Entity)
        .and_where(invite_reminder::Column::TokenHash.eq(&hash[..]))
        .take();
    let by_link = email_invite::Column::TokenHash.eq(&hash[..]).or(email_invite::Column::Id.in_subquery(reminded));
    let found = email_invite::Entity::find().filter(by_link).one(db).await?;
    Ok(found.ok_or(Code::LinkNotFound)?)
}

/// An invite of the workspace.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> ApiResult<email_invite::Model> {
    Ok(email_invite::Entity::find_by_id((scope.id(), id)).one(db).await?.ok_or(Code::NotFound)?)
}

/// The invite of an address that waits for an answer, expired or not.
pub async fn find_pending(
    db: &impl ConnectionTrait,
    scope: Scope,
    email: &str,
) -> ApiResult<Option<email_invite::Model>> {
    Ok(pending(scope).filter(email_invite::Column::Email.eq(email)).one(db).await?)
}

/// Those of the addresses.
pub async fn find_pending_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    emails: Vec<String>,
) -> ApiResult<Vec<email_invite::Model>> {
    Ok(pending(scope).filter(email_invite::Column::Email.is_in(emails)).all(db).await?)
}

/// A page of the invites that wait, newest first, those made before `(time, id)`; one more than `limit`.
pub async fn list_pending(
    db: &impl ConnectionTrait,
    scope: Scope,
    limit: u64,
    before: Option<(DateTime<Utc>, Uuid)>,
) -> ApiResult<Vec<email_invite::Model>> {
    let mut page = pending(scope);
    if let Some((at, id)) = before {
        let same_time =
            Condition::all().add(email_invite::Column::CreatedAt.eq(at)).add(email_invite::Column::Id.lt(id));
        page = page.filter(Condition::any().add(email_invite::Column::CreatedAt.lt(at)).add(same_time));
    }
    let newest = page.order_by_desc(email_invite::Column::CreatedAt).order_by_desc(email_invite::Column::Id);
    Ok(newest.limit(limit + 1).all(db).await?)
}

/// How many wait, expired ones included.
pub async fn count_listed(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<u64> {
    Ok(pending(scope).count(db).await?)
}

/// How many can be accepted.
pub async fn count_pending(db: &impl ConnectionTrait, scope: Scope, now: DateTime<Utc>) -> ApiResult<u64> {
    Ok(pending(scope).filter(email_invite::Column::ExpiresAt.gt(now)).count(db).await?)
}

/// What an address is invited to, in all workspaces.
pub async fn list_received(
    db: &impl ConnectionTrait,
    email: &str,
    now: DateTime<Utc>,
) -> ApiResult<Vec<email_invite::Model>> {
    let open = email_invite::Entity::find()
        .filter(email_invite::Column::Email.eq(email))
        .filter(email_invite::Column::State.eq(State::Pending))
        .filter(email_invite::Column::ExpiresAt.gt(now));
    Ok(open.order_by_desc(email_invite::Column::CreatedAt).limit(100).all(db).await?)
}

/// An invite to one's own address.
pub async fn find_received(db: &impl ConnectionTrait, email: &str, id: Uuid) -> ApiResult<email_invite::Model> {
    let own = email_invite::Entity::find()
        .filter(email_invite::Column::Email.eq(email))
        .filter(email_invite::Column::Id.eq(id));
    Ok(own.one(db).await?.ok_or(Code::NotFound)?)
}

/// Writes a new invite.
pub async fn insert(db: &impl ConnectionTrait, row: email_invite::Model) -> ApiResult<()> {
    email_invite::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    Ok(())
}

/// Writes over an invite.
pub async fn update(db: &impl ConnectionTrait, row: email_invite::Model) -> ApiResult<()> {
    email_invite::Entity::update(row.into_active_model().reset_all()).exec(db).await?;
    Ok(())
}

/// Notes one more link to an invite, which works until the invite is renewed.
pub async fn insert_reminder(txn: &DatabaseTransaction, invite: &email_invite::Model, token: &str) -> ApiResult<()> {
    let row = invite_reminder::ActiveModel {
        token_hash: Set(hash(token)),
        workspace_id: Set(invite.workspace_id),
        invite_id: Set(invite.id),
    };
    invite_reminder::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// Ends the links of an invite's reminders.
pub async fn delete_reminders(txn: &DatabaseTransaction, invite: Uuid) -> ApiResult<()> {
    invite_reminder::Entity::delete_many().filter(invite_reminder::Column::InviteId.eq(invite)).exec(txn).await?;
    Ok(())
}

/// Notes that the link was looked at, the first time.
pub async fn update_opened(db: &impl ConnectionTrait, row: &email_invite::Model, now: DateTime<Utc>) -> ApiResult<()> {
    of_row(row)
        .col_expr(email_invite::Column::OpenedAt, Expr::value(now))
        .filter(email_invite::Column::OpenedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Ends an invite that waits.
pub async fn close(
    txn: &DatabaseTransaction,
    row: &email_invite::Model,
    to: State,
    by: Option<Uuid>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    of_row(row)
        .col_expr(email_invite::Column::State, Expr::value(to.to_value()))
        .col_expr(email_invite::Column::ClosedAt, Expr::value(now))
        .col_expr(email_invite::Column::AcceptedBy, Expr::value(by))
        .filter(email_invite::Column::State.eq(State::Pending))
        .exec(txn)
        .await?;
    match row.mail_id {
        Some(mail) => outbox::withdraw(txn, &[mail]).await,
        None => Ok(()),
    }
}

/// The invites somebody sent that wait.
pub async fn list_pending_by(
    db: &impl ConnectionTrait,
    scope: Scope,
    inviter: Uuid,
) -> ApiResult<Vec<email_invite::Model>> {
    Ok(pending(scope).filter(email_invite::Column::InvitedBy.eq(inviter)).all(db).await?)
}

/// The outbox's rows of invites.
pub async fn find_mails(
    db: &impl ConnectionTrait,
    rows: &[email_invite::Model],
) -> ApiResult<HashMap<Uuid, mail::Model>> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.mail_id).collect();
    let mails = mail::Entity::find().filter(mail::Column::Id.is_in(ids)).all(db).await?;
    Ok(mails.into_iter().map(|mail| (mail.id, mail)).collect())
}

/// Notes that a mail goes out.
pub async fn insert_send(txn: &DatabaseTransaction, scope: Scope, email: &str, now: DateTime<Utc>) -> ApiResult<()> {
    let row = invite_send::ActiveModel {
        workspace_id: Set(scope.id()),
        id: Set(Uuid::now_v7()),
        email: Set(email.to_owned()),
        sent_at: Set(now),
    };
    invite_send::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// Mails of a workspace since.
pub async fn count_sends(db: &impl ConnectionTrait, scope: Scope, since: DateTime<Utc>) -> ApiResult<u64> {
    let own = invite_send::Entity::find().filter(invite_send::Column::WorkspaceId.eq(scope.id()));
    Ok(own.filter(invite_send::Column::SentAt.gt(since)).count(db).await?)
}

/// Times of a workspace's mails to an address since, oldest first.
pub async fn list_sends(
    db: &impl ConnectionTrait,
    scope: Scope,
    email: &str,
    since: DateTime<Utc>,
) -> ApiResult<Vec<DateTime<Utc>>> {
    let own = invite_send::Entity::find()
        .filter(invite_send::Column::WorkspaceId.eq(scope.id()))
        .filter(invite_send::Column::Email.eq(email))
        .filter(invite_send::Column::SentAt.gt(since));
    let rows = own.order_by_asc(invite_send::Column::SentAt).all(db).await?;
    Ok(rows.into_iter().map(|row| row.sent_at).collect())
}

/// How many other workspaces mailed an address since.
pub async fn count_other_workspaces(
    db: &impl ConnectionTrait,
    scope: Scope,
    email: &str,
    since: DateTime<Utc>,
) -> ApiResult<u64> {
    let others = invite_send::Entity::find()
        .select_only()
        .column(invite_send::Column::WorkspaceId)
        .distinct()
        .filter(invite_send::Column::WorkspaceId.ne(scope.id()))
        .filter(invite_send::Column::Email.eq(email))
        .filter(invite_send::Column::SentAt.gt(since));
    Ok(others.into_tuple::<Uuid>().all(db).await?.len() as u64)
}

fn pending(scope: Scope) -> Select<email_invite::Entity> {
    email_invite::Entity::find()
        .filter(email_invite::Column::WorkspaceId.eq(scope.id()))
        .filter(email_invite::Column::State.eq(State::Pending))
}

fn of_row(row: &email_invite::Model) -> UpdateMany<email_invite::Entity> {
    email_invite::Entity::update_many()
        .filter(email_invite::Column::WorkspaceId.eq(row.workspace_id))
        .filter(email_invite::Column::Id.eq(row.id))
}
