//! An independent count over bodies: the newest state of a workspace from plain maps. Shares no code with the server.
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the catalogue should say of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub name: String,
    pub package: String,
    pub is_internal: bool,
    pub usages: usize,
    pub instances: u64,
    pub children: usize,
    pub projects: usize,
    pub linked_by: Option<&'static str>,
}

/// Where the counting takes place: a component of a body that owns its package, or one from outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Local(String),
    External(String),
}

/// A component in one body.
struct Entry<'a> {
    body: usize,
    value: &'a Value,
}

/// The state these counting scans make up, one per repository, oldest first, each the first that its repository ever
/// had. By the scanner's id. Packages without a name are beyond it.
pub fn state_of(bodies: &[Value]) -> BTreeMap<String, Counted> {
    owned_state_of(bodies, &BTreeMap::new())
}

/// As `state_of`, where the body that owns a package is known: the newest one that defines it, unless it is told here.
pub fn owned_state_of(bodies: &[Value], told: &BTreeMap<String, usize>) -> BTreeMap<String, Counted> {
    let entries: Vec<Entry> = bodies
        .iter()
        .enumerate()
        .flat_map(|(body, value)| list(value, "components").map(move |value| Entry { body, value }))
        .collect();
    let mut owners: BTreeMap<&str, usize> =
        entries.iter().filter(|one| one.is_local()).map(|one| (one.text("package_name"), one.body)).collect();
    owners.extend(told.iter().map(|(package, body)| (package.as_str(), *body)));
    assert!(!owners.contains_key("root"), "a package without a name");

    let mut nodes: BTreeMap<Node, Vec<&Entry>> = BTreeMap::new();
    let mut defined: BTreeSet<(usize, &str)> = BTreeSet::new();
    for entry in &entries {
        let is_owned = entry.is_local() && owners[entry.text("package_name")] == entry.body;
        let id = entry.text("id").to_owned();
        if is_owned {
            defined.insert((entry.body, entry.text("id")));
        }
        nodes.entry(if is_owned { Node::Local(id) } else { Node::External(id) }).or_default().push(entry);
    }

    let mut rendered: Vec<(String, Node, u64)> = Vec::new();
    for (node, entries) in &nodes {
        let Node::Local(parent) = node else { continue };
        for entry in entries {
            for dependency in list(entry.value, "dependencies") {
                let child = dependency["to"]["id"].as_str().unwrap();
                let elements: usize = list(dependency, "references").map(|one| list(one, "usages").count()).sum();
                let is_defined = defined.contains(&(entry.body, child));
                let child = if is_defined { Node::Local(child.into()) } else { Node::External(child.into()) };
                assert!(nodes.contains_key(&child), "{child:?} is not in its body");
                rendered.push((parent.clone(), child, elements as u64));
            }
        }
    }

    let search = Search::among(&nodes);
    let mut rules: BTreeMap<Node, &'static str> = BTreeMap::new();
    let mut edges: BTreeMap<(Node, Node), u64> = BTreeMap::new();
    for (parent, child, elements) in rendered {
        let mut target = child.clone();
        if let Some((found, rule)) = search.link(&child) {
            let known = rules.entry(found.clone()).or_insert(rule);
            *known = if strength(rule) < strength(known) { rule } else { known };
            target = found;
        }
        let parent = Node::Local(parent);
        if parent != target {
            *edges.entry((parent, target)).or_default() += elements;
        }
    }

    let mut parents: BTreeMap<&Node, BTreeSet<&Node>> = BTreeMap::new();
    let mut children: BTreeMap<&Node, usize> = BTreeMap::new();
    let mut instances: BTreeMap<&Node, u64> = BTreeMap::new();
    for ((parent, child), elements) in &edges {
        parents.entry(child).or_default().insert(parent);
        *children.entry(parent).or_default() += 1;
        *instances.entry(child).or_default() += elements;
    }
    let is_member = |node: &Node| matches!(node, Node::Local(_)) || parents.contains_key(node);
    let count = |(node, entries): (&Node, &Vec<&Entry>)| {
        let facts = newest(entries);
        let parents = parents.get(node).cloned().unwrap_or_default();
        let projects: BTreeSet<&str> =
            parents.iter().map(|parent| newest(&nodes[*parent]).text("package_name")).collect();
        let counted = Counted {
            name: facts.text("name").to_owned(),
            package: facts.text("package_name").to_owned(),
            is_internal: matches!(node, Node::Local(_)),
            usages: parents.len(),
            instances: instances.get(node).copied().unwrap_or(0),
            children: children.get(node).copied().unwrap_or(0),
            projects: projects.len(),
            linked_by: rules.get(node).copied(),
        };
        (facts.text("id").to_owned(), counted)
    };
    nodes.iter().filter(|(node, _)| is_member(node)).map(count).collect()
}

/// Which components two counts do not agree on, and how; the first of them.
pub fn differences<T: Clone + PartialEq + std::fmt::Debug>(
    found: &BTreeMap<String, T>,
    expected: &BTreeMap<String, T>,
) -> Vec<String> {
    let ids: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    let differing = ids.into_iter().filter(|id| found.get(*id) != expected.get(*id));
    differing.take(5).map(|id| format!("{id}: {:?}, not {:?}", found.get(id), expected.get(id))).collect()
}

/// From the strongest to the weakest.
const RULES: [&str; 4] = ["id", "exportId", "name", "reExport"];

fn strength(rule: &str) -> usize {
    RULES.iter().position(|one| *one == rule).unwrap()
}

/// What links look for.
struct Search<'a> {
    nodes: &'a BTreeMap<Node, Vec<&'a Entry<'a>>>,
    exporting: BTreeMap<&'a str, BTreeSet<&'a Node>>,
    named: BTreeMap<(&'a str, &'a str), BTreeSet<&'a Node>>,
}

impl<'a> Search<'a> {
    fn among(nodes: &'a BTreeMap<Node, Vec<&'a Entry<'a>>>) -> Self {
        let mut search = Self { nodes, exporting: BTreeMap::new(), named: BTreeMap::new() };
        for (node, entries) in nodes {
            for entry in entries {
                if matches!(node, Node::External(_)) && entry.is_local() {
                    continue; // of a package that another repository owns
                }
                let package = entry.text("package_name");
                let exports = || list(entry.value, "export_ids").filter_map(Value::as_str);
                for id in exports() {
                    search.exporting.entry(id).or_default().insert(node);
                }
                if matches!(node, Node::Local(_)) {
                    for name in exports().map(export_name).chain([entry.text("name")]) {
                        search.named.entry((package, name)).or_default().insert(node);
                    }
                }
            }
        }
        search
    }

    fn link(&self, from: &Node) -> Option<(Node, &'static str)> {
        let Node::External(id) = from else { return None };
        let facts = newest(&self.nodes[from]);
        let own = facts.text("package_name");
        let same = Node::Local(id.clone());
        if self.nodes.contains_key(&same) {
            return Some((same, "id"));
        }
        let (locals, others): (Vec<&Node>, Vec<&Node>) = self
            .exporting
            .get(id.as_str())
            .into_iter()
            .flatten()
            .copied()
            .filter(|node| *node != from)
            .partition(|node| matches!(node, Node::Local(_)));
        if let Some(node) = self.the_one(&locals, own) {
            return Some((node.clone(), "exportId"));
        }
        let name = export_name(id);
        let named: Vec<&Node> = self.named.get(&(own, name)).into_iter().flatten().copied().collect();
        if let ([node], true) = (&named[..], name != "default") {
            return Some(((*node).clone(), "name"));
        }
        let node = self.the_one(&others, own)?;
        let Node::External(id) = node else { return None };
        let local = Node::Local(id.clone());
        Some((if self.nodes.contains_key(&local) { local } else { node.clone() }, "reExport"))
    }

    fn the_one(&self, candidates: &[&'a Node], own: &str) -> Option<&'a Node> {
        let of_own = candidates.iter().filter(|node| newest(&self.nodes[**node]).text("package_name") == own);
        let of_own: Vec<&Node> = of_own.copied().collect();
        match (candidates, of_own.as_slice()) {
            ([node], _) | (_, [node]) => Some(node),
            _ => None,
        }
    }
}

impl Entry<'_> {
    fn is_local(&self) -> bool {
        self.value["source"]["source"]["mtype"] == "local"
    }

    fn text(&self, key: &str) -> &str {
        self.value[key].as_str().unwrap_or_else(|| panic!("no {key}: {}", self.value))
    }
}

fn newest<'a>(entries: &[&'a Entry<'a>]) -> &'a Entry<'a> {
    entries.iter().max_by_key(|entry| entry.body).unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

/// What follows the hash of the module's path.
fn export_name(id: &str) -> &str {
    let is_hash = |part: &str| part.len() == 64 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let hash = id.split(':').rfind(|part| is_hash(part)).unwrap_or_else(|| panic!("{id} has no hash"));
    id.rsplit_once(&format!(":{hash}:")).unwrap().1
}
