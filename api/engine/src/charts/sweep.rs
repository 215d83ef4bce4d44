//! Going through time: counters that follow the history from point to point.
use super::grid::{Grid, Parts};
use super::query::Metric;
use super::signatures::{Fold, Plan};
use crate::columns::SpanLinks;
use crate::hash::NumberSet;
use crate::point::{Changes, Point};
use crate::tags::Carried;
use crate::timeline::{EdgeSpan, is_live};
use std::mem;

/// Counters at a point in time that can go on to a later one.
pub(crate) struct Sweep<'a> {
    plan: &'a Plan<'a>,
    fold: &'a Fold<'a>,
    point: Point,
    carried: Carried,
    child: Vec<Parts>,
    parent: Vec<Parts>,
    pub(crate) grid: Grid,
    /// Components that passed at some point, if only that is asked.
    pub(crate) seen: NumberSet<u32>,
    observes: bool,
    needs: Needs,
}

/// What may change an answer about a component, besides itself.
#[derive(Clone, Copy, Debug)]
struct Needs {
    tags: bool,
    /// Its parents, or what it renders.
    edges: bool,
    /// Custom properties of its parents.
    parents: bool,
    dates: bool,
    time: bool,
}

impl<'a> Sweep<'a> {
    /// Before the first scan.
    pub(crate) fn new(plan: &'a Plan<'a>, fold: &'a Fold<'a>) -> Self {
        let slots = plan.timeline.spans.slots as usize;
        let needs = Needs {
            tags: plan.looks_at_tags(),
            edges: plan.compiled().any(|filter| filter.looks_at_uses() || !filter.counted.is_empty()),
            parents: plan
                .compiled()
                .any(|filter| filter.narrowing.as_ref().is_some_and(|narrowing| !narrowing.properties.is_empty())),
            dates: plan.compiled().any(|filter| !filter.timed.is_empty()),
            time: plan.compiled().any(|filter| filter.expires),
        };
        let mut grid = Grid::new(fold.layout, plan.metric);
        grid.note_changes();
        Self {
            plan,
            fold,
            point: Point { counts_uses: needs.edges, ..Point::start(plan.timeline) },
            carried: plan.layer.nothing(plan.timeline),
            child: vec![Parts::Nothing; slots],
            parent: vec![Parts::Nothing; slots],
            grid,
            seen: NumberSet::default(),
            observes: false,
            needs,
        }
    }

    /// One that only notes who passes.
    pub(crate) fn observing(plan: &'a Plan<'a>, fold: &'a Fold<'a>) -> Self {
        Self { observes: true, ..Self::new(plan, fold) }
    }

    /// Goes on.
    pub(crate) fn go_to(&mut self, scans: u32, at: i64) {
        let before = self.point.scans;
        let changes = self.point.advance(self.plan.timeline, scans, at);
        let dirty = self.dirty(&changes);
        let links = SpanLinks { timeline: self.plan.timeline, scans };
        if self.needs.tags {
            for &slot in &dirty {
                self.plan.layer.tell(self.plan.timeline, &self.point, &links, slot, &mut self.carried);
            }
        }
        if self.observes {
            let passing = dirty.iter().filter(|slot| self.plan.passes(&self.point, &links, &self.carried, **slot));
            self.seen.extend(passing);
            return;
        }
        let mut updates: Vec<(u32, Parts, Parts)> = Vec::new();
        for slot in dirty {
            let child = self.plan.child(&self.point, &links, &self.carried, slot, self.fold);
            let parent = self.plan.parent(&self.point, &self.carried, slot, self.fold);
            if child != self.child[slot as usize] || parent != self.parent[slot as usize] {
                updates.push((slot, child, parent));
            }
        }
        if self.plan.is_html {
            return self.replace_elements(updates);
        }
        let staying = self.staying(&updates, before);
        for span in changes.ended.iter().chain(&staying) {
            self.count(*span, false);
        }
        for (slot, child, parent) in updates {
            self.child[slot as usize] = child;
            self.parent[slot as usize] = parent;
        }
        for span in changes.begun.iter().chain(&staying) {
            self.count(*span, true);
        }
    }

    /// Lineages about which an answer may be another one now.
    fn dirty(&self, changes: &Changes) -> Vec<u32> {
        let timeline = self.plan.timeline;
        let (spans, derived) = (&timeline.spans, &timeline.derived);
        let mut dirty: Vec<u32> = changes.versions.iter().map(|(slot, _)| *slot).collect();
        if self.needs.time {
            dirty.extend(self.point.slots());
        }
        if self.needs.edges {
            for &span in changes.ended.iter().chain(&changes.begun) {
                let span = &spans.edges[span as usize];
                dirty.extend([span.parent, span.child]);
            }
        }
        if self.needs.parents {
            for (parent, _) in &changes.versions {
                let edges = derived.edges_of_parent.get(*parent).map(|span| &spans.edges[span as usize]);
                let live = edges.filter(|span| is_live(span.from, span.to, self.point.scans.wrapping_sub(1)));
                dirty.extend(live.map(|span| span.child));
            }
        }
        if self.needs.dates {
            dirty.extend(&changes.dates);
            for &slot in &changes.usages {
                if derived.is_merged[slot as usize] {
                    let merged = (0..).zip(&derived.canon).filter(|(_, shown)| **shown == slot);
                    dirty.extend(merged.map(|(slot, _)| slot));
                }
                dirty.push(slot);
            }
        }
        if !changes.projects.is_empty() && matches!(self.plan.rows, super::dims::Dim::Version(_)) {
            let is_of = |slot: &u32| changes.projects.contains(&timeline.package_of(*slot));
            dirty.extend(self.point.slots().filter(is_of));
        }
        dirty.sort_unstable();
        dirty.dedup();
        dirty
    }

    /// Edges that stay but count otherwise, because one of their ends does.
    fn staying(&self, updates: &[(u32, Parts, Parts)], before: u32) -> Vec<u32> {
        let Some(last) = before.checked_sub(1) else { return Vec::new() };
        let timeline = self.plan.timeline;
        let now = self.point.scans - 1;
        let stays = |span: &EdgeSpan| is_live(span.from, span.to, last) && is_live(span.from, span.to, now);
        let edge = |span: u32| &timeline.spans.edges[span as usize];
        let changed = |(slot, child, _): &&(u32, Parts, Parts)| *child != self.child[*slot as usize];
        let children: NumberSet<u32> = updates.iter().filter(changed).map(|(slot, ..)| *slot).collect();
        let mut staying = Vec::new();
        for (slot, _, parent) in updates {
            if children.contains(slot) {
                let edges = timeline.derived.edges_of_child.get(*slot);
                staying.extend(edges.filter(|span| stays(edge(*span))));
            }
            if *parent != self.parent[*slot as usize] {
                let edges = timeline.derived.edges_of_parent.get(*slot);
                staying.extend(edges.filter(|span| stays(edge(*span)) && !children.contains(&edge(*span).child)));
            }
        }
        staying
    }

    fn count(&mut self, span: u32, comes: bool) {
        let timeline = self.plan.timeline;
        let EdgeSpan { parent, child, instances, .. } = timeline.spans.edges[span as usize];
        let thing = if self.plan.metric == Metric::Projects { timeline.package_of(parent) } else { child };
        self.grid.count(&self.child[child as usize], &self.parent[parent as usize], instances, thing, comes);
    }

    /// Raw elements have no edges: a component's own parts are all there is.
    fn replace_elements(&mut self, updates: Vec<(u32, Parts, Parts)>) {
        for (slot, child, parent) in updates {
            let at = slot as usize;
            let by_project = self.plan.metric == Metric::Projects;
            let thing = if by_project { self.plan.timeline.package_of(slot) } else { slot };
            let child = mem::replace(&mut self.child[at], child);
            let parent = mem::replace(&mut self.parent[at], parent);
            self.grid.count(&child, &parent, 0, thing, false);
            self.grid.count(&self.child[at], &self.parent[at], 0, thing, true);
        }
    }
}
