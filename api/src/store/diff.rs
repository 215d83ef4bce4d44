//! What leads from one scan to another.
use super::{lines::Lines, moves, parts::Directories};
use crate::auth::member::Scope;
use scan::store::{Delta, Differences, Manifest};
use sea_orm::ConnectionTrait;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Goes back from `from` to the scan that both build on, and on to `to`. Scans that have none in common are compared as
/// a whole. Without `from` everything came.
pub async fn between(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    from: Option<Uuid>,
    to: Uuid,
) -> anyhow::Result<Delta> {
    let Some(from) = from else { return Ok(lines.manifest(db, scope, to).await?.to_delta()) };
    let Some((back, on)) = ways(lines, from, to)? else {
        let before: Manifest = lines.manifest(db, scope, from).await?;
        return Ok(before.delta_to(&lines.manifest(db, scope, to).await?));
    };
    let steps: Vec<Uuid> = back.iter().chain(&on).copied().collect();
    let found = lines.changes(db, scope, &steps).await?;
    Ok(along(&found, &back, &on))
}

/// How many components differ between two scans; who moved is changed.
pub async fn count(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    from: Option<Uuid>,
    to: Uuid,
) -> anyhow::Result<Differences> {
    let mut delta = between(db, scope, lines, from, to).await?;
    if let Some(from) = from {
        delta = moves::folded(db, scope, lines, (from, to), delta).await?;
    }
    let directories = Directories::load(db, scope, delta.packs()).await?;
    delta.differences(|part, at| directories.name(part, at))
}

/// The ways from two scans to the one that both build on: scans whose changes are to be undone, in this order, and
/// those whose changes are to be done. `None` if they build on none in common.
pub fn ways(lines: &Lines, from: Uuid, to: Uuid) -> anyhow::Result<Option<(Vec<Uuid>, Vec<Uuid>)>> {
    let back: Vec<Uuid> = lines.to_root(from)?.iter().map(|line| line.id).collect();
    let on: Vec<Uuid> = lines.to_root(to)?.iter().map(|line| line.id).collect();
    let behind: HashSet<Uuid> = back.iter().copied().collect();
    let Some(met) = on.iter().position(|id| behind.contains(id)) else { return Ok(None) };
    let common = on[met];
    let back = back.into_iter().take_while(|id| *id != common).collect();
    Ok(Some((back, on[..met].iter().rev().copied().collect())))
}

/// All changes along two ways together.
pub fn along(found: &HashMap<Uuid, Delta>, back: &[Uuid], on: &[Uuid]) -> Delta {
    let undone = back
        .iter()
        .filter_map(|id| found.get(id))
        .fold(Delta::default(), |all, next| all.then(&next.clone().inverse()));
    on.iter().filter_map(|id| found.get(id)).fold(undone, |all, next| all.then(next))
}
