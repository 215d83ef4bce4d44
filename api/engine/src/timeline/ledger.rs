//! The timeline as others see it: built from all histories, or from the one before and one more scan.
use super::derived::Derived;
use super::resolver::Resolver;
use super::spans::{EdgeSpan, Spans};
use crate::columns::Columns;
use crate::components::Shelf;
use crate::source::{Moment, RepositoryKey};
use crate::step::{RepositoryHistory, Step};
use std::sync::{Arc, OnceLock};

/// The history of a workspace, ready to be asked about any point in time.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    pub(crate) resolver: Resolver,
    pub(crate) spans: Spans,
    pub(crate) repository_names: Vec<String>,
    pub(crate) derived: Arc<Derived>,
    /// The newest state.
    pub(crate) newest: Arc<Columns>,
    /// The same for the catalogue, made when somebody looks at it.
    pub(crate) shelf: OnceLock<Arc<Shelf>>,
}

/// A scan that is not the newest can't be appended: the timeline must be built anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the scan of {scan:?} is not newer than the newest one, of {newest:?}")]
pub struct OutOfOrder {
    /// When the scan came.
    pub scan: Moment,
    /// When the newest one came.
    pub newest: Moment,
}

/// A timeline to which scans are added, the oldest first. Nothing has to be kept of a scan that was added.
#[derive(Debug, Default)]
pub struct Growing(Timeline);

impl Growing {
    /// From what there is.
    pub fn from(timeline: Timeline) -> Self {
        Self(timeline)
    }

    /// One more scan, newer than all. `name` is the repository's display name.
    pub fn add(&mut self, repository: RepositoryKey, name: &str, step: &Step) -> Result<(), OutOfOrder> {
        self.0.add(repository, name, step)
    }

    /// About how many bytes all versions and edges take so far, with where they are looked up; told at once.
    pub fn past_weight(&self) -> usize {
        let spans = &self.0.spans;
        spans.weight + spans.edges.len() * (size_of::<EdgeSpan>() + 3 * size_of::<u32>())
    }

    /// All of it, ready to be asked.
    pub fn finish(mut self) -> Timeline {
        self.0.settle();
        self.0
    }
}

impl Timeline {
    /// The timeline of these repositories, given in any order. Steps of one moment count in the order of their
    /// repositories' keys.
    pub fn build(mut histories: Vec<RepositoryHistory>) -> Self {
        histories.sort_by_key(|history| history.repository);
        let mut timeline = Self::default();
        let mut steps: Vec<(Moment, u32, Step)> = Vec::new();
        for history in histories {
            let number = timeline.add_repository(history.repository, &history.name);
            steps.extend(history.steps.into_iter().map(|step| (step.at, number, step)));
        }
        steps.sort_by_key(|(at, repository, _)| (*at, *repository));
        for (_, repository, step) in steps {
            timeline.resolver.apply(repository, &step, &mut timeline.spans);
        }
        timeline.settle();
        timeline
    }

    /// One more scan, newer than all. `name` is the repository's display name.
    pub fn append(&mut self, repository: RepositoryKey, name: &str, step: &Step) -> Result<(), OutOfOrder> {
        self.add(repository, name, step)?;
        self.settle();
        Ok(())
    }

    fn add(&mut self, repository: RepositoryKey, name: &str, step: &Step) -> Result<(), OutOfOrder> {
        if let Some(newest) = self.newest_scan().filter(|newest| *newest >= step.at) {
            return Err(OutOfOrder { scan: step.at, newest });
        }
        let known = self.resolver.repositories.iter().position(|key| *key == repository);
        let number = known.map_or_else(|| self.add_repository(repository, name), |at| at as u32);
        name.clone_into(&mut self.repository_names[number as usize]);
        self.resolver.apply(number, step, &mut self.spans);
        Ok(())
    }

    /// When the newest scan came.
    pub fn newest_scan(&self) -> Option<Moment> {
        self.spans.scans.last().map(|scan| scan.at)
    }

    /// The scans with which a package came to their repository or left it, or a component moved. Who owns what, and who
    /// is whom, hangs on them and on the scans before them.
    pub fn turns(&self) -> impl Iterator<Item = Moment> {
        self.spans.scans.iter().filter(|scan| scan.is_turn).map(|scan| scan.at)
    }

    fn add_repository(&mut self, key: RepositoryKey, name: &str) -> u32 {
        self.repository_names.push(name.to_owned());
        self.resolver.add_repository(key)
    }

    fn settle(&mut self) {
        self.spans.shrink();
        let derived = Derived::of(&self.resolver, &self.spans, &self.repository_names, &self.derived);
        let former = std::mem::replace(&mut self.derived, Arc::new(derived));
        let at = self.newest_scan().map_or(i64::MIN, |scan| scan.at);
        self.newest = Arc::new(Columns::newest(self, &former, at));
        self.shelf = OnceLock::new();
    }

    /// The newest state as the catalogue reads it.
    pub(crate) fn shelf(&self) -> &Arc<Shelf> {
        self.shelf.get_or_init(|| Arc::new(Shelf::of(self)))
    }

    /// The newest state. Where the time itself matters, seen at that time.
    pub(crate) fn newest_at(&self, now: i64, does_matter: bool) -> Arc<Columns> {
        if !does_matter || self.newest.point.at == now {
            return self.newest.clone();
        }
        let mut columns = Columns::clone(&self.newest);
        columns.point.at = now;
        Arc::new(columns)
    }

    /// The package of a lineage.
    pub(crate) fn package_of(&self, slot: u32) -> u32 {
        self.derived.package_of[slot as usize]
    }

    /// The key of an id.
    pub(crate) fn key(&self, node: u32) -> &str {
        self.derived.nameless_keys.get(&node).unwrap_or(&self.resolver.names.nodes[node as usize].key)
    }

    /// The newest version of a lineage.
    pub(crate) fn newest_version(&self, slot: u32) -> u32 {
        let spans = self.derived.components_of.get(slot);
        spans.last().map_or(0, |span| self.spans.components[*span as usize].version)
    }
}
