//! Numbers for what scans call by long names: ids, packages and words.
use crate::hash::Numbered;
use crate::ids::{NAMELESS, export_name, key};
use std::collections::HashMap;
use std::sync::Arc;

/// No number.
pub(crate) const NONE: u32 = u32::MAX;

/// A component id as it may be compared across repositories, or one of a nameless package, which means
/// something in its own repository only.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) id: Arc<str>,
    /// Known once some scan has a component of that id.
    pub(crate) package: u32,
    /// The word by which an external component of this id may be found; none for `default`.
    pub(crate) wanted: u32,
    /// What stands for it in addresses; empty if its package is nameless, because then it depends on a name.
    pub(crate) key: Arc<str>,
}

/// A package. The nameless one of a repository has nothing to do with that of another.
#[derive(Clone, Debug)]
pub(crate) struct PackageName {
    pub(crate) name: Arc<str>,
    /// The repository of a nameless one.
    pub(crate) only_in: Option<u32>,
}

fn is_nameless(id: &str) -> bool {
    id.strip_prefix(NAMELESS).is_some_and(|rest| rest.starts_with(':'))
}

/// All names of a workspace; numbers are never given back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    pub(crate) nodes: Vec<Node>,
    pub(crate) packages: Vec<PackageName>,
    shared: HashMap<Arc<str>, u32>,
    /// The same by where the text of a node lies in memory, which is kept: ids are long, and histories share them.
    by_place: Numbered<usize, u32>,
    nameless: HashMap<u32, HashMap<Arc<str>, u32>>,
    by_package: HashMap<Arc<str>, u32>,
    roots: HashMap<u32, u32>,
    words: HashMap<Arc<str>, u32>,
}

impl Names {
    /// The number of an id that `repository` mentions.
    pub(crate) fn node(&mut self, repository: u32, id: &str) -> u32 {
        let map = if is_nameless(id) { self.nameless.entry(repository).or_default() } else { &mut self.shared };
        if let Some(&known) = map.get(id) {
            return known;
        }
        let (text, number) = (Arc::<str>::from(id), self.nodes.len() as u32);
        map.insert(text.clone(), number);
        self.nodes.push(Node { id: text, package: NONE, wanted: NONE, key: Arc::default() });
        number
    }

    /// The number of an id whose text others may share.
    pub(crate) fn node_of(&mut self, repository: u32, id: &Arc<str>) -> u32 {
        let place = |id: &Arc<str>| Arc::as_ptr(id).cast::<u8>() as usize;
        if let Some(&known) = self.by_place.get(&place(id)) {
            return known;
        }
        let number = self.node(repository, id);
        let node = &mut self.nodes[number as usize];
        // ids of nameless packages mean something else in another repository, whoever shares their text
        if !is_nameless(id) && !self.by_place.contains_key(&place(&node.id)) {
            node.id = id.clone();
            self.by_place.insert(place(id), number);
        }
        number
    }

    /// About how many bytes it takes: each id stands in the list and in maps.
    pub(crate) fn weight(&self) -> usize {
        let nodes = self.nodes.iter().map(|node| 160 + 2 * node.id.len() + node.key.len());
        let words = self.words.keys().chain(self.by_package.keys()).map(|text| 80 + text.len());
        nodes.chain(words).sum()
    }

    /// The number of an id that `repository` has mentioned.
    pub(crate) fn find(&self, repository: u32, id: &str) -> Option<u32> {
        let map = if is_nameless(id) { self.nameless.get(&repository)? } else { &self.shared };
        map.get(id).copied()
    }

    /// The number of a package that `repository` mentions.
    pub(crate) fn package(&mut self, repository: u32, name: &str) -> u32 {
        let number = self.packages.len() as u32;
        if name == NAMELESS {
            return *self.roots.entry(repository).or_insert_with(|| {
                self.packages.push(PackageName { name: NAMELESS.into(), only_in: Some(repository) });
                number
            });
        }
        if let Some(&known) = self.by_package.get(name) {
            return known;
        }
        let text = Arc::<str>::from(name);
        self.by_package.insert(text.clone(), number);
        self.packages.push(PackageName { name: text, only_in: None });
        number
    }

    /// The number of any word.
    pub(crate) fn word(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.words.get(word) {
            return known;
        }
        let number = self.words.len() as u32;
        self.words.insert(word.into(), number);
        number
    }

    /// Tells the package of a node. True the first time.
    pub(crate) fn settle(&mut self, node: u32, package: u32) -> bool {
        let is_new = self.nodes[node as usize].package == NONE;
        if is_new {
            let id = self.nodes[node as usize].id.clone();
            let wanted = export_name(&id).filter(|name| *name != "default").map(|name| self.word(name));
            let named = &self.packages[package as usize];
            let key = if named.only_in.is_none() { key(&id, &named.name, &named.name).into() } else { Arc::default() };
            let node = &mut self.nodes[node as usize];
            node.key = key;
            node.package = package;
            node.wanted = wanted.unwrap_or(NONE);
        }
        is_new
    }
}
