//! Lists in pages.
use crate::error::{ApiResult, Code};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Value,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

/// Most items a page may have.
pub const LARGEST: u64 = 200;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// What to ask for the page behind this one; null on the last.
    pub next_cursor: Option<String>,
    /// Items in the whole list.
    pub total: u64,
}

/// A whole list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The items.
    pub items: Vec<T>,
}

/// A place in a list that runs from the newest back: a time, and what tells apart those of one time.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Place<T>(pub DateTime<Utc>, pub T);

/// So many rows that are older than a place, newest first, and the place to go on from if there are more.
pub async fn newest_first<E: EntityTrait, T: Into<Value>>(
    db: &impl ConnectionTrait,
    query: Select<E>,
    (at, tie): (E::Column, E::Column),
    (after, limit): (Option<Place<T>>, u64),
    place: impl Fn(&E::Model) -> Place<T>,
) -> ApiResult<(Vec<E::Model>, Option<Place<T>>)> {
    let older = after.map(|Place(time, last)| {
        let of_one_time = Condition::all().add(at.eq(time)).add(tie.lt(last));
        Condition::any().add(at.lt(time)).add(of_one_time)
    });
    let query = query.filter(older.unwrap_or_else(Condition::all)).order_by_desc(at).order_by_desc(tie);
    let mut rows = query.limit(limit + 1).all(db).await?;
    let has_more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = rows.last().filter(|_| has_more).map(place);
    Ok((rows, last))
}

/// `limit` within what is legal.
pub fn limit(asked: Option<u64>) -> ApiResult<u64> {
    match asked.unwrap_or(50) {
        n @ 1..=LARGEST => Ok(n),
        n => Err(Code::Invalid.of_field("limit", "range", format!("must be between 1 and {LARGEST}, not {n}"))),
    }
}

/// A cursor as the client sees it: opaque, but only a place in a list.
pub fn encode<T: Serialize>(place: &T) -> ApiResult<String> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).map_err(anyhow::Error::from)?))
}

/// The place a cursor names; 422 for one we never gave.
pub fn decode<T: DeserializeOwned>(cursor: Option<&str>) -> ApiResult<Option<T>> {
    let Some(text) = cursor else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    let place = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    place.map(Some).ok_or_else(|| Code::Invalid.of_field("cursor", "cursor", "must be a `nextCursor` of this list"))
}

/// `?limit=&cursor=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Items a page, 1 to 200; 50 without.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `nextCursor` of the page before.
    pub cursor: Option<String>,
}
