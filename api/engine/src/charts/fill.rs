//! Counting the uses of one state.
use super::grid::{Grid, Parts};
use super::signatures::{Fold, Plan};
use crate::columns::Columns;
use crate::tags::Carried;
use crate::timeline::NONE;

/// The parts of those who may be parents.
enum Parents {
    /// All uses count, and in the same cell whoever the parent is: they are counted already.
    Alike,
    /// One each; none for who doesn't count.
    Single(Vec<u32>),
    Any(Vec<Parts>),
}

impl Parents {
    fn of(plan: &Plan<'_>, columns: &Columns, carried: &Carried, fold: &Fold<'_>, is_plain: bool) -> Self {
        if is_plain && plan.has_equal_parents(fold) {
            return Self::Alike;
        }
        let parent = |slot| plan.parent(&columns.point, carried, slot, fold);
        let only_part = |slot| match parent(slot) {
            Parts::Nothing => Some(NONE),
            Parts::One(part) => Some(part),
            Parts::Many(_) => None,
        };
        let slots = 0..plan.timeline.spans.slots;
        let single = is_plain.then(|| slots.clone().map(only_part).collect::<Option<Vec<u32>>>()).flatten();
        single.map_or_else(|| Self::Any(slots.map(parent).collect()), Self::Single)
    }
}

/// Counts every use of a state.
pub(crate) fn fill(plan: &Plan<'_>, columns: &Columns, carried: &Carried, passing: &[bool], fold: &Fold<'_>) -> Grid {
    let (timeline, point) = (plan.timeline, &columns.point);
    let mut grid = Grid::new(fold.layout, plan.metric);
    let parents = Parents::of(plan, columns, carried, fold, grid.counts_plainly());
    let by_project = plan.metric == super::Metric::Projects;
    for slot in (0..timeline.spans.slots).filter(|slot| passing[*slot as usize]) {
        let child = plan.passed(point, carried, slot, fold);
        if child == Parts::Nothing {
            continue;
        }
        match &parents {
            Parents::Alike => {
                let (usages, instances) = (point.usages[slot as usize], point.instances[slot as usize]);
                child.as_slice().iter().for_each(|part| grid.add_plainly(*part, usages, instances));
            }
            Parents::Single(parents) => {
                child.as_slice().iter().for_each(|part| grid.add_each(*part, columns.parents.of(slot), parents));
            }
            Parents::Any(parents) if plan.is_html => {
                let thing = if by_project { timeline.package_of(slot) } else { slot };
                grid.count(&child, &parents[slot as usize], 0, thing, true);
            }
            Parents::Any(parents) => {
                for (parent, instances) in columns.parents.of(slot) {
                    let thing = if by_project { timeline.package_of(parent) } else { slot };
                    grid.count(&child, &parents[parent as usize], instances, thing, true);
                }
            }
        }
    }
    grid
}
