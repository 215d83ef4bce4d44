//! Lists that begin with what has the most elements, read page by page.
use crate::{error::ApiResult, http::page};
use engine::components::ComponentRow;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A place in such a list, told by the values that place it: it outlives the row.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rank {
    level: u32,
    instances: Reverse<u64>,
    name: String,
    key: String,
}

impl Rank {
    /// The place of a component with so many elements on a level.
    pub fn of(level: u32, instances: u64, component: &ComponentRow<'_>) -> Self {
        let (name, key) = (component.facts.name.clone(), component.key.to_owned());
        Self { level, instances: Reverse(instances), name, key }
    }
}

/// Some of a list, in order.
pub struct Ranked<T> {
    /// The items of the page.
    pub items: Vec<T>,
    /// What to ask for the page behind this one.
    pub next_cursor: Option<String>,
    /// Items on all pages.
    pub total: usize,
}

/// A page of a list.
pub fn page<T>(
    mut all: Vec<T>,
    rank: impl Fn(&T) -> Rank,
    limit: Option<u64>,
    cursor: Option<&str>,
) -> ApiResult<Ranked<T>> {
    let limit = usize::try_from(page::limit(limit)?).unwrap_or(usize::MAX);
    let after: Option<Rank> = page::decode(cursor)?;
    let total = all.len();
    all.sort_by_cached_key(&rank);
    let start = after.map_or(0, |after| all.partition_point(|one| rank(one) <= after));
    let mut items = all.split_off(start);
    let has_more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().filter(|_| has_more);
    Ok(Ranked { next_cursor: last.map(|last| page::encode(&rank(last))).transpose()?, items, total })
}
