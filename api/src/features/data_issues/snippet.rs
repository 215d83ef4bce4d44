//! What to write into `.omletrc` about an issue, ready to be pasted. Where sources lie is a guess: the usual place.
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Tells the scanner where the entries of a package begin, given the import subpaths that were not found.
pub fn of_exports<'a>(package: &str, is_alone: bool, paths: impl Iterator<Item = &'a str>) -> String {
    let paths: BTreeSet<&str> = paths.collect();
    let entry = |path: &str| match path {
        "" => (".".to_owned(), json!("src/index.ts")),
        path => (format!("./{path}"), json!(format!("src/{path}/index.ts"))),
    };
    written(package, is_alone, "exports", paths.into_iter().map(entry).collect())
}

/// Tells the scanner where the aliases of a package lead, given the imports that led nowhere.
pub fn of_aliases<'a>(package: &str, is_alone: bool, imports: impl Iterator<Item = &'a str>) -> String {
    let aliases: BTreeSet<String> = imports.map(alias).collect();
    written(package, is_alone, "aliases", aliases.into_iter().map(|alias| (alias, json!("src/*"))).collect())
}

/// Tells the scanner which folders to leave out.
pub fn of_built(folders: &[&str]) -> String {
    let ignored: Vec<String> = folders.iter().map(|folder| format!("{folder}/**")).collect();
    format!("{:#}", json!({ "ignore": ignored }))
}

/// The first part of an import, a scope with its package: `@/lib/x` is `@/*`, `@acme/ui/x` is `@acme/ui/*`.
fn alias(import: &str) -> String {
    let mut parts = import.split('/');
    let first = parts.next().unwrap_or_default();
    match parts.next() {
        Some(name) if first.starts_with('@') && first.len() > 1 => format!("{first}/{name}/*"),
        _ => format!("{first}/*"),
    }
}

/// In a repository of several packages the settings of one have a place of their own.
fn written(package: &str, is_alone: bool, what: &str, entries: Map<String, Value>) -> String {
    let part = json!({ what: entries });
    let whole = if is_alone { part } else { json!({ "workspaces": { package: part } }) };
    format!("{whole:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_the_first_part_of_an_import() {
        for (import, expected) in
            [("@/lib/x", "@/*"), ("~", "~/*"), ("#ui/button", "#ui/*"), ("@acme/ui/x", "@acme/ui/*")]
        {
            assert_eq!(alias(import), expected);
        }
    }
}
