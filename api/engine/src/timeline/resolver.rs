//! The state as it is now, and how one more scan changes it: only what a scan touches is looked at again.
use super::entries::{Entry, Role, Said, same_facts};
use super::exports::Exports;
use super::moves::{self, Content, Mover};
use super::names::{NONE, Names};
use super::packages::Packages;
use super::spans::{DateNote, ProjectSpan, ScanMark, Spans, Version};
use crate::LinkedBy;
use crate::hash::{NumberSet, Numbered};
use crate::source::{Moment, RepositoryKey};
use crate::step::{Change, Step};
use scan::record::Dates;
use std::collections::BTreeSet;
use std::mem;
use std::sync::Arc;

/// A child of a local component.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Child {
    pub(crate) node: u32,
    instances: u32,
    span: u32,
}

/// What is known of an id now.
#[derive(Clone, Debug)]
pub(crate) struct NodeState {
    /// What the counting scans say.
    pub(crate) said: Vec<Said>,
    /// The repository whose local component it is.
    pub(crate) local: Option<u32>,
    /// What its uses lead to: itself, or what it is linked to.
    pub(crate) target: u32,
    /// What it renders after linking, sorted; nothing unless local.
    pub(crate) children: Vec<Child>,
    /// Everyone whose body may render this id. Some of them may not any more.
    raw_parents: Vec<u32>,
    tidy_at: u32,
    /// Distinct parents after linking.
    parents: u32,
    version: u32,
    /// Its lineage while it exists.
    pub(crate) slot: u32,
    last_slot: u32,
    dates: Dates,
}

/// The state now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolver {
    pub(crate) names: Names,
    pub(crate) packages: Packages,
    pub(crate) nodes: Vec<NodeState>,
    pub(crate) repositories: Vec<RepositoryKey>,
    /// When the counting scan of each repository came.
    newest: Vec<Moment>,
    exports: Exports,
    /// Ids about which counting scans disagree.
    disputed: NumberSet<u32>,
    /// The span of each lineage, the id that holds it and its dates.
    open: Vec<u32>,
    holder: Vec<u32>,
    dates: Vec<Dates>,
    project_spans: Numbered<u32, u32>,
}

/// What one scan touches.
#[derive(Default)]
struct Touched {
    /// Ids whose entries or role changed, with the entry this repository had before.
    replaced: Numbered<u32, Option<Arc<Entry>>>,
    /// Ids that may exist or look otherwise now.
    nodes: BTreeSet<u32>,
    /// Ids that may resolve otherwise.
    dirty: Vec<u32>,
    /// Repositories whose local components these were until now.
    former_owner: Numbered<u32, u32>,
    /// Components whose children may be others.
    parents: BTreeSet<u32>,
    closed: Vec<(u32, u32, u32)>,
    opened: Vec<(u32, u32)>,
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
        let scan = spans.scans.len() as u32;
        spans.scans.push(ScanMark { at: step.at });
        self.newest[repository as usize] = step.at;
        let mut touched = Touched::default();
        touched.nodes.extend(&self.disputed);
        self.take_changes(repository, step, &mut touched);
        self.settle_packages(repository, step, &mut touched, spans, scan);
        self.settle_roles(&mut touched);
        self.resolve(&mut touched);
        self.rewire(&mut touched, spans);
        self.settle_existence(repository, &touched, spans, scan);
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
                    let (node, entry) = Entry::read(&mut self.names, repository, known);
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
            touched.nodes.insert(node);
            touched.dirty.push(node);
        }
    }

    fn settle_packages(&mut self, repository: u32, step: &Step, touched: &mut Touched, spans: &mut Spans, scan: u32) {
        let stated: Numbered<u32, Option<Arc<str>>> = step
            .packages
            .iter()
            .map(|package| (self.names.package(repository, &package.name), package.version.as_deref().map(Arc::from)))
            .collect();
        for (package, former) in self.packages.scan(repository, step.at, &stated, &self.repositories) {
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
            let (disputed, replaced) = (state.is_disputed(), touched.replaced.contains_key(&node));
            if disputed {
                self.disputed.insert(node);
            } else {
                self.disputed.remove(&node);
            }
            if was_local != local {
                touched.dirty.push(node);
                touched.former_owner.extend(was_local.map(|owner| (node, owner)));
            }
            if was_local != local || (replaced && local.is_some()) {
                touched.parents.insert(node);
            }
        }
        for &parent in &touched.parents {
            let Some(entry) = self.nodes[parent as usize].local_entry().cloned() else { continue };
            let owner = self.nodes[parent as usize].local;
            let stays = touched.former_owner.get(&parent).is_none_or(|former| Some(*former) == owner);
            let was_local = stays && !self.nodes[parent as usize].children.is_empty();
            let former = touched.replaced.get(&parent).and_then(Option::as_ref).filter(|_| was_local);
            for &(child, _) in &entry.edges {
                if former.is_none_or(|former| !former.renders(child)) {
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
            state.tidy_at = 2 * parents.len() as u32 + 16;
            state.raw_parents = parents;
        }
    }

    fn resolve(&mut self, touched: &mut Touched) {
        let mut dirty = mem::take(&mut touched.dirty);
        dirty.sort_unstable();
        dirty.dedup();
        for node in dirty {
            let is_linked = self.nodes[node as usize].local.is_none() && !self.nodes[node as usize].said.is_empty();
            let link = is_linked.then(|| self.exports.resolve(&self.names, node)).flatten();
            let target = link.map_or(node, |(target, _)| target);
            let state = &mut self.nodes[node as usize];
            let is_other = mem::replace(&mut state.target, target) != target;
            if is_other || touched.replaced.contains_key(&node) {
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
        let is_here = |node: u32| self.nodes[node as usize].entry_of(repository).is_some();
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

    fn rewire(&mut self, touched: &mut Touched, spans: &Spans) {
        for &parent in &touched.parents {
            let mut children = self.children(parent);
            let former = mem::take(&mut self.nodes[parent as usize].children);
            for child in &mut children {
                let same = former.binary_search_by_key(&child.node, |other| other.node).map(|at| former[at]);
                match same {
                    Ok(same) if same.instances == child.instances => child.span = same.span,
                    _ => touched.opened.push((parent, child.node)),
                }
                if same.is_err() {
                    self.nodes[child.node as usize].parents += 1;
                    touched.nodes.insert(child.node);
                }
            }
            for child in former {
                match children.binary_search_by_key(&child.node, |other| other.node) {
                    Ok(at) if children[at].span == child.span => continue,
                    Ok(_) => {}
                    Err(_) => {
                        self.nodes[child.node as usize].parents -= 1;
                        touched.nodes.insert(child.node);
                    }
                }
                let span = spans.edges[child.span as usize];
                touched.closed.push((span.parent, span.child, child.span));
            }
            self.nodes[parent as usize].children = children;
        }
    }

    fn settle_existence(&mut self, repository: u32, touched: &Touched, spans: &mut Spans, scan: u32) {
        let (mut went, mut came) = (Vec::new(), Vec::new());
        for &node in &touched.nodes {
            let state = &self.nodes[node as usize];
            match (state.slot != NONE, state.local.is_some() || state.parents > 0) {
                (true, false) => went.push(node),
                (false, true) => came.push(node),
                _ => {}
            }
        }
        let moved = self.moves(repository, &went, &came, touched);
        for &node in &went {
            let state = &mut self.nodes[node as usize];
            spans.close_component(self.open[state.slot as usize], scan);
            self.open[state.slot as usize] = NONE;
            state.last_slot = mem::replace(&mut state.slot, NONE);
        }
        let moved: Numbered<u32, u32> =
            moved.into_iter().map(|(from, to)| (to, self.nodes[from as usize].last_slot)).collect();
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
            let version = spans.versions.len() as u32;
            let (facts, package) = (entry.facts.clone(), entry.package);
            spans.versions.push(Version::new(node, package, is_local, facts));
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
        let (gone, new): (Vec<_>, Vec<_>) = (gone.collect(), new.collect());
        if gone.is_empty() || new.is_empty() { Vec::new() } else { moves::pairs(&gone, &new) }
    }

    /// Closes and opens the spans of edges. An edge whose ends only moved goes on.
    fn write_edges(&mut self, touched: &mut Touched, spans: &mut Spans, scan: u32) {
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
                spans.edges[span as usize].to = scan;
            }
        }
    }

    /// The lineage an id had last, if nobody has it any more.
    pub(crate) fn former_slot(&self, node: u32) -> Option<u32> {
        let state = &self.nodes[node as usize];
        let slot = state.last_slot;
        (state.slot == NONE && slot != NONE && self.holder[slot as usize] == node).then_some(slot)
    }

    /// The lineage an id has or had last.
    pub(crate) fn any_slot(&self, node: u32) -> Option<u32> {
        let state = self.nodes.get(node as usize)?;
        [state.slot, state.last_slot].into_iter().find(|slot| *slot != NONE)
    }

    /// Whether a component of another repository than `except` renders it by this id.
    fn is_used(&self, node: u32, except: Option<u32>) -> bool {
        let state = &self.nodes[node as usize];
        state.raw_parents.iter().any(|&parent| {
            let parent = &self.nodes[parent as usize];
            let renders = parent.local_entry().is_some_and(|entry| entry.renders(node));
            renders
                && parent
                    .local
                    .is_some_and(|repository| Some(repository) != except && state.entry_of(repository).is_some())
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

impl NodeState {
    fn new(node: u32) -> Self {
        Self {
            said: Vec::new(),
            local: None,
            target: node,
            children: Vec::new(),
            raw_parents: Vec::new(),
            tidy_at: 16,
            parents: 0,
            version: NONE,
            slot: NONE,
            last_slot: NONE,
            dates: Dates::default(),
        }
    }

    fn put(&mut self, repository: u32, entry: Option<Arc<Entry>>) -> Option<(Arc<Entry>, Option<Role>)> {
        let at = self.said.iter().position(|said| said.repository == repository);
        let former = at.map(|at| self.said.swap_remove(at)).map(|said| (said.entry, said.listed));
        self.said.extend(entry.map(|entry| Said { repository, entry, listed: None }));
        former
    }

    pub(crate) fn entry_of(&self, repository: u32) -> Option<&Arc<Entry>> {
        self.said.iter().find(|said| said.repository == repository).map(|said| &said.entry)
    }

    pub(crate) fn local_entry(&self) -> Option<&Arc<Entry>> {
        self.entry_of(self.local?)
    }

    fn is_disputed(&self) -> bool {
        let first = self.said.first();
        self.said.iter().skip(1).any(|other| first.is_some_and(|one| !same_facts(&one.entry.facts, &other.entry.facts)))
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

/// The earliest creation and the latest update.
fn known_dates(one: Dates, other: Dates) -> Dates {
    Dates {
        created_at: [one.created_at, other.created_at].into_iter().flatten().min(),
        updated_at: one.updated_at.max(other.updated_at),
    }
}
