//! The state of a workspace, in columns: one entry per component, components in the reading order of
//! their names. A component's number is thereby the last tie-break of every sort.
use crate::adjacency::Adjacency;
use crate::linking::LinkedBy;
use crate::ownership::Conflict;
use crate::source::{RepositoryKey, Source};
use crate::text::{Dictionary, Texts};
use scan::PropertyValue;
use std::collections::BTreeMap;

static NO_METADATA: BTreeMap<String, PropertyValue> = BTreeMap::new();

/// The newest state of a workspace.
#[derive(Debug)]
pub struct Snapshot {
    // Components.
    pub(crate) name: Vec<u32>,
    pub(crate) path: Vec<u32>,
    pub(crate) package: Vec<u32>,
    pub(crate) is_local: Vec<bool>,
    pub(crate) linked_by: Vec<Option<LinkedBy>>,
    pub(crate) instances: Vec<u64>,
    pub(crate) projects: Vec<u32>,
    pub(crate) keys: Texts,
    pub(crate) ids: Texts,
    /// Folded name, path and project, each on a line of its own.
    pub(crate) searched: Texts,
    /// Only those that have some, in order.
    pub(crate) metadata: Vec<(u32, BTreeMap<String, PropertyValue>)>,
    // Edges.
    pub(crate) children: Adjacency,
    pub(crate) parents: Adjacency,
    // What the columns' numbers stand for.
    pub(crate) names: Dictionary,
    pub(crate) paths: Dictionary,
    pub(crate) packages: Vec<Package>,
    pub(crate) project_names: Dictionary,
    // What the state as a whole knows.
    pub(crate) linked: LinkCounts,
    pub(crate) conflicts: Vec<Conflict>,
}

/// A package some component belongs to.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Who owns it; none for packages that are not projects of the state.
    pub(crate) owner: Option<RepositoryKey>,
    /// Its local components.
    pub(crate) components: u32,
}

/// One component of the state with its counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Stands for it in addresses: the first 22 characters of base64url(SHA-256(id)), where in an id of
    /// the nameless package `root` the project's name takes the place of `root`.
    pub key: &'a str,
    /// The scanner's id.
    pub id: &'a str,
    /// Display name.
    pub name: &'a str,
    /// The npm package that defines it; `root` where it has no name.
    pub package_name: &'a str,
    /// The package's name, unique in the workspace: `root@<repository>` for a nameless one.
    pub project_name: &'a str,
    /// File path, or import subpath of an external component.
    pub path: &'a str,
    /// Whether it is defined in a project of the state.
    pub is_internal: bool,
    /// Distinct parents.
    pub usages: u32,
    /// JSX elements.
    pub instances: u64,
    /// Distinct components it renders.
    pub children: u32,
    /// Distinct projects of its parents.
    pub projects: u32,
    /// Custom properties.
    pub metadata: &'a BTreeMap<String, PropertyValue>,
    /// The strongest rule by which an external component turned out to be this one.
    pub linked_by: Option<LinkedBy>,
}

/// A parent that renders a child.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge<'a> {
    /// Who renders.
    pub parent: Row<'a>,
    /// What is rendered.
    pub child: Row<'a>,
    /// JSX elements; none where the parent merely refers to the child.
    pub instances: u32,
}

/// The state in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Components of the projects.
    pub local: u32,
    /// External components they use.
    pub external: u32,
    /// Pairs of parent and child.
    pub edges: u32,
    /// JSX elements.
    pub instances: u64,
    /// The projects in reading order.
    pub projects: Vec<ProjectTotal>,
    /// External components that turned out to be others.
    pub linked: LinkCounts,
}

/// A project of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectTotal {
    /// Unique in the workspace.
    pub name: String,
    /// npm name; `root` where it has none.
    pub package_name: String,
    /// Its owner.
    pub repository: RepositoryKey,
    /// Its components.
    pub components: u32,
}

/// How many external components in use were linked, by the rule that matched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkCounts {
    /// By their very id.
    pub id: u32,
    /// By an export id.
    pub export_id: u32,
    /// By package and export name.
    pub name: u32,
    /// By the export id of another external component.
    pub re_export: u32,
}

/// External components whose package is a project of the state: its exports point elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportIssue<'a> {
    /// The project.
    pub project: &'a str,
    /// Its owner.
    pub repository: RepositoryKey,
    /// What could not be linked, in reading order; never empty.
    pub components: Vec<Row<'a>>,
}

impl Snapshot {
    /// The state these counting scans make up, one per repository, in any order.
    pub fn build(sources: Vec<Source>) -> Self {
        crate::assemble::assemble(sources)
    }

    /// The state in figures.
    pub fn totals(&self) -> Totals {
        let local = self.is_local.iter().filter(|&&is_local| is_local).count() as u32;
        Totals {
            local,
            external: self.len() - local,
            edges: self.children.edges(),
            instances: self.instances.iter().sum(),
            projects: self.project_totals(),
            linked: self.linked,
        }
    }

    /// Projects that several repositories claim, in reading order.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Per project in reading order, the external components that should have been found in it.
    pub fn export_issues(&self) -> Vec<ExportIssue<'_>> {
        let mut strangers: BTreeMap<u32, Vec<Row<'_>>> = BTreeMap::new();
        for component in (0..self.len()).filter(|&c| !self.is_local[c as usize]) {
            let package = self.package[component as usize];
            strangers.entry(package).or_default().push(self.row(component));
        }
        strangers
            .into_iter()
            .filter_map(|(package, components)| {
                Some(ExportIssue {
                    project: self.project_names.word(package),
                    repository: self.packages[package as usize].owner?,
                    components,
                })
            })
            .collect()
    }

    /// Every edge, by parent.
    pub fn edges(&self) -> impl Iterator<Item = Edge<'_>> {
        (0..self.len()).flat_map(move |parent| {
            self.children.of(parent).map(move |(child, instances)| Edge {
                parent: self.row(parent),
                child: self.row(child),
                instances,
            })
        })
    }

    pub(crate) fn len(&self) -> u32 {
        self.name.len() as u32
    }

    pub(crate) fn name_of(&self, component: u32) -> &str {
        self.names.word(self.name[component as usize])
    }

    pub(crate) fn package_of(&self, component: u32) -> &Package {
        &self.packages[self.package[component as usize] as usize]
    }

    pub(crate) fn row(&self, component: u32) -> Row<'_> {
        let at = component as usize;
        Row {
            key: self.keys.get(component),
            id: self.ids.get(component),
            name: self.name_of(component),
            package_name: &self.package_of(component).name,
            project_name: self.project_names.word(self.package[at]),
            path: self.paths.word(self.path[at]),
            is_internal: self.is_local[at],
            usages: self.parents.degree(component),
            instances: self.instances[at],
            children: self.children.degree(component),
            projects: self.projects[at],
            metadata: self.metadata_of(component),
            linked_by: self.linked_by[at],
        }
    }

    fn metadata_of(&self, component: u32) -> &BTreeMap<String, PropertyValue> {
        match self.metadata.binary_search_by_key(&component, |(owner, _)| *owner) {
            Ok(found) => &self.metadata[found].1,
            Err(_) => &NO_METADATA,
        }
    }

    fn project_totals(&self) -> Vec<ProjectTotal> {
        (0..)
            .zip(&self.packages)
            .filter_map(|(number, package)| {
                Some(ProjectTotal {
                    name: self.project_names.word(number).to_owned(),
                    package_name: package.name.clone(),
                    repository: package.owner?,
                    components: package.components,
                })
            })
            .collect()
    }
}
