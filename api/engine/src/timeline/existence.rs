//! Which components exist, what they are, and whose lineage they carry on.
use super::entries::{Entry, Said, same_facts};
use super::moves::{self, Content, Mover};
use super::names::NONE;
use super::node::{NodeState, known_dates};
use super::resolver::{Resolver, Touched, each_once};
use super::spans::{DateNote, Spans, Version};
use crate::hash::Numbered;
use scan::record::Dates;
use std::mem;
use std::sync::Arc;

impl Resolver {
    pub(super) fn settle_existence(&mut self, repository: u32, touched: &mut Touched, spans: &mut Spans, scan: u32) {
        each_once(&mut touched.nodes);
        let (mut went, mut came) = (Vec::new(), Vec::new());
        for &node in &touched.nodes {
            let state = &self.nodes[node as usize];
            match (state.slot != NONE, state.local.is_some() || state.parents > 0) {
                (true, false) => went.push(node),
                (false, true) => came.push(node),
                _ => {}
            }
        }
        // most scans move nothing, and to tell what somebody renders takes long
        let may_move = !went.is_empty() && !came.is_empty();
        let moved = if may_move { self.moves(repository, &went, &came, touched) } else { Vec::new() };
        for &node in &went {
            let state = &mut self.nodes[node as usize];
            spans.close_component(self.open[state.slot as usize], scan);
            self.open[state.slot as usize] = NONE;
            state.last_slot = mem::replace(&mut state.slot, NONE);
        }
        let moved: Numbered<u32, u32> =
            moved.into_iter().map(|(from, to)| (to, self.nodes[from as usize].last_slot)).collect();
        spans.scans[scan as usize].is_turn |= !moved.is_empty();
        for (node, slot) in &moved {
            self.holder[*slot as usize] = *node;
        }
        for &node in &came {
            let state = &mut self.nodes[node as usize];
            let is_back = state.last_slot != NONE && self.holder[state.last_slot as usize] == node;
            let known = moved.get(&node).copied().or(is_back.then_some(state.last_slot));
            state.slot = known.unwrap_or(spans.slots);
            state.version = NONE;
            if known.is_none() {
                spans.slots += 1;
                self.open.push(NONE);
                self.holder.push(node);
                self.dates.push(Dates::default());
            }
        }
        for &node in &touched.nodes {
            self.settle_version(node, spans, scan);
        }
    }

    fn settle_version(&mut self, node: u32, spans: &mut Spans, scan: u32) {
        let state = &self.nodes[node as usize];
        let slot = state.slot;
        if slot == NONE {
            return;
        }
        let Some(entry) = state.local_entry().or_else(|| self.newest_entry(state)) else {
            return; // nobody leads to an id without an entry
        };
        let is_local = state.local.is_some();
        let is_same = |version: &Version| version.is_local == is_local && same_facts(&version.facts, &entry.facts);
        let open = self.open[slot as usize];
        if state.version == NONE || !is_same(&spans.versions[state.version as usize]) {
            if open != NONE {
                spans.close_component(open, scan);
            }
            let (facts, package) = (entry.facts.clone(), entry.package);
            let version = spans.add_version(Version::new(node, package, is_local, facts));
            self.open[slot as usize] = spans.open_component(slot, version, scan);
            self.nodes[node as usize].version = version;
        }
        let dates = known_dates(self.dates[slot as usize], self.nodes[node as usize].dates);
        if dates != self.dates[slot as usize] {
            self.dates[slot as usize] = dates;
            let Dates { created_at, updated_at } = dates;
            spans.dates.push(DateNote { slot, scan, created_at, updated_at });
        }
    }

    fn newest_entry<'a>(&self, state: &'a NodeState) -> Option<&'a Arc<Entry>> {
        let newest = |said: &&Said| {
            let repository = said.repository as usize;
            (self.newest[repository], self.repositories[repository])
        };
        state.said.iter().max_by_key(newest).map(|said| &said.entry)
    }

    fn moves(&self, repository: u32, went: &[u32], came: &[u32], touched: &Touched) -> Vec<(u32, u32)> {
        // The entries of this repository as they were before this scan; those of the others are as they are.
        let before = |node: u32, of: u32| match touched.replaced.get(&node).filter(|_| of == repository) {
            Some(entry) => entry.as_ref(),
            None => self.nodes[node as usize].entry_of(of),
        };
        let gone = went.iter().filter_map(|&node| {
            let owner = *touched.former_owner.get(&node)?;
            Some(mover(node, before(node, owner)?, |target| before(target, owner)))
        });
        let new = came.iter().filter_map(|&node| {
            let owner = self.nodes[node as usize].local?;
            let now = |node: u32| self.nodes[node as usize].entry_of(owner);
            Some(mover(node, now(node)?, now))
        });
        let gone: Vec<Mover<'_>> = gone.collect();
        if gone.is_empty() { Vec::new() } else { moves::pairs(&gone, &new.collect::<Vec<_>>()) }
    }

    /// The lineage an id had last, if nobody has it any more.
    pub(crate) fn former_slot(&self, node: u32) -> Option<u32> {
        let state = &self.nodes[node as usize];
        let slot = state.last_slot;
        (state.slot == NONE && slot != NONE && self.holder[slot as usize] == node).then_some(slot)
    }

    /// The lineage that took over the last id of another one by a move, and still has it or had it last.
    pub(crate) fn heir(&self, slot: u32) -> Option<u32> {
        let node = self.holder[slot as usize];
        self.any_slot(node).filter(|heir| *heir != slot && self.holder[*heir as usize] == node)
    }

    /// The lineage an id has or had last.
    pub(crate) fn any_slot(&self, node: u32) -> Option<u32> {
        let state = self.nodes.get(node as usize)?;
        [state.slot, state.last_slot].into_iter().find(|slot| *slot != NONE)
    }
}

fn mover<'a>(node: u32, entry: &'a Entry, target: impl Fn(u32) -> Option<&'a Arc<Entry>>) -> Mover<'a> {
    let targets = entry.edges.iter().filter_map(|(child, _)| target(*child));
    Mover {
        node,
        package: entry.package,
        exports: &entry.exports,
        content: Content {
            name: entry.facts.name.clone(),
            props: format!("{:?}", entry.facts.props),
            html: entry.facts.html_elements.clone(),
            targets: targets.map(|target| (target.package, target.facts.name.clone())).collect(),
        },
    }
}
