//! The state by plain maps, straight from the bodies.
use crate::naive_links::link;
use crate::source::Source;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use engine::{LinkedBy, RepositoryKey};
use scan::{Component, PropertyValue};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A component: key; id, name, project and path; whether internal; usages, instances, children and projects; package
/// and custom properties; the strongest rule that led to it.
pub type Told = (String, [String; 4], bool, [u64; 4], String, Option<LinkedBy>);

/// How often each noteworthy thing happened.
#[derive(Default)]
pub struct Coverage(BTreeMap<&'static str, u64>);

impl Coverage {
    pub fn hit(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    pub fn hit_if(&mut self, happened: bool, what: &'static str) {
        if happened {
            self.hit(what);
        }
    }

    pub fn missed(&self, all: &[&'static str]) -> Vec<&'static str> {
        all.iter().filter(|what| !self.0.contains_key(**what)).copied().collect()
    }
}

/// Who a component is: a local one of a project, or an external one (of one repository, if nameless).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Local(String, String),
    External(Option<RepositoryKey>, String),
}

#[derive(Clone, Debug)]
pub struct Facts {
    pub project: String,
    pub package: String,
    pub name: String,
    pub path: String,
    pub id: String,
    pub metadata: BTreeMap<String, PropertyValue>,
    /// The entry whose facts count.
    pub entry: Component,
    /// With the repository that says so.
    pub export_ids: BTreeSet<(RepositoryKey, String)>,
}

impl Facts {
    pub fn key(&self) -> String {
        let salted = match self.package.as_str() {
            "root" => self.id.replacen("root", &self.project, 1),
            _ => self.id.clone(),
        };
        URL_SAFE_NO_PAD.encode(Sha256::digest(salted)).chars().take(22).collect()
    }
}

pub struct Naive {
    pub components: BTreeMap<Who, Facts>,
    pub edges: BTreeMap<(Who, Who), u64>,
    pub linked: BTreeMap<Who, (Who, LinkedBy)>,
    /// Project → package and owner.
    pub projects: BTreeMap<String, (String, RepositoryKey)>,
    pub conflicts: Vec<(String, Vec<RepositoryKey>)>,
}

/// An id that may be of the nameless package means something only in its repository.
pub fn who_external(source: &Source, id: &str) -> Who {
    let is_nameless = id.split(':').next() == Some("root");
    Who::External(is_nameless.then_some(source.repository), id.to_owned())
}

/// The order in which people read.
pub fn reading(text: &str) -> (String, String) {
    (text.chars().flat_map(char::to_lowercase).collect(), text.to_owned())
}

fn local_packages(source: &Source) -> BTreeSet<&str> {
    let local = source.components.iter().filter(|c| c.is_local);
    let listed = source.packages.iter().map(|p| p.name.as_str());
    local.map(|c| c.package_name.as_str()).chain(listed).collect()
}

fn nameless(sources: &[Source]) -> BTreeMap<RepositoryKey, String> {
    let has_root =
        |s: &Source| s.components.iter().any(|c| c.package_name == "root") || local_packages(s).contains("root");
    let mut taken: BTreeSet<String> = sources
        .iter()
        .flat_map(|s| local_packages(s).into_iter().chain(s.components.iter().map(|c| c.package_name.as_str())))
        .map(str::to_owned)
        .collect();
    let mut holders: Vec<&Source> = sources.iter().filter(|s| has_root(s)).collect();
    holders.sort_by_key(|s| s.repository);
    let mut names = BTreeMap::new();
    for source in holders {
        let mut name = format!("root@{}", source.repository_name);
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("root@{}#{number}", source.repository_name);
        }
        names.insert(source.repository, name);
    }
    names
}

impl Naive {
    pub fn of(sources: &[Source], coverage: &mut Coverage) -> Self {
        let nameless = nameless(sources);
        coverage.hit_if(nameless.values().any(|name| name.contains('#')), "nameless names clash");
        let project = |source: &Source, package: &str| match package {
            "root" => nameless[&source.repository].clone(),
            _ => package.to_owned(),
        };

        // Claims: project → (appeared, repository), package.
        let mut claims: BTreeMap<String, Vec<(i64, i64, RepositoryKey)>> = BTreeMap::new();
        let mut packages: BTreeMap<String, String> = BTreeMap::new();
        for source in sources {
            for package in local_packages(source) {
                let listed = source.packages.iter().find(|p| p.name == package);
                let appeared = listed.map_or(source.at, |p| p.appeared);
                let name = project(source, package);
                coverage.hit_if(package == "root", "nameless package");
                let used = source.components.iter().any(|c| c.is_local && c.package_name == package);
                coverage.hit_if(!used, "package without components");
                claims.entry(name.clone()).or_default().push((appeared.at, appeared.seq, source.repository));
                packages.insert(name, package.to_owned());
            }
        }
        let mut conflicts = Vec::new();
        let mut projects = BTreeMap::new();
        for (name, mut claimants) in claims {
            claimants.sort();
            claimants.reverse();
            projects.insert(name.clone(), (packages[&name].clone(), claimants[0].2));
            if claimants.len() > 1 {
                coverage.hit("claimed by two repositories");
                coverage.hit_if(claimants[0].0 == claimants[1].0, "claims tie in time");
                conflicts.push((name, claimants.iter().map(|c| c.2).collect()));
            }
        }
        conflicts.sort_by_key(|(name, _)| reading(name));

        // Who each component of each body is; what the bodies say about them, the newest body first.
        let who = |source: &Source, c: &Component| {
            let name = project(source, &c.package_name);
            let is_owner = projects.get(&name).is_some_and(|(_, owner)| *owner == source.repository);
            match c.is_local && is_owner {
                true => Who::Local(name, c.id.clone()),
                false => who_external(source, &c.id),
            }
        };
        let mut newest_first: Vec<&Source> = sources.iter().collect();
        newest_first.sort_by_key(|s| (s.at.at, s.at.seq, s.repository));
        newest_first.reverse();
        let mut said: BTreeMap<Who, Vec<(&Source, &Component)>> = BTreeMap::new();
        for source in &newest_first {
            let mut components: Vec<&Component> = source.components.iter().collect();
            components.sort_by_key(|c| (c.is_local, &c.name, &c.path, format!("{:?}", c.metadata)));
            for component in components {
                said.entry(who(source, component)).or_default().push((source, component));
            }
        }
        let all: BTreeMap<Who, Facts> =
            said.iter().map(|(who, entries)| (who.clone(), facts(who, entries, &project, coverage))).collect();

        // Edges as the bodies have them.
        let mut raw: Vec<(Who, Who, u64)> = Vec::new();
        for source in sources {
            for component in &source.components {
                let parent = who(source, component);
                for edge in component.edges.iter().filter(|_| matches!(parent, Who::Local(..))) {
                    let same_id = || source.components.iter().filter(|c| c.id == edge.to);
                    let local = same_id().map(|c| who(source, c)).find(|w| matches!(w, Who::Local(..)));
                    let Some(child) = local.or_else(|| same_id().next().map(|c| who(source, c))) else {
                        coverage.hit("edge to an unknown id");
                        continue;
                    };
                    let is_foreign = matches!(child, Who::External(..)) && same_id().all(|c| c.is_local);
                    coverage.hit_if(is_foreign, "edge to another owner's component");
                    raw.push((parent.clone(), child, edge.usages.len() as u64));
                }
            }
        }

        let used: BTreeSet<Who> = raw.iter().map(|(_, child, _)| child.clone()).collect();
        let mut linked = BTreeMap::new();
        for external in all.keys().filter(|w| matches!(w, Who::External(..))) {
            if !used.contains(external) {
                coverage.hit("unused external");
            } else if let Some(link) = link(external, &all, sources, coverage) {
                linked.insert(external.clone(), link);
            }
        }
        let (edges, turned) = resolve(raw, &linked, coverage);
        let mut components = all.clone();
        components.retain(|who, _| matches!(who, Who::Local(..)) || turned.contains(who));
        let naive = Self { components, edges, linked, projects, conflicts };
        naive.cover(coverage);
        naive
    }

    fn cover(&self, coverage: &mut Coverage) {
        let roots = || self.components.iter().filter(|(who, f)| matches!(who, Who::Local(..)) && f.package == "root");
        let ids: BTreeSet<&str> = roots().map(|(_, facts)| facts.id.as_str()).collect();
        coverage.hit_if(ids.len() < roots().count(), "nameless packages with equal ids");
        for (target, _) in self.linked.values() {
            coverage.hit_if(self.linked.contains_key(target), "target would link further");
            let rules: BTreeSet<LinkedBy> =
                self.linked.values().filter(|(other, _)| other == target).map(|(_, by)| *by).collect();
            coverage.hit_if(rules.len() > 1, "component found by several rules");
        }
        coverage.hit_if(!self.export_issues().is_empty(), "export issue");
    }

    pub fn told(&self) -> BTreeMap<String, Told> {
        let tell = |(who, facts): (&Who, &Facts)| {
            let rules = self.linked.values().filter(|(target, _)| target == who);
            let told = (
                facts.key(),
                [&facts.id, &facts.name, &facts.project, &facts.path].map(Clone::clone),
                matches!(who, Who::Local(..)),
                self.counts(who),
                format!("{} {:?}", facts.package, facts.metadata),
                rules.map(|(_, by)| *by).min(),
            );
            (facts.key(), told)
        };
        self.components.iter().map(tell).collect()
    }
}

fn facts(
    who: &Who,
    entries: &[(&Source, &Component)],
    project: &impl Fn(&Source, &str) -> String,
    coverage: &mut Coverage,
) -> Facts {
    let (source, first) = entries[0];
    let of_body = || entries.iter().filter(|(other, _)| other.repository == source.repository);
    let is_local = matches!(who, Who::Local(..));
    if of_body().count() < entries.len() {
        coverage.hit("external of several bodies");
        coverage.hit_if(entries.iter().any(|(_, c)| c.name != first.name), "external facts differ");
    }
    let mut metadata = BTreeMap::new();
    for (_, component) in of_body() {
        for (name, value) in &component.metadata {
            metadata.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    let speaks = |component: &Component| is_local || !component.is_local;
    Facts {
        project: project(source, &first.package_name),
        package: first.package_name.clone(),
        name: first.name.clone(),
        path: first.path.clone(),
        id: first.id.clone(),
        metadata,
        entry: (*first).clone(),
        export_ids: entries
            .iter()
            .filter(|(_, component)| speaks(component))
            .flat_map(|(s, component)| component.export_ids.iter().map(|id| (s.repository, id.clone())))
            .collect(),
    }
}

/// Edges after linking, and the components they lead to.
fn resolve(
    raw: Vec<(Who, Who, u64)>,
    linked: &BTreeMap<Who, (Who, LinkedBy)>,
    coverage: &mut Coverage,
) -> (BTreeMap<(Who, Who), u64>, BTreeSet<Who>) {
    let mut edges = BTreeMap::new();
    let mut sources: BTreeMap<(Who, Who), BTreeSet<Who>> = BTreeMap::new();
    for (parent, child, instances) in raw {
        let target = linked.get(&child).map_or(&child, |(target, _)| target).clone();
        if target == parent {
            coverage.hit(if child == parent { "self edge" } else { "self edge by linking" });
            continue;
        }
        coverage.hit_if(instances == 0, "edge without instances");
        let ends = (parent, target);
        sources.entry(ends.clone()).or_default().insert(child);
        *edges.entry(ends).or_insert(0) += instances;
    }
    coverage.hit_if(sources.values().any(|children| children.len() > 1), "two children resolve to one");
    let turned = edges.keys().map(|(_, child)| child.clone()).collect();
    (edges, turned)
}
