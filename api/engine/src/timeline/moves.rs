//! Moves: a component that went and one that came with the same scan, and are one.
use crate::hash::Numbered;
use std::collections::{BTreeMap, BTreeSet};

/// A component that came or went.
pub(crate) struct Mover<'a> {
    pub(crate) node: u32,
    pub(crate) package: u32,
    /// Ids it is exported under.
    pub(crate) exports: &'a [u32],
    /// Its name and what of its content a move leaves alone.
    pub(crate) content: Content,
}

/// What a move leaves alone; equal only if everything is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Content {
    pub(crate) name: String,
    pub(crate) props: String,
    pub(crate) html: Vec<String>,
    /// Package and name of what it renders.
    pub(crate) targets: BTreeSet<(u32, String)>,
}

/// Pairs (who went, who came), each component in one pair at most.
pub(crate) fn pairs(went: &[Mover<'_>], came: &[Mover<'_>]) -> Vec<(u32, u32)> {
    let mut pairs = by_export(went, came);
    let paired: BTreeSet<u32> = pairs.iter().flat_map(|(from, to)| [*from, *to]).collect();
    let is_free = |mover: &&Mover<'_>| !paired.contains(&mover.node);
    let index = |movers: &[Mover<'_>]| {
        let mut index: BTreeMap<(u32, Content), Vec<u32>> = BTreeMap::new();
        for mover in movers.iter().filter(is_free) {
            index.entry((mover.package, mover.content.clone())).or_default().push(mover.node);
        }
        index
    };
    let (gone, new) = (index(went), index(came));
    let mut more = Vec::new();
    for (key, nodes) in &gone {
        if let ([from], Some([to])) = (nodes.as_slice(), new.get(key).map(Vec::as_slice)) {
            more.push((*from, *to));
        }
    }
    pairs.append(&mut more);
    pairs
}

/// By an export id that one of each side has, and no other. Whoever could be paired with several is left out.
fn by_export(went: &[Mover<'_>], came: &[Mover<'_>]) -> Vec<(u32, u32)> {
    let index = |movers: &[Mover<'_>]| {
        let mut index: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
        for mover in movers {
            for &export in mover.exports {
                index.entry((mover.package, export)).or_default().push(mover.node);
            }
        }
        index
    };
    let (gone, new) = (index(went), index(came));
    let mut candidates: BTreeSet<(u32, u32)> = BTreeSet::new();
    for (export, nodes) in &gone {
        if let ([from], Some([to])) = (nodes.as_slice(), new.get(export).map(Vec::as_slice)) {
            candidates.insert((*from, *to));
        }
    }
    let mut times: [Numbered<u32, u32>; 2] = Default::default();
    for (from, to) in &candidates {
        *times[0].entry(*from).or_default() += 1;
        *times[1].entry(*to).or_default() += 1;
    }
    candidates.into_iter().filter(|(from, to)| times[0][from] == 1 && times[1][to] == 1).collect()
}
