//! A state to ask about components, and what it tells about one.
use crate::LinkedBy;
use crate::columns::Columns;
use crate::source::RepositoryKey;
use crate::tags::{Carried, TagLayer};
use crate::timeline::{NONE, Timeline};
use scan::record::Facts;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A state of the workspace, with tags.
pub struct State<'a> {
    pub(crate) timeline: &'a Timeline,
    pub(crate) tags: &'a TagLayer,
    pub(crate) columns: Arc<Columns>,
    /// The time at which it is seen. The newest columns are shared: they know no later time than that of their last scan.
    pub(crate) at: i64,
    pub(crate) carried: Arc<Carried>,
}

/// One component of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentRow<'a> {
    /// Stands for it in addresses.
    pub key: &'a str,
    /// What it is; among it id, name, package, path and custom properties.
    pub facts: &'a Facts,
    /// The project's name, unique in the workspace.
    pub project_name: &'a str,
    /// Whether it is defined in a project of the state.
    pub is_internal: bool,
    /// Slugs of the tags it carries.
    pub tags: Vec<&'a str>,
    /// Distinct parents, after the narrowing of the filters.
    pub usages: u32,
    /// JSX elements, after the narrowing.
    pub instances: u64,
    /// Distinct components it renders.
    pub children: u32,
    /// Distinct projects of its parents, after the narrowing.
    pub projects: u32,
    /// Earliest known git date, in Unix milliseconds.
    pub created_at: Option<i64>,
    /// Latest known git date.
    pub updated_at: Option<i64>,
    /// When the set of its parents changed last.
    pub last_usage_changed_at: Option<i64>,
    /// The strongest rule by which another id turned out to be this component; of the newest state only.
    pub linked_by: Option<LinkedBy>,
}

/// A parent that renders a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeRow<'a> {
    /// Key of the parent.
    pub parent: &'a str,
    /// Key of the child.
    pub child: &'a str,
    /// JSX elements.
    pub instances: u32,
}

/// What is counted of the uses of a component.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) usages: u32,
    pub(crate) instances: u64,
}

impl Timeline {
    /// The newest state, seen at `now` (Unix milliseconds).
    pub fn newest<'a>(&'a self, tags: &'a TagLayer, now: i64) -> State<'a> {
        self.state_of(tags, self.newest_at(now, tags.compiled().any(|rule| rule.expires)), now)
    }

    /// The state at a time: that of all scans up to it.
    pub fn at<'a>(&'a self, tags: &'a TagLayer, at: i64) -> State<'a> {
        self.state_of(tags, self.columns_at(self.spans.scans_before(at.saturating_add(1)), at), at)
    }

    fn state_of<'a>(&'a self, tags: &'a TagLayer, columns: Arc<Columns>, at: i64) -> State<'a> {
        let carried = tags.carried_in(self, &columns);
        State { timeline: self, tags, columns, at, carried }
    }

    /// The owner of each project of the newest state, by project name.
    pub fn project_owners(&self) -> BTreeMap<&str, RepositoryKey> {
        let spans = self.newest.point.project.iter().filter(|span| **span != NONE);
        let spans = spans.map(|span| &self.spans.projects[*span as usize]);
        spans
            .map(|span| {
                let owner = self.resolver.repositories[span.owner as usize];
                (self.derived.projects[span.package as usize].as_str(), owner)
            })
            .collect()
    }
}

impl<'a> State<'a> {
    /// Every component, in no order.
    pub fn components(&self) -> Vec<ComponentRow<'a>> {
        self.columns.point.slots().map(|slot| self.row(slot, None)).collect()
    }

    /// Every edge, in no order.
    pub fn edges(&self) -> Vec<EdgeRow<'a>> {
        let parents = self.columns.point.slots();
        let edges = parents.flat_map(|parent| {
            self.columns.children.of(parent).map(move |(child, instances)| (parent, child, instances))
        });
        edges
            .map(|(parent, child, instances)| EdgeRow { parent: self.key(parent), child: self.key(child), instances })
            .collect()
    }

    /// The component of a key, if it exists in this state. Keys of former ids and of what it is shown under count.
    pub fn component(&self, key: &str) -> Option<ComponentRow<'a>> {
        Some(self.row(self.find(key)?, None))
    }

    pub(crate) fn find(&self, key: &str) -> Option<u32> {
        let slot = *self.timeline.derived.slot_of_key.get(key)?;
        self.columns.point.exists(slot).then_some(slot)
    }

    pub(crate) fn version(&self, slot: u32) -> &'a crate::timeline::Version {
        &self.timeline.spans.versions[self.columns.point.version[slot as usize] as usize]
    }

    pub(crate) fn key(&self, slot: u32) -> &'a str {
        self.timeline.key(self.version(slot).node)
    }

    pub(crate) fn project_name(&self, slot: u32) -> &'a str {
        &self.timeline.derived.projects[self.version(slot).package as usize]
    }

    pub(crate) fn projects(&self, slot: u32, counts: impl Fn(u32) -> bool) -> u32 {
        let parents = self.columns.parents.neighbours(slot).iter().filter(|parent| counts(**parent));
        let mut projects: Vec<u32> = parents.map(|parent| self.timeline.package_of(*parent)).collect();
        projects.sort_unstable();
        projects.dedup();
        projects.len() as u32
    }

    /// Tells all of a component; counts are those given, or those without any narrowing.
    pub(crate) fn row(&self, slot: u32, narrowed: Option<(Counts, u32)>) -> ComponentRow<'a> {
        let (version, at) = (self.version(slot), slot as usize);
        let point = &self.columns.point;
        let (counts, projects) = narrowed.unwrap_or_else(|| {
            let counts = Counts { usages: point.usages[at], instances: point.instances[at] };
            (counts, self.projects(slot, |_| true))
        });
        ComponentRow {
            key: self.key(slot),
            facts: &version.facts,
            project_name: self.project_name(slot),
            is_internal: version.is_local,
            tags: self.carried.of(slot).map(|bit| self.tags.slugs[bit as usize].as_str()).collect(),
            usages: counts.usages,
            instances: counts.instances,
            children: point.children[at],
            projects,
            created_at: point.dates[at].created_at,
            updated_at: point.dates[at].updated_at,
            last_usage_changed_at: point.usage_changed_at(self.timeline, slot),
            linked_by: self.timeline.derived.linked_by.get(&version.node).copied(),
        }
    }
}
