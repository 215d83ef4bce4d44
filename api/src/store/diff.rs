//! What leads from one scan to another.
use super::{
    lines::{Line, Lines},
    moves,
    parts::Directories,
};
use crate::auth::member::Scope;
use scan::store::{Delta, Differences, Manifest};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
use uuid::Uuid;

#[cfg(test)]
mod tests;

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
    let Some((back, on)) = ways(lines, from, to, usize::MAX)? else {
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
/// those whose changes are to be done. `None` if they build on none in common, or if the ways have more than `most` scans.
pub fn ways(lines: &Lines, from: Uuid, to: Uuid, most: usize) -> anyhow::Result<Option<(Vec<Uuid>, Vec<Uuid>)>> {
    // Both are gone at once, so that nobody goes far who soon meets the other one.
    let mut sides = [Side::of(lines, from), Side::of(lines, to)];
    let met = 'met: loop {
        let mut has_moved = false;
        for own in 0..2 {
            let Some(at) = sides[own].step(most)? else { continue };
            has_moved = true;
            if sides[1 - own].steps.contains_key(&at) {
                break 'met at;
            }
        }
        if !has_moved {
            return Ok(None);
        }
    };
    let [back, mut on] = sides.map(|side| side.before(met));
    on.reverse();
    Ok((back.len() + on.len() <= most).then_some((back, on)))
}

/// How far one of two ways has been gone.
struct Side<'a> {
    rest: Box<dyn Iterator<Item = anyhow::Result<&'a Line>> + 'a>,
    way: Vec<Uuid>,
    steps: HashMap<Uuid, usize>,
}

impl<'a> Side<'a> {
    fn of(lines: &'a Lines, scan: Uuid) -> Self {
        Self { rest: Box::new(lines.to_root(scan)), way: Vec::new(), steps: HashMap::new() }
    }

    /// The next scan, unless it is `most` steps away already.
    fn step(&mut self, most: usize) -> anyhow::Result<Option<Uuid>> {
        if self.way.len() > most {
            return Ok(None);
        }
        let Some(line) = self.rest.next().transpose()? else { return Ok(None) };
        self.steps.insert(line.id, self.way.len());
        self.way.push(line.id);
        Ok(Some(line.id))
    }

    fn before(mut self, met: Uuid) -> Vec<Uuid> {
        self.way.truncate(self.steps.get(&met).copied().unwrap_or_default());
        self.way
    }
}

/// All changes along two ways together.
pub fn along(found: &HashMap<Uuid, Delta>, back: &[Uuid], on: &[Uuid]) -> Delta {
    let undone = back
        .iter()
        .filter_map(|id| found.get(id))
        .fold(Delta::default(), |all, next| all.then(&next.clone().inverse()));
    on.iter().filter_map(|id| found.get(id)).fold(undone, |all, next| all.then(next))
}
