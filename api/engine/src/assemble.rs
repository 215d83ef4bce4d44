//! From sources to columns.
use crate::adjacency::Adjacency;
use crate::bodies::{Bodies, Node, RawEdge};
use crate::ids::key;
use crate::linking::{Link, LinkedBy, link};
use crate::ownership::Packages;
use crate::snapshot::{LinkCounts, Package, Snapshot};
use crate::source::Source;
use crate::text::{Dictionary, Texts, fold};
use std::collections::HashMap;

pub(crate) fn assemble(mut sources: Vec<Source>) -> Snapshot {
    sources.sort_by_key(|source| (source.at, source.repository));
    let packages = Packages::of(&sources);
    let bodies = Bodies::read(&sources, &packages);
    let mut edges = bodies.edges();
    let links = link(&bodies, &used_externals(&bodies, &edges));
    for edge in &mut edges {
        if let Some(link) = external(edge.child).and_then(|external| links.get(&external)) {
            edge.child = link.target;
        }
    }
    let members = Members::of(&bodies, &packages, &edges);
    columns(&sources, packages, &bodies, members, &edges, &links)
}

fn external(node: Node) -> Option<u32> {
    match node {
        Node::External(external) => Some(external),
        Node::Local(_) => None,
    }
}

fn used_externals(bodies: &Bodies<'_>, edges: &[RawEdge]) -> Vec<u32> {
    let mut is_used = vec![false; bodies.externals.len()];
    for external in edges.iter().filter_map(|edge| external(edge.child)) {
        is_used[external as usize] = true;
    }
    let numbered = (0..).zip(is_used).filter(|(_, is_used)| *is_used);
    numbered.map(|(external, _)| external).collect()
}

/// The components of the state in the reading order of their names, then by key.
struct Members {
    nodes: Vec<Node>,
    keys: Texts,
    names: Dictionary,
    name: Vec<u32>,
}

impl Members {
    fn of(bodies: &Bodies<'_>, packages: &Packages<'_>, edges: &[RawEdge]) -> Self {
        let locals = (0..bodies.locals.len() as u32).map(Node::Local);
        let externals = used_externals(bodies, edges).into_iter().map(Node::External);
        let nodes: Vec<Node> = locals.chain(externals).collect();

        let facts = |node: &Node| bodies.entity(*node).facts();
        let (names, ranks) = Dictionary::of(nodes.iter().map(|node| facts(node).name.as_str()));
        let mut order: Vec<(u32, String, Node)> = ranks
            .into_iter()
            .zip(nodes)
            .map(|(rank, node)| {
                let (entity, component) = (bodies.entity(node), facts(&node));
                let project = packages.project_names.word(entity.package);
                (rank, key(&component.id, &component.package_name, project), node)
            })
            .collect();
        order.sort_unstable_by(|(rank, key, _), (other, other_key, _)| (rank, key).cmp(&(other, other_key)));

        let mut keys = Texts::default();
        order.iter().for_each(|(_, key, _)| keys.push(key));
        Self {
            keys,
            names,
            name: order.iter().map(|(rank, ..)| *rank).collect(),
            nodes: order.into_iter().map(|(.., node)| node).collect(),
        }
    }
}

/// Numbers of the components in the columns, by node.
struct Numbers {
    locals: Vec<u32>,
    externals: Vec<u32>,
}

impl Numbers {
    fn of(bodies: &Bodies<'_>, nodes: &[Node]) -> Self {
        let mut numbers = Self { locals: vec![0; bodies.locals.len()], externals: vec![0; bodies.externals.len()] };
        for (number, node) in (0..).zip(nodes) {
            match *node {
                Node::Local(local) => numbers.locals[local as usize] = number,
                Node::External(external) => numbers.externals[external as usize] = number,
            }
        }
        numbers
    }

    fn get(&self, node: Node) -> u32 {
        match node {
            Node::Local(local) => self.locals[local as usize],
            Node::External(external) => self.externals[external as usize],
        }
    }
}

/// What every component renders: itself never, and no child twice.
fn children(bodies: &Bodies<'_>, nodes: &[Node], edges: &[RawEdge]) -> Adjacency {
    let numbers = Numbers::of(bodies, nodes);
    let mut of_local: Vec<&[RawEdge]> = vec![&[]; bodies.locals.len()];
    for edges in edges.chunk_by(|one, next| one.parent == next.parent) {
        of_local[edges[0].parent as usize] = edges;
    }
    Adjacency::from_lists(nodes.iter().map(|node| {
        let Node::Local(local) = *node else {
            return Vec::new();
        };
        let mut list: Vec<(u32, u32)> = of_local[local as usize]
            .iter()
            .filter(|edge| edge.child != *node)
            .map(|edge| (numbers.get(edge.child), edge.instances))
            .collect();
        list.sort_unstable();
        list.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            is_same
        });
        list
    }))
}

/// The strongest rule by which each component was found, and how often each rule applied.
fn link_columns(
    bodies: &Bodies<'_>,
    nodes: &[Node],
    links: &HashMap<u32, Link>,
) -> (Vec<Option<LinkedBy>>, LinkCounts) {
    let numbers = Numbers::of(bodies, nodes);
    let mut linked_by: Vec<Option<LinkedBy>> = vec![None; nodes.len()];
    let mut counts = LinkCounts::default();
    for link in links.values() {
        let strongest = &mut linked_by[numbers.get(link.target) as usize];
        *strongest = Some(strongest.map_or(link.by, |other| other.min(link.by)));
        match link.by {
            LinkedBy::Id => counts.id += 1,
            LinkedBy::ExportId => counts.export_id += 1,
            LinkedBy::Name => counts.name += 1,
            LinkedBy::ReExport => counts.re_export += 1,
        }
    }
    (linked_by, counts)
}

/// Distinct projects of the parents, by component.
fn projects(parents: &Adjacency, package: &[u32], packages: usize) -> Vec<u32> {
    let mut last_seen_for = vec![u32::MAX; packages];
    (0..parents.len())
        .map(|component| {
            let mut distinct = 0;
            for &parent in parents.neighbours(component) {
                let seen = &mut last_seen_for[package[parent as usize] as usize];
                distinct += u32::from(*seen != component);
                *seen = component;
            }
            distinct
        })
        .collect()
}

fn columns(
    sources: &[Source],
    packages: Packages<'_>,
    bodies: &Bodies<'_>,
    members: Members,
    edges: &[RawEdge],
    links: &HashMap<u32, Link>,
) -> Snapshot {
    let nodes = &members.nodes;
    let entities = || nodes.iter().map(|node| bodies.entity(*node));
    let facts = || entities().map(|entity| entity.facts());
    let children = children(bodies, nodes, edges);
    let parents = children.transposed();
    let (paths, path) = Dictionary::of(facts().map(|component| component.path.as_str()));
    let (linked_by, linked) = link_columns(bodies, nodes, links);
    let package: Vec<u32> = entities().map(|entity| entity.package).collect();

    let mut owned: Vec<Package> = packages
        .package_names
        .iter()
        .zip(&packages.owners)
        .map(|(name, owner)| Package {
            name: (*name).to_owned(),
            owner: owner.map(|source| sources[source as usize].repository),
            components: 0,
        })
        .collect();
    for local in &bodies.locals {
        owned[local.package as usize].components += 1;
    }
    let (mut ids, mut searched) = (Texts::default(), Texts::default());
    for (component, package) in facts().zip(&package) {
        let project = packages.project_names.word(*package);
        ids.push(&component.id);
        searched.push(&fold(&[&component.name, &component.path, project].join("\n")));
    }
    let metadata = (0..).zip(entities().map(|entity| entity.metadata()));

    Snapshot {
        is_local: nodes.iter().map(|node| external(*node).is_none()).collect(),
        instances: (0..parents.len()).map(|component| parents.of(component).map(|(_, n)| u64::from(n)).sum()).collect(),
        projects: projects(&parents, &package, owned.len()),
        metadata: metadata.filter(|(_, properties)| !properties.is_empty()).collect(),
        name: members.name,
        path,
        package,
        linked_by,
        keys: members.keys,
        ids,
        searched,
        children,
        parents,
        names: members.names,
        paths,
        packages: owned,
        project_names: packages.project_names,
        linked,
        conflicts: packages.conflicts,
    }
}
