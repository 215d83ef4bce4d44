//! The history of each repository as the engine takes it: what each scan changed, with facts and edges that are read
//! once, however many scans share them, and kept no longer than they are needed.
use super::{
    build::News,
    counting::{Reports, moment},
};
use crate::{
    auth::member::Scope,
    store::{
        diff,
        lines::{Line, Lines},
        parts,
    },
};
use anyhow::Context;
use engine::{Change, Edge, Growing, Known, LocalPackage, Step};
use scan::{
    record::{EdgeView, Facts, Part},
    store::{self, Delta, Entry, Manifest, Ref},
};
use sea_orm::ConnectionTrait;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

/// Scans whose facts and edges are read at once: bounds what is in memory beside what is kept of them.
const SCANS_AT_ONCE: usize = 64;

/// The parts of components that the engine looks at, each once.
#[derive(Default)]
struct Shared {
    facts: HashMap<Ref, Arc<Facts>>,
    edges: HashMap<Ref, Arc<[Edge]>>,
    /// How many changes still ask for edges. Those of a year take more room than all that is told from them.
    uses: HashMap<Ref, u32>,
    /// The ids that edges lead to.
    ids: HashSet<Arc<str>>,
}

/// Adds what came to a timeline, in the order in which it came.
pub async fn add(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    reports: &Reports,
    news: &[News<'_>],
    (to, most): (&mut Growing, u64),
) -> anyhow::Result<()> {
    let mut all = Vec::new();
    for one in news {
        let deltas = deltas(db, scope, lines, one.before, one.scans).await?;
        all.extend(one.scans.iter().zip(deltas).map(|(line, delta)| (*line, one.of, delta)));
    }
    all.sort_by_key(|(line, of, _)| (moment(line), of.key()));
    let mut shared = Shared::default();
    shared.expect(all.iter().map(|(.., delta)| delta));
    let mut all = all.into_iter();
    while all.len() > 0 {
        let some: Vec<_> = all.by_ref().take(SCANS_AT_ONCE).collect();
        shared.read(db, scope, some.iter().map(|(.., delta)| delta)).await?;
        for (line, of, delta) in some {
            let changes = seen([&delta].into_iter()).map(|change| shared.change(change));
            let package = |one: &scan::Package| LocalPackage { name: one.name.clone(), version: one.version.clone() };
            let packages = reports.packages(line)?.iter().map(package).collect();
            let step = Step { at: moment(line), packages, changes: changes.collect::<anyhow::Result<_>>()? };
            to.add(of.key(), &of.repository.display_name, &step)?;
            anyhow::ensure!(
                to.past_weight() as u64 <= most,
                "its past takes more than {} MiB of memory: delete or thin scans, or raise SKILLET_WORKSPACE_MAX_MEMORY_MIB",
                most >> 20
            );
        }
    }
    Ok(())
}

/// A way of more scans is not gone step by step: what scans at its ends consist of is compared as a whole.
const LONGEST_WAY: usize = 8;

async fn deltas(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    before: Option<Uuid>,
    scans: &[&Line],
) -> anyhow::Result<Vec<Delta>> {
    let mut ways = Vec::with_capacity(scans.len());
    let mut last = before;
    for line in scans {
        let way = match last {
            None => None,
            Some(last) if line.base_id == Some(last) => Some((Vec::new(), vec![line.id])),
            Some(last) => diff::ways(lines, last, line.id, LONGEST_WAY)?,
        };
        ways.push(way);
        last = Some(line.id);
    }
    let wanted: HashSet<Uuid> = ways.iter().flatten().flat_map(|(back, on)| back.iter().chain(on)).copied().collect();
    let found = lines.changes(db, scope, &wanted.into_iter().collect::<Vec<_>>()).await?;
    let mut all = Vec::with_capacity(scans.len());
    let mut branches = Branches::default();
    let mut last = before;
    for (line, way) in scans.iter().zip(ways) {
        all.push(match (way, last) {
            (Some((back, on)), _) => diff::along(&found, &back, &on),
            (None, None) => branches.whole(db, scope, lines, line.id).await?.to_delta(),
            (None, Some(last)) => {
                let before = branches.whole(db, scope, lines, last).await?;
                before.delta_to(&*branches.whole(db, scope, lines, line.id).await?)
            }
        });
        last = Some(line.id);
    }
    Ok(all)
}

/// Where branches take turns, the way from each scan to the next leads back to where they parted. So the list of the
/// last scan of each is kept, and the next one is told from that. Who was asked for last stands last.
#[derive(Default)]
struct Branches(Vec<(Branch, Uuid, Arc<Manifest>)>);

/// Of which repository, and its name.
type Branch = (Uuid, Option<String>);

impl Branches {
    /// Branches whose lists are kept at once.
    const MOST: usize = 16;

    async fn whole(
        &mut self,
        db: &impl ConnectionTrait,
        scope: Scope,
        lines: &Lines,
        id: Uuid,
    ) -> anyhow::Result<Arc<Manifest>> {
        let line = lines.get(id).with_context(|| format!("scan {id} is not there"))?;
        let branch = (line.repository_id, line.branch.clone());
        let kept = self.0.iter().position(|(known, ..)| *known == branch).map(|at| self.0.remove(at));
        let manifest = match kept {
            Some((_, known, manifest)) => match onward(lines, known, id)? {
                Some(on) if on.is_empty() => manifest,
                Some(on) => Arc::new(manifest.apply(&diff::along(&lines.changes(db, scope, &on).await?, &[], &on))),
                None => Arc::new(lines.manifest(db, scope, id).await?),
            },
            None => Arc::new(lines.manifest(db, scope, id).await?),
        };
        if self.0.len() == Self::MOST {
            self.0.remove(0);
        }
        self.0.push((branch, id, manifest.clone()));
        Ok(manifest)
    }
}

/// The few scans that lead from a known one to one that builds on it.
fn onward(lines: &Lines, known: Uuid, id: Uuid) -> anyhow::Result<Option<Vec<Uuid>>> {
    let ways = diff::ways(lines, known, id, LONGEST_WAY)?;
    Ok(ways.filter(|(back, _)| back.is_empty()).map(|(_, on)| on))
}

/// Whether a change is one of what the engine looks at.
fn is_seen(change: &store::Change) -> bool {
    let seen = |entry: Entry| (entry.at(Part::Facts), entry.at(Part::Edges), entry.dates);
    change.before.map(seen) != change.after.map(seen)
}

fn seen<'a>(deltas: impl Iterator<Item = &'a Delta>) -> impl Iterator<Item = &'a store::Change> {
    deltas.flat_map(|delta| &delta.0).map(|(_, change)| change).filter(|change| is_seen(change))
}

fn edges_of<'a>(deltas: impl Iterator<Item = &'a Delta>) -> impl Iterator<Item = Ref> {
    seen(deltas).filter_map(|change| change.after).map(|entry| entry.at(Part::Edges))
}

impl Shared {
    fn expect<'a>(&mut self, deltas: impl Iterator<Item = &'a Delta>) {
        for at in edges_of(deltas) {
            *self.uses.entry(at).or_default() += 1;
        }
    }

    /// Reads what is not at hand.
    async fn read<'a>(
        &mut self,
        db: &impl ConnectionTrait,
        scope: Scope,
        deltas: impl Iterator<Item = &'a Delta> + Clone,
    ) -> anyhow::Result<()> {
        let entries = seen(deltas.clone()).filter_map(|change| change.after.or(change.before));
        let facts = entries.map(|entry| entry.at(Part::Facts));
        let facts: Vec<Ref> = facts.filter(|at| !self.facts.contains_key(at)).collect();
        parts::read(db, scope, Part::Facts, facts, |at, bytes| {
            self.facts.insert(at, Arc::new(Facts::decode(bytes)?));
            Ok(())
        })
        .await?;
        let edges: Vec<Ref> = edges_of(deltas).filter(|at| !self.edges.contains_key(at)).collect();
        parts::read(db, scope, Part::Edges, edges, |at, bytes| {
            let edge = |view: EdgeView<'_>| Edge { to: shared(&mut self.ids, view.to), instances: view.instances };
            self.edges.insert(at, EdgeView::decode(bytes)?.into_iter().map(edge).collect());
            Ok(())
        })
        .await
    }

    fn change(&mut self, change: &store::Change) -> anyhow::Result<Change> {
        let Some(after) = change.after else {
            let before = change.before.context("a change of nothing")?;
            return Ok(Change::Gone(self.facts(before)?.id.clone()));
        };
        Ok(Change::Put(Known {
            facts: self.facts(after)?,
            edges: self.edges(after.at(Part::Edges))?,
            dates: after.dates,
        }))
    }

    fn facts(&self, entry: Entry) -> anyhow::Result<Arc<Facts>> {
        self.facts.get(&entry.at(Part::Facts)).cloned().context("facts that were not read")
    }

    /// Edges, for one change; nothing keeps them after the last.
    fn edges(&mut self, at: Ref) -> anyhow::Result<Arc<[Edge]>> {
        let left = self.uses.entry(at).or_default();
        *left = left.saturating_sub(1);
        let found = if *left == 0 { self.edges.remove(&at) } else { self.edges.get(&at).cloned() };
        found.context("edges that were not read")
    }
}

fn shared(ids: &mut HashSet<Arc<str>>, id: &str) -> Arc<str> {
    if let Some(known) = ids.get(id) {
        return known.clone();
    }
    let new = Arc::<str>::from(id);
    ids.insert(new.clone());
    new
}
