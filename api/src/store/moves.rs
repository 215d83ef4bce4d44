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
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

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
    /// Packages and names of what it renders.
    renders: BTreeSet<(String, String)>,
}

impl Mover {
    fn is_alike(&self, other: &Self) -> bool {
        let own = (&self.facts.name, &self.facts.props, &self.facts.html_elements, &self.renders);
        self.facts.package_name == other.facts.package_name
            && own == (&other.facts.name, &other.facts.props, &other.facts.html_elements, &other.renders)
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
        Ok(Mover { key: *key, entry: *entry, facts: own, renders })
    };
    movers.iter().map(mover).collect()
}

fn pairs<'a>(went: &'a [Mover], came: &'a [Mover]) -> Vec<(&'a Mover, &'a Mover)> {
    let holders = |all: &'a [Mover]| {
        let mut holders: HashMap<(&str, &str), Vec<&'a Mover>> = HashMap::new();
        for one in all {
            for id in one.facts.export_ids.iter().collect::<BTreeSet<_>>() {
                holders.entry((&one.facts.package_name, id)).or_default().push(one);
            }
        }
        holders
    };
    let (old, new) = (holders(went), holders(came));
    let sharing = old.iter().filter_map(|(id, old)| match (&old[..], new.get(id).map(Vec::as_slice)) {
        ([old], Some([new])) => Some(((old.key, new.key), (*old, *new))),
        _ => None,
    });
    let shared: HashMap<(Key, Key), (&Mover, &Mover)> = sharing.collect();
    let is_alone = |(old, new): &(Key, Key)| {
        shared.keys().filter(|(other, _)| other == old).count() == 1
            && shared.keys().filter(|(_, other)| other == new).count() == 1
    };
    let mut found: Vec<(&Mover, &Mover)> =
        shared.iter().filter(|(keys, _)| is_alone(keys)).map(|(_, pair)| *pair).collect();
    let taken: BTreeSet<Key> = found.iter().flat_map(|(old, new)| [old.key, new.key]).collect();
    let free = |all: &'a [Mover]| all.iter().filter(|one| !taken.contains(&one.key)).collect::<Vec<_>>();
    let by_name = |all: Vec<&'a Mover>| {
        let mut named: HashMap<&str, Vec<&'a Mover>> = HashMap::new();
        all.into_iter().for_each(|one| named.entry(&one.facts.name).or_default().push(one));
        named
    };
    let (old, new) = (by_name(free(went)), by_name(free(came)));
    for (name, old) in &old {
        let Some(new) = new.get(name) else { continue };
        for one in old {
            let alike = |all: &[&'a Mover]| all.iter().copied().filter(|other| other.is_alike(one)).collect::<Vec<_>>();
            if let ([one], [other]) = (&alike(old)[..], &alike(new)[..]) {
                found.push((one, other));
            }
        }
    }
    found
}
