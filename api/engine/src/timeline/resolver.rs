//! The state as it is now, and how one more scan changes it: only what a scan touches is looked at again.
use super::entries::{Entry, Role};
use super::exports::{Dirty, Exports};
use super::names::{NONE, Names};
use super::node::{NodeState, known_dates};
use super::packages::Packages;
use super::spans::{ProjectSpan, Spans};
use crate::hash::{NumberSet, Numbered};
use crate::source::{Moment, RepositoryKey};
use crate::step::{Change, Step};
use scan::record::Dates;
use std::mem;
use std::sync::Arc;

/// The state now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolver {
    pub(crate) names: Names,
    pub(crate) packages: Packages,
    pub(crate) nodes: Vec<NodeState>,
    pub(crate) repositories: Vec<RepositoryKey>,
    /// When the counting scan of each repository came.
    pub(super) newest: Vec<Moment>,
    pub(super) exports: Exports,
    /// Ids about which counting scans disagree.
    pub(super) disputed: NumberSet<u32>,
    /// The span of each lineage, the id that holds it and its dates.
    pub(super) open: Vec<u32>,
    pub(super) holder: Vec<u32>,
    pub(super) dates: Vec<Dates>,
    pub(super) project_spans: Numbered<u32, u32>,
}

/// What one scan touches.
#[derive(Default)]
pub(super) struct Touched {
    /// Ids whose entries or role changed, with the entry this repository had before.
    pub(super) replaced: Numbered<u32, Option<Arc<Entry>>>,
    /// Ids that may exist or look otherwise now; some of them several times.
    pub(super) nodes: Vec<u32>,
    /// What may resolve otherwise.
    pub(super) dirty: Dirty,
    /// Repositories whose local components these were until now.
    pub(super) former_owner: Numbered<u32, u32>,
    /// Components whose children may be others; some of them several times.
    pub(super) parents: Vec<u32>,
    pub(super) closed: Vec<(u32, u32, u32)>,
    pub(super) opened: Vec<(u32, u32)>,
}

/// Sorts numbers and keeps each once: with as many as there are, that is quicker than a set.
pub(super) fn each_once(numbers: &mut Vec<u32>) {
    numbers.sort_unstable();
    numbers.dedup();
}

impl Resolver {
    pub(crate) fn add_repository(&mut self, key: RepositoryKey) -> u32 {
        self.repositories.push(key);
        self.newest.push(Moment { at: i64::MIN, seq: i64::MIN });
        self.packages.add_repository();
        self.repositories.len() as u32 - 1
    }

    /// Takes in a counting scan of that repository, which is the newest of all.
    pub(crate) fn apply(&mut self, repository: u32, step: &Step, spans: &mut Spans) {
        let scan = spans.begin(step.at);
        self.newest[repository as usize] = step.at;
        let mut touched = Touched::default();
        touched.nodes.extend(&self.disputed);
        self.take_changes(repository, step, &mut touched);
        self.settle_packages(repository, step, &mut touched, spans, scan);
        self.settle_roles(&mut touched);
        self.resolve(repository, &mut touched);
        self.rewire(&mut touched, spans);
        self.settle_existence(repository, &mut touched, spans, scan);
        self.write_edges(&mut touched, spans, scan);
    }

    fn node_of(&mut self, node: u32) -> &mut NodeState {
        while self.nodes.len() <= node as usize {
            self.nodes.push(NodeState::new(self.nodes.len() as u32));
        }
        &mut self.nodes[node as usize]
    }

    fn take_changes(&mut self, repository: u32, step: &Step, touched: &mut Touched) {
        for change in &step.changes {
            let (node, entry) = match change {
                Change::Gone(id) => (self.names.node(repository, id), None),
                Change::Put(known) => {
                    let node = self.names.node(repository, &known.facts.id);
                    let former = self.nodes.get(node as usize).and_then(|state| state.entry_of(repository));
                    let entry = Entry::read(&mut self.names, repository, known, former.map(Arc::as_ref));
                    if self.names.settle(node, entry.package) {
                        self.exports.watch(&self.names, node);
                    }
                    let dates = &mut self.node_of(node).dates;
                    *dates = known_dates(*dates, known.dates);
                    (node, Some(Arc::new(entry)))
                }
            };
            let newest_name = self.names.nodes.len() as u32 - 1;
            self.node_of(newest_name);
            let former = self.nodes[node as usize].put(repository, entry.clone());
            if let Some((entry, listed)) = &former {
                if let Some(role) = *listed {
                    self.exports.list(node, entry, role, false, &mut touched.dirty);
                }
                if entry.facts.is_local {
                    self.packages.count(repository, entry.package, node, false);
                }
            }
            if let Some(entry) = entry.filter(|entry| entry.facts.is_local) {
                self.packages.count(repository, entry.package, node, true);
            }
            touched.replaced.entry(node).or_insert(former.map(|(entry, _)| entry));
            touched.nodes.push(node);
            touched.dirty.ids.push(node);
        }
    }

    fn settle_packages(&mut self, repository: u32, step: &Step, touched: &mut Touched, spans: &mut Spans, scan: u32) {
        let stated: Numbered<u32, Option<Arc<str>>> = step
            .packages
            .iter()
            .map(|package| (self.names.package(repository, &package.name), package.version.as_deref().map(Arc::from)))
            .collect();
        let (found, is_turn) = self.packages.scan(repository, step.at, &stated, &self.repositories);
        spans.scans[scan as usize].is_turn |= is_turn;
        for (package, former) in found {
            let owner = self.packages.owner(package);
            if owner != former {
                for side in [former, owner].into_iter().flatten() {
                    touched.nodes.extend(self.packages.locals(side, package));
                }
            }
            let holder = self.packages.holder(package);
            let open = self.project_spans.get(&package).copied();
            let is_same = |span: u32| {
                let span: &ProjectSpan = &spans.projects[span as usize];
                holder.is_some_and(|now| now.repository == span.owner && now.version == span.version)
            };
            if open.is_some_and(is_same) {
                continue;
            }
            if let Some(span) = open {
                spans.projects[span as usize].to = scan;
                self.project_spans.remove(&package);
            }
            if let Some(now) = holder {
                let (owner, version) = (now.repository, now.version.clone());
                self.project_spans.insert(package, spans.projects.len() as u32);
                spans.projects.push(ProjectSpan { package, owner, version, from: scan, to: NONE });
            }
        }
    }

    /// Who speaks as what, and thereby which exports are listed.
    fn settle_roles(&mut self, touched: &mut Touched) {
        each_once(&mut touched.nodes);
        for &node in &touched.nodes {
            let state = &mut self.nodes[node as usize];
            let mut local = None;
            for said in &mut state.said {
                let role = match said.entry.facts.is_local {
                    false => Role::External,
                    true if self.packages.owner(said.entry.package) == Some(said.repository) => Role::Local,
                    true => Role::Stranger,
                };
                if role == Role::Local {
                    local = Some(said.repository);
                }
                if said.listed == Some(role) {
                    continue;
                }
                if let Some(former) = said.listed.replace(role) {
                    self.exports.list(node, &said.entry, former, false, &mut touched.dirty);
                }
                self.exports.list(node, &said.entry, role, true, &mut touched.dirty);
            }
            let was_local = mem::replace(&mut state.local, local);
            // what a local component says counts, whoever else says otherwise
            let disputed = local.is_none() && state.is_disputed();
            let replaced = touched.replaced.contains_key(&node);
            if disputed {
                self.disputed.insert(node);
            } else {
                self.disputed.remove(&node);
            }
            if was_local != local {
                touched.dirty.ids.push(node);
                touched.former_owner.extend(was_local.map(|owner| (node, owner)));
            }
            if was_local != local || (replaced && local.is_some()) {
                touched.parents.push(node);
            }
        }
        for &parent in &touched.parents {
            let Some(entry) = self.nodes[parent as usize].local_entry().cloned() else { continue };
            let owner = self.nodes[parent as usize].local;
            let stays = touched.former_owner.get(&parent).is_none_or(|former| Some(*former) == owner);
            let was_local = stays && !self.nodes[parent as usize].children.is_empty();
            let former = touched.replaced.get(&parent).and_then(Option::as_ref).filter(|_| was_local);
            // Both lists are sorted.
            let mut others = former.map_or(&[][..], |former| &former.edges).iter().peekable();
            for &(child, _) in &entry.edges {
                while others.next_if(|(other, _)| *other < child).is_some() {}
                if others.peek().is_none_or(|(other, _)| *other != child) {
                    self.add_raw_parent(child, parent);
                }
            }
        }
    }

    fn add_raw_parent(&mut self, child: u32, parent: u32) {
        let state = &mut self.nodes[child as usize];
        state.raw_parents.push(parent);
        if state.raw_parents.len() as u32 >= state.tidy_at {
            let mut parents = mem::take(&mut state.raw_parents);
            parents.sort_unstable();
            parents.dedup();
            parents.retain(|&parent| {
                let said = &self.nodes[parent as usize].said;
                said.iter().any(|said| said.entry.renders(child))
            });
            let state = &mut self.nodes[child as usize];
            state.tidy_at = 4 * parents.len() as u32 + 16;
            state.raw_parents = parents;
        }
    }
}
