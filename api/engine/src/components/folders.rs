//! The folders of all projects, as a tree.
use super::row::State;
use serde::Serialize;
use std::collections::BTreeMap;

/// A folder: of a project, or within another folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Folder {
    /// What it is called; the project's name at the top.
    pub name: String,
    /// How filters write it: `<project>:<folder>/`.
    pub key: String,
    /// Components in it and below.
    pub components: u32,
    /// Folders in it, by name.
    pub folders: Vec<Folder>,
}

#[derive(Default)]
struct Node {
    components: u32,
    below: BTreeMap<String, Node>,
}

impl State<'_> {
    /// The folders that hold internal components, projects first; all by name.
    pub fn folders(&self) -> Vec<Folder> {
        let mut top: BTreeMap<&str, Node> = BTreeMap::new();
        for slot in self.columns.point.slots() {
            let version = self.version(slot);
            if !version.is_local {
                continue;
            }
            let mut node = top.entry(self.project_name(slot)).or_default();
            node.components += 1;
            let folder = version.facts.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for part in folder.split('/').filter(|part| !part.is_empty()) {
                node = node.below.entry(part.to_owned()).or_default();
                node.components += 1;
            }
        }
        top.into_iter().map(|(project, node)| folder(project.to_owned(), format!("{project}:"), node)).collect()
    }
}

fn folder(name: String, key: String, node: Node) -> Folder {
    let below = node.below.into_iter().map(|(name, node)| {
        let key = format!("{key}{name}/");
        folder(name, key, node)
    });
    Folder { components: node.components, folders: below.collect(), name, key }
}
