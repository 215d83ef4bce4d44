//! Requests to join in the database.
use crate::{
    auth::member::Scope,
    entities::{
        email_invite,
        join_request::{self, State as RequestState},
        share,
    },
    error::{ApiResult, Code},
};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

/// A request nobody answers is over after so long.
const VALID: Duration = Duration::days(30);

/// What is over is forgotten after so long, as invites and mails are.
const KEEP: Duration = Duration::days(90);

/// The live public page of a code.
pub async fn find_share(db: &impl ConnectionTrait, code: &str, now: DateTime<Utc>) -> ApiResult<share::Model> {
    if code.contains('\0') {
        return Err(Code::LinkNotFound.into());
    }
    let live = share::Entity::find()
        .filter(share::Column::Code.eq(code))
        .filter(share::Column::RevokedAt.is_null())
        .filter(Condition::any().add(share::Column::ExpiresAt.is_null()).add(share::Column::ExpiresAt.gt(now)));
    Ok(live.one(db).await?.ok_or(Code::LinkNotFound)?)
}

/// The request of an address, whatever became of it.
pub async fn find_by_email(
    db: &impl ConnectionTrait,
    scope: Scope,
    email: &str,
) -> ApiResult<Option<join_request::Model>> {
    let own = join_request::Entity::find().filter(join_request::Column::WorkspaceId.eq(scope.id()));
    Ok(own.filter(join_request::Column::Email.eq(email)).one(db).await?)
}

/// A request of the workspace.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> ApiResult<join_request::Model> {
    Ok(join_request::Entity::find_by_id((scope.id(), id)).one(db).await?.ok_or(Code::NotFound)?)
}

/// Does it wait for an answer?
pub async fn is_open(
    db: &impl ConnectionTrait,
    scope: Scope,
    row: &join_request::Model,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let open = open(scope, now).filter(join_request::Column::Id.eq(row.id));
    Ok(open.count(db).await? == 1)
}

/// Those that wait, the oldest first, behind `after`; one more than `limit`.
pub async fn list_open(
    db: &impl ConnectionTrait,
    scope: Scope,
    now: DateTime<Utc>,
    limit: u64,
    after: Option<(DateTime<Utc>, Uuid)>,
) -> ApiResult<Vec<join_request::Model>> {
    let mut page = open(scope, now);
    if let Some((at, id)) = after {
        let same_time = Condition::all().add(join_request::Column::AskedAt.eq(at)).add(join_request::Column::Id.gt(id));
        page = page.filter(Condition::any().add(join_request::Column::AskedAt.gt(at)).add(same_time));
    }
    let oldest = page.order_by_asc(join_request::Column::AskedAt).order_by_asc(join_request::Column::Id);
    Ok(oldest.limit(limit + 1).all(db).await?)
}

/// How many wait.
pub async fn count_open(db: &impl ConnectionTrait, scope: Scope, now: DateTime<Utc>) -> ApiResult<u64> {
    Ok(open(scope, now).count(db).await?)
}

/// Those that wait and nobody was told of.
pub async fn list_untold(
    db: &impl ConnectionTrait,
    scope: Scope,
    now: DateTime<Utc>,
) -> ApiResult<Vec<join_request::Model>> {
    let untold = open(scope, now).filter(join_request::Column::Told.eq(false));
    Ok(untold.order_by_asc(join_request::Column::AskedAt).all(db).await?)
}

/// Somebody was told of all that wait.
pub async fn update_told(txn: &DatabaseTransaction, scope: Scope) -> ApiResult<()> {
    join_request::Entity::update_many()
        .col_expr(join_request::Column::Told, Expr::value(true))
        .filter(join_request::Column::WorkspaceId.eq(scope.id()))
        .filter(join_request::Column::Told.eq(false))
        .exec(txn)
        .await?;
    Ok(())
}

/// Writes a request, in place of the address's earlier one.
pub async fn save(txn: &DatabaseTransaction, row: join_request::Model, is_new: bool) -> ApiResult<()> {
    let row = row.into_active_model().reset_all();
    match is_new {
        true => drop(join_request::Entity::insert(row).exec_without_returning(txn).await?),
        false => drop(join_request::Entity::update(row).exec(txn).await?),
    }
    Ok(())
}

/// Writes down the answer.
pub async fn update_answer(
    txn: &DatabaseTransaction,
    row: &join_request::Model,
    to: RequestState,
    by: Uuid,
    invite: Option<Uuid>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let denials = row.denials + i32::from(matches!(to, RequestState::Denied | RequestState::Blocked));
    join_request::Entity::update_many()
        .col_expr(join_request::Column::State, Expr::value(to.to_value()))
        .col_expr(join_request::Column::AnsweredBy, Expr::value(by))
        .col_expr(join_request::Column::AnsweredAt, Expr::value(now))
        .col_expr(join_request::Column::InviteId, Expr::value(invite))
        .col_expr(join_request::Column::Denials, Expr::value(denials))
        .filter(join_request::Column::WorkspaceId.eq(row.workspace_id))
        .filter(join_request::Column::Id.eq(row.id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Deletes what nobody waits for any more. Those who are blocked stay.
pub async fn delete_old(db: &impl ConnectionTrait, now: DateTime<Utc>) -> ApiResult<()> {
    let kept = [RequestState::Blocked, RequestState::Approved];
    join_request::Entity::delete_many()
        .filter(join_request::Column::State.is_not_in(kept))
        .filter(join_request::Column::AskedAt.lt(now - KEEP))
        .filter(join_request::Column::AnsweredAt.is_null().or(join_request::Column::AnsweredAt.lt(now - KEEP)))
        .filter(join_request::Column::MailedAt.is_null().or(join_request::Column::MailedAt.lt(now - KEEP)))
        .exec(db)
        .await?;
    // an approved one goes with its invite
    let invites = Query::select().column(email_invite::Column::Id).from(email_invite::Entity).take();
    join_request::Entity::delete_many()
        .filter(join_request::Column::State.eq(RequestState::Approved))
        .filter(join_request::Column::InviteId.not_in_subquery(invites))
        .exec(db)
        .await?;
    Ok(())
}

/// Waiting: open and not too old, or approved with an invite that has expired.
fn open(scope: Scope, now: DateTime<Utc>) -> Select<join_request::Entity> {
    let expired = Query::select()
        .column(email_invite::Column::Id)
        .from(email_invite::Entity)
        .and_where(email_invite::Column::WorkspaceId.eq(scope.id()))
        .and_where(email_invite::Column::State.eq(email_invite::State::Pending))
        .and_where(email_invite::Column::ExpiresAt.lte(now))
        .take();
    let waiting = Condition::all()
        .add(join_request::Column::State.eq(RequestState::Open))
        .add(join_request::Column::AskedAt.gt(now - VALID));
    let again = Condition::all()
        .add(join_request::Column::State.eq(RequestState::Approved))
        .add(join_request::Column::InviteId.in_subquery(expired));
    join_request::Entity::find()
        .filter(join_request::Column::WorkspaceId.eq(scope.id()))
        .filter(Condition::any().add(waiting).add(again))
}
