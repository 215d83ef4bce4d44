//! About how many bytes a timeline takes: what is kept of many is bounded by it.
use super::Timeline;
use super::entries::{Entry, Said};
use super::names::NONE;
use super::node::Child;
use super::node::NodeState;
use super::spans::{ComponentSpan, DateNote, EdgeSpan, ProjectSpan, ScanMark, Version};
use scan::record::Facts;
use scan::{PropValue, PropertyValue};

/// What the allocator and a counted reference need beside what they hold.
const EACH: usize = 32;

impl Timeline {
    /// About how many bytes it takes, with what it will take once its catalogue was looked at.
    pub fn weight(&self) -> usize {
        let (spans, resolver) = (&self.spans, &self.resolver);
        let numbered = spans.versions.capacity() * size_of::<Version>()
            + spans.components.capacity() * size_of::<ComponentSpan>()
            + spans.edges.capacity() * size_of::<EdgeSpan>()
            + spans.projects.capacity() * size_of::<ProjectSpan>()
            + spans.dates.capacity() * size_of::<DateNote>()
            + spans.scans.capacity() * size_of::<ScanMark>()
            + spans.component_ends.weight()
            + spans.edge_ends.weight();
        let searched: usize = spans.versions.iter().map(|version| EACH + version.searched().len()).sum();
        let nodes: usize = resolver.nodes.iter().map(|node| self.weight_of(node)).sum();
        let shelf: usize = self.newest.point.slots().map(|slot| self.shelved(slot)).sum();
        let named = resolver.names.weight() + resolver.exports.weight();
        spans.weight + numbered + searched + nodes + named + shelf + self.derived.weight() + self.newest.weight()
    }

    fn weight_of(&self, node: &NodeState) -> usize {
        let known = (node.version != NONE).then(|| &self.spans.versions[node.version as usize].facts);
        let said = node.said.iter().map(|said| {
            let is_own = known.is_none_or(|known| !std::sync::Arc::ptr_eq(known, &said.entry.facts));
            said.entry.weight() + if is_own { facts_weight(&said.entry.facts) } else { 0 }
        });
        let lists = node.children.capacity() * size_of::<Child>() + node.raw_parents.capacity() * 4;
        size_of::<NodeState>() + 3 * EACH + node.said.capacity() * size_of::<Said>() + lists + said.sum::<usize>()
    }

    /// The line of a component in the catalogue.
    fn shelved(&self, slot: u32) -> usize {
        let version = &self.spans.versions[self.newest.point.version[slot as usize] as usize];
        16 + version.searched().len() + self.derived.projects[version.package as usize].len()
    }
}

impl Entry {
    fn weight(&self) -> usize {
        let numbers = 2 * self.edges.len() + self.exports.len() + self.words.len();
        size_of::<Self>() + 4 * EACH + numbers * 4
    }
}

/// About how many bytes facts take.
pub(super) fn facts_weight(facts: &Facts) -> usize {
    let text = |text: &String| EACH + size_of::<String>() + text.len();
    let props =
        facts.props.iter().map(|prop| 64 + prop.name.len() + prop.default_value.as_ref().map_or(0, prop_weight));
    let metadata = facts.metadata.iter().map(|(name, value)| {
        let value = if let PropertyValue::Text(text) = value { text.len() } else { 0 };
        96 + name.len() + value
    });
    let lists = facts.export_ids.iter().chain(&facts.html_elements).map(text);
    let names = [&facts.id, &facts.name, &facts.package_name, &facts.path].into_iter().map(text);
    4 * EACH + props.chain(metadata).chain(lists).chain(names).sum::<usize>()
}

/// How long the texts of a declared default are.
fn prop_weight(value: &PropValue) -> usize {
    match value {
        PropValue::Text(text) | PropValue::Identifier(text) | PropValue::Dynamic(text) => text.len(),
        PropValue::Regex { pattern, flags } => pattern.len() + flags.len(),
        PropValue::Number(_) | PropValue::Bool(_) | PropValue::Null | PropValue::Spread => 0,
    }
}
