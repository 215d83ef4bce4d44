//! A point in time: what holds after the first so many scans, in columns by lineage. It can be moved forward,
//! and says what changed.
use crate::timeline::{NONE, Timeline};
use scan::record::Dates;

/// The state after some scans.
#[derive(Clone, Debug, Default)]
pub(crate) struct Point {
    /// How many scans had come.
    pub(crate) scans: u32,
    /// The time it stands for, in Unix milliseconds.
    pub(crate) at: i64,
    /// The version of each lineage; none while it doesn't exist.
    pub(crate) version: Vec<u32>,
    /// Whether uses are counted; nobody but filters and pages asks for them.
    pub(crate) counts_uses: bool,
    pub(crate) usages: Vec<u32>,
    pub(crate) instances: Vec<u64>,
    pub(crate) children: Vec<u32>,
    pub(crate) dates: Vec<Dates>,
    /// The scan with which the parents changed last; by lineage as shown.
    pub(crate) usage_change: Vec<u32>,
    /// The span of each package while it is a project.
    pub(crate) project: Vec<u32>,
}

/// What changed between two points.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Lineages that came, went or changed, and their versions before.
    pub(crate) versions: Vec<(u32, u32)>,
    /// Spans of edges that are there no longer.
    pub(crate) ended: Vec<u32>,
    /// Spans of edges that are new.
    pub(crate) begun: Vec<u32>,
    /// Lineages whose dates changed.
    pub(crate) dates: Vec<u32>,
    /// Lineages whose parents changed meanwhile, even if they are the same again.
    pub(crate) usages: Vec<u32>,
    /// Packages that became a project, or are one no longer, or have another owner or version.
    pub(crate) projects: Vec<u32>,
}

impl Point {
    /// Before the first scan.
    pub(crate) fn start(timeline: &Timeline) -> Self {
        let mut point = Self { at: i64::MIN, counts_uses: true, ..Self::default() };
        point.make_room(timeline);
        point
    }

    /// For what came since to a timeline that was smaller.
    pub(crate) fn make_room(&mut self, timeline: &Timeline) {
        let slots = timeline.spans.slots as usize;
        self.version.resize(slots, NONE);
        self.usages.resize(slots, 0);
        self.instances.resize(slots, 0);
        self.children.resize(slots, 0);
        self.dates.resize(slots, Dates::default());
        self.usage_change.resize(slots, NONE);
        self.project.resize(timeline.derived.projects.len(), NONE);
    }

    /// After that many scans.
    pub(crate) fn after(timeline: &Timeline, scans: u32, at: i64) -> Self {
        let mut point = Self::start(timeline);
        point.advance(timeline, scans, at);
        point
    }

    /// Goes forward. The time may go on without a scan.
    pub(crate) fn advance(&mut self, timeline: &Timeline, scans: u32, at: i64) -> Changes {
        let (from, to) = (std::mem::replace(&mut self.scans, scans), scans);
        self.at = at;
        let mut changes = Changes::default();
        if from == to {
            return changes;
        }
        let (spans, derived) = (&timeline.spans, &timeline.derived);
        let began = |starts: u32| starts >= from && starts < to;

        for &span in spans.component_ends.range(from..to) {
            let span = spans.components[span as usize];
            if span.from < from {
                changes.versions.push((span.slot, span.version));
                self.version[span.slot as usize] = NONE;
            }
        }
        let first = spans.components.partition_point(|span| span.from < from);
        for span in spans.components[first..].iter().take_while(|span| began(span.from)) {
            if span.to >= to {
                self.version[span.slot as usize] = span.version;
                changes.versions.push((span.slot, NONE));
            }
        }
        changes.versions.sort_unstable();
        changes.versions.dedup_by_key(|(slot, _)| *slot); // the version before, if there was one, comes first

        for &number in spans.edge_ends.range(from..to) {
            let span = spans.edges[number as usize];
            if span.from < from {
                self.count(span.parent, span.child, span.instances, false);
                changes.ended.push(number);
            }
        }
        let first = spans.edges.partition_point(|span| span.from < from);
        for (number, span) in (first as u32..).zip(&spans.edges[first..]).take_while(|(_, span)| began(span.from)) {
            if span.to >= to {
                self.count(span.parent, span.child, span.instances, true);
                changes.begun.push(number);
            }
        }

        let first = spans.dates.partition_point(|note| note.scan < from);
        for note in spans.dates[first..].iter().take_while(|note| note.scan < to) {
            self.dates[note.slot as usize] = Dates { created_at: note.created_at, updated_at: note.updated_at };
            changes.dates.push(note.slot);
        }
        for scan in from..to {
            for &slot in derived.usage_changes.with(scan) {
                self.usage_change[slot as usize] = scan;
                changes.usages.push(slot);
            }
        }
        // Few enough to look at all of them.
        for (number, span) in (0..).zip(&spans.projects) {
            let (was, is) = (span.from < from && span.to >= from, span.from < to && span.to >= to);
            if was == is {
                continue;
            }
            changes.projects.push(span.package);
            let project = &mut self.project[span.package as usize];
            if is {
                *project = number;
            } else if *project == number {
                *project = NONE;
            }
        }
        changes
    }

    fn count(&mut self, parent: u32, child: u32, instances: u32, comes: bool) {
        if !self.counts_uses {
            return;
        }
        let (parent, child) = (parent as usize, child as usize);
        if comes {
            self.usages[child] += 1;
            self.instances[child] += u64::from(instances);
            self.children[parent] += 1;
        } else {
            self.usages[child] -= 1;
            self.instances[child] -= u64::from(instances);
            self.children[parent] -= 1;
        }
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        self.version.len() * (5 * size_of::<u32>() + size_of::<u64>() + size_of::<Dates>())
    }

    /// Whether a lineage exists.
    pub(crate) fn exists(&self, slot: u32) -> bool {
        self.version[slot as usize] != NONE
    }

    /// Lineages that exist.
    pub(crate) fn slots(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.version).filter(|(_, version)| **version != NONE).map(|(slot, _)| slot)
    }

    /// When the parents of a lineage changed last, in Unix milliseconds.
    pub(crate) fn usage_changed_at(&self, timeline: &Timeline, slot: u32) -> Option<i64> {
        let shown = timeline.derived.canon[slot as usize];
        let scan = self.usage_change[shown as usize];
        (scan != NONE).then(|| timeline.spans.scans[scan as usize].at.at)
    }
}
