//! Pages of the catalogue, by a query or by a search with filters.
use super::{
    filter,
    model::{CataloguePage, CatalogueQuery, CatalogueSearch},
    narrow,
};
use crate::{
    error::{ApiError, ApiResult, Code},
    http::page,
    snapshots::Newest,
};
use chrono::{DateTime, Utc};
use engine::{
    Filter,
    components::{BrowseError, BrowseQuery, Order, OrderBy, State, UnknownOrder},
};

/// What to browse, in the terms of both calls.
struct Asked<'a> {
    search: Option<&'a str>,
    filters: &'a [Filter],
    sort: Option<&'a str>,
    limit: Option<u64>,
    cursor: Option<&'a str>,
    zone: chrono_tz::Tz,
}

/// A page of all components, or of those that a search finds.
pub fn list(newest: &Newest, query: &CatalogueQuery) -> ApiResult<CataloguePage> {
    let asked = Asked {
        search: query.search.as_deref(),
        filters: &[],
        sort: query.sort.as_deref(),
        limit: query.limit,
        cursor: query.cursor.as_deref(),
        zone: chrono_tz::UTC,
    };
    browse(newest, &newest.state(), &asked)
}

/// A page of the components that pass filters, now.
pub fn search(newest: &Newest, query: CatalogueSearch, now: DateTime<Utc>) -> ApiResult<CataloguePage> {
    let zone = query.time_zone.as_deref().map_or(Ok(chrono_tz::UTC), str::parse);
    let unknown = |_| Code::Invalid.of_field("timeZone", "unknown", "must be an IANA time zone such as Europe/Paris");
    let asked = Asked {
        search: query.search.as_deref(),
        filters: &filter::read(query.filters)?,
        sort: query.sort.as_deref(),
        limit: query.limit,
        cursor: query.cursor.as_deref(),
        zone: zone.map_err(unknown)?,
    };
    browse(newest, &newest.state_at(now), &asked)
}

fn browse(newest: &Newest, state: &State<'_>, asked: &Asked<'_>) -> ApiResult<CataloguePage> {
    let order = asked.sort.map_or(Ok(Order::default()), str::parse);
    let order = order.map_err(|e: UnknownOrder| Code::Invalid.of_field("sort", "unknown", e.to_string()))?;
    if let OrderBy::CustomProperty(name) = &order.by {
        filter::check_property(&newest.timeline, name, "sort")?;
    }
    filter::check_names(&newest.timeline, asked.filters)?;
    let after = page::decode(asked.cursor)?;
    let limit = usize::try_from(page::limit(asked.limit)?).unwrap_or(usize::MAX);
    let search = narrow::search(asked.search)?;
    let (filters, zone) = (asked.filters, asked.zone);
    let found = state.browse(&BrowseQuery { search, filters, order, after: after.as_ref(), limit, zone });
    let found = found.map_err(|error| refused(&error))?;
    Ok(CataloguePage {
        next_cursor: found.next.as_ref().map(page::encode).transpose()?,
        total: found.total,
        items: found.rows.into_iter().map(Into::into).collect(),
        revision: newest.revision,
        as_of: newest.as_of(),
    })
}

fn refused(error: &BrowseError) -> ApiError {
    match error {
        BrowseError::Filter(error) => filter::refused(error),
        BrowseError::OtherOrder { .. } => Code::Invalid.of_field("cursor", "sort", error.to_string()),
    }
}
