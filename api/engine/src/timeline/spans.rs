//! What held from which scan to which: everything a point in time is read from. Scans are numbered in the order
//! in which they count; a span holds from scan `from` on and no longer after scan `to`.
use super::lists::Lists;
use super::names::NONE;
use super::weight::facts_weight;
use crate::source::Moment;
use crate::text::fold;
use scan::PropertyValue;
use scan::record::Facts;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A scan of the workspace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScanMark {
    pub(crate) at: Moment,
    /// A package came to its repository or left it, or a component moved.
    pub(crate) is_turn: bool,
}

/// What a component was at some time.
#[derive(Clone, Debug)]
pub(crate) struct Version {
    pub(crate) node: u32,
    pub(crate) package: u32,
    pub(crate) is_local: bool,
    pub(crate) facts: Arc<Facts>,
    searched: Arc<str>,
    folded_name: u32,
}

impl Version {
    pub(crate) fn new(node: u32, package: u32, is_local: bool, facts: Arc<Facts>) -> Self {
        let mut searched = fold(&facts.name);
        let folded_name = searched.len() as u32;
        searched.push('\n');
        searched.push_str(&fold(&facts.path));
        Self { node, package, is_local, facts, searched: searched.into(), folded_name }
    }

    pub(crate) fn folded_name(&self) -> &str {
        &self.searched[..self.folded_name as usize]
    }

    pub(crate) fn folded_path(&self) -> &str {
        &self.searched[self.folded_name as usize + 1..]
    }

    /// Folded name and path, on a line each.
    pub(crate) fn searched(&self) -> &str {
        &self.searched
    }
}

/// A component of the state; `slot` is its lineage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ComponentSpan {
    pub(crate) slot: u32,
    pub(crate) version: u32,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// A parent that renders a child, both by lineage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EdgeSpan {
    pub(crate) parent: u32,
    pub(crate) child: u32,
    pub(crate) instances: u32,
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// It was there before with other instances, and it is there afterwards.
    pub(crate) went_on: bool,
    pub(crate) goes_on: bool,
}

/// A project of the state, its owner, and the version it states.
#[derive(Clone, Debug)]
pub(crate) struct ProjectSpan {
    pub(crate) package: u32,
    pub(crate) owner: u32,
    pub(crate) version: Option<Arc<str>>,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// Git dates of a lineage as far as they were known after a scan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DateNote {
    pub(crate) slot: u32,
    pub(crate) scan: u32,
    pub(crate) created_at: Option<i64>,
    pub(crate) updated_at: Option<i64>,
}

/// All spans in the order in which they begin.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    pub(crate) scans: Vec<ScanMark>,
    pub(crate) versions: Vec<Version>,
    pub(crate) components: Vec<ComponentSpan>,
    pub(crate) edges: Vec<EdgeSpan>,
    pub(crate) projects: Vec<ProjectSpan>,
    pub(crate) dates: Vec<DateNote>,
    /// Components and edges by the scan with which they end.
    pub(crate) component_ends: Lists,
    pub(crate) edge_ends: Lists,
    /// Custom properties that any version has, with the types of their values.
    pub(crate) properties: BTreeMap<String, PropertyTypes>,
    /// Lineages ever seen.
    pub(crate) slots: u32,
    /// About how many bytes the facts of all versions take.
    pub(super) weight: usize,
}

/// Of which types the values of a custom property were, at any time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PropertyTypes {
    /// Texts, dates among them.
    pub texts: bool,
    /// Numbers.
    pub numbers: bool,
    /// `true` or `false`.
    pub booleans: bool,
}

impl PropertyTypes {
    fn note(&mut self, value: &PropertyValue) {
        match value {
            PropertyValue::Text(_) => self.texts = true,
            PropertyValue::Number(_) => self.numbers = true,
            PropertyValue::Bool(_) => self.booleans = true,
        }
    }
}

/// Whether a span holds after that scan.
pub(crate) fn is_live(from: u32, to: u32, scan: u32) -> bool {
    from <= scan && scan < to
}

impl Spans {
    /// How many scans had come by that time: those with `at` below it.
    pub(crate) fn scans_before(&self, at: i64) -> u32 {
        self.scans.partition_point(|scan| scan.at.at < at) as u32
    }

    /// Begins the newest scan.
    pub(crate) fn begin(&mut self, at: Moment) -> u32 {
        self.scans.push(ScanMark { at, is_turn: false });
        self.component_ends.begin();
        self.edge_ends.begin();
        self.scans.len() as u32 - 1
    }

    pub(crate) fn add_version(&mut self, version: Version) -> u32 {
        self.weight += facts_weight(&version.facts);
        for (name, value) in &version.facts.metadata {
            match self.properties.get_mut(name) {
                Some(types) => types.note(value),
                None => self.properties.entry(name.clone()).or_default().note(value),
            }
        }
        self.versions.push(version);
        self.versions.len() as u32 - 1
    }

    pub(crate) fn close_component(&mut self, span: u32, scan: u32) {
        self.components[span as usize].to = scan;
        self.component_ends.extend([span]);
    }

    pub(crate) fn open_component(&mut self, slot: u32, version: u32, scan: u32) -> u32 {
        self.components.push(ComponentSpan { slot, version, from: scan, to: NONE });
        self.components.len() as u32 - 1
    }

    pub(crate) fn open_edge(&mut self, ends: (u32, u32), instances: u32, scan: u32, went_on: bool) -> u32 {
        let (parent, child) = ends;
        self.edges.push(EdgeSpan { parent, child, instances, from: scan, to: NONE, went_on, goes_on: false });
        self.edges.len() as u32 - 1
    }
    pub(crate) fn close_edge(&mut self, span: u32, scan: u32) {
        self.edges[span as usize].to = scan;
        self.edge_ends.extend([span]);
    }

    /// Gives back what was taken for more to come.
    pub(crate) fn shrink(&mut self) {
        self.versions.shrink_to_fit();
        self.components.shrink_to_fit();
        self.edges.shrink_to_fit();
        self.dates.shrink_to_fit();
    }
}
