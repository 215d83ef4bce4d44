//! Members in the database.
use super::model::{Holdings, MemberQuery, WorkspaceMember};
use crate::{
    auth::member::Scope,
    entities::{
        api_token, membership,
        ownership_offer::{self, State as OfferState},
        user,
    },
    error::{ApiResult, Code},
    features::{account, invites},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, Query},
};
use uuid::Uuid;

/// A place in the list: joined at, and who.
pub type Place = (DateTime<Utc>, Uuid);

/// Members who fit, those who joined first at the head, behind `after`; one more than `limit`.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    query: &MemberQuery,
    limit: u64,
    after: Option<Place>,
) -> ApiResult<Vec<(membership::Model, user::Model)>> {
    let mut page = fitting(scope, query);
    if let Some((at, id)) = after {
        let same_time =
            Condition::all().add(membership::Column::JoinedAt.eq(at)).add(membership::Column::UserId.gt(id));
        page = page.filter(Condition::any().add(membership::Column::JoinedAt.gt(at)).add(same_time));
    }
    let rows = page
        .order_by_asc(membership::Column::JoinedAt)
        .order_by_asc(membership::Column::UserId)
        .limit(limit + 1)
        .all(db)
        .await?;
    let mut people = account::queries::find_many(db, rows.iter().map(|row| row.user_id).collect()).await?;
    Ok(rows.into_iter().filter_map(|row| Some((people.remove(&row.user_id)?, row))).map(|(u, m)| (m, u)).collect())
}

/// How many fit.
pub async fn count(db: &impl ConnectionTrait, scope: Scope, query: &MemberQuery) -> ApiResult<u64> {
    Ok(fitting(scope, query).count(db).await?)
}

fn fitting(scope: Scope, query: &MemberQuery) -> Select<membership::Entity> {
    let mut fitting = membership::Entity::find().filter(membership::Column::WorkspaceId.eq(scope.id()));
    if let Some(via) = query.joined_via {
        fitting = fitting.filter(membership::Column::JoinedVia.eq(via));
    }
    if let Some(since) = query.joined_since {
        fitting = fitting.filter(membership::Column::JoinedAt.gte(since));
    }
    // PostgreSQL knows no U+0000, and no name has it
    let searched = query.search.as_deref().map(|text| text.replace('\0', "").trim().to_lowercase());
    if let Some(text) = searched.filter(|text| !text.is_empty()) {
        let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let pattern = || LikeExpr::new(format!("%{literal}%")).escape('\\');
        let is_like = |column: user::Column| Expr::expr(Func::lower(Expr::col(column))).like(pattern());
        let people = Query::select()
            .column(user::Column::Id)
            .from(user::Entity)
            .cond_where(Condition::any().add(is_like(user::Column::Email)).add(is_like(user::Column::FullName)))
            .take();
        fitting = fitting.filter(membership::Column::UserId.in_subquery(people));
    }
    fitting
}

/// A member with their account.
pub async fn find(db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> ApiResult<(membership::Model, user::Model)> {
    let place = membership::Entity::find_by_id((scope.id(), id)).one(db).await?.ok_or(Code::NotFound)?;
    let person = user::Entity::find_by_id(id).one(db).await?.ok_or(Code::NotFound)?;
    Ok((place, person))
}

/// What a member holds.
pub async fn holdings(db: &impl ConnectionTrait, scope: Scope, id: Uuid) -> ApiResult<Holdings> {
    let bound = tokens_of(scope, id).filter(api_token::Column::RevokeWithCreator.eq(true));
    Ok(Holdings {
        sessions: account::queries::count_sessions(db, id).await?,
        tokens: tokens_of(scope, id).count(db).await?,
        tokens_bound_to_them: bound.count(db).await?,
        invites: invites::queries::list_pending_by(db, scope, id).await?.len() as u64,
    })
}

/// Revokes tokens somebody made: all, or those that are bound to them. Answers how many.
pub async fn delete_tokens(txn: &DatabaseTransaction, scope: Scope, id: Uuid, all: bool) -> ApiResult<u64> {
    let mut own = api_token::Entity::delete_many()
        .filter(api_token::Column::WorkspaceId.eq(scope.id()))
        .filter(api_token::Column::CreatedBy.eq(id));
    if !all {
        own = own.filter(api_token::Column::RevokeWithCreator.eq(true));
    }
    Ok(own.exec(txn).await?.rows_affected)
}

fn tokens_of(scope: Scope, id: Uuid) -> Select<api_token::Entity> {
    api_token::Entity::find()
        .filter(api_token::Column::WorkspaceId.eq(scope.id()))
        .filter(api_token::Column::CreatedBy.eq(id))
}

/// A row as a member sees it.
pub fn present(viewer: Uuid, place: membership::Model, person: user::Model) -> WorkspaceMember {
    WorkspaceMember {
        is_you: person.id == viewer,
        is_verified: person.confined_to.is_none(),
        last_seen: person.last_seen_at,
        user: person.into(),
        role: place.role,
        joined_via: place.joined_via,
        joined_at: place.joined_at,
    }
}

/// The newest offer of the workspace.
pub async fn find_offer(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Option<ownership_offer::Model>> {
    let own = ownership_offer::Entity::find().filter(ownership_offer::Column::WorkspaceId.eq(scope.id()));
    Ok(own.order_by_desc(ownership_offer::Column::Id).one(db).await?)
}

/// Changes where an offer stands.
pub async fn update_offer(
    txn: &DatabaseTransaction,
    offer: &ownership_offer::Model,
    to: OfferState,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    ownership_offer::Entity::update_many()
        .col_expr(ownership_offer::Column::State, Expr::value(to.to_value()))
        .col_expr(ownership_offer::Column::AnsweredAt, Expr::value(now))
        .filter(ownership_offer::Column::WorkspaceId.eq(offer.workspace_id))
        .filter(ownership_offer::Column::Id.eq(offer.id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Somebody is gone: what was offered to or by them is over.
pub async fn cancel_offers_of(
    txn: &DatabaseTransaction,
    scope: Scope,
    user: Uuid,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    match find_offer(txn, scope).await? {
        Some(offer) if offer.state == OfferState::Offered && [offer.from_user, offer.to_user].contains(&user) => {
            update_offer(txn, &offer, OfferState::Cancelled, now).await
        }
        _ => Ok(()),
    }
}
