//! The history of a repository as the timeline takes it: what each counting scan changed.
//!
//! Whoever stores scans decides which of them count (visible, of the tracked branch) and hands them over in
//! order, each as its difference to the one before of the same repository. Records are shared: a component
//! that no scan changes is mentioned once.
use crate::source::{Moment, RepositoryKey};
use scan::Component;
use scan::record::{Dates, Facts};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A repository with the scans of it that count.
#[derive(Clone, Debug)]
pub struct RepositoryHistory {
    /// The repository.
    pub repository: RepositoryKey,
    /// Its display name; the nameless package `root` is shown as `root@<this name>`.
    pub name: String,
    /// Its counting scans, oldest first. The first one is a difference to nothing.
    pub steps: Vec<Step>,
}

/// One counting scan, as the difference to the counting scan before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// When the scan came; greater than that of the step before.
    pub at: Moment,
    /// All local packages of the scan, changed or not. A package that only components mention is present, too.
    pub packages: Vec<LocalPackage>,
    /// Components that came, changed or went. Each id at most once; the order means nothing.
    pub changes: Vec<Change>,
}

/// A local package of a scan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalPackage {
    /// Its npm name; `root` where it has none.
    pub name: String,
    /// The version its `package.json` states.
    pub version: Option<String>,
}

/// What a scan did to a component of its repository.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It came, or its record differs from the one before.
    Put(Known),
    /// It isn't there any more; its id.
    Gone(String),
}

impl Change {
    /// The component's id.
    pub fn id(&self) -> &str {
        match self {
            Self::Put(known) => &known.facts.id,
            Self::Gone(id) => id,
        }
    }
}

/// What the timeline knows of a component of one scan: everything but positions and prop values.
///
/// An id starts with its own package's name and `:`, as the scanner writes it. An edge to an id the scan has no
/// component for counts in nothing. Put a component as well when nothing but its dates differs: they are remembered.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// What it is.
    pub facts: Arc<Facts>,
    /// What it renders, one entry per child.
    pub edges: Arc<[Edge]>,
    /// Git dates, where the scan has them.
    pub dates: Dates,
}

/// A child that a component renders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The child's id. Edges to one child do well to share it: ids are long, and a history repeats them often.
    pub to: Arc<str>,
    /// JSX elements.
    pub instances: u32,
}

impl Edge {
    fn of(edge: &scan::Edge) -> Self {
        Self { to: edge.to.as_str().into(), instances: edge.usages.len() as u32 }
    }
}

impl Known {
    /// What the timeline needs of a decoded component.
    pub fn of(component: &Component) -> Self {
        let c = component;
        Self {
            facts: Arc::new(Facts {
                id: c.id.clone(),
                name: c.name.clone(),
                package_name: c.package_name.clone(),
                is_local: c.is_local,
                path: c.path.clone(),
                export_ids: c.export_ids.clone(),
                props: c.props.clone(),
                html_elements: c.html_elements.clone(),
                metadata: c.metadata.clone(),
            }),
            edges: c.edges.iter().map(Edge::of).collect(),
            dates: Dates { created_at: c.created_at, updated_at: c.updated_at },
        }
    }

    /// Whether facts, edges or dates differ. Shared parts are not looked into.
    fn differs(&self, other: &Self) -> bool {
        self.dates != other.dates
            || !(Arc::ptr_eq(&self.facts, &other.facts) || self.facts == other.facts)
            || !(Arc::ptr_eq(&self.edges, &other.edges) || self.edges == other.edges)
    }
}

impl Step {
    /// The step from one scan of a repository to the next; from nothing, if `before` is empty.
    ///
    /// Both are whole scans. Entries of one id are one component (see [`Component::merge`]).
    pub fn between(before: &[Component], after: &[Component], at: Moment, packages: Vec<LocalPackage>) -> Self {
        let before: BTreeMap<String, Known> = united(before);
        Self::from_records(&before, &united(after), at, packages)
    }

    /// The same for records that are already at hand, by id.
    pub fn from_records(
        before: &BTreeMap<String, Known>,
        after: &BTreeMap<String, Known>,
        at: Moment,
        packages: Vec<LocalPackage>,
    ) -> Self {
        let put = after.iter().filter(|(id, known)| before.get(*id).is_none_or(|other| known.differs(other)));
        let gone = before.keys().filter(|id| !after.contains_key(*id));
        let changes = put.map(|(_, known)| Change::Put(known.clone()));
        Self { at, packages, changes: changes.chain(gone.cloned().map(Change::Gone)).collect() }
    }
}

/// The records of a whole scan by id; entries of one id united.
pub fn united(components: &[Component]) -> BTreeMap<String, Known> {
    let mut doubled: HashMap<&str, Component> = HashMap::new();
    let mut records: BTreeMap<String, Known> = BTreeMap::new();
    let mut first: HashMap<&str, &Component> = HashMap::new();
    for component in components {
        match first.get(component.id.as_str()) {
            None => {
                first.insert(&component.id, component);
                records.insert(component.id.clone(), Known::of(component));
            }
            Some(other) => {
                let whole = doubled.entry(&component.id).or_insert_with(|| (*other).clone());
                whole.merge(component.clone());
                records.insert(component.id.clone(), Known::of(whole));
            }
        }
    }
    records
}
