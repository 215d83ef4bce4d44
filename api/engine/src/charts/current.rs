//! A chart of the newest state.
use super::REST;
use super::across::{Across, Ranked};
use super::answer::{Cell, Chart, ChartRow, Column, Value};
use super::dims::{Dim, Title};
use super::fill::fill;
use super::grid::{Grid, Layout, value};
use super::query::{Bounds, ChartQuery, On};
use super::refusal::ChartError;
use super::signatures::{Fold, Plan};
use crate::columns::Columns;
use crate::tags::{Carried, TagLayer};
use crate::timeline::{NONE, Timeline};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Timeline {
    /// A chart: of the newest state, or over time up to `now` (Unix milliseconds).
    pub fn chart(&self, query: &ChartQuery, tags: &TagLayer, now: i64) -> Result<Chart, ChartError> {
        self.chart_within(query, tags, now, Bounds::default())
    }

    /// The same within other bounds.
    pub fn chart_within(
        &self,
        query: &ChartQuery,
        tags: &TagLayer,
        now: i64,
        bounds: Bounds,
    ) -> Result<Chart, ChartError> {
        // Clocks differ: whatever came is of the past.
        let now = self.newest_scan().map_or(now, |newest| now.max(newest.at));
        let zone = query.over_time.as_ref().map(|time| time.zone()).transpose()?.unwrap_or(chrono_tz::UTC);
        let plan = Plan::new(self, tags, query, zone, bounds)?;
        match &query.over_time {
            Some(time) => {
                let scans: Vec<i64> = self.spans.scans.iter().map(|scan| scan.at.at).collect();
                Ok(super::series::series(&plan, &time.buckets(&scans, now)?))
            }
            None => Ok(current(&plan, &self.newest_at(now, plan.compiled().any(|filter| filter.expires)))),
        }
    }
}

/// The chart of one state.
pub(crate) fn current(plan: &Plan<'_>, columns: &Columns) -> Chart {
    let counted = Counted::at(plan, columns);
    counted.chart(plan, columns)
}

/// Rows that were counted, ranked.
pub(crate) struct Counted {
    grid: Grid,
    /// The columns, if they were counted with the rows.
    across: Option<Across>,
    pub(crate) carried: Arc<Carried>,
    /// Whether each lineage passes.
    pub(crate) passing: Vec<bool>,
    /// Numbers of the rows, the largest first.
    pub(crate) ranked: Vec<u32>,
}

impl Counted {
    pub(crate) fn at(plan: &Plan<'_>, columns: &Columns) -> Self {
        let carried = match plan.looks_at_tags() {
            true => plan.layer.carried_in(plan.timeline, columns),
            false => Arc::new(plan.layer.nothing(plan.timeline)),
        };
        let slots = 0..plan.timeline.spans.slots;
        let passing: Vec<bool> = slots.map(|slot| plan.passes(&columns.point, columns, &carried, slot)).collect();
        let bound = plan.rows.bound(plan.timeline, plan.layer);
        let is_small = u64::from(bound + 1) * u64::from(plan.width() + 1) <= plan.bounds.cells;
        let across = (plan.columns.is_some() && is_small).then(|| Across::all(plan, plan.bounds.columns)).flatten();
        let layout = plan.layout(bound, across.as_ref().map(Across::places));
        let fold = Fold { layout, rows: None, columns: across.as_ref().map(|across| across.map.as_slice()) };
        let grid = fill(plan, columns, &carried, &passing, &fold);
        let rows = rows_of(plan, columns, &grid, &passing);
        let ranked = ranked(plan, &grid, rows);
        Self { grid, across, carried, passing, ranked }
    }

    /// Whether so many rows have a value that no other row can be among them, and there is a rest anyway.
    pub(crate) fn fills(&self, limit: usize) -> bool {
        self.ranked.len() > limit
            && self.ranked.get(limit - 1).is_some_and(|row| read(&self.grid, &[*row], None).is_something())
    }

    /// Takes in rows that aren't there now.
    pub(crate) fn add_rows(&mut self, plan: &Plan<'_>, mut rows: BTreeSet<u32>) {
        rows.extend(&self.ranked);
        self.ranked = ranked(plan, &self.grid, rows.into_iter().collect());
    }

    fn chart(self, plan: &Plan<'_>, columns: &Columns) -> Chart {
        let shown = self.ranked.len().min(plan.limit);
        let needs_columns = plan.columns.is_some() && self.across.is_none();
        let is_sum = !self.grid.layout.own_row_total;
        let rest: Vec<u32> = self.ranked[shown..].to_vec();
        if !needs_columns && (rest.is_empty() || is_sum) {
            let rows: Vec<Vec<u32>> = self.ranked[..shown].iter().map(|row| vec![*row]).collect();
            return answer(plan, &self.grid, self.across.as_ref(), &self.ranked[..shown], rows, rest);
        }
        let across = plan.columns.is_some().then(|| self.across(plan, columns));
        let map = fold_map(plan, &self.ranked, shown);
        let layout = plan.layout(shown as u32 + 1, across.as_ref().map(Across::places));
        let fold = Fold { layout, rows: Some(&map), columns: across.as_ref().map(|across| across.map.as_slice()) };
        let grid = fill(plan, columns, &self.carried, &self.passing, &fold);
        let rest = if rest.is_empty() { Vec::new() } else { vec![shown as u32] };
        let rows = (0..shown as u32).map(|row| vec![row]).collect();
        answer(plan, &grid, across.as_ref(), &self.ranked[..shown], rows, rest)
    }

    fn across(&self, plan: &Plan<'_>, columns: &Columns) -> Across {
        let limit = plan.bounds.columns;
        Across::all(plan, limit).unwrap_or_else(|| {
            let ranked = Ranked::at(plan, columns, self);
            Across::largest(plan, &ranked.numbers, limit)
        })
    }
}

/// Where rows lead when only the first `shown` have one of their own.
pub(crate) fn fold_map(plan: &Plan<'_>, ranked: &[u32], shown: usize) -> Vec<u32> {
    let mut map = vec![shown as u32; plan.rows.bound(plan.timeline, plan.layer) as usize];
    for (at, row) in (0..).zip(&ranked[..shown]) {
        map[*row as usize] = at;
    }
    map
}

/// Numbers of the rows of a state: what is kept with 0, and whatever has a use.
fn rows_of(plan: &Plan<'_>, columns: &Columns, grid: &Grid, passing: &[bool]) -> Vec<u32> {
    let mut rows: Vec<u32> = match &plan.rows {
        Dim::Component => {
            let passing = (0..).zip(passing).filter(|(_, passes)| **passes);
            passing.map(|(slot, _): (usize, _)| plan.timeline.derived.canon[slot]).collect()
        }
        Dim::Project(On::Parent) => {
            let projects = (0..).zip(&columns.point.project).filter(|(_, span)| **span != NONE);
            projects.map(|(package, _)| package).collect()
        }
        Dim::Tag(None) => (0..plan.layer.slugs.len() as u32).collect(),
        Dim::Tag(Some(named)) => (0..).zip(named).filter(|(_, named)| **named).map(|(bit, _)| bit).collect(),
        _ => (0..grid.layout.rows).filter(|row| has_use(grid, &[*row], None)).collect(),
    };
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The largest first; those of equal value as people read them.
fn ranked(plan: &Plan<'_>, grid: &Grid, rows: Vec<u32>) -> Vec<u32> {
    ordered(plan, &plan.rows, rows, plan.limit, |row| read(grid, &[row], None).rank())
}

/// Numbers of a dimension, the largest first; in the end only the first `limit` of them have to be in order.
pub(crate) fn ordered(
    plan: &Plan<'_>,
    dim: &Dim,
    numbers: Vec<u32>,
    limit: usize,
    rank: impl Fn(u32) -> f64,
) -> Vec<u32> {
    let mut by_value: Vec<(f64, u32)> = numbers.into_iter().map(|number| (-rank(number), number)).collect();
    // Titles are only looked at as far as they can matter.
    let mut end = by_value.len();
    if limit < end {
        let (_, (least, _), _) = by_value.select_nth_unstable_by(limit, |one, other| one.0.total_cmp(&other.0));
        let least = *least;
        end = limit;
        for at in limit..by_value.len() {
            if by_value[at].0 <= least {
                by_value.swap(at, end);
                end += 1;
            }
        }
    }
    let (shown, _) = by_value.split_at_mut(end);
    shown.sort_by_cached_key(|(value, number)| {
        let title = dim.title(plan.timeline, plan.layer, *number);
        (value.to_bits() ^ if value.is_sign_negative() { u64::MAX } else { 1 << 63 }, dim.order(&title, *number))
    });
    by_value.into_iter().map(|(_, number)| number).collect()
}

/// The value of rows together, in a column or in all.
pub(crate) fn read(grid: &Grid, rows: &[u32], column: Option<u32>) -> Value {
    let layout = &grid.layout;
    let (count, other) =
        (sum(grid, rows, column, 0), if layout.is_ratio { sum(grid, rows, column, layout.layer()) } else { 0 });
    value(layout.is_ratio, count, other)
}

fn cells(layout: &Layout, rows: &[u32], column: Option<u32>, base: u32, mut found: impl FnMut(u32)) {
    for &row in rows {
        let start = base + row * layout.width();
        match column {
            Some(column) => found(start + column),
            None if layout.own_column_total => found(start + layout.columns),
            None => (0..layout.columns).for_each(|column| found(start + column)),
        }
    }
}

fn sum(grid: &Grid, rows: &[u32], column: Option<u32>, base: u32) -> u64 {
    let mut sum = 0;
    cells(&grid.layout, rows, column, base, |cell| sum += grid.raw(cell).0);
    sum
}

/// Whether there is a use in these rows.
pub(crate) fn has_use(grid: &Grid, rows: &[u32], column: Option<u32>) -> bool {
    let mut any = false;
    let layers = if grid.layout.is_ratio { [Some(0), Some(grid.layout.layer())] } else { [Some(0), None] };
    for base in layers.into_iter().flatten() {
        cells(&grid.layout, rows, column, base, |cell| any |= grid.raw(cell).1);
    }
    any
}

/// The rows whose sum is everything.
pub(crate) fn all_rows(layout: &Layout) -> Vec<u32> {
    if layout.own_row_total { vec![layout.rows] } else { (0..layout.rows).collect() }
}

fn answer(
    plan: &Plan<'_>,
    grid: &Grid,
    across: Option<&Across>,
    numbers: &[u32],
    rows: Vec<Vec<u32>>,
    rest: Vec<u32>,
) -> Chart {
    let everything = all_rows(&grid.layout);
    let is_used = |column| has_use(grid, &everything, Some(column));
    let found = across.map(|across| across.titled(plan, is_used)).unwrap_or_default();
    let titles = numbers.iter().map(|row| plan.rows.title(plan.timeline, plan.layer, *row)).chain([rest_title()]);
    let all = rows.into_iter().chain((!rest.is_empty()).then_some(rest));
    let rows = all.zip(titles).map(|(cells_of, title)| {
        let cells = found.iter().filter(|(column, _)| has_use(grid, &cells_of, Some(*column)));
        let cells = cells
            .map(|(column, title)| Cell { column: title.key.clone(), value: read(grid, &cells_of, Some(*column)) });
        ChartRow { cells: cells.collect(), ..row(title, read(grid, &cells_of, None)) }
    });
    Chart {
        rows: rows.collect(),
        columns: found.iter().map(|(_, title)| column(title)).collect(),
        total: read(grid, &everything, None),
        ..Chart::default()
    }
}

pub(crate) fn column(title: &Title) -> Column {
    Column { key: title.key.clone(), name: title.name.clone(), color: title.color.clone() }
}

pub(crate) fn row(title: Title, total: Value) -> ChartRow {
    let Title { key, name, project_name, color } = title;
    ChartRow { key, name, project_name, color, total, cells: Vec::new(), series: Vec::new() }
}

pub(crate) fn rest_title() -> Title {
    Title { key: REST.to_owned(), name: REST.to_owned(), project_name: None, color: None }
}
