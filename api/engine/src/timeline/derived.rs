//! What is read off the spans once they are complete: who stands for whom, when uses changed, and where to find
//! the spans that touch a component.
use super::lists::{Index, Lists};
use super::names::NONE;
use super::resolver::Resolver;
use super::spans::Spans;
use super::usage_changes::UsageChanges;
use crate::LinkedBy;
use crate::hash::Numbered;
use crate::ids::{NAMELESS, key};
use crate::text::fold;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What is read off the spans.
#[derive(Clone, Debug, Default)]
pub(crate) struct Derived {
    /// Under whose lineage each lineage is shown.
    pub(crate) canon: Vec<u32>,
    /// The package of each lineage.
    pub(crate) package_of: Vec<u32>,
    /// Whether others are shown under a lineage, or it under another.
    pub(crate) is_merged: Vec<bool>,
    /// Lineages, as shown, whose parents changed with a scan.
    pub(crate) usage_changes: UsageChanges,
    /// Edge spans by child and by parent.
    pub(crate) edges_of_child: Index,
    pub(crate) edges_of_parent: Index,
    /// Component spans by lineage.
    pub(crate) components_of: Lists,
    /// Names of the projects, unique in the workspace, by package.
    pub(crate) projects: Vec<String>,
    pub(crate) folded_projects: Vec<String>,
    /// By which rule other ids lead to an id; the strongest.
    pub(crate) linked_by: Numbered<u32, LinkedBy>,
    /// Keys of ids of nameless packages.
    pub(crate) nameless_keys: Numbered<u32, Arc<str>>,
    /// The lineage, as shown, that a key leads to. Those of former ids lead to the one there is now.
    pub(crate) slot_of_key: HashMap<Arc<str>, u32>,
}

impl Derived {
    /// `former` is what was read off before the last scans came.
    pub(crate) fn of(resolver: &Resolver, spans: &Spans, repositories: &[String], former: &Self) -> Self {
        let slots = spans.slots;
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
        let components = (0..).zip(&spans.components);
        let mut derived = Self {
            usage_changes: UsageChanges::default(),
            edges_of_child: former.edges_of_child.go_on(slots, &spans.edges, |span| span.child),
            edges_of_parent: former.edges_of_parent.go_on(slots, &spans.edges, |span| span.parent),
            components_of: Lists::of(slots, components.map(|(number, span)| (span.slot, number))),
            package_of,
            folded_projects: projects.iter().map(|name| fold(name)).collect(),
            projects,
            linked_by,
            nameless_keys,
            slot_of_key,
            canon,
            is_merged,
        };
        if derived.shows_as(former) {
            derived.usage_changes = former.usage_changes.clone();
        }
        derived.usage_changes.go_on(spans, &derived.canon, &derived.is_merged);
        derived
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let names = self.projects.iter().chain(&self.folded_projects).map(|name| 32 + name.len());
        let nameless = self.nameless_keys.values().map(|key| 64 + key.len());
        let keys = self.slot_of_key.keys().map(|key| 64 + key.len());
        let columns = self.canon.len() * 9 + self.linked_by.capacity() * 9;
        let edges = self.edges_of_child.weight() + self.edges_of_parent.weight() + self.components_of.weight();
        let texts: usize = names.chain(nameless).chain(keys).sum();
        texts + columns + edges + self.usage_changes.weight()
    }

    /// Whether the lineages there were before are shown as they were: else their past is another one, too.
    pub(crate) fn shows_as(&self, former: &Self) -> bool {
        self.canon.starts_with(&former.canon) && self.is_merged.starts_with(&former.is_merged)
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

fn nameless_keys(resolver: &Resolver, projects: &[String]) -> Numbered<u32, Arc<str>> {
    let nodes = (0..).zip(&resolver.names.nodes).filter(|(_, node)| node.package != NONE && node.key.is_empty());
    nodes.map(|(number, node)| (number, key(&node.id, NAMELESS, &projects[node.package as usize]).into())).collect()
}
