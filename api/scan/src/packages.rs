//! What the alias map says about the packages of a repository.
use crate::{
    ReadError,
    raw::{RawAliasMap, RawPackage, must_be},
    text::{clean, filled, or_empty},
};
use std::collections::BTreeMap;

/// The scanner's name for a package without one.
const NAMELESS: &str = "root";

/// The root's name may be the key of a repository.
const LONGEST_NAME: usize = 2048;

/// The packages that a body lists.
#[derive(Debug, Default)]
pub(crate) struct AliasMap {
    root: Option<String>,
    packages: BTreeMap<String, Entry>,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) version: Option<String>,
    pub(crate) path: Option<String>,
}

impl AliasMap {
    /// Paths in errors start at `alias_map`.
    pub(crate) fn read(raw: RawAliasMap<'_>) -> Result<Self, ReadError> {
        let mut packages = BTreeMap::new();
        for (key, package) in raw.packages.unwrap_or_default().0 {
            let Some(package) = package else { continue };
            let name = clean(&package.name.as_ref().unwrap_or(&key).0);
            packages.insert(name, entry(package));
        }
        let mut root_name = None;
        if let Some(root) = raw.root {
            let name = root.name.as_ref().map_or(NAMELESS, |name| &*name.0);
            let name = clean(if name.is_empty() { NAMELESS } else { name });
            if name.len() > LONGEST_NAME {
                let most = format!("at most {LONGEST_NAME} bytes long");
                return Err(must_be("root.name", &most, &format!("{} bytes long", name.len())));
            }
            packages.insert(name.clone(), entry(root));
            root_name = Some(name);
        }
        Ok(Self { root: root_name, packages })
    }

    /// What is known of a package.
    pub(crate) fn get(&self, name: &str) -> Option<&Entry> {
        self.packages.get(name)
    }

    /// The folders of all packages.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.packages.values().filter_map(|entry| entry.path.as_deref())
    }

    /// Name of the package at the scanned root. A body that doesn't say it is named after the first of its packages.
    pub(crate) fn root_package<'a>(&self, mut local: impl Iterator<Item = &'a str>) -> String {
        let root = self.root.as_deref().or_else(|| local.next());
        root.unwrap_or(NAMELESS).to_owned()
    }
}

fn entry(package: RawPackage<'_>) -> Entry {
    let path = package.path.map(|path| or_empty(Some(path)).trim_end_matches('/').to_owned());
    Entry { version: filled(package.version), path }
}
