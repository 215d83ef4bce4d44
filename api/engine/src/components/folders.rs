//! The folders of all projects, as a tree.
use super::row::State;
use serde::Serialize;

/// Folders within each other below a project. What lies deeper counts in the deepest of them: paths may be a thousand
/// folders long, and nobody unfolds so many.
const DEEPEST: usize = 20;

/// Bytes of a folder's way beyond which it goes no deeper either: each of the folders on it has a key that repeats it.
const LONGEST: usize = 500;

/// A folder: of a project, or within another folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Folder {
    /// What it is called; the project's name at the top.
    pub name: String,
    /// How filters write it: `<project>:<folder>/`.
    pub key: String,
    /// Components in it and below.
    pub components: u32,
    /// Folders in it, by name. What lies more than twenty deep counts in the twentieth, and what lies on a way of more than
    /// 500 bytes in the last folder before them.
    pub folders: Vec<Folder>,
}

impl State<'_> {
    /// The folders that hold internal components, projects first; all by name.
    pub fn folders(&self) -> Vec<Folder> {
        let local = self.columns.point.slots().filter(|slot| self.version(*slot).is_local);
        let mut ways: Vec<Vec<&str>> = local
            .map(|slot| {
                let folder = self.version(slot).facts.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let mut length = 0;
                let is_short = |part: &&str| {
                    length += part.len() + 1;
                    length <= LONGEST
                };
                let parts = folder.split('/').filter(|part| !part.is_empty()).take(DEEPEST).take_while(is_short);
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
