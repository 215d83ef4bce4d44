//! Linking: an external component of some body is really another component of the state. One step, no
//! chains: what a link leads to is not linked any further, even if it would itself lead elsewhere. Only
//! an id that a local component has always means that component.
use crate::bodies::{Bodies, Entity, Node};
use crate::ids::{ScopedId, export_name};
use std::collections::HashMap;

/// The rule by which an external component was recognised; the first that matches is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkedBy {
    /// A local component has its very id.
    Id,
    /// A local component has its id among its export ids; of several the one of its own package.
    ExportId,
    /// It is the only local component of its package with that export name; never for `default`.
    Name,
    /// An external component that somebody re-exports has its id among its export ids; of several the
    /// one of its own package.
    ReExport,
}

impl LinkedBy {
    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::ExportId => "exportId",
            Self::Name => "name",
            Self::ReExport => "reExport",
        }
    }
}

/// Where an external component leads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) target: Node,
    pub(crate) by: LinkedBy,
}

/// Candidates for one external component, by rule; a candidate may stand there repeatedly.
#[derive(Default)]
struct Candidates<'a> {
    by_id: Vec<Node>,
    by_export_id: Vec<Node>,
    by_re_export: Vec<ScopedId<'a>>,
}

/// Local components of one package under one name.
#[derive(Clone, Copy)]
enum Named {
    Nobody,
    One(u32),
    Several,
}

impl Named {
    fn and(self, local: u32) -> Self {
        match self {
            Self::Nobody => Self::One(local),
            Self::One(other) if other == local => self,
            Self::One(_) | Self::Several => Self::Several,
        }
    }
}

/// What linking looks for, and what it found.
struct Search<'a> {
    wanted: HashMap<ScopedId<'a>, u32>,
    candidates: HashMap<u32, Candidates<'a>>,
    /// External components that re-export a wanted one, by id; the local component if one has that id.
    re_exported: HashMap<ScopedId<'a>, Node>,
    names: HashMap<(u32, &'a str), Named>,
}

/// The links of the external components that are in use, by number.
pub(crate) fn link(bodies: &Bodies<'_>, used: &[u32]) -> HashMap<u32, Link> {
    let mut search = Search::after(bodies, used);
    search.among_externals(bodies);
    search.among_locals(bodies);
    used.iter().filter_map(|&external| Some((external, search.resolve(bodies, external)?))).collect()
}

impl<'a> Search<'a> {
    fn after(bodies: &Bodies<'a>, used: &[u32]) -> Self {
        let entities = || used.iter().map(|&external| &bodies.externals[external as usize]);
        let ids = entities().map(|entity| ScopedId::new(entity.source(), &entity.facts().id));
        Self {
            wanted: ids.zip(used.iter().copied()).collect(),
            candidates: HashMap::new(),
            re_exported: HashMap::new(),
            names: entities().filter_map(wanted_name).map(|name| (name, Named::Nobody)).collect(),
        }
    }

    fn wants(&mut self, source: u32, id: &'a str) -> Option<(u32, &mut Candidates<'a>)> {
        let external = *self.wanted.get(&ScopedId::new(source, id))?;
        Some((external, self.candidates.entry(external).or_default()))
    }

    fn among_externals(&mut self, bodies: &Bodies<'a>) {
        for (number, entity) in (0..).zip(&bodies.externals) {
            // What a local component of somebody else's project exports is not of this state.
            for (source, component) in entity.entries().filter(|(_, component)| !component.is_local) {
                for export_id in &component.export_ids {
                    if let Some((external, candidates)) = self.wants(source, export_id)
                        && external != number
                    {
                        let id = ScopedId::new(source, &component.id);
                        candidates.by_re_export.push(id);
                        self.re_exported.insert(id, Node::External(number));
                    }
                }
            }
        }
    }

    fn among_locals(&mut self, bodies: &Bodies<'a>) {
        for (local, entity) in (0..).zip(&bodies.locals) {
            for (source, component) in entity.entries() {
                if let Some((_, candidates)) = self.wants(source, &component.id) {
                    candidates.by_id.push(Node::Local(local));
                }
                if let Some(node) = self.re_exported.get_mut(&ScopedId::new(source, &component.id)) {
                    *node = Node::Local(local);
                }
                for export_id in &component.export_ids {
                    if let Some((_, candidates)) = self.wants(source, export_id) {
                        candidates.by_export_id.push(Node::Local(local));
                    }
                }
                for name in component.export_ids.iter().filter_map(|id| export_name(id)) {
                    self.goes_by(local, entity.package, name);
                }
            }
            self.goes_by(local, entity.package, &entity.facts().name);
        }
    }

    fn goes_by(&mut self, local: u32, package: u32, name: &'a str) {
        if let Some(named) = self.names.get_mut(&(package, name)) {
            *named = named.and(local);
        }
    }

    fn resolve(&self, bodies: &Bodies<'a>, external: u32) -> Option<Link> {
        let entity = &bodies.externals[external as usize];
        let pick = |nodes: &[Node]| the_one(nodes, |node| bodies.entity(node).package == entity.package);
        let by_name = || match self.names.get(&wanted_name(entity)?)? {
            Named::One(local) => Some(Node::Local(*local)),
            Named::Nobody | Named::Several => None,
        };
        let found = self.candidates.get(&external);
        let by_id = || pick(&found?.by_id);
        let by_export_id = || pick(&found?.by_export_id);
        let by_re_export = || {
            let ids = found?.by_re_export.iter();
            let nodes: Vec<Node> = ids.filter_map(|id| self.re_exported.get(id).copied()).collect();
            pick(&nodes)
        };
        let to = |by| move |target| Link { target, by };
        by_id()
            .map(to(LinkedBy::Id))
            .or_else(|| by_export_id().map(to(LinkedBy::ExportId)))
            .or_else(|| by_name().map(to(LinkedBy::Name)))
            .or_else(|| by_re_export().map(to(LinkedBy::ReExport)))
    }
}

/// The package and export name by which an external component may be found, if at all.
fn wanted_name<'a>(external: &Entity<'a>) -> Option<(u32, &'a str)> {
    let name = export_name(&external.facts().id)?;
    (name != "default").then_some((external.package, name))
}

/// The only candidate, else the only one of the own package.
fn the_one(nodes: &[Node], is_own: impl Fn(Node) -> bool) -> Option<Node> {
    let nodes = nodes.iter().copied();
    only(nodes.clone()).or_else(|| only(nodes.filter(|&node| is_own(node))))
}

fn only(mut nodes: impl Iterator<Item = Node>) -> Option<Node> {
    let first = nodes.next()?;
    nodes.all(|other| other == first).then_some(first)
}
