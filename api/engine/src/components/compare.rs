//! What really changed between two scans of a repository.
use scan::{Component, Edge};
use std::collections::{BTreeMap, BTreeSet};

/// The local components in which two scans differ, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Only in the later one.
    pub added: Vec<String>,
    /// Only in the earlier one.
    pub removed: Vec<String>,
    /// In both, with other facts, edges or props of an element. Positions and dates don't matter.
    pub changed: Vec<String>,
}

/// Compares two scans. Entries of one id are one component.
pub fn compare(before: &[Component], after: &[Component]) -> Comparison {
    let (before, after) = (locals(before), locals(after));
    let mut comparison = Comparison::default();
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for id in ids {
        let list = match (before.get(id), after.get(id)) {
            (None, _) => &mut comparison.added,
            (_, None) => &mut comparison.removed,
            (Some(one), Some(other)) if one == other => continue,
            _ => &mut comparison.changed,
        };
        list.push(id.clone());
    }
    comparison
}

fn locals(components: &[Component]) -> BTreeMap<String, Component> {
    let mut all: BTreeMap<String, Component> = BTreeMap::new();
    for component in components {
        match all.get_mut(&component.id) {
            Some(known) => known.merge(component.clone()),
            None => {
                all.insert(component.id.clone(), component.clone());
            }
        }
    }
    all.retain(|_, component| component.is_local);
    all.values_mut().for_each(forget_places);
    all
}

/// Takes out what may change without the component changing.
fn forget_places(component: &mut Component) {
    component.span = None;
    (component.created_at, component.updated_at) = (None, None);
    for Edge { usages, .. } in &mut component.edges {
        usages.iter_mut().for_each(|usage| usage.span = scan::Span::default());
        usages.sort_by_cached_key(|usage| format!("{:?}", usage.props));
    }
    component.edges.sort_by(|one, other| one.to.cmp(&other.to));
}
