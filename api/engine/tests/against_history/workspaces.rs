//! Random workspaces: so few packages, paths and names that everything meets everything.
use crate::source::{PackagePresence, Source};
use engine::{Moment, RepositoryKey};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use scan::{Component, Edge, PropertyValue, Usage};
use std::collections::BTreeSet;

const PACKAGES: &[&str] = &["ui", "app", "lib", "root", "@acme/ui", "root@web"];
const PATHS: &[(&str, &str)] = &[("", "0e"), ("", "0e"), ("src/Ä", "1f"), ("src/b", "2a")];
const NAMES: &[&str] = &["Card", "Card", "Card", "card", "Übersicht", "default"];
const TERMS: &[&str] = &["CARD", "ä", "root", "ui", "src/", "über", "zzz", "@", "b"];

fn id(package: &str, hash: &str, name: &str) -> String {
    format!("{package}:{}:{name}", hash.repeat(32))
}

fn any_id() -> impl Strategy<Value = String> {
    (select(PACKAGES), select(PATHS), select(NAMES)).prop_map(|(package, (_, hash), name)| id(package, hash, name))
}

/// An export id for the main entry of a package, as a rule.
fn export_id() -> impl Strategy<Value = String> {
    let main_entry = (select(PACKAGES), select(NAMES)).prop_map(|(package, name)| id(package, "0e", name));
    prop_oneof![4 => main_entry, 1 => any_id()]
}

/// A component without edges, and the edges as (any number, elements).
fn component() -> impl Strategy<Value = (Component, Vec<(usize, usize)>)> {
    let identity = (select(PACKAGES), select(PATHS), select(NAMES), any::<bool>());
    let facts = (select(NAMES), 0..4_u8, vec(export_id(), 0..4), 0..6_u8, 0..3_u8);
    let edges = vec((any::<usize>(), 0..3_usize), 0..6);
    (identity, facts, edges).prop_map(|((package, path, name, is_local), facts, edges)| {
        let (other_name, renamed, export_ids, property, value) = facts;
        let mut component = Component {
            id: id(package, path.1, name),
            name: (if renamed == 0 { other_name } else { name }).into(),
            package_name: package.into(),
            is_local,
            path: path.0.into(),
            export_ids,
            ..Component::default()
        };
        if property < 2 {
            let value = PropertyValue::Number(value.into());
            component.metadata.insert(format!("p{property}"), value);
        }
        (component, edges)
    })
}

fn source() -> impl Strategy<Value = Source> {
    let components = vec(component(), 0..12);
    let moment = || (0..3_i64, 0..4_i64).prop_map(|(at, seq)| Moment { at, seq });
    let packages = vec((select(PACKAGES), moment()), 0..3);
    (select(&["web", "docs"][..]), components, packages, 0..3_i64).prop_map(
        |(repository_name, mut drawn, packages, at)| {
            // Whoever reads a scan makes one component of what it repeats.
            let mut known: BTreeSet<String> = BTreeSet::new();
            drawn.retain(|(component, _)| known.insert(component.id.clone()));
            let ids: Vec<String> = drawn.iter().map(|(component, _)| component.id.clone()).collect();
            let components = drawn
                .into_iter()
                .map(|(mut component, edges)| {
                    component.edges =
                        edges.into_iter().map(|(number, elements)| edge(&ids, number, elements)).collect();
                    if !component.is_local {
                        component.edges.clear();
                    }
                    component
                })
                .collect();
            let mut packages: Vec<PackagePresence> =
                packages.into_iter().map(|(name, appeared)| PackagePresence { name: name.into(), appeared }).collect();
            packages.sort_by(|a, b| a.name.cmp(&b.name));
            packages.dedup_by(|a, b| a.name == b.name);
            // The counting scan is the newest one.
            let appeared = packages.iter().map(|package| package.appeared.at).max().unwrap_or_default();
            Source {
                repository: RepositoryKey(0),
                repository_name: repository_name.into(),
                at: Moment { at: at.max(appeared), seq: 0 },
                packages,
                components,
            }
        },
    )
}

fn edge(ids: &[String], number: usize, elements: usize) -> Edge {
    let element = Usage { span: Default::default(), props: Vec::new() };
    Edge {
        // One past the end is a component the body doesn't define.
        to: ids.get(number % (ids.len() + 1)).cloned().unwrap_or_else(|| "nobody".into()),
        usages: vec![element; elements],
    }
}

/// The counting scans of up to four repositories.
pub fn workspace() -> impl Strategy<Value = Vec<Source>> {
    let keys = Just((1..=4_u128).collect::<Vec<_>>()).prop_shuffle();
    (vec(source(), 0..=4), keys).prop_map(|(mut sources, keys)| {
        for (seq, (source, key)) in (0..).zip(sources.iter_mut().zip(keys)) {
            source.at.seq = 4 + seq;
            source.repository = RepositoryKey(key);
        }
        sources
    })
}

/// What somebody types into the search field.
pub fn search() -> impl Strategy<Value = String> {
    vec(select(TERMS), 0..3).prop_map(|terms| terms.join(" "))
}
