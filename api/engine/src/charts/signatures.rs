//! What a component contributes at a point in time: whether it passes, and into which rows and columns.
use super::dims::Dim;
use super::grid::{Layout, Parts};
use super::query::{Bounds, ChartQuery, Metric, Other, SubjectKind};
use super::refusal::ChartError;
use crate::filter::{Compiled, Links, Scene, Zone, compile};
use crate::point::Point;
use crate::tags::{CORE, Carried, TagLayer};
use crate::timeline::{NONE, Timeline};

/// A question made ready for a timeline.
pub(crate) struct Plan<'a> {
    pub(crate) timeline: &'a Timeline,
    pub(crate) layer: &'a TagLayer,
    pub(crate) metric: Metric,
    pub(crate) limit: usize,
    pub(crate) bounds: Bounds,
    pub(crate) is_html: bool,
    pub(crate) filters: Compiled,
    pub(crate) rows: Dim,
    pub(crate) columns: Option<Dim>,
    adoption: Option<Adoption>,
}

/// What is core, and what is compared with it.
struct Adoption {
    core: Option<u32>,
    other: Compared,
    include_core_parents: bool,
}

enum Compared {
    Internal,
    Tag(u32),
    All,
}

/// Where the numbers of rows lead: to their own row, or several to one.
pub(crate) struct Fold<'a> {
    pub(crate) layout: Layout,
    /// Row by number; none to leave a row out.
    pub(crate) rows: Option<&'a [u32]>,
    /// The same for columns, if there are any.
    pub(crate) columns: Option<&'a [u32]>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(
        timeline: &'a Timeline,
        layer: &'a TagLayer,
        query: &ChartQuery,
        zone: Zone,
        bounds: Bounds,
    ) -> Result<Self, ChartError> {
        let limit = query.check()?;
        let scene = Scene { timeline, zone, tags: Some(&layer.slugs) };
        let filters = compile(&scene, "", &query.filters)?;
        let adoption = match (query.metric, &query.other) {
            (Metric::Adoption, other) => Some(Adoption {
                core: layer.bit(CORE),
                other: match other {
                    None | Some(Other::Internal { .. }) => Compared::Internal,
                    Some(Other::All { .. }) => Compared::All,
                    Some(Other::Tag { tag }) => match layer.bit(tag) {
                        Some(bit) => Compared::Tag(bit),
                        None => {
                            let known = layer.slugs.join(", ");
                            return Err(ChartError::Other(format!("there is no tag \"{tag}\"; there are {known}")));
                        }
                    },
                },
                include_core_parents: query.include_core_parents,
            }),
            _ => None,
        };
        Ok(Self {
            timeline,
            layer,
            metric: query.metric,
            limit,
            bounds,
            is_html: query.subject.kind == SubjectKind::Html,
            filters,
            rows: Dim::of_subject(timeline, query, layer),
            columns: Dim::of_breakdown(timeline, query, layer),
            adoption,
        })
    }

    /// Whether a parent decides. A raw element's parent is the component that passes, so it counts as a child.
    fn is_of_parent(&self, dim: &Dim) -> bool {
        !self.is_html && dim.is_of_parent()
    }

    /// Whether tags matter.
    pub(crate) fn looks_at_tags(&self) -> bool {
        let is_tag = |dim: &Dim| matches!(dim, Dim::Tag(_));
        is_tag(&self.rows)
            || self.columns.as_ref().is_some_and(is_tag)
            || !self.filters.tags.is_empty()
            || self.adoption.is_some()
    }

    /// Filters and rules of tags that matter.
    pub(crate) fn compiled(&self) -> impl Iterator<Item = &Compiled> {
        let rules = self.looks_at_tags().then(|| self.layer.compiled());
        std::iter::once(&self.filters).chain(rules.into_iter().flatten())
    }

    /// Columns there may be.
    pub(crate) fn width(&self) -> u32 {
        self.columns.as_ref().map_or(0, |dim| dim.bound(self.timeline, self.layer))
    }

    pub(crate) fn layout(&self, rows: u32, columns: Option<u32>) -> Layout {
        let is_distinct = matches!(self.metric, Metric::Components | Metric::Projects);
        let dim = self.columns.as_ref().filter(|_| columns.is_some());
        Layout {
            rows,
            columns: columns.unwrap_or(u32::from(!is_distinct)),
            own_row_total: is_distinct || self.rows.is_multiple(),
            own_column_total: is_distinct || dim.is_some_and(Dim::is_multiple),
            is_ratio: self.adoption.is_some(),
        }
    }

    /// Whether a component passes, as a child.
    pub(crate) fn passes(&self, point: &Point, links: &impl Links, carried: &Carried, slot: u32) -> bool {
        point.exists(slot) && self.filters.passes(self.timeline, point, links, carried, slot)
    }

    /// The parts of a lineage as a child.
    pub(crate) fn child(
        &self,
        point: &Point,
        links: &impl Links,
        carried: &Carried,
        slot: u32,
        fold: &Fold<'_>,
    ) -> Parts {
        match self.passes(point, links, carried, slot) {
            true => self.passed(point, carried, slot, fold),
            false => Parts::Nothing,
        }
    }

    /// The same for one that passes.
    pub(crate) fn passed(&self, point: &Point, carried: &Carried, slot: u32, fold: &Fold<'_>) -> Parts {
        let mut base = 0;
        if let Some(adoption) = &self.adoption {
            let has = |bit: u32| carried.has(slot, bit);
            let version = &self.timeline.spans.versions[point.version[slot as usize] as usize];
            let is_other = match adoption.other {
                Compared::Internal => version.is_local,
                Compared::Tag(bit) => has(bit),
                Compared::All => true,
            };
            base = match (adoption.core.is_some_and(has), is_other) {
                (true, _) => 0,
                (false, true) => fold.layout.layer(),
                (false, false) => return Parts::Nothing,
            };
        }
        self.parts(point, carried, slot, fold, false, base)
    }

    /// The parts of a lineage as a parent.
    pub(crate) fn parent(&self, point: &Point, carried: &Carried, slot: u32, fold: &Fold<'_>) -> Parts {
        if !point.exists(slot) || (!self.is_html && !self.filters.counts_parent(self.timeline, point, slot)) {
            return Parts::Nothing;
        }
        if let Some(Adoption { core: Some(core), include_core_parents: false, .. }) = self.adoption
            && carried.has(slot, core)
        {
            return Parts::Nothing;
        }
        if self.is_html {
            return Parts::One(0);
        }
        self.parts(point, carried, slot, fold, true, 0)
    }

    /// Whether all parents count, and in whatever cells their children do.
    pub(crate) fn has_equal_parents(&self, fold: &Fold<'_>) -> bool {
        let columns = self.columns.as_ref().filter(|_| fold.columns.is_some());
        let decides = self.is_of_parent(&self.rows) || columns.is_some_and(|dim| self.is_of_parent(dim));
        !decides && !self.is_html && self.adoption.is_none() && self.filters.narrowing.is_none()
    }

    /// The part of a lineage where there is exactly one, as in most charts.
    #[inline]
    fn only_part(&self, point: &Point, slot: u32, fold: &Fold<'_>, of_parent: bool) -> Option<u32> {
        let layout = &fold.layout;
        if layout.own_row_total || layout.own_column_total {
            return None;
        }
        let mut part = 0;
        if self.is_of_parent(&self.rows) == of_parent {
            let row = self.rows.only_value(self.timeline, point, slot)?;
            part = layout.width() * fold.rows.map_or(row, |map| map[row as usize]);
        }
        match self.columns.as_ref().zip(fold.columns) {
            Some((dim, map)) if self.is_of_parent(dim) == of_parent => {
                Some(part + map[dim.only_value(self.timeline, point, slot)? as usize])
            }
            _ => Some(part),
        }
    }

    #[inline]
    fn parts(&self, point: &Point, carried: &Carried, slot: u32, fold: &Fold<'_>, of_parent: bool, base: u32) -> Parts {
        match self.only_part(point, slot, fold, of_parent) {
            Some(cell) => Parts::One(base + cell),
            None => self.many_parts(point, carried, slot, fold, of_parent, base),
        }
    }

    fn many_parts(
        &self,
        point: &Point,
        carried: &Carried,
        slot: u32,
        fold: &Fold<'_>,
        of_parent: bool,
        base: u32,
    ) -> Parts {
        let layout = &fold.layout;
        let mut rows = Vec::new();
        if self.is_of_parent(&self.rows) == of_parent {
            self.rows.values(self.timeline, point, carried, slot, &mut rows);
            if let Some(map) = fold.rows {
                lead(&mut rows, map);
                rows.retain(|row| *row != NONE);
            }
            if layout.own_row_total && !rows.is_empty() {
                rows.push(layout.rows);
            }
        } else {
            rows.push(0);
        }
        let mut columns = Vec::new();
        match self.columns.as_ref().zip(fold.columns) {
            Some((dim, map)) if self.is_of_parent(dim) == of_parent => {
                dim.values(self.timeline, point, carried, slot, &mut columns);
                lead(&mut columns, map);
                if layout.own_column_total {
                    columns.push(layout.columns);
                }
            }
            _ => columns.push(0),
        }
        let parts = rows.iter().flat_map(|row| columns.iter().map(move |column| base + row * layout.width() + column));
        Parts::of(&parts.collect::<Vec<_>>())
    }
}

/// Where numbers lead, each place once.
fn lead(numbers: &mut Vec<u32>, map: &[u32]) {
    numbers.iter_mut().for_each(|number| *number = map[*number as usize]);
    numbers.sort_unstable();
    numbers.dedup();
}
