//! The state after some scans with its edges, by lineage.
use crate::adjacency::Adjacency;
use crate::filter::Links;
use crate::point::Point;
use crate::timeline::{Derived, Timeline, is_live};
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
    /// The newest state at that time, gone on to from what was the newest one when `former` was read off.
    pub(crate) fn newest(timeline: &Timeline, former: &Derived, at: i64) -> Self {
        let mut point = match timeline.derived.shows_as(former) {
            true => timeline.newest.point.clone(),
            false => Point::start(timeline),
        };
        point.counts_uses = true;
        point.make_room(timeline);
        point.advance(timeline, timeline.spans.scans.len() as u32, at);
        Self::of(point, timeline.spans.slots, timeline.resolver.edges())
    }

    /// The state after that many scans, at that time.
    pub(crate) fn after(timeline: &Timeline, scans: u32, at: i64) -> Self {
        let last = scans.wrapping_sub(1);
        let live = timeline.spans.edges.iter().filter(move |span| scans > 0 && is_live(span.from, span.to, last));
        let live = live.map(|span| (span.parent, span.child, span.instances));
        Self::of(Point::after(timeline, scans, at), timeline.spans.slots, live)
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        self.point.weight() + self.parents.weight() + self.children.weight()
    }

    fn of(point: Point, slots: u32, edges: impl Iterator<Item = (u32, u32, u32)> + Clone) -> Self {
        let children = Adjacency::from_edges(slots, edges);
        Self { point, parents: Arc::new(children.transposed()), children: Arc::new(children) }
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
        for span in self.timeline.derived.edges_of_child.get(child) {
            let span = &self.timeline.spans.edges[span as usize];
            if is_live(span.from, span.to, last) {
                found(span.parent, span.instances);
            }
        }
    }
}
