//! What is read off the spans once they are complete: who stands for whom, when uses changed, and where to find
//! the spans that end with a scan or touch a component.
use super::names::NONE;
use super::resolver::Resolver;
use super::spans::Spans;
use crate::LinkedBy;
use crate::hash::Numbered;
use crate::ids::{NAMELESS, key};
use crate::text::fold;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Lists of numbers by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Sorts (list, item) pairs into `lists` lists; the order within a list is that of the pairs.
    pub(crate) fn of(lists: u32, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0; lists as usize + 1];
        for (list, _) in pairs.clone() {
            starts[list as usize + 1] += 1;
        }
        for list in 1..starts.len() {
            starts[list] += starts[list - 1];
        }
        let mut next = starts.clone();
        let mut items = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (list, item) in pairs {
            let at = &mut next[list as usize];
            items[*at as usize] = item;
            *at += 1;
        }
        Self { starts, items }
    }

    pub(crate) fn get(&self, list: u32) -> &[u32] {
        let list = list as usize;
        &self.items[self.starts[list] as usize..self.starts[list + 1] as usize]
    }

    /// The items of several lists that follow each other.
    pub(crate) fn range(&self, lists: std::ops::Range<u32>) -> &[u32] {
        &self.items[self.starts[lists.start as usize] as usize..self.starts[lists.end as usize] as usize]
    }
}

/// What is read off the spans.
#[derive(Clone, Debug, Default)]
pub(crate) struct Derived {
    /// Under whose lineage each lineage is shown.
    pub(crate) canon: Vec<u32>,
    /// The package of each lineage.
    pub(crate) package_of: Vec<u32>,
    /// Whether others are shown under a lineage, or it under another.
    pub(crate) is_merged: Vec<bool>,
    /// Lineages, as shown, whose parents changed with a scan; by scan.
    pub(crate) usage_changes: Lists,
    /// Edge spans by the scan with which they end.
    pub(crate) edge_ends: Lists,
    /// Component spans by the scan with which they end.
    pub(crate) component_ends: Lists,
    /// Edge spans by child and by parent.
    pub(crate) edges_of_child: Lists,
    pub(crate) edges_of_parent: Lists,
    /// Component spans by lineage.
    pub(crate) components_of: Lists,
    /// Names of the projects, unique in the workspace, by package.
    pub(crate) projects: Vec<String>,
    pub(crate) folded_projects: Vec<String>,
    /// By which rule other ids lead to an id; the strongest.
    pub(crate) linked_by: Numbered<u32, LinkedBy>,
    /// Keys of ids of nameless packages.
    pub(crate) nameless_keys: Numbered<u32, String>,
    /// The lineage, as shown, that a key leads to. Those of former ids lead to the one there is now.
    pub(crate) slot_of_key: HashMap<String, u32>,
}

impl Derived {
    pub(crate) fn of(resolver: &Resolver, spans: &Spans, repositories: &[String]) -> Self {
        let (slots, scans) = (spans.slots, spans.scans.len() as u32);
        let (canon, linked_by) = links(resolver, slots);
        let mut is_merged = vec![false; slots as usize];
        for (slot, &shown) in (0..).zip(&canon).filter(|(slot, shown)| slot != *shown) {
            is_merged[slot as usize] = true;
            is_merged[shown as usize] = true;
        }
        let mut package_of = vec![NONE; slots as usize];
        for span in &spans.components {
            package_of[span.slot as usize] = spans.versions[span.version as usize].package;
        }
        let projects = project_names(resolver, repositories);
        let nameless_keys = nameless_keys(resolver, &projects);
        let mut slot_of_key = HashMap::with_capacity(resolver.nodes.len());
        for (number, node) in (0..).zip(&resolver.names.nodes) {
            // one that was linked from its first scan on never stood for itself
            let linked = || resolver.link_of(number).map(|(target, _)| resolver.nodes[target as usize].slot);
            if let Some(slot) = resolver.any_slot(number).or_else(|| linked().filter(|slot| *slot != NONE)) {
                let key = nameless_keys.get(&number).unwrap_or(&node.key);
                slot_of_key.insert(key.clone(), canon[slot as usize]);
            }
        }
        let edges = || (0..).zip(&spans.edges);
        let components = || (0..).zip(&spans.components);
        let ending = |(number, to): (u32, u32)| (to != NONE).then_some((to, number));
        Self {
            usage_changes: usage_changes(spans, &canon, &is_merged),
            edge_ends: Lists::of(scans, edges().filter_map(|(number, span)| ending((number, span.to)))),
            component_ends: Lists::of(scans, components().filter_map(|(number, span)| ending((number, span.to)))),
            edges_of_child: Lists::of(slots, edges().map(|(number, span)| (span.child, number))),
            edges_of_parent: Lists::of(slots, edges().map(|(number, span)| (span.parent, number))),
            components_of: Lists::of(slots, components().map(|(number, span)| (span.slot, number))),
            package_of,
            folded_projects: projects.iter().map(|name| fold(name)).collect(),
            projects,
            linked_by,
            nameless_keys,
            slot_of_key,
            canon,
            is_merged,
        }
    }
}

/// Where ids lead in the newest state. An external component that is linked is shown under its target's lineage
/// in earlier states, and a lineage whose id another one took over, under that one: both have one key.
fn links(resolver: &Resolver, slots: u32) -> (Vec<u32>, Numbered<u32, LinkedBy>) {
    let mut canon: Vec<u32> = (0..slots).collect();
    let mut linked_by: Numbered<u32, LinkedBy> = Numbered::default();
    for node in 0..resolver.nodes.len() as u32 {
        let Some((target, by)) = resolver.link_of(node) else { continue };
        linked_by.entry(target).and_modify(|strongest| *strongest = by.min(*strongest)).or_insert(by);
        let shown = resolver.nodes[target as usize].slot;
        if let Some(slot) = resolver.former_slot(node).filter(|_| shown != NONE && target != node) {
            canon[slot as usize] = shown;
        }
    }
    for slot in 0..slots {
        if let Some(heir) = resolver.heir(slot) {
            canon[slot as usize] = canon[heir as usize];
        }
    }
    (canon, linked_by)
}

/// `root@<repository>` for a nameless package, with `#2`, `#3` … behind it where that name is taken.
fn project_names(resolver: &Resolver, repositories: &[String]) -> Vec<String> {
    let packages = &resolver.names.packages;
    let mut taken: HashSet<String> =
        packages.iter().filter(|package| package.only_in.is_none()).map(|package| package.name.to_string()).collect();
    let mut nameless: Vec<(u32, usize)> =
        packages.iter().enumerate().filter_map(|(number, package)| Some((package.only_in?, number))).collect();
    nameless.sort_by_key(|(repository, _)| resolver.repositories[*repository as usize]);
    let mut names: Vec<String> = packages.iter().map(|package| package.name.to_string()).collect();
    for (repository, package) in nameless {
        let plain = format!("{NAMELESS}@{}", repositories[repository as usize]);
        let numbered = (2..).map(|number| format!("{plain}#{number}"));
        let name = std::iter::once(plain.clone()).chain(numbered).find(|name| !taken.contains(name));
        names[package] = name.unwrap_or(plain);
        taken.insert(names[package].clone());
    }
    names
}

fn nameless_keys(resolver: &Resolver, projects: &[String]) -> Numbered<u32, String> {
    let nodes = (0..).zip(&resolver.names.nodes).filter(|(_, node)| node.package != NONE && node.key.is_empty());
    nodes.map(|(number, node)| (number, key(&node.id, NAMELESS, &projects[node.package as usize]))).collect()
}

fn usage_changes(spans: &Spans, canon: &[u32], is_merged: &[bool]) -> Lists {
    let mut changes: Vec<(u32, u32)> = Vec::new();
    let mut last_end = vec![NONE; spans.slots as usize];
    let mut existing: BTreeMap<(u32, u32), i64> = BTreeMap::new();
    for span in &spans.components {
        let slot = span.slot as usize;
        if is_merged[slot] {
            *existing.entry((span.from, canon[slot])).or_default() += 1;
            *existing.entry((span.to, canon[slot])).or_default() -= 1;
        } else if last_end[slot] != span.from {
            changes.push((span.from, span.slot));
        }
        last_end[slot] = span.to;
    }
    let mut counts: Numbered<u64, i64> = Numbered::default();
    for ((scan, slot), change) in existing.into_iter().filter(|((scan, _), _)| *scan != NONE) {
        let count = counts.entry(slot.into()).or_default();
        if *count == 0 && change > 0 {
            changes.push((scan, slot));
        }
        *count += change;
    }
    let mut merged: BTreeMap<(u32, u32, u32), i64> = BTreeMap::new();
    for span in &spans.edges {
        let (parent, child) = (span.parent as usize, span.child as usize);
        if is_merged[parent] || is_merged[child] {
            *merged.entry((span.from, canon[child], canon[parent])).or_default() += 1;
            *merged.entry((span.to, canon[child], canon[parent])).or_default() -= 1;
            continue;
        }
        if !span.went_on {
            changes.push((span.from, span.child));
        }
        if span.to != NONE && !span.goes_on {
            changes.push((span.to, span.child));
        }
    }
    let mut counts: Numbered<u64, i64> = Numbered::default();
    for ((scan, child, parent), change) in merged.into_iter().filter(|((scan, ..), _)| *scan != NONE) {
        let count = counts.entry(u64::from(child) << 32 | u64::from(parent)).or_default();
        let (before, after) = (*count, *count + change);
        if (before > 0) != (after > 0) {
            changes.push((scan, child));
        }
        *count = after;
    }
    Lists::of(spans.scans.len() as u32, changes.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_the_order_of_their_pairs() {
        let lists = Lists::of(3, [(2, 7), (0, 5), (2, 6)].into_iter());
        assert_eq!(lists.get(0), [5]);
        assert_eq!(lists.get(1), [0_u32; 0]);
        assert_eq!(lists.get(2), [7, 6]);
        assert_eq!(lists.range(0..3), [5, 7, 6]);
    }
}
