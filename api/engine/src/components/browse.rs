//! The catalogue: components searched, filtered, sorted and read page by page.
use super::order::{Order, OrderBy, Place, PlaceValue};
use super::row::{ComponentRow, Counts, State};
use crate::filter::{Compiled, Filter, FilterError, Scene, compile, search_terms};
use crate::text::fold;
use scan::PropertyValue;
use std::borrow::Cow;
use std::cmp::Ordering;

/// What to read of the catalogue.
#[derive(Clone, Debug, Default)]
pub struct BrowseQuery<'a> {
    /// Terms apart by white space; each must occur in name, path or project name, whatever its case.
    pub search: &'a str,
    /// All must hold.
    pub filters: &'a [Filter],
    /// The order.
    pub order: Order,
    /// Go on behind this place.
    pub after: Option<&'a Place>,
    /// Rows per page.
    pub limit: usize,
    /// The zone the dates of the filters are of.
    pub zone: chrono_tz::Tz,
}

/// A page of the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct BrowsePage<'a> {
    /// The components in order.
    pub rows: Vec<ComponentRow<'a>>,
    /// Where the next page begins, if there is one.
    pub next: Option<Place>,
    /// How many components are found on all pages.
    pub total: usize,
}

/// A page that can't be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BrowseError {
    /// A filter that means nothing.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// A cursor that was made for another order.
    #[error("the cursor belongs to sort={made_for}, not to sort={asked}; start again without a cursor")]
    OtherOrder {
        /// The order it was made for.
        made_for: Order,
        /// The order of the query.
        asked: Order,
    },
}

/// The value of the column sorted by.
#[derive(Clone, Debug)]
enum Sorted<'a> {
    Whole(i64),
    Number(f64),
    Text(Cow<'a, str>, Cow<'a, str>),
    Bool(bool),
    Nothing,
}

impl Sorted<'_> {
    fn kind(&self) -> u8 {
        match self {
            Self::Whole(_) | Self::Number(_) => 0,
            Self::Text(..) => 1,
            Self::Bool(_) => 2,
            Self::Nothing => 3,
        }
    }

    fn cmp(&self, other: &Self, descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Nothing, Self::Nothing) => return Ordering::Equal,
            (Self::Nothing, _) => return Ordering::Greater,
            (_, Self::Nothing) => return Ordering::Less,
            (Self::Whole(one), Self::Whole(other)) => one.cmp(other),
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            // A cursor's whole number may have been one of a custom property.
            (Self::Whole(one), Self::Number(other)) => (*one as f64).total_cmp(other),
            (Self::Number(one), Self::Whole(other)) => one.total_cmp(&(*other as f64)),
            (Self::Text(one, exact), Self::Text(other, other_exact)) => {
                one.cmp(other).then_with(|| exact.cmp(other_exact))
            }
            (Self::Bool(one), Self::Bool(other)) => one.cmp(other),
            _ => self.kind().cmp(&other.kind()),
        };
        if descending { order.reverse() } else { order }
    }
}

/// A row that was found.
struct Found<'a> {
    slot: u32,
    /// Its place by name and key, where that is known.
    place: u32,
    counts: Counts,
    value: Sorted<'a>,
}

impl<'a> State<'a> {
    /// A page of the catalogue.
    pub fn browse(&self, query: &BrowseQuery<'_>) -> Result<BrowsePage<'a>, BrowseError> {
        // The newest state has its texts and its order at hand.
        let is_newest = self.columns.point.scans as usize == self.timeline.spans.scans.len();
        let shelf = is_newest.then(|| self.timeline.shelf());
        let terms = search_terms(query.search);
        let mentioning = shelf.filter(|_| !terms.is_empty()).map(|shelf| shelf.mentioning(&terms));
        let search = if shelf.is_some() { "" } else { query.search };
        let filters = self.compiled(search, query.filters, query.zone)?;
        if filters.expires && self.columns.point.at != self.at {
            return self.at_its_time().browse(query);
        }
        if let Some(after) = query.after.filter(|after| after.order != query.order) {
            return Err(BrowseError::OtherOrder { made_for: after.order.clone(), asked: query.order.clone() });
        }
        let descending = query.order.descending;
        let start = query.after.map(|after| (from_place(&after.value), (fold(&after.name), &after.name, &after.key)));
        let is_behind = |found: &Found<'a>| {
            let Some((value, (folded, name, key))) = &start else { return true };
            let tie = || self.tie(found.slot).cmp(&(folded.as_str(), name.as_str(), key.as_str()));
            found.value.cmp(value, descending).then_with(tie).is_gt()
        };
        let mut total = 0;
        let mut page: Vec<Found<'a>> = Vec::new();
        let is_mentioning = |slot: u32| mentioning.as_ref().is_none_or(|mentioning| mentioning[slot as usize]);
        for slot in self.columns.point.slots().filter(|slot| is_mentioning(*slot) && self.passes(&filters, *slot)) {
            total += 1;
            let (usages, instances, _) = filters.narrowed(self.timeline, &self.columns.point, &*self.columns, slot);
            let counts = Counts { usages, instances };
            let value = self.sorted(&filters, &query.order.by, slot, counts);
            let found = Found { slot, place: shelf.map_or(0, |shelf| shelf.place(slot)), counts, value };
            if is_behind(&found) {
                page.push(found);
            }
        }
        let compare = |one: &Found<'a>, other: &Found<'a>| {
            let tie = || match shelf {
                Some(_) => one.place.cmp(&other.place),
                None => self.tie(one.slot).cmp(&self.tie(other.slot)),
            };
            one.value.cmp(&other.value, descending).then_with(tie)
        };
        let has_more = page.len() > query.limit;
        if has_more {
            page.select_nth_unstable_by(query.limit, compare);
            page.truncate(query.limit);
        }
        page.sort_unstable_by(compare);
        let next = page.last().filter(|_| has_more).map(|found| Place {
            order: query.order.clone(),
            value: to_place(&found.value),
            name: self.version(found.slot).facts.name.clone(),
            key: self.key(found.slot).to_owned(),
        });
        let rows = page.iter().map(|found| {
            let counts_parent = |parent| filters.counts_parent(self.timeline, &self.columns.point, parent);
            self.row(found.slot, Some((found.counts, self.projects(found.slot, counts_parent))))
        });
        Ok(BrowsePage { rows: rows.collect(), next, total })
    }

    /// The same with columns that know the time: filters of which some ask for it look there.
    fn at_its_time(&self) -> Self {
        let (columns, carried) = (self.timeline.newest_at(self.at, true), self.carried.clone());
        Self { timeline: self.timeline, tags: self.tags, columns, at: self.at, carried }
    }

    pub(crate) fn compiled(
        &self,
        search: &str,
        filters: &[Filter],
        zone: chrono_tz::Tz,
    ) -> Result<Compiled, FilterError> {
        compile(&Scene { timeline: self.timeline, zone, tags: Some(&self.tags.slugs) }, search, filters)
    }

    pub(crate) fn passes(&self, filters: &Compiled, slot: u32) -> bool {
        filters.passes(self.timeline, &self.columns.point, &*self.columns, &self.carried, slot)
    }

    fn tie(&self, slot: u32) -> (&'a str, &'a str, &'a str) {
        let version = self.version(slot);
        (version.folded_name(), &version.facts.name, self.key(slot))
    }

    fn sorted(&self, filters: &Compiled, by: &OrderBy, slot: u32, counts: Counts) -> Sorted<'a> {
        let (version, point, at) = (self.version(slot), &self.columns.point, slot as usize);
        let date = |date: Option<i64>| date.map_or(Sorted::Nothing, Sorted::Whole);
        let text = |text: &'a str| Sorted::Text(fold(text).into(), text.into());
        let folded_project = &self.timeline.derived.folded_projects[version.package as usize];
        match by {
            OrderBy::Name => Sorted::Text(version.folded_name().into(), version.facts.name.as_str().into()),
            OrderBy::ProjectName => Sorted::Text(folded_project.into(), self.project_name(slot).into()),
            OrderBy::Path => Sorted::Text(version.folded_path().into(), version.facts.path.as_str().into()),
            OrderBy::Children => Sorted::Whole(point.children[at].into()),
            OrderBy::Usages => Sorted::Whole(counts.usages.into()),
            OrderBy::Instances => Sorted::Whole(counts.instances as i64),
            OrderBy::Projects => {
                let counts_parent = |parent| filters.counts_parent(self.timeline, point, parent);
                Sorted::Whole(self.projects(slot, counts_parent).into())
            }
            OrderBy::CreatedAt => date(point.dates[at].created_at),
            OrderBy::UpdatedAt => date(point.dates[at].updated_at),
            OrderBy::LastUsageChangedAt => date(point.usage_changed_at(self.timeline, slot)),
            OrderBy::CustomProperty(name) => match version.facts.metadata.get(name) {
                None => Sorted::Nothing,
                Some(PropertyValue::Number(number)) => Sorted::Number(*number),
                Some(PropertyValue::Text(value)) => text(value),
                Some(PropertyValue::Bool(value)) => Sorted::Bool(*value),
            },
        }
    }
}

fn to_place(value: &Sorted<'_>) -> PlaceValue {
    match value {
        Sorted::Whole(whole) => PlaceValue::Whole(*whole),
        Sorted::Number(number) => PlaceValue::Number(*number),
        Sorted::Text(_, text) => PlaceValue::Text(text.to_string()),
        Sorted::Bool(value) => PlaceValue::Bool(*value),
        Sorted::Nothing => PlaceValue::Nothing(()),
    }
}

fn from_place(value: &PlaceValue) -> Sorted<'_> {
    match value {
        PlaceValue::Whole(whole) => Sorted::Whole(*whole),
        PlaceValue::Number(number) => Sorted::Number(*number),
        PlaceValue::Text(text) => Sorted::Text(fold(text).into(), text.into()),
        PlaceValue::Bool(value) => Sorted::Bool(*value),
        PlaceValue::Nothing(()) => Sorted::Nothing,
    }
}
