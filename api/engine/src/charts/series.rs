//! A chart over time: one pass over the history, in which only what changed is counted again.
use super::across::{self, Across, Ranked};
use super::answer::{Chart, ChartPoint, Series, Value};
use super::current::{Counted, all_rows, column, fold_map, rest_title, row};
use super::dims::Dim;
use super::grid::{Grid, Layout, value};
use super::periods::Bucket;
use super::query::On;
use super::signatures::{Fold, Plan};
use super::sweep::Sweep;
use crate::columns::Columns;
use crate::hash::{NumberSet, Numbered};
use crate::timeline::Timeline;
use std::collections::BTreeSet;

/// The chart at these points.
pub(crate) fn series(plan: &Plan<'_>, buckets: &[Bucket]) -> Chart {
    let Some(last) = buckets.last() else { return Chart::default() };
    let timeline = plan.timeline;
    let newest = timeline.columns_at(timeline.spans.scans_before(last.end), last.point.at);
    let mut counted = Counted::at(plan, &newest);
    if !counted.fills(plan.limit) {
        let former = former_rows(plan, buckets);
        counted.add_rows(plan, former);
    }
    let shown = counted.ranked.len().min(plan.limit);
    let across = plan.columns.is_some().then(|| columns_of(plan, buckets, &newest, &counted, shown));
    let ranked = counted.ranked;
    let map = fold_map(plan, &ranked, shown);
    let fold = Fold {
        layout: plan.layout(shown as u32 + 1, across.as_ref().map(Across::places)),
        rows: Some(&map),
        columns: across.as_ref().map(|across| across.map.as_slice()),
    };

    let tracks = Tracks::along(plan, &fold, buckets);
    let points: Vec<ChartPoint> = buckets.iter().map(|bucket| bucket.point).collect();
    answer(plan, &tracks, fold.layout, across.as_ref(), &ranked, points)
}

/// The columns of a chart with so many rows.
fn columns_of(plan: &Plan<'_>, buckets: &[Bucket], newest: &Columns, counted: &Counted, rows: usize) -> Across {
    let limit = plan.bounds.columns.min(plan.bounds.series / rows.max(1)).max(1);
    Across::all(plan, limit).unwrap_or_else(|| {
        let mut ranked = Ranked::at(plan, newest, counted);
        if !ranked.fills(limit) {
            ranked = Ranked::with(plan, newest, counted, former_columns(plan, buckets));
        }
        Across::largest(plan, &ranked.numbers, limit)
    })
}

/// Columns that had uses at some point.
fn former_columns(plan: &Plan<'_>, buckets: &[Bucket]) -> Vec<u32> {
    let (rows, across) = across::together(plan);
    let fold = Fold { layout: across::layout(plan), rows: Some(&rows), columns: Some(&across) };
    let tracks = Tracks::along(plan, &fold, buckets);
    let everything = all_rows(&fold.layout);
    across.iter().copied().filter(|column| tracks.has_use(&fold.layout, &everything, Some(*column))).collect()
}

/// Rows that were there at some point.
fn former_rows(plan: &Plan<'_>, buckets: &[Bucket]) -> BTreeSet<u32> {
    let timeline = plan.timeline;
    let mut former: BTreeSet<u32> = BTreeSet::new();
    match &plan.rows {
        Dim::Tag(_) => {}
        Dim::Project(On::Parent) => {
            let counts: Vec<u32> = buckets.iter().map(|bucket| timeline.spans.scans_before(bucket.end)).collect();
            for span in &timeline.spans.projects {
                // The first point at or after its beginning: is it still there?
                let at = counts.partition_point(|count| *count <= span.from);
                if counts.get(at).is_some_and(|count| span.to >= *count) {
                    former.insert(span.package);
                }
            }
        }
        Dim::Component => {
            let fold = Fold { layout: plan.layout(1, None), rows: Some(&[]), columns: None };
            let mut sweep = Sweep::observing(plan, &fold);
            for bucket in buckets {
                sweep.go_to(timeline.spans.scans_before(bucket.end), bucket.point.at);
            }
            former.extend(sweep.seen.iter().map(|slot| timeline.derived.canon[*slot as usize]));
        }
        _ => {
            let bound = plan.rows.bound(timeline, plan.layer);
            let fold = Fold { layout: plan.layout(bound, None), rows: None, columns: None };
            let tracks = Tracks::along(plan, &fold, buckets);
            former.extend((0..bound).filter(|row| tracks.has_use(&fold.layout, &[*row], None)));
        }
    }
    former
}

/// How cells changed from point to point.
#[derive(Default)]
struct Tracks {
    cells: Numbered<u32, Vec<(u32, u64)>>,
    used: NumberSet<u32>,
}

impl Tracks {
    /// From the beginning through all points.
    fn along(plan: &Plan<'_>, fold: &Fold<'_>, buckets: &[Bucket]) -> Self {
        let mut sweep = Sweep::new(plan, fold);
        let mut tracks = Self::default();
        for (at, bucket) in (0..).zip(buckets) {
            sweep.go_to(plan.timeline.spans.scans_before(bucket.end), bucket.point.at);
            tracks.note(at, &mut sweep.grid);
        }
        tracks
    }

    fn note(&mut self, point: u32, grid: &mut Grid) {
        for cell in grid.take_changed() {
            let (count, is_used) = grid.raw(cell);
            self.cells.entry(cell).or_default().push((point, count));
            if is_used {
                self.used.insert(cell);
            }
        }
    }

    fn of<'a>(
        &'a self,
        layout: &'a Layout,
        rows: &'a [u32],
        column: Option<u32>,
        base: u32,
    ) -> impl Iterator<Item = u32> + 'a {
        let width = layout.width();
        let columns = match column {
            Some(column) => column..column + 1,
            None if layout.own_column_total => layout.columns..layout.columns + 1,
            None => 0..layout.columns,
        };
        rows.iter().flat_map(move |row| columns.clone().map(move |column| base + row * width + column))
    }

    fn has_use(&self, layout: &Layout, rows: &[u32], column: Option<u32>) -> bool {
        let layers = if layout.is_ratio { [Some(0), Some(layout.layer())] } else { [Some(0), None] };
        layers
            .into_iter()
            .flatten()
            .any(|base| self.of(layout, rows, column, base).any(|cell| self.used.contains(&cell)))
    }

    fn counts(&self, layout: &Layout, rows: &[u32], column: Option<u32>, base: u32, points: usize) -> Vec<u64> {
        let mut counts = vec![0; points];
        for cell in self.of(layout, rows, column, base) {
            let Some(track) = self.cells.get(&cell) else { continue };
            let ends = track.iter().skip(1).map(|(point, _)| *point).chain([points as u32]);
            for ((from, count), to) in track.iter().zip(ends) {
                counts[*from as usize..to as usize].iter_mut().for_each(|sum| *sum += count);
            }
        }
        counts
    }

    fn values(&self, layout: &Layout, rows: &[u32], column: Option<u32>, points: usize) -> Vec<Value> {
        let counts = self.counts(layout, rows, column, 0, points);
        let others = match layout.is_ratio {
            true => self.counts(layout, rows, column, layout.layer(), points),
            false => vec![0; points],
        };
        counts.into_iter().zip(others).map(|(count, other)| value(layout.is_ratio, count, other)).collect()
    }
}

fn answer(
    plan: &Plan<'_>,
    tracks: &Tracks,
    layout: Layout,
    across: Option<&Across>,
    numbers: &[u32],
    points: Vec<ChartPoint>,
) -> Chart {
    let everything = all_rows(&layout);
    let is_used = |column| tracks.has_use(&layout, &everything, Some(column));
    let found = across.map(|across| across.titled(plan, is_used)).unwrap_or_default();
    let shown = &numbers[..numbers.len().min(plan.limit)];
    let titles = shown.iter().map(|number| plan.rows.title(plan.timeline, plan.layer, *number));
    let has_rest = numbers.len() > shown.len();
    let rows = (0..).zip(titles.chain(has_rest.then(rest_title))).map(|(at, title)| {
        let values = tracks.values(&layout, &[at], None, points.len());
        let mut answer = row(title, values.last().copied().unwrap_or_default());
        answer.series.push(Series { column: None, values });
        for (column, title) in &found {
            if tracks.has_use(&layout, &[at], Some(*column)) {
                let values = tracks.values(&layout, &[at], Some(*column), points.len());
                answer.series.push(Series { column: Some(title.key.clone()), values });
            }
        }
        answer
    });
    let totals = tracks.values(&layout, &everything, None, points.len());
    Chart {
        rows: rows.collect(),
        columns: found.iter().map(|(_, title)| column(title)).collect(),
        total: totals.last().copied().unwrap_or_default(),
        totals,
        points,
    }
}

impl Timeline {
    /// The state after so many scans.
    pub(crate) fn columns_at(&self, scans: u32, at: i64) -> std::sync::Arc<Columns> {
        if scans as usize == self.spans.scans.len() {
            return self.newest_at(at, true);
        }
        std::sync::Arc::new(Columns::after(self, scans, at))
    }
}
