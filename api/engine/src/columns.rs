//! The state after some scans with its edges, by lineage.
use crate::adjacency::Adjacency;
use crate::filter::Links;
use crate::point::Point;
use crate::timeline::{Timeline, is_live};
use std::sync::Arc;

/// A point in time with all its edges from both ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    pub(crate) point: Point,
    /// Parents by child.
    pub(crate) parents: Arc<Adjacency>,
    /// Children by parent.
    pub(crate) children: Arc<Adjacency>,
}

impl Columns {
    /// The state after that many scans, at that time.
    pub(crate) fn after(timeline: &Timeline, scans: u32, at: i64) -> Self {
        let last = scans.wrapping_sub(1);
        let live = timeline.spans.edges.iter().filter(move |span| scans > 0 && is_live(span.from, span.to, last));
        let children =
            Adjacency::from_edges(timeline.spans.slots, live.map(|span| (span.parent, span.child, span.instances)));
        let parents = Arc::new(children.transposed());
        Self { point: Point::after(timeline, scans, at), parents, children: Arc::new(children) }
    }
}

impl Links for Columns {
    fn each_parent(&self, child: u32, mut found: impl FnMut(u32, u32)) {
        self.parents.of(child).for_each(|(parent, instances)| found(parent, instances));
    }
}

/// The edges after some scans, looked up among all that ever were.
pub(crate) struct SpanLinks<'a> {
    pub(crate) timeline: &'a Timeline,
    pub(crate) scans: u32,
}

impl Links for SpanLinks<'_> {
    fn each_parent(&self, child: u32, mut found: impl FnMut(u32, u32)) {
        let Some(last) = self.scans.checked_sub(1) else { return };
        for &span in self.timeline.derived.edges_of_child.get(child) {
            let span = &self.timeline.spans.edges[span as usize];
            if is_live(span.from, span.to, last) {
                found(span.parent, span.instances);
            }
        }
    }
}
