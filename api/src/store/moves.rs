//! Components that moved between two scans: one went and another one came, and both are the same. The rule is that of
//! lineages: of one package, they share an export id that no other of them has, or else are the only ones of their name
//! and of what does not change by moving: props, elements, and what they render.
use super::{lines::Lines, parts};
use crate::auth::member::Scope;
use anyhow::Context;
use scan::{
    record::{EdgeSummary, Facts, Part},
    store::{Change, Delta, Entry, Key, Manifest, Ref},
};
use sea_orm::ConnectionTrait;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    hash::Hash,
};
use uuid::Uuid;

#[cfg(test)]
mod tests;

/// What leads from one scan to another, where who moved is changed instead of gone and new.
pub async fn folded(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    (from, to): (Uuid, Uuid),
    delta: Delta,
) -> anyhow::Result<Delta> {
    let is_local = |entry: Option<Entry>| entry.is_some_and(|entry| entry.is_local);
    let only = |here: fn(&Change) -> Option<Entry>, there: fn(&Change) -> Option<Entry>| -> Vec<(Key, Entry)> {
        let all = delta.0.iter().filter(|(_, change)| is_local(here(change)) && !is_local(there(change)));
        all.filter_map(|(key, change)| Some((*key, here(change)?))).collect()
    };
    let (went, came) = (only(|one| one.before, |one| one.after), only(|one| one.after, |one| one.before));
    if went.is_empty() || came.is_empty() {
        return Ok(delta);
    }
    let (went, came) = (side(db, scope, lines, from, &went).await?, side(db, scope, lines, to, &came).await?);
    let pairs: HashMap<Key, &Mover> = pairs(&went, &came).into_iter().map(|(old, new)| (new.key, old)).collect();
    let gone: BTreeSet<Key> = pairs.values().map(|old| old.key).collect();
    let changes = delta.0.into_iter().filter(|(key, _)| !gone.contains(key));
    let fold = |(key, change): (Key, Change)| match pairs.get(&key) {
        Some(old) => (key, Change { before: Some(old.entry), ..change }),
        None => (key, change),
    };
    Ok(Delta(changes.map(fold).collect()))
}

/// A component of the scanned code that went or came.
struct Mover {
    key: Key,
    entry: Entry,
    facts: Facts,
    /// Its package and name, and what of it a move leaves alone; equal only if everything is.
    content: Vec<u8>,
}

impl Mover {
    /// `renders`: packages and names.
    fn of(key: Key, entry: Entry, facts: Facts, renders: &BTreeSet<(String, String)>) -> anyhow::Result<Self> {
        let own = (&facts.package_name, &facts.name, &facts.props, &facts.html_elements, renders);
        Ok(Self { key, entry, content: serde_json::to_vec(&own)?, facts })
    }
}

async fn side(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    scan: Uuid,
    movers: &[(Key, Entry)],
) -> anyhow::Result<Vec<Mover>> {
    let manifest: Manifest = lines.manifest(db, scope, scan).await?;
    let mut edges: HashMap<Ref, Vec<EdgeSummary>> = HashMap::new();
    let wanted = movers.iter().map(|(_, entry)| entry.at(Part::Edges));
    parts::read(db, scope, Part::Edges, wanted, |at, bytes| {
        edges.insert(at, EdgeSummary::decode(bytes)?);
        Ok(())
    })
    .await?;
    let target = |edge: &EdgeSummary| manifest.get(Key::of(&edge.to)).map(|entry| entry.at(Part::Facts));
    let targets = edges.values().flatten().filter_map(target);
    let mut facts: HashMap<Ref, Facts> = HashMap::new();
    let wanted = movers.iter().map(|(_, entry)| entry.at(Part::Facts)).chain(targets);
    parts::read(db, scope, Part::Facts, wanted, |at, bytes| {
        facts.insert(at, Facts::decode(bytes)?);
        Ok(())
    })
    .await?;
    let mover = |(key, entry): &(Key, Entry)| {
        let own = facts.get(&entry.at(Part::Facts)).context("facts that were not read")?.clone();
        let rendered = edges.get(&entry.at(Part::Edges)).into_iter().flatten();
        let rendered = rendered.filter_map(|edge| facts.get(&target(edge)?));
        let renders = rendered.map(|facts| (facts.package_name.clone(), facts.name.clone())).collect();
        Mover::of(*key, *entry, own, &renders)
    };
    movers.iter().map(mover).collect()
}

/// Each component is in one pair at most.
fn pairs<'a>(went: &'a [Mover], came: &'a [Mover]) -> Vec<(&'a Mover, &'a Mover)> {
    let mut found = by_export(went, came);
    let taken: HashSet<Key> = found.iter().flat_map(|(old, new)| [old.key, new.key]).collect();
    let index = |all: &'a [Mover]| {
        let mut index: HashMap<&[u8], Vec<&'a Mover>> = HashMap::new();
        for one in all.iter().filter(|one| !taken.contains(&one.key)) {
            index.entry(&one.content).or_default().push(one);
        }
        index
    };
    found.extend(only_ones(&index(went), &index(came)));
    found
}

/// By an export id that one of each side has, and no other. Whoever could be paired with several is left out.
fn by_export<'a>(went: &'a [Mover], came: &'a [Mover]) -> Vec<(&'a Mover, &'a Mover)> {
    let index = |all: &'a [Mover]| {
        let mut index: HashMap<(&str, &str), Vec<&'a Mover>> = HashMap::new();
        for one in all {
            for id in one.facts.export_ids.iter().collect::<BTreeSet<_>>() {
                index.entry((&one.facts.package_name, id)).or_default().push(one);
            }
        }
        index
    };
    let (gone, new) = (index(went), index(came));
    let candidates: HashMap<(Key, Key), _> =
        only_ones(&gone, &new).map(|(old, new)| ((old.key, new.key), (old, new))).collect();
    let mut times: HashMap<Key, usize> = HashMap::new();
    for key in candidates.keys().flat_map(|(old, new)| [old, new]) {
        *times.entry(*key).or_default() += 1;
    }
    let is_alone = |(old, new): &(Key, Key)| times[old] == 1 && times[new] == 1;
    candidates.into_iter().filter(|(keys, _)| is_alone(keys)).map(|(_, pair)| pair).collect()
}

/// Those that are alone on both sides under what they are found by.
fn only_ones<'a, K: Eq + Hash>(
    old: &HashMap<K, Vec<&'a Mover>>,
    new: &HashMap<K, Vec<&'a Mover>>,
) -> impl Iterator<Item = (&'a Mover, &'a Mover)> {
    old.iter().filter_map(|(found_by, old)| match (&old[..], new.get(found_by).map(Vec::as_slice)) {
        ([old], Some([new])) => Some((*old, *new)),
        _ => None,
    })
}
