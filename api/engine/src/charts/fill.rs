//! Counting the uses of one state.
use super::grid::{Grid, Parts};
use super::signatures::{Fold, Plan};
use crate::columns::Columns;
use crate::tags::Carried;
use crate::timeline::NONE;

/// Counts every use of a state.
pub(crate) fn fill(plan: &Plan<'_>, columns: &Columns, carried: &Carried, passing: &[bool], fold: &Fold<'_>) -> Grid {
    let (timeline, point) = (plan.timeline, &columns.point);
    let mut grid = Grid::new(fold.layout, plan.metric);
    let slots = timeline.spans.slots;
    let parent = |slot| plan.parent(point, carried, slot, fold);
    let only_part = |slot| match parent(slot) {
        Parts::Nothing => Some(NONE),
        Parts::One(part) => Some(part),
        Parts::Many(_) => None,
    };
    let plain = grid.counts_plainly().then(|| (0..slots).map(only_part).collect::<Option<Vec<u32>>>()).flatten();
    let parents: Vec<Parts> = if plain.is_none() { (0..slots).map(parent).collect() } else { Vec::new() };
    let is_plain = plain.is_some();
    let plain = plain.unwrap_or_default();
    // Where all uses are in one cell whoever the parent is, they are counted already.
    let shared = is_plain.then(|| only_cell(point.slots().map(|slot| plain[slot as usize]))).flatten();
    for slot in (0..slots).filter(|slot| passing[*slot as usize]) {
        let child = plan.passed(point, carried, slot, fold);
        if child == Parts::Nothing {
            continue;
        }
        if plan.is_html {
            let thing = if plan.metric == super::Metric::Projects { timeline.package_of(slot) } else { slot };
            grid.count(&child, &parents[slot as usize], 0, thing, true);
        } else if let Some(parent) = shared {
            let (usages, instances) = (point.usages[slot as usize], point.instances[slot as usize]);
            child.as_slice().iter().for_each(|part| grid.add_plainly(part + parent, usages, instances));
        } else if is_plain {
            let (cells, pairs) = grid.plain_cells();
            for &part in child.as_slice() {
                if pairs.is_empty() {
                    for &parent in columns.parents.neighbours(slot) {
                        let other = plain[parent as usize];
                        if other != NONE {
                            cells[(part + other) as usize] += 1;
                        }
                    }
                } else {
                    for (parent, instances) in columns.parents.of(slot) {
                        let other = plain[parent as usize];
                        if other != NONE {
                            cells[(part + other) as usize] += u64::from(instances);
                            pairs[(part + other) as usize] += 1;
                        }
                    }
                }
            }
        } else {
            for (parent, instances) in columns.parents.of(slot) {
                let thing = if plan.metric == super::Metric::Projects { timeline.package_of(parent) } else { slot };
                grid.count(&child, &parents[parent as usize], instances, thing, true);
            }
        }
    }
    grid
}

/// The part that all of these have, if there is one.
fn only_cell(mut parts: impl Iterator<Item = u32>) -> Option<u32> {
    let first = parts.next().filter(|part| *part != NONE)?;
    parts.all(|part| part == first).then_some(first)
}
