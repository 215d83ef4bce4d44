//! Edges after linking: which parents a scan touches, and the spans of what they render.
use super::names::NONE;
use super::node::{Child, NodeState};
use super::resolver::{Resolver, Touched, each_once};
use super::spans::Spans;
use crate::LinkedBy;
use crate::hash::{NumberSet, Numbered};
use std::mem;

impl Resolver {
    pub(super) fn resolve(&mut self, repository: u32, touched: &mut Touched) {
        for node in self.exports.stirred(mem::take(&mut touched.dirty)) {
            let is_linked = self.nodes[node as usize].local.is_none() && !self.nodes[node as usize].said.is_empty();
            let link = is_linked.then(|| self.exports.resolve(&self.names, node)).flatten();
            let target = link.map_or(node, |(target, _)| target);
            let state = &mut self.nodes[node as usize];
            let is_other = mem::replace(&mut state.target, target) != target;
            let is_here = state.is_in(repository);
            let came_or_went = touched.replaced.get(&node).is_some_and(|former| former.is_some() != is_here);
            if is_other || came_or_went {
                touched.parents.extend(&state.raw_parents);
            }
        }
    }

    /// The children of a local component, after linking.
    fn children(&self, parent: u32) -> Vec<Child> {
        let state = &self.nodes[parent as usize];
        let (Some(entry), Some(repository)) = (state.local_entry(), state.local) else {
            return Vec::new();
        };
        let is_here = |node: u32| self.nodes[node as usize].is_in(repository);
        let edges = entry.edges.iter().filter(|(node, _)| is_here(*node));
        let targets = edges.map(|&(node, instances)| (self.nodes[node as usize].target, instances));
        let found = targets.filter(|(node, _)| *node != parent);
        let mut children: Vec<Child> = found.map(|(node, instances)| Child { node, instances, span: NONE }).collect();
        children.sort_unstable_by_key(|child| child.node);
        children.dedup_by(|next, kept| {
            let is_same = next.node == kept.node;
            if is_same {
                kept.instances = kept.instances.saturating_add(next.instances);
            }
            is_same
        });
        children
    }

    pub(super) fn rewire(&mut self, touched: &mut Touched, spans: &Spans) {
        each_once(&mut touched.parents);
        for &parent in &touched.parents {
            let mut children = self.children(parent);
            let former = mem::take(&mut self.nodes[parent as usize].children);
            // Both lists are sorted.
            let mut others = former.iter().peekable();
            for child in &mut children {
                while others.next_if(|other| other.node < child.node).is_some() {}
                let same = others.peek().filter(|other| other.node == child.node);
                match same {
                    Some(same) if same.instances == child.instances => child.span = same.span,
                    _ => touched.opened.push((parent, child.node)),
                }
                if same.is_none() {
                    self.nodes[child.node as usize].parents += 1;
                    touched.nodes.push(child.node);
                }
            }
            let mut others = children.iter().peekable();
            for child in former {
                while others.next_if(|other| other.node < child.node).is_some() {}
                match others.peek().filter(|other| other.node == child.node) {
                    Some(same) if same.span == child.span => continue,
                    Some(_) => {}
                    None => {
                        self.nodes[child.node as usize].parents -= 1;
                        touched.nodes.push(child.node);
                    }
                }
                let span = spans.edges[child.span as usize];
                touched.closed.push((span.parent, span.child, child.span));
            }
            self.nodes[parent as usize].children = children;
        }
    }

    /// Closes and opens the spans of edges. An edge whose ends only moved goes on.
    pub(super) fn write_edges(&mut self, touched: &mut Touched, spans: &mut Spans, scan: u32) {
        let slots = |nodes: &[NodeState], (parent, child): (u32, u32)| {
            (nodes[parent as usize].slot, nodes[child as usize].slot)
        };
        let closed: Numbered<u64, u32> = touched
            .closed
            .iter()
            .map(|&(parent, child, span)| (u64::from(parent) << 32 | u64::from(child), span))
            .collect();
        let mut goes_on: NumberSet<u32> = NumberSet::default();
        for (parent, child) in mem::take(&mut touched.opened) {
            let ends = slots(&self.nodes, (parent, child));
            let children = &mut self.nodes[parent as usize].children;
            let Ok(at) = children.binary_search_by_key(&child, |other| other.node) else { continue };
            let instances = children[at].instances;
            let former = closed.get(&(u64::from(ends.0) << 32 | u64::from(ends.1)));
            let same = former.filter(|span| spans.edges[**span as usize].instances == instances);
            children[at].span = match same {
                Some(&span) => {
                    goes_on.insert(span);
                    span
                }
                None => {
                    if let Some(&span) = former {
                        spans.edges[span as usize].goes_on = true;
                    }
                    spans.open_edge(ends, instances, scan, former.is_some())
                }
            };
        }
        for (.., span) in mem::take(&mut touched.closed) {
            if !goes_on.contains(&span) {
                spans.close_edge(span, scan);
            }
        }
    }

    /// All edges as they are now: parent and child, by lineage, and elements.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (u32, u32, u32)> + Clone {
        let parents = self.nodes.iter().filter(|state| !state.children.is_empty());
        let slot = |node: u32| self.nodes[node as usize].slot;
        parents.flat_map(move |state| {
            state.children.iter().map(move |child| (state.slot, slot(child.node), child.instances))
        })
    }

    /// Whether a component of another repository than `except` renders it by this id.
    fn is_used(&self, node: u32, except: Option<u32>) -> bool {
        let state = &self.nodes[node as usize];
        state.raw_parents.iter().any(|&parent| {
            let parent = &self.nodes[parent as usize];
            let renders = parent.local_entry().is_some_and(|entry| entry.renders(node));
            renders && parent.local.is_some_and(|repository| Some(repository) != except && state.is_in(repository))
        })
    }

    /// What the uses of an id lead to, and by which rule; nothing if they are uses of what it says.
    pub(crate) fn link_of(&self, node: u32) -> Option<(u32, LinkedBy)> {
        let state = &self.nodes[node as usize];
        let link = match state.local {
            Some(_) if state.said.len() > 1 => Some((node, LinkedBy::Id)),
            Some(_) => None,
            None if state.target != node => self.exports.resolve(&self.names, node),
            None => None,
        };
        link.filter(|_| self.is_used(node, state.local))
    }
}
