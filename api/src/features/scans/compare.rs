//! Two scans side by side: which components of the scanned code came, went or changed.
use super::{
    model::{Comparison, Difference, DifferenceKind, DifferencePart},
    queries,
};
use crate::{
    auth::member::Scope,
    db::Db,
    error::ApiResult,
    http::page,
    store::{
        diff,
        lines::Lines,
        moves,
        parts::{self, Directories},
    },
};
use scan::{
    record::{Facts, Part},
    store::{Change, Entry, Ref},
};
use std::collections::HashMap;
use uuid::Uuid;

/// What leads from one scan to another, a page of it.
pub async fn compare(
    db: &Db,
    scope: Scope,
    (from, to): (Uuid, Uuid),
    limit: usize,
    cursor: Option<&str>,
) -> ApiResult<Comparison> {
    let txn = db.begin_read().await?;
    let (from, to) = (queries::find(&txn, scope, from).await?, queries::find(&txn, scope, to).await?);
    let lines = Lines::load(&txn, scope, None).await?;
    let delta = diff::between(&txn, scope, &lines, Some(from.id), to.id).await?;
    let delta = moves::folded(&txn, scope, &lines, (from.id, to.id), delta).await?;
    let directories = Directories::load(&txn, scope, delta.packs()).await?;
    let name = |part: Part, at: Ref| directories.name(part, at);
    let totals = delta.differences(name)?;
    let mut found = Vec::new();
    for (_, change) in &delta.0 {
        if let Some(kind) = kind(change, &name)? {
            found.push((kind, change));
        }
    }
    let wanted = found.iter().filter_map(|(_, change)| shown(change)).map(|entry| entry.at(Part::Facts));
    let mut facts: HashMap<Ref, Facts> = HashMap::new();
    parts::read(&txn, scope, Part::Facts, wanted, |at, bytes| {
        facts.insert(at, Facts::decode(bytes)?);
        Ok(())
    })
    .await?;
    let mut items = Vec::with_capacity(found.len());
    for (kind, change) in found {
        if let Some(facts) = shown(change).and_then(|entry| facts.get(&entry.at(Part::Facts))) {
            items.push(Difference {
                kind,
                id: facts.id.clone(),
                name: facts.name.clone(),
                package_name: facts.package_name.clone(),
                path: facts.path.clone(),
                parts: differing(kind, change, &name)?,
            });
        }
    }
    txn.commit().await?;
    items.sort_by(|a, b| (a.kind, &a.name, &a.id).cmp(&(b.kind, &b.name, &b.id)));
    // Both scans stay what they are: a place in the list is good for ever.
    let start: usize = page::decode(cursor)?.unwrap_or(0);
    let total = items.len() as u64;
    let rest = items.len().saturating_sub(start.saturating_add(limit));
    let next_cursor = (rest > 0).then(|| page::encode(&(start + limit))).transpose()?;
    let items = items.into_iter().skip(start).take(limit).collect();
    Ok(Comparison {
        from,
        to,
        num_of_added: totals.added,
        num_of_removed: totals.removed,
        num_of_changed: totals.changed,
        items,
        next_cursor,
        total,
    })
}

/// As it is, or was.
fn shown(change: &Change) -> Option<Entry> {
    let local = |entry: Option<Entry>| entry.filter(|entry| entry.is_local);
    local(change.after).or(local(change.before))
}

fn kind<E>(
    change: &Change,
    name: &impl Fn(Part, Ref) -> Result<scan::store::Hash, E>,
) -> Result<Option<DifferenceKind>, E> {
    let is_local = |entry: Option<Entry>| entry.is_some_and(|entry| entry.is_local);
    Ok(match (is_local(change.before), is_local(change.after)) {
        (false, true) => Some(DifferenceKind::Added),
        (true, false) => Some(DifferenceKind::Removed),
        (true, true) if change.is_real(name)? => Some(DifferenceKind::Changed),
        _ => None,
    })
}

fn differing<E>(
    kind: DifferenceKind,
    change: &Change,
    name: &impl Fn(Part, Ref) -> Result<scan::store::Hash, E>,
) -> Result<Vec<DifferencePart>, E> {
    let mut all = Vec::new();
    if kind == DifferenceKind::Changed {
        let kinds = [
            (Part::Facts, DifferencePart::Definition),
            (Part::Edges, DifferencePart::Usages),
            (Part::Values, DifferencePart::Props),
        ];
        for (part, shown) in kinds {
            if change.differs_in(part, name)? {
                all.push(shown);
            }
        }
    }
    Ok(all)
}
