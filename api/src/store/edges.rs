//! How many edges came with a scan. Lists of edges that are alike are stored once; in memory each edge is one of its own.
use super::parts;
use crate::auth::member::Scope;
use scan::{
    ReadError,
    record::{EdgeView, Part},
    store::{Change, Delta, OWN, Pack, Ref},
};
use sea_orm::ConnectionTrait;
use std::{
    collections::{BTreeSet, HashMap, hash_map::RandomState},
    hash::BuildHasher,
    io,
};

/// Edges at the end of a delta that were not at its beginning, or with another number of elements. `own` holds what is
/// not stored yet.
pub async fn new(db: &impl ConnectionTrait, scope: Scope, delta: &Delta, own: &mut Pack) -> anyhow::Result<usize> {
    let changed = || delta.0.iter().map(|(_, change)| change).filter(|change| change.is_of(Part::Edges));
    let lists = |change: &Change| [change.before, change.after].map(|entry| entry.map(|entry| entry.at(Part::Edges)));
    let wanted: BTreeSet<Ref> = changed().flat_map(lists).flatten().collect();
    let (unwritten, stored): (BTreeSet<Ref>, BTreeSet<Ref>) = wanted.into_iter().partition(|at| at.pack == OWN);

    let hasher = RandomState::new();
    let mut found: HashMap<Ref, Vec<u64>> = HashMap::new();
    let mut take = |at: Ref, bytes: &[u8]| {
        let edges = EdgeView::decode(bytes)?;
        let mut edges: Vec<u64> = edges.iter().map(|edge| hasher.hash_one((edge.to, edge.instances))).collect();
        edges.sort_unstable();
        found.insert(at, edges);
        Ok(())
    };
    let unwritten = unwritten.into_iter().map(|at| at.index).collect();
    own.some(Part::Edges, &unwritten, |index, bytes| {
        take(Ref { pack: OWN, index }, bytes).map_err(|cause: scan::DecodeError| ReadError::Io(io::Error::other(cause)))
    })?;
    parts::read(db, scope, Part::Edges, stored, |at, bytes| Ok(take(at, bytes)?)).await?;

    let count = |change: &Change| {
        let [before, after] = lists(change).map(|at| at.and_then(|at| found.get(&at)).map_or(&[][..], Vec::as_slice));
        after.iter().filter(|edge| before.binary_search(edge).is_err()).count()
    };
    Ok(changed().map(count).sum())
}
