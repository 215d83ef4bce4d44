//! Counters for rows and columns. A use is told by the parts its two ends have in the number of a cell.
use super::answer::Value;
use super::query::Metric;
use crate::hash::Numbered;
use crate::timeline::NONE;

/// The parts one end of a use has; a use is in every cell that is the sum of a child's and a parent's part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Parts {
    /// The use doesn't count.
    #[default]
    Nothing,
    /// One cell.
    One(u32),
    /// Several.
    Many(Box<[u32]>),
}

impl Parts {
    pub(crate) fn as_slice(&self) -> &[u32] {
        match self {
            Self::Nothing => &[],
            Self::One(part) => std::slice::from_ref(part),
            Self::Many(parts) => parts,
        }
    }

    pub(crate) fn of(parts: &[u32]) -> Self {
        match parts {
            [] => Self::Nothing,
            [part] => Self::One(*part),
            parts => Self::Many(parts.into()),
        }
    }
}

/// How cells are numbered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) rows: u32,
    pub(crate) columns: u32,
    /// Whether totals are cells of their own, behind the rows and behind the columns, because they aren't sums.
    pub(crate) own_row_total: bool,
    pub(crate) own_column_total: bool,
    /// Core and other uses are counted apart.
    pub(crate) is_ratio: bool,
}

impl Layout {
    pub(crate) fn width(&self) -> u32 {
        self.columns + u32::from(self.own_column_total)
    }

    fn height(&self) -> u32 {
        self.rows + u32::from(self.own_row_total)
    }

    /// Cells of one layer.
    pub(crate) fn layer(&self) -> u32 {
        self.width() * self.height()
    }

    pub(crate) fn size(&self) -> u32 {
        self.layer() * if self.is_ratio { 2 } else { 1 }
    }
}

/// The counters.
#[derive(Debug)]
pub(crate) struct Grid {
    pub(crate) layout: Layout,
    metric: Metric,
    cells: Vec<u64>,
    /// Uses per cell, where the cells don't tell whether there are any.
    pairs: Vec<u32>,
    /// Uses by cell and counted thing.
    references: Numbered<u64, u32>,
    /// Cells that changed since they were asked for.
    changed: Vec<u32>,
    is_changed: Vec<bool>,
    pub(crate) notes_changes: bool,
}

impl Grid {
    pub(crate) fn new(layout: Layout, metric: Metric) -> Self {
        let size = layout.size() as usize;
        Self {
            layout,
            metric,
            cells: vec![0; size],
            pairs: if metric == Metric::Instances { vec![0; size] } else { Vec::new() },
            references: Numbered::default(),
            changed: Vec::new(),
            is_changed: Vec::new(),
            notes_changes: false,
        }
    }

    /// Notes from now on which cells change.
    pub(crate) fn note_changes(&mut self) {
        self.notes_changes = true;
        self.is_changed = vec![false; self.cells.len()];
    }

    /// Cells that changed since the last call.
    pub(crate) fn take_changed(&mut self) -> Vec<u32> {
        let changed = std::mem::take(&mut self.changed);
        for &cell in &changed {
            self.is_changed[cell as usize] = false;
        }
        changed
    }

    /// A use comes or goes. `thing` is what a distinct metric counts.
    pub(crate) fn count(&mut self, child: &Parts, parent: &Parts, instances: u32, thing: u32, comes: bool) {
        for &one in child.as_slice() {
            for &other in parent.as_slice() {
                self.count_cell(one + other, instances, thing, comes);
            }
        }
    }

    fn count_cell(&mut self, cell: u32, instances: u32, thing: u32, comes: bool) {
        let at = cell as usize;
        let mut by = 1;
        match self.metric {
            Metric::Usages | Metric::Adoption => {}
            Metric::Instances => {
                by = u64::from(instances);
                self.pairs[at] = if comes { self.pairs[at] + 1 } else { self.pairs[at] - 1 };
            }
            Metric::Components | Metric::Projects => {
                let key = u64::from(cell) << 32 | u64::from(thing);
                let uses = self.references.entry(key).or_default();
                *uses = if comes { *uses + 1 } else { *uses - 1 };
                if *uses != u32::from(comes) {
                    return;
                }
                if *uses == 0 {
                    self.references.remove(&key);
                }
            }
        }
        self.cells[at] = if comes { self.cells[at] + by } else { self.cells[at] - by };
        if self.notes_changes && !self.is_changed[at] {
            self.is_changed[at] = true;
            self.changed.push(cell);
        }
    }

    /// The counters of one use per step, without distinct things: what most charts need.
    pub(crate) fn counts_plainly(&self) -> bool {
        matches!(self.metric, Metric::Usages | Metric::Instances | Metric::Adoption) && !self.notes_changes
    }

    /// Uses of one child by these parents, each with a part of its own or none, where counting is plain. A
    /// function of its own, so that the processor has room for the loop.
    #[inline(never)]
    pub(crate) fn add_each(&mut self, part: u32, uses: impl Iterator<Item = (u32, u32)>, parts: &[u32]) {
        let (cells, pairs) = (&mut self.cells[part as usize..], self.pairs.get_mut(part as usize..));
        let counted = uses.map(|(parent, instances)| (parts[parent as usize], instances));
        let counted = counted.filter(|(other, _)| *other != NONE);
        match pairs.filter(|pairs| !pairs.is_empty()) {
            None => counted.for_each(|(other, _)| cells[other as usize] += 1),
            Some(pairs) => counted.for_each(|(other, instances)| {
                cells[other as usize] += u64::from(instances);
                pairs[other as usize] += 1;
            }),
        }
    }

    /// So many uses at once, with so many elements, where counting is plain.
    pub(crate) fn add_plainly(&mut self, cell: u32, usages: u32, instances: u64) {
        let at = cell as usize;
        match self.pairs.get_mut(at) {
            Some(pairs) => {
                *pairs += usages;
                self.cells[at] += instances;
            }
            None => self.cells[at] += u64::from(usages),
        }
    }

    /// The raw number of a cell, and whether any use is in it.
    pub(crate) fn raw(&self, cell: u32) -> (u64, bool) {
        let at = cell as usize;
        let count = self.cells[at];
        (count, if self.pairs.is_empty() { count > 0 } else { self.pairs[at] > 0 })
    }
}

/// The value of counts: core and other ones for a ratio.
pub(crate) fn value(is_ratio: bool, count: u64, other: u64) -> Value {
    match (is_ratio, count + other) {
        (false, _) => Value::Count(count),
        (true, 0) => Value::Nothing,
        (true, all) => Value::Percent(count as f64 * 100.0 / all as f64),
    }
}
