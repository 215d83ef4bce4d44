//! The state after every scan by plain maps, and which components are one over time.
use crate::naive::{Coverage, Facts, Naive, Who};
use crate::source::Source;
use crate::world::{Counting, Hits, sources};
use engine::RepositoryKey;
use scan::Component;
use std::collections::{BTreeMap, BTreeSet};

/// An id, with its repository if it is of a nameless package.
pub type Id = (Option<RepositoryKey>, String);

/// A component at a point in time.
#[derive(Clone)]
pub struct Here {
    pub lineage: usize,
    pub is_local: bool,
    pub facts: Facts,
    pub created: Option<i64>,
    pub updated: Option<i64>,
    pub usage_changed: Option<i64>,
}

/// The state after a scan.
#[derive(Clone, Default)]
pub struct Oracle {
    pub here: BTreeMap<Id, Here>,
    pub edges: BTreeMap<(Id, Id), u64>,
    /// Projects with the version they state.
    pub projects: BTreeMap<String, Option<String>>,
}

/// All states, oldest first.
pub struct Past {
    pub states: Vec<(i64, Oracle)>,
    /// Under which lineage each one is shown.
    pub shown: BTreeMap<usize, usize>,
    /// The newest facts of each lineage as shown.
    pub newest: BTreeMap<usize, Facts>,
    pub last: Option<Naive>,
    /// Every id ever, with its last lineage.
    pub lineage_of: BTreeMap<Id, usize>,
}

fn id_of(who: &Who, owners: &BTreeMap<String, (String, RepositoryKey)>) -> Id {
    match who {
        Who::External(scope, id) => (*scope, id.clone()),
        Who::Local(project, id) => (id.starts_with("root:").then(|| owners[project].1), id.clone()),
    }
}

/// Name, props, html, and the packages and names of what is rendered.
type Content = (String, String, Vec<String>, BTreeSet<(Id, String)>);

/// The nameless packages of two repositories are two packages.
fn content(component: &Component, owner: RepositoryKey, body: &[Component]) -> Content {
    let package = |c: &Component| ((c.package_name == "root").then_some(owner), c.package_name.clone());
    let targets = component.edges.iter().filter_map(|edge| body.iter().find(|c| c.id == edge.to));
    (
        component.name.clone(),
        format!("{:?}", component.props),
        component.html_elements.clone(),
        targets.map(|c| (package(c), c.name.clone())).collect(),
    )
}

struct Mover {
    id: Id,
    project: String,
    exports: BTreeSet<Id>,
    content: Content,
}

fn movers(ids: &BTreeSet<Id>, naive: &Naive, bodies: &[Source]) -> Vec<Mover> {
    let mut movers = Vec::new();
    for (who, facts) in &naive.components {
        let id = id_of(who, &naive.projects);
        if let (Who::Local(project, own), true) = (who, ids.contains(&id)) {
            let owner = naive.projects[project].1;
            let body = &bodies.iter().find(|source| source.repository == owner).unwrap().components;
            let component = body.iter().find(|c| c.id == *own).unwrap();
            let exports = facts.export_ids.iter();
            let exports = exports.map(|(by, id)| (id.starts_with("root:").then_some(*by), id.clone()));
            movers.push(Mover {
                id,
                project: project.clone(),
                exports: exports.collect(),
                content: content(component, owner, body),
            });
        }
    }
    movers
}

/// Pairs of a component that went and one that came.
fn moved(went: &[Mover], came: &[Mover], hits: &mut Hits) -> Vec<(Id, Id)> {
    let mut pairs = Vec::new();
    let shares = |one: &Mover, other: &Mover| {
        one.project == other.project
            && one.exports.intersection(&other.exports).any(|export| {
                let holders = |all: &[Mover]| {
                    all.iter().filter(|m| m.project == one.project && m.exports.contains(export)).count()
                };
                holders(went) == 1 && holders(came) == 1
            })
    };
    for one in went {
        for other in came {
            let alone = came.iter().filter(|c| shares(one, c)).count() == 1
                && went.iter().filter(|w| shares(w, other)).count() == 1;
            if shares(one, other) && alone {
                *hits.entry("moved, told by an export id").or_default() += 1;
                pairs.push((one.id.clone(), other.id.clone()));
            }
        }
    }
    let by_export = pairs.clone();
    let is_free = |mover: &&Mover| by_export.iter().all(|(a, b)| *a != mover.id && *b != mover.id);
    for one in went.iter().filter(is_free) {
        let alike = |all: &[Mover]| -> Vec<Id> {
            let alike = |m: &&Mover| m.project == one.project && m.content == one.content;
            all.iter().filter(is_free).filter(alike).map(|m| m.id.clone()).collect()
        };
        if let ([_], [other]) = (alike(went).as_slice(), alike(came).as_slice()) {
            *hits.entry("moved, told by its content").or_default() += 1;
            pairs.push((one.id.clone(), other.clone()));
        }
    }
    pairs
}

pub fn past(scans: &[Counting], hits: &mut Hits) -> Past {
    let mut coverage = Coverage::default();
    let mut states: Vec<(i64, Oracle)> = Vec::new();
    let mut last: Option<(Naive, Vec<Source>)> = None;
    let mut lineage_of: BTreeMap<Id, usize> = BTreeMap::new();
    let mut holder: BTreeMap<usize, Id> = BTreeMap::new();
    let mut dates: BTreeMap<Id, (Option<i64>, Option<i64>)> = BTreeMap::new();
    let mut lineage_dates: BTreeMap<usize, (Option<i64>, Option<i64>)> = BTreeMap::new();
    let mut lineages = 0;
    for count in 1..=scans.len() {
        let bodies = sources(&scans[..count], hits);
        let naive = Naive::of(&bodies, &mut coverage);
        let scan = &scans[count - 1];
        for component in &scan.components {
            let id = (component.id.starts_with("root:").then_some(scan.repository), component.id.clone());
            merge(dates.entry(id).or_default(), component.created_at, component.updated_at);
        }
        let before: BTreeSet<Id> = states.last().map(|(_, s)| s.here.keys().cloned().collect()).unwrap_or_default();
        let now: BTreeSet<Id> = naive.components.keys().map(|who| id_of(who, &naive.projects)).collect();
        let (went, came): (BTreeSet<Id>, BTreeSet<Id>) = (&before - &now, &now - &before);
        let gone = last.as_ref().map(|(naive, bodies)| movers(&went, naive, bodies)).unwrap_or_default();
        let pairs = moved(&gone, &movers(&came, &naive, &bodies), hits);
        for (from, to) in &pairs {
            let lineage = lineage_of[from];
            lineage_of.insert(to.clone(), lineage);
            holder.insert(lineage, to.clone());
        }
        for id in came.iter().filter(|id| pairs.iter().all(|(_, to)| to != *id)) {
            let known = lineage_of.get(id).copied().filter(|lineage| holder[lineage] == *id);
            let lineage = known.unwrap_or(lineages);
            lineages = lineages.max(lineage + 1);
            lineage_of.insert(id.clone(), lineage);
            holder.insert(lineage, id.clone());
        }
        let mut oracle = Oracle::default();
        for (who, facts) in &naive.components {
            let id = id_of(who, &naive.projects);
            let lineage = lineage_of[&id];
            let known = lineage_dates.entry(lineage).or_default();
            let (created, updated) = dates.get(&id).copied().unwrap_or_default();
            merge(known, created, updated);
            let is_local = matches!(who, Who::Local(..));
            let here = Here {
                lineage,
                is_local,
                facts: facts.clone(),
                created: known.0,
                updated: known.1,
                usage_changed: None,
            };
            oracle.here.insert(id, here);
        }
        for ((parent, child), instances) in &naive.edges {
            let ends = (id_of(parent, &naive.projects), id_of(child, &naive.projects));
            oracle.edges.insert(ends, *instances);
        }
        for (project, (package, owner)) in &naive.projects {
            let newest = scans[..count].iter().rev().find(|scan| scan.repository == *owner).unwrap();
            let version = newest.packages.iter().find(|p| p.name == *package).and_then(|p| p.version.clone());
            oracle.projects.insert(project.clone(), version);
        }
        if !naive.conflicts.is_empty() {
            *hits.entry("two claimants of a package").or_default() += 1;
        }
        states.push((scan.at.at, oracle));
        last = Some((naive, bodies));
    }
    let mut past = Past {
        states,
        shown: BTreeMap::new(),
        newest: BTreeMap::new(),
        last: last.map(|(naive, _)| naive),
        lineage_of,
    };
    past.show(&holder, hits);
    past.note_usage_changes(hits);
    for (name, missed) in [
        ("two externals of one parent resolve to one", "two children resolve to one"),
        ("a link by name", "linked by name"),
        ("a self-edge by linking", "self edge by linking"),
    ] {
        if coverage.missed(&[missed]).is_empty() {
            *hits.entry(name).or_default() += 1;
        }
    }
    past
}

fn merge(known: &mut (Option<i64>, Option<i64>), created: Option<i64>, updated: Option<i64>) {
    known.0 = [known.0, created].into_iter().flatten().min();
    known.1 = [known.1, updated].into_iter().flatten().max();
}

impl Past {
    /// An external component that is linked in the newest state is shown under its target's lineage, and a lineage
    /// whose last id was taken over by another one, under that one.
    fn show(&mut self, holder: &BTreeMap<usize, Id>, hits: &mut Hits) {
        for here in self.states.iter().flat_map(|(_, state)| state.here.values()) {
            self.shown.insert(here.lineage, here.lineage);
        }
        for here in self.states.iter().flat_map(|(_, state)| state.here.values()) {
            self.newest.insert(here.lineage, here.facts.clone());
        }
        let (Some(naive), Some((_, newest))) = (&self.last, self.states.last()) else { return };
        for (external, (target, _)) in &naive.linked {
            let (id, target) = (id_of(external, &naive.projects), id_of(target, &naive.projects));
            let (Some(lineage), Some(target)) = (self.lineage_of.get(&id), newest.here.get(&target)) else { continue };
            if !newest.here.contains_key(&id) && holder[lineage] == id {
                self.shown.insert(*lineage, target.lineage);
                *hits.entry("an earlier external shown under what it became").or_default() += 1;
            }
        }
        for (lineage, id) in holder {
            let heir = self.lineage_of[id];
            if heir != *lineage && holder[&heir] == *id {
                self.shown.insert(*lineage, self.shown[&heir]);
                *hits.entry("an id that another lineage took over").or_default() += 1;
            }
        }
    }

    fn note_usage_changes(&mut self, hits: &mut Hits) {
        let mut before: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        let mut changed: BTreeMap<usize, i64> = BTreeMap::new();
        let shown = self.shown.clone();
        let mut links_before: BTreeSet<Id> = BTreeSet::new();
        for (at, state) in &mut self.states {
            let mut now: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
            for here in state.here.values() {
                now.entry(shown[&here.lineage]).or_default();
            }
            for (parent, child) in state.edges.keys() {
                let parents = now.entry(shown[&state.here[child].lineage]).or_default();
                parents.insert(shown[&state.here[parent].lineage]);
            }
            for (lineage, parents) in &now {
                if before.get(lineage) != Some(parents) {
                    changed.insert(*lineage, *at);
                }
            }
            for (lineage, parents) in &before {
                if !now.contains_key(lineage) && !parents.is_empty() {
                    changed.insert(*lineage, *at);
                }
            }
            for here in state.here.values_mut() {
                here.usage_changed = changed.get(&shown[&here.lineage]).copied();
            }
            let externals: BTreeSet<Id> =
                state.here.iter().filter(|(_, here)| !here.is_local).map(|(id, _)| id.clone()).collect();
            if links_before.difference(&externals).next().is_some() {
                *hits.entry("an external went or was linked").or_default() += 1;
            }
            links_before = externals;
            before = now;
        }
    }
}
