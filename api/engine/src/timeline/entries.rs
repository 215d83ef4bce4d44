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
    /// Ids under which it is exported; sorted.
    pub(crate) exports: Box<[u32]>,
    /// Words it goes by: its name and the names of its export ids; sorted.
    pub(crate) words: Box<[u32]>,
}

impl Entry {
    /// Reads a record of that repository. The names that `former`, the entry before of the same id, goes by already
    /// aren't looked up again.
    pub(crate) fn read(names: &mut Names, repository: u32, known: &Known, former: Option<&Self>) -> Self {
        let facts = &known.facts;
        let read = |edge: &Edge| (names.node_of(repository, &edge.to), edge.instances);
        let mut edges: Vec<(u32, u32)> = known.edges.iter().map(read).collect();
        edges.sort_unstable();
        edges.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            is_same
        });
        let edges = edges.into();
        if let Some(former) = former.filter(|former| former.is_called_alike(facts)) {
            let (exports, words) = (former.exports.clone(), former.words.clone());
            return Self { facts: facts.clone(), package: former.package, edges, exports, words };
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
