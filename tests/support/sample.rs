//! The numbers of the sample code bases, read from `fixtures/README.md`, and an independent count over a scan's body.
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// usages, instances, children
pub type Counts = (u64, u64, u64);

/// The table below a heading of the README, by (package, component).
pub fn counted_by_hand(heading: &str, own_package: &str) -> BTreeMap<(String, String), Counts> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/README.md");
    let text = fs::read_to_string(file).unwrap();
    let (_, section) = text.split_once(&format!("## {heading}\n")).expect("the heading");
    let section = section.split("\n## ").next().unwrap();
    let row = |line: &str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, usages, instances, children] = cells[..] else { return None };
        let counts = (usages.parse().ok()?, instances.parse().ok()?, children.parse().ok()?);
        let (package, name) = name.split_once("* ").unwrap_or((own_package, name));
        Some(((package.trim_start_matches('*').to_owned(), name.to_owned()), counts))
    };
    let table: BTreeMap<_, _> = section.lines().filter_map(row).collect();
    assert!(!table.is_empty());
    table
}

/// Counts what a body says, by component id. Shares no code with the server, and assumes one body without linking.
pub fn counted_in(body: &Value) -> BTreeMap<String, Counts> {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let id = |value: &Value| value["id"].as_str().expect("an id").to_owned();
    let mut parents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut children = parents.clone();
    let mut instances: BTreeMap<String, u64> = BTreeMap::new();
    let components = list(body, "components");
    for component in &components {
        for dependency in list(component, "dependencies") {
            let (parent, child) = (id(component), id(&dependency["to"]));
            let elements: usize = list(&dependency, "references").iter().map(|one| list(one, "usages").len()).sum();
            parents.entry(child.clone()).or_default().insert(parent.clone());
            children.entry(parent).or_default().insert(child.clone());
            *instances.entry(child).or_default() += elements as u64;
        }
    }
    let size = |sets: &BTreeMap<String, BTreeSet<String>>, id: &str| sets.get(id).map_or(0, BTreeSet::len) as u64;
    components
        .iter()
        .map(id)
        .map(|id| (id.clone(), (size(&parents, &id), instances.get(&id).copied().unwrap_or(0), size(&children, &id))))
        .collect()
}
