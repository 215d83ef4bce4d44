//! Which columns a chart shows: the largest ones, and one for all the rest.
use super::current::{Counted, all_rows, has_use, ordered, read, rest_title};
use super::dims::Title;
use super::fill::fill;
use super::grid::Layout;
use super::signatures::{Fold, Plan};
use crate::columns::Columns;

/// The columns of a chart.
#[derive(Debug)]
pub(crate) struct Across {
    /// Their numbers.
    shown: Vec<u32>,
    /// The place of each number among them; the place behind them is that of all others.
    pub(crate) map: Vec<u32>,
}

impl Across {
    /// Every column, if they are few enough.
    pub(crate) fn all(plan: &Plan<'_>, limit: usize) -> Option<Self> {
        let bound = plan.width();
        (bound as usize <= limit).then(|| Self { shown: (0..bound).collect(), map: (0..bound).collect() })
    }

    /// The first so many of these.
    pub(crate) fn largest(plan: &Plan<'_>, ranked: &[u32], limit: usize) -> Self {
        let shown = ranked[..ranked.len().min(limit)].to_vec();
        let mut map = vec![shown.len() as u32; plan.width() as usize];
        for (place, number) in (0..).zip(&shown) {
            map[*number as usize] = place;
        }
        Self { shown, map }
    }

    /// How many places there are.
    pub(crate) fn places(&self) -> u32 {
        self.shown.len() as u32 + u32::from(self.map.len() > self.shown.len())
    }

    /// The places that are used, each with its title; in the order of the titles, the rest behind them.
    pub(crate) fn titled(&self, plan: &Plan<'_>, is_used: impl Fn(u32) -> bool) -> Vec<(u32, Title)> {
        let Some(dim) = &plan.columns else { return Vec::new() };
        let used = (0..).zip(&self.shown).filter(|(place, _)| is_used(*place));
        let mut titled: Vec<(u32, u32, Title)> =
            used.map(|(place, number)| (place, *number, dim.title(plan.timeline, plan.layer, *number))).collect();
        titled.sort_by_cached_key(|(_, number, title)| dim.order(title, *number));
        let mut titled: Vec<(u32, Title)> = titled.into_iter().map(|(place, _, title)| (place, title)).collect();
        let rest = self.shown.len() as u32;
        if rest < self.places() && is_used(rest) {
            titled.push((rest, rest_title()));
        }
        titled
    }
}

/// Columns counted over all rows together, the largest first.
pub(crate) struct Ranked {
    pub(crate) numbers: Vec<u32>,
    /// How many of them have a value.
    valued: usize,
}

impl Ranked {
    /// The columns in which a state has uses.
    pub(crate) fn at(plan: &Plan<'_>, columns: &Columns, counted: &Counted) -> Self {
        Self::with(plan, columns, counted, Vec::new())
    }

    /// Those, and others that have none now.
    pub(crate) fn with(plan: &Plan<'_>, columns: &Columns, counted: &Counted, others: Vec<u32>) -> Self {
        let (rows, across) = together(plan);
        let fold = Fold { layout: layout(plan), rows: Some(&rows), columns: Some(&across) };
        let grid = fill(plan, columns, &counted.carried, &counted.passing, &fold);
        let everything = all_rows(&fold.layout);
        let mut numbers: Vec<u32> =
            across.iter().copied().filter(|column| has_use(&grid, &everything, Some(*column))).chain(others).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let value = |column: u32| read(&grid, &everything, Some(column));
        let valued = numbers.iter().filter(|column| value(**column).is_something()).count();
        let numbers = match &plan.columns {
            Some(dim) => ordered(plan, dim, numbers, usize::MAX, |column| value(column).rank()),
            None => Vec::new(),
        };
        Self { numbers, valued }
    }

    /// Whether no other column can be among the first so many.
    pub(crate) fn fills(&self, limit: usize) -> bool {
        self.valued >= limit && self.numbers.len() > limit
    }
}

/// All rows as one, and each column by itself.
pub(crate) fn together(plan: &Plan<'_>) -> (Vec<u32>, Vec<u32>) {
    (vec![0; plan.rows.bound(plan.timeline, plan.layer) as usize], (0..plan.width()).collect())
}

/// The cells of [`together`].
pub(crate) fn layout(plan: &Plan<'_>) -> Layout {
    plan.layout(1, Some(plan.width()))
}
