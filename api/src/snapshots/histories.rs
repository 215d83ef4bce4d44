//! The history of each repository as the engine takes it: what each scan changed, with facts and edges that are read
//! once, however many scans share them.
use super::counting::{Counting, Reports, moment};
use crate::{
    auth::member::Scope,
    store::{
        diff,
        lines::{Line, Lines},
        parts,
    },
};
use anyhow::Context;
use engine::{Change, Edge, Known, LocalPackage, RepositoryHistory, Step};
use scan::{
    record::{EdgeView, Facts, Part},
    store::{Delta, Entry, Manifest, Ref},
};
use sea_orm::ConnectionTrait;
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use uuid::Uuid;

/// The parts of components that the engine looks at, each once.
#[derive(Default)]
struct Shared {
    facts: HashMap<Ref, Arc<Facts>>,
    edges: HashMap<Ref, Arc<[Edge]>>,
    /// The ids that edges lead to.
    ids: HashSet<Arc<str>>,
}

/// Whole histories.
pub async fn histories(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    reports: &Reports,
    counting: &[Counting<'_>],
) -> anyhow::Result<Vec<RepositoryHistory>> {
    let mut all = Vec::with_capacity(counting.len());
    for repository in counting {
        all.push(RepositoryHistory {
            repository: repository.key(),
            name: repository.repository.display_name.clone(),
            steps: steps(db, scope, lines, reports, None, &repository.scans).await?,
        });
    }
    Ok(all)
}

/// What each of some scans of one repository changed; the first of them as compared with `before`.
pub async fn steps(
    db: &impl ConnectionTrait,
    scope: Scope,
    lines: &Lines,
    reports: &Reports,
    before: Option<Uuid>,
    scans: &[&Line],
) -> anyhow::Result<Vec<Step>> {
    let deltas = deltas(db, scope, lines, before, scans).await?;
    let shared = Shared::of(db, scope, &deltas).await?;
    let step = |(line, delta): (&&Line, &Delta)| {
        let changes = delta.0.iter().filter_map(|(_, change)| shared.change(change).transpose());
        let package = |one: &scan::Package| LocalPackage { name: one.name.clone(), version: one.version.clone() };
        Ok(Step {
            at: moment(line),
            packages: reports.packages(line)?.iter().map(package).collect(),
            changes: changes.collect::<anyhow::Result<_>>()?,
        })
    };
    scans.iter().zip(&deltas).map(step).collect()
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

impl Shared {
    async fn of(db: &impl ConnectionTrait, scope: Scope, deltas: &[Delta]) -> anyhow::Result<Self> {
        let mut all = Self::default();
        let changes = || deltas.iter().flat_map(|delta| &delta.0).map(|(_, change)| change);
        let facts = changes().filter_map(|change| change.after.or(change.before)).map(|entry| entry.at(Part::Facts));
        parts::read(db, scope, Part::Facts, facts, |at, bytes| {
            all.facts.insert(at, Arc::new(Facts::decode(bytes)?));
            Ok(())
        })
        .await?;
        let edges = changes().filter_map(|change| change.after).map(|entry| entry.at(Part::Edges));
        parts::read(db, scope, Part::Edges, edges, |at, bytes| {
            let edge = |view: EdgeView<'_>| Edge { to: shared(&mut all.ids, view.to), instances: view.instances };
            all.edges.insert(at, EdgeView::decode(bytes)?.into_iter().map(edge).collect());
            Ok(())
        })
        .await?;
        Ok(all)
    }

    /// `None` for a change of what the engine does not look at.
    fn change(&self, change: &scan::store::Change) -> anyhow::Result<Option<Change>> {
        let seen = |entry: Entry| (entry.at(Part::Facts), entry.at(Part::Edges), entry.dates);
        Ok(match (change.before, change.after) {
            (Some(before), None) => Some(Change::Gone(self.facts(before)?.id.clone())),
            (Some(before), Some(after)) if seen(before) == seen(after) => None,
            (_, Some(after)) => {
                let edges = self.edges.get(&after.at(Part::Edges)).cloned();
                let edges = edges.context("edges that were not read")?;
                Some(Change::Put(Known { facts: self.facts(after)?, edges, dates: after.dates }))
            }
            (None, None) => None,
        })
    }

    fn facts(&self, entry: Entry) -> anyhow::Result<Arc<Facts>> {
        self.facts.get(&entry.at(Part::Facts)).cloned().context("facts that were not read")
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
