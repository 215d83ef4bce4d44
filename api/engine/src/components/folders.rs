//! The folders of all projects, as a tree.
use super::row::State;
use serde::Serialize;

/// Folders within each other below a project. What lies deeper counts in the deepest of them: paths may be a thousand
/// folders long, and nobody unfolds so many.
const DEEPEST: usize = 20;

/// A folder: of a project, or within another folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Folder {
    /// What it is called; the project's name at the top.
    pub name: String,
    /// How filters write it: `<project>:<folder>/`.
    pub key: String,
    /// Components in it and below.
    pub components: u32,
    /// Folders in it, by name. What lies more than twenty deep counts in the twentieth.
    pub folders: Vec<Folder>,
}

impl State<'_> {
    /// The folders that hold internal components, projects first; all by name.
    pub fn folders(&self) -> Vec<Folder> {
        let local = self.columns.point.slots().filter(|slot| self.version(*slot).is_local);
        let mut ways: Vec<Vec<&str>> = local
            .map(|slot| {
                let folder = self.version(slot).facts.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let parts = folder.split('/').filter(|part| !part.is_empty()).take(DEEPEST);
                std::iter::once(self.project_name(slot)).chain(parts).collect()
            })
            .collect();
        ways.sort_unstable();
        below("", &ways, 0)
    }
}

/// The folders that sorted ways lead to on that level, all from the one of that key.
fn below(key: &str, ways: &[Vec<&str>], level: usize) -> Vec<Folder> {
    let same = ways.chunk_by(|one, other| one.get(level) == other.get(level));
    let folders = same.filter_map(|ways| {
        let name = *ways[0].get(level)?;
        let end = if level == 0 { ':' } else { '/' };
        let key = format!("{key}{name}{end}");
        let folders = below(&key, ways, level + 1);
        Some(Folder { name: name.to_owned(), key, components: ways.len() as u32, folders })
    });
    folders.collect()
}
