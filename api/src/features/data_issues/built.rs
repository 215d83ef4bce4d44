//! Built files that were scanned beside their source: each of their components appears twice.
use std::collections::{BTreeMap, BTreeSet};

/// Folders that hold nothing but what a build made.
const BUILT: [&str; 3] = ["dist", "build", "out"];
/// One that holds built files in some packages and source in others.
const PERHAPS_BUILT: &str = "lib";
/// What builds end their files with.
const ENDINGS: [&str; 3] = [".js", ".mjs", ".cjs"];

/// A component that a project defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Defined<'a> {
    /// The project.
    pub project: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// The file it is defined in.
    pub path: &'a str,
}

/// The built files of one project.
#[derive(Debug, PartialEq, Eq)]
pub struct Built<'a> {
    /// The project.
    pub project: &'a str,
    /// The folders they lie in.
    pub folders: BTreeSet<&'a str>,
    /// The components that have a twin in the source.
    pub twins: Vec<Defined<'a>>,
}

/// By project, the components in built files whose source was scanned as well. A file of a `lib` counts only when its source
/// has the same place elsewhere, and nothing below a `src` does: people keep their own code there.
pub fn built<'a>(components: impl Iterator<Item = Defined<'a>>) -> Vec<Built<'a>> {
    let mut named: BTreeMap<(&str, &str), Vec<Defined<'a>>> = BTreeMap::new();
    for component in components {
        named.entry((component.project, component.name)).or_default().push(component);
    }
    let mut found: BTreeMap<&str, Built<'a>> = BTreeMap::new();
    for namesakes in named.into_values() {
        let (made, sources): (Vec<_>, Vec<_>) =
            namesakes.into_iter().map(|one| (one, output(one.path))).partition(|(_, output)| output.is_some());
        for (component, output) in made {
            let Some(output) = output else { continue };
            let is_twin = |path: &str| !output.is_doubtful || is_at(path, output.inside);
            if sources.iter().any(|(source, _)| is_twin(source.path)) {
                let project = component.project;
                let of = || Built { project, folders: BTreeSet::new(), twins: Vec::new() };
                let built = found.entry(project).or_insert_with(of);
                built.folders.insert(output.folder);
                built.twins.push(component);
            }
        }
    }
    found.into_values().collect()
}

/// Where a built file lies.
struct Output<'a> {
    /// The folder, from the root of the repository.
    folder: &'a str,
    /// The file in it.
    inside: &'a str,
    /// Perhaps it is source.
    is_doubtful: bool,
}

fn output(path: &str) -> Option<Output<'_>> {
    if !ENDINGS.iter().any(|ending| path.ends_with(ending)) {
        return None;
    }
    let mut end = 0;
    for part in path.split('/') {
        let start = end;
        end = start + part.len();
        if part == "src" || end == path.len() {
            return None;
        }
        if BUILT.contains(&part) || part == PERHAPS_BUILT {
            return Some(Output { folder: &path[..end], inside: &path[end + 1..], is_doubtful: part == PERHAPS_BUILT });
        }
        end += 1;
    }
    None
}

/// The file ends like the other, but for what it is written in.
fn is_at(path: &str, inside: &str) -> bool {
    let (path, inside) = (without_ending(path), without_ending(inside));
    path.strip_suffix(inside).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

fn without_ending(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    path[name..].find('.').map_or(path, |dot| &path[..name + dot])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twins(files: &[(&str, &str)]) -> Vec<String> {
        let all = files.iter().map(|&(name, path)| Defined { project: "ui", name, path });
        built(all).into_iter().flat_map(|one| one.twins).map(|one| one.path.to_owned()).collect()
    }

    #[test]
    fn a_component_of_a_built_file_beside_its_source_is_a_twin() {
        let files = [("Card", "src/Card/Card.tsx"), ("Card", "dist/Card/Card.js"), ("Chip", "src/Chip.tsx")];
        assert_eq!(twins(&files), ["dist/Card/Card.js"]);
        assert_eq!(twins(&[("Card", "packages/ui/src/Card.tsx"), ("Card", "packages/ui/build/index.mjs")]).len(), 1);
        assert_eq!(twins(&[("Card", "src/Card/Card.jsx"), ("Card", "lib/Card/Card.js")]), ["lib/Card/Card.js"]);
    }

    #[test]
    fn what_has_no_source_beside_it_or_is_source_itself_is_none() {
        for files in [
            &[("Card", "dist/Card.js")][..],
            &[("Card", "dist/Card.js"), ("Chip", "src/Chip.tsx")],
            &[("Card", "src/lib/Card.js"), ("Card", "src/Card.tsx")],
            &[("Card", "src/build/Card.js"), ("Card", "src/Card.tsx")],
            &[("Page", "lib/admin/Page.js"), ("Page", "pages/Page.js")],
            &[("Card", "dist/Card.tsx"), ("Card", "src/Card.tsx")],
            &[("Card", "distribution/Card.js"), ("Card", "src/Card.tsx")],
            &[("Card", "src/a/Card.js"), ("Card", "src/b/Card.js")],
        ] {
            assert!(twins(files).is_empty(), "{files:?}");
        }
    }

    #[test]
    fn the_folders_are_told_by_project() {
        let file = |project, path| Defined { project, name: "Card", path };
        let all = [
            file("ui", "src/Card.tsx"),
            file("ui", "dist/esm/Card.js"),
            file("ui", "dist/cjs/Card.js"),
            file("shop", "dist/Card.js"),
        ];
        let found = built(all.into_iter());
        assert_eq!(found.len(), 1, "another project's source is nobody's twin");
        assert_eq!((found[0].project, &found[0].folders, found[0].twins.len()), ("ui", &["dist"].into(), 2));
    }
}
