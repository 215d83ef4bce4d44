//! What the newest state says about projects: whose they are, who else claims them, and what they should have exported.
use crate::components::{ComponentRow, State};
use crate::source::{Moment, RepositoryKey};
use crate::text::fold;
use crate::timeline::{NONE, Timeline};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A project of the newest state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project<'a> {
    /// Unique in the workspace.
    pub name: &'a str,
    /// npm name; `root` where it has none.
    pub package_name: &'a str,
    /// Its owner.
    pub repository: RepositoryKey,
    /// The version its `package.json` states.
    pub version: Option<&'a str>,
    /// Its components.
    pub components: u32,
}

/// A project that several repositories claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The project.
    pub project: String,
    /// Who claims it: the owner first, then the others, the latest comer first.
    pub claims: Vec<Claim>,
}

/// A repository whose counting scan has a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The repository.
    pub repository: RepositoryKey,
    /// Its display name.
    pub repository_name: String,
    /// Since when the package has been in it without a break.
    pub appeared: Moment,
}

/// External components whose package is a project of the state: its exports point elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportIssue<'a> {
    /// The project.
    pub project: &'a str,
    /// Its owner.
    pub repository: RepositoryKey,
    /// What could not be linked, as people read lists; never empty.
    pub components: Vec<ComponentRow<'a>>,
}

impl Timeline {
    /// The projects of the newest state, as people read lists.
    pub fn projects(&self) -> Vec<Project<'_>> {
        let mut components: BTreeMap<u32, u32> = BTreeMap::new();
        let point = &self.newest.point;
        let versions = point.slots().map(|slot| &self.spans.versions[point.version[slot as usize] as usize]);
        for version in versions.filter(|version| version.is_local) {
            *components.entry(version.package).or_default() += 1;
        }
        let spans = point.project.iter().filter(|span| **span != NONE);
        let mut all: Vec<Project<'_>> = spans
            .map(|span| &self.spans.projects[*span as usize])
            .map(|span| Project {
                name: &self.derived.projects[span.package as usize],
                package_name: &self.resolver.names.packages[span.package as usize].name,
                repository: self.resolver.repositories[span.owner as usize],
                version: span.version.as_deref(),
                components: components.get(&span.package).copied().unwrap_or_default(),
            })
            .collect();
        all.sort_by_cached_key(|project| (fold(project.name), project.name));
        all
    }

    /// How many components the newest state has.
    pub fn num_of_components(&self) -> usize {
        self.newest.point.slots().count()
    }

    /// Projects of the newest state that several repositories claim, as people read lists.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let keys = &self.resolver.repositories;
        let contested = self.resolver.packages.holders.iter().filter(|(_, holders)| holders.len() > 1);
        let mut all: Vec<Conflict> = contested
            .map(|(package, holders)| {
                let mut holders: Vec<_> = holders.iter().collect();
                holders.sort_by_key(|holder| Reverse((holder.appeared, keys[holder.repository as usize])));
                let claim = |holder: &crate::timeline::Holder| Claim {
                    repository: keys[holder.repository as usize],
                    repository_name: self.repository_names[holder.repository as usize].clone(),
                    appeared: holder.appeared,
                };
                Conflict {
                    project: self.derived.projects[*package as usize].clone(),
                    claims: holders.into_iter().map(claim).collect(),
                }
            })
            .collect();
        all.sort_by_cached_key(|conflict| (fold(&conflict.project), conflict.project.clone()));
        all
    }

    /// The key of the component that an id in the scans of a repository leads to, in the newest state.
    pub fn leads_to(&self, repository: RepositoryKey, id: &str) -> Option<&str> {
        let number = self.resolver.repositories.iter().position(|key| *key == repository)?;
        let node = self.resolver.names.find(number as u32, id)?;
        let target = self.resolver.nodes.get(node as usize)?.target;
        (self.resolver.nodes[target as usize].slot != NONE).then(|| self.key(target))
    }
}

impl<'a> State<'a> {
    /// Per project, the external components that should have been found in it.
    pub fn export_issues(&self) -> Vec<ExportIssue<'a>> {
        let mut strangers: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for slot in self.columns.point.slots().filter(|slot| !self.version(*slot).is_local) {
            strangers.entry(self.project_name(slot)).or_default().push(slot);
        }
        let projects = self.timeline.projects().into_iter();
        let issues = projects.filter_map(|project| {
            let components = self.in_order(strangers.remove(project.name)?);
            Some(ExportIssue { project: project.name, repository: project.repository, components })
        });
        issues.collect()
    }
}
