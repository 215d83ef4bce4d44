//! The components of all bodies: duplicates merged, locals of owned projects apart from all others.
use crate::ids::ScopedId;
use crate::ownership::Packages;
use crate::source::Source;
use scan::{Component, PropertyValue};
use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// A component under its number in one of the two lists of [`Bodies`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// A local component of an owned project.
    Local(u32),
    /// Anything else. A local component whose project another repository owns is one, too: from there
    /// it can only be the owner's component, found by linking, or a stranger.
    External(u32),
}

/// Everything the bodies say about one component; never empty, the entry whose facts count first.
pub(crate) struct Entity<'a> {
    /// The number of its package.
    pub(crate) package: u32,
    entries: Vec<(u32, &'a Component)>,
}

impl<'a> Entity<'a> {
    /// The facts that count.
    pub(crate) fn facts(&self) -> &'a Component {
        self.entries[0].1
    }

    /// The body those facts are from.
    pub(crate) fn source(&self) -> u32 {
        self.entries[0].0
    }

    /// Every entry with the number of its body.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u32, &'a Component)> {
        self.entries.iter().copied()
    }

    /// Custom properties; what doubled entries of one body say differently is taken from the first.
    pub(crate) fn metadata(&self) -> BTreeMap<String, PropertyValue> {
        let mut merged = self.facts().metadata.clone();
        for (source, component) in &self.entries[1..] {
            if *source == self.source() {
                for (name, value) in &component.metadata {
                    merged.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        merged
    }

    /// Facts are those of the newest body (sources are numbered by age). Within one body nothing but the
    /// content can tell doubled entries apart, because lists of a body have no order.
    fn rank(&mut self) {
        if self.entries.len() > 1 {
            self.entries.sort_by_cached_key(|(source, component)| {
                let facts = (&component.name, &component.path, format!("{:?}", component.metadata));
                (Reverse(*source), component.is_local, facts)
            });
        }
    }
}

/// What an owned local component renders, before linking.
pub(crate) struct RawEdge {
    pub(crate) parent: u32,
    pub(crate) child: Node,
    pub(crate) instances: u32,
}

/// The components of all bodies.
pub(crate) struct Bodies<'a> {
    /// Local components of owned projects.
    pub(crate) locals: Vec<Entity<'a>>,
    /// External components, each once however many bodies know it.
    pub(crate) externals: Vec<Entity<'a>>,
    /// Per body, what its ids stand for.
    nodes: Vec<HashMap<&'a str, Node>>,
}

impl<'a> Bodies<'a> {
    /// Reads `sources`, which must be sorted by age.
    pub(crate) fn read(sources: &'a [Source], packages: &Packages<'a>) -> Self {
        let mut bodies = Self { locals: Vec::new(), externals: Vec::new(), nodes: Vec::with_capacity(sources.len()) };
        let mut known: HashMap<ScopedId<'a>, u32> = HashMap::new();
        for (number, source) in (0..).zip(sources) {
            let mut nodes = HashMap::with_capacity(source.components.len());
            let (owned, others): (Vec<_>, Vec<_>) = source
                .components
                .iter()
                .map(|component| (packages.number(number, &component.package_name), component))
                .partition(|&(package, component)| {
                    component.is_local && packages.owners[package as usize] == Some(number)
                });
            for (package, component) in owned {
                let entry = (number, component);
                match nodes.get(component.id.as_str()) {
                    Some(&Node::Local(local)) => bodies.locals[local as usize].entries.push(entry),
                    _ => {
                        let local = push(&mut bodies.locals, package, entry);
                        nodes.insert(component.id.as_str(), Node::Local(local));
                    }
                }
            }
            for (package, component) in others {
                let entry = (number, component);
                let external = match known.entry(ScopedId::new(number, &component.id)) {
                    Entry::Occupied(known) => {
                        bodies.externals[*known.get() as usize].entries.push(entry);
                        *known.get()
                    }
                    Entry::Vacant(unknown) => *unknown.insert(push(&mut bodies.externals, package, entry)),
                };
                nodes.entry(&component.id).or_insert(Node::External(external));
            }
            bodies.nodes.push(nodes);
        }
        bodies.locals.iter_mut().chain(&mut bodies.externals).for_each(Entity::rank);
        bodies
    }

    /// What a node stands for.
    pub(crate) fn entity(&self, node: Node) -> &Entity<'a> {
        match node {
            Node::Local(local) => &self.locals[local as usize],
            Node::External(external) => &self.externals[external as usize],
        }
    }

    /// Every edge of an owned local component, edges of one parent together.
    pub(crate) fn edges(&self) -> Vec<RawEdge> {
        let mut edges = Vec::new();
        for (parent, entity) in (0..).zip(&self.locals) {
            for (source, component) in entity.entries() {
                let nodes = &self.nodes[source as usize];
                edges.extend(component.edges.iter().filter_map(|edge| {
                    Some(RawEdge { parent, child: *nodes.get(edge.to.as_str())?, instances: edge.usages.len() as u32 })
                }));
            }
        }
        edges
    }
}

fn push<'a>(entities: &mut Vec<Entity<'a>>, package: u32, entry: (u32, &'a Component)) -> u32 {
    entities.push(Entity { package, entries: vec![entry] });
    entities.len() as u32 - 1
}
