//! What the counting scans say about each id at the moment.
use super::names::Names;
use crate::step::{Edge, Known};
use scan::record::Facts;
use std::sync::Arc;

/// A component of one scan in numbers.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) facts: Arc<Facts>,
    pub(crate) package: u32,
    /// Ids it renders, each with its elements; sorted.
    pub(crate) edges: Box<[(u32, u32)]>,
    /// The same ids in the order of the record.
    order: Box<[u32]>,
    /// Ids under which it is exported; sorted.
    pub(crate) exports: Box<[u32]>,
    /// Words it goes by: its name and the names of its export ids; sorted.
    pub(crate) words: Box<[u32]>,
}

impl Entry {
    /// Reads a record of that repository. What `former`, the entry before of the same id, has said already
    /// isn't looked up again: ids are long, and most of a record stays as it was.
    pub(crate) fn read(names: &mut Names, repository: u32, known: &Known, former: Option<&Self>) -> Self {
        let facts = &known.facts;
        let order = targets(names, repository, &known.edges, former.map_or(&[], |former| &former.order));
        let mut edges: Vec<(u32, u32)> =
            order.iter().zip(known.edges.iter()).map(|(&node, edge)| (node, edge.instances)).collect();
        edges.sort_unstable();
        edges.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            is_same
        });
        let (edges, order) = (edges.into(), order.into());
        if let Some(former) = former.filter(|former| former.is_called_alike(facts)) {
            let (exports, words) = (former.exports.clone(), former.words.clone());
            return Self { facts: facts.clone(), package: former.package, edges, order, exports, words };
        }
        let mut exports: Vec<u32> = facts.export_ids.iter().map(|id| names.node(repository, id)).collect();
        exports.sort_unstable();
        exports.dedup();
        let named = facts.export_ids.iter().filter_map(|id| crate::ids::export_name(id));
        let mut words: Vec<u32> = named.chain([facts.name.as_str()]).map(|word| names.word(word)).collect();
        words.sort_unstable();
        words.dedup();
        Self {
            facts: facts.clone(),
            package: names.package(repository, &facts.package_name),
            edges,
            order,
            exports: exports.into(),
            words: words.into(),
        }
    }

    /// Whether facts name a component as these do.
    fn is_called_alike(&self, facts: &Arc<Facts>) -> bool {
        Arc::ptr_eq(&self.facts, facts)
            || (self.facts.name == facts.name
                && self.facts.package_name == facts.package_name
                && self.facts.export_ids == facts.export_ids)
    }

    pub(crate) fn renders(&self, node: u32) -> bool {
        self.edges.binary_search_by_key(&node, |(child, _)| *child).is_ok()
    }
}

/// How many of the former targets an edge is compared with before it is looked up.
const NEAR: usize = 8;

/// Numbers of the ids that edges lead to. They are mostly those of `former`, in the same order.
fn targets(names: &mut Names, repository: u32, edges: &[Edge], former: &[u32]) -> Vec<u32> {
    let (mut at, mut misses) = (0, 0);
    edges
        .iter()
        .map(|edge| {
            let near = former.iter().skip(at).take((1 + misses).min(NEAR));
            let found = near.zip(at..).find(|(node, _)| names.nodes[**node as usize].id == edge.to);
            if let Some((&node, place)) = found {
                (at, misses) = (place + 1, 0);
                return node;
            }
            misses += 1;
            names.node(repository, &edge.to)
        })
        .collect()
}

/// As what an entry speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A local component of a project its repository owns.
    Local,
    /// An external component.
    External,
    /// A local component of somebody else's project: an external one that says nothing about exports.
    Stranger,
}

/// What one repository says about an id.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) repository: u32,
    pub(crate) entry: Arc<Entry>,
    /// The role in which its exports and words are listed, if they are.
    pub(crate) listed: Option<Role>,
}

/// Whether two scans say the same about an external component. Their export ids are united anyway.
pub(crate) fn same_facts(one: &Arc<Facts>, other: &Arc<Facts>) -> bool {
    Arc::ptr_eq(one, other)
        || (one.name == other.name
            && one.path == other.path
            && one.metadata == other.metadata
            && one.props == other.props
            && one.html_elements == other.html_elements)
}
