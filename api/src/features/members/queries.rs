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
    features::{account, invites, workspaces::departure},
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Query},
};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

/// A place in the list: joined at, and who.
pub type Place = (DateTime<Utc>, Uuid);

/// Members who fit and were found by `search`, those who joined first at the head, behind `after`; one more than `limit`.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: Scope,
    query: &MemberQuery,
    found: Option<&[Uuid]>,
    limit: u64,
    after: Option<Place>,
) -> ApiResult<Vec<(membership::Model, user::Model)>> {
    let mut page = fitting(scope, query, found);
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

/// How many of them there are.
pub async fn count(
    db: &impl ConnectionTrait,
    scope: Scope,
    query: &MemberQuery,
    found: Option<&[Uuid]>,
) -> ApiResult<u64> {
    Ok(fitting(scope, query, found).count(db).await?)
}

fn fitting(scope: Scope, query: &MemberQuery, found: Option<&[Uuid]>) -> Select<membership::Entity> {
    let mut fitting = membership::Entity::find().filter(membership::Column::WorkspaceId.eq(scope.id()));
    if let Some(via) = query.joined_via {
        fitting = fitting.filter(membership::Column::JoinedVia.eq(via));
    }
    if let Some(since) = query.joined_since {
        fitting = fitting.filter(membership::Column::JoinedAt.gte(since));
    }
    if let Some(people) = found {
        fitting = fitting.filter(membership::Column::UserId.is_in(people.iter().copied()));
    }
    fitting
}

/// The members whose name or address has the text in it, in any case and however its accents are written; `None` for no
/// text. Compared here: SQLite knows the case of ASCII alone.
pub async fn search(db: &impl ConnectionTrait, scope: Scope, text: Option<&str>) -> ApiResult<Option<Vec<Uuid>>> {
    let text = folded(text.unwrap_or_default().trim());
    if text.is_empty() {
        return Ok(None);
    }
    let inside = Query::select()
        .column(membership::Column::UserId)
        .from(membership::Entity)
        .and_where(membership::Column::WorkspaceId.eq(scope.id()))
        .take();
    let people: Vec<(Uuid, String, Option<String>)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Email, user::Column::FullName])
        .filter(user::Column::Id.in_subquery(inside))
        .into_tuple()
        .all(db)
        .await?;
    let fits = |email: &str, name: Option<&str>| {
        folded(email).contains(&text) || name.is_some_and(|name| folded(name).contains(&text))
    };
    Ok(Some(people.into_iter().filter(|(_, email, name)| fits(email, name.as_deref())).map(|(id, ..)| id).collect()))
}

/// One form for all ways to write a text; without U+0000, which no name has.
fn folded(text: &str) -> String {
    text.to_lowercase().nfc().filter(|c| *c != '\0').collect()
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
    departure::withdraw_offer_mail(txn, offer).await
}
