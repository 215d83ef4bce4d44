//! What is known of an id at the moment.
use super::entries::{Entry, Role, Said, same_facts};
use super::names::NONE;
use scan::record::Dates;
use std::sync::Arc;

/// A child of a local component.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Child {
    pub(crate) node: u32,
    pub(super) instances: u32,
    pub(super) span: u32,
}

/// What is known of an id now.
#[derive(Clone, Debug)]
pub(crate) struct NodeState {
    /// What the counting scans say.
    pub(crate) said: Vec<Said>,
    /// Which of the first repositories say anything, a bit each: this is asked for every edge.
    said_by: u64,
    /// The repository whose local component it is.
    pub(crate) local: Option<u32>,
    /// What its uses lead to: itself, or what it is linked to.
    pub(crate) target: u32,
    /// What it renders after linking, sorted; nothing unless local.
    pub(crate) children: Vec<Child>,
    /// Everyone whose body may render this id. Some of them may not any more.
    pub(super) raw_parents: Vec<u32>,
    pub(super) tidy_at: u32,
    /// Distinct parents after linking.
    pub(super) parents: u32,
    pub(super) version: u32,
    /// Its lineage while it exists.
    pub(crate) slot: u32,
    pub(super) last_slot: u32,
    pub(super) dates: Dates,
}

impl NodeState {
    pub(super) fn new(node: u32) -> Self {
        Self {
            said: Vec::new(),
            said_by: 0,
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

    pub(super) fn put(&mut self, repository: u32, entry: Option<Arc<Entry>>) -> Option<(Arc<Entry>, Option<Role>)> {
        let at = self.said.iter().position(|said| said.repository == repository);
        let former = at.map(|at| self.said.swap_remove(at)).map(|said| (said.entry, said.listed));
        let bit = 1_u64.checked_shl(repository).unwrap_or_default();
        self.said_by = if entry.is_some() { self.said_by | bit } else { self.said_by & !bit };
        self.said.extend(entry.map(|entry| Said { repository, entry, listed: None }));
        former
    }

    pub(crate) fn entry_of(&self, repository: u32) -> Option<&Arc<Entry>> {
        self.said.iter().find(|said| said.repository == repository).map(|said| &said.entry)
    }

    /// Whether the counting scan of that repository has it.
    pub(super) fn is_in(&self, repository: u32) -> bool {
        match repository < u64::BITS {
            true => self.said_by >> repository & 1 == 1,
            false => self.entry_of(repository).is_some(),
        }
    }

    pub(crate) fn local_entry(&self) -> Option<&Arc<Entry>> {
        self.entry_of(self.local?)
    }

    pub(super) fn is_disputed(&self) -> bool {
        let first = self.said.first();
        self.said.iter().skip(1).any(|other| first.is_some_and(|one| !same_facts(&one.entry.facts, &other.entry.facts)))
    }
}

/// The earliest creation and the latest update.
pub(super) fn known_dates(one: Dates, other: Dates) -> Dates {
    Dates {
        created_at: [one.created_at, other.created_at].into_iter().flatten().min(),
        updated_at: one.updated_at.max(other.updated_at),
    }
}
