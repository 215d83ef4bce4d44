//! Which repository owns which project, now.
use super::names::NONE;
use crate::hash::{NumberSet, Numbered};
use crate::source::{Moment, RepositoryKey};
use std::sync::Arc;

/// A repository that has a package in its counting scan.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    pub(crate) repository: u32,
    /// The start of the unbroken run of scans with it.
    pub(crate) appeared: Moment,
    /// The version it states.
    pub(crate) version: Option<Arc<str>>,
}

/// All claims.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packages {
    /// By package.
    pub(crate) holders: Numbered<u32, Vec<Holder>>,
    /// Packages by repository.
    present: Vec<NumberSet<u32>>,
    /// Local components by repository and package.
    locals: Vec<Numbered<u32, NumberSet<u32>>>,
    /// Owner by package.
    owners: Vec<u32>,
}

impl Packages {
    pub(crate) fn owner(&self, package: u32) -> Option<u32> {
        self.owners.get(package as usize).copied().filter(|owner| *owner != NONE)
    }

    /// What the owner says about a package.
    pub(crate) fn holder(&self, package: u32) -> Option<&Holder> {
        let owner = self.owner(package)?;
        self.holders.get(&package)?.iter().find(|holder| holder.repository == owner)
    }

    pub(crate) fn add_repository(&mut self) {
        self.present.push(NumberSet::default());
        self.locals.push(Numbered::default());
    }

    /// A local component came to a repository's scan, or left it.
    pub(crate) fn count(&mut self, repository: u32, package: u32, node: u32, comes: bool) {
        let nodes = self.locals[repository as usize].entry(package).or_default();
        if comes {
            nodes.insert(node);
        } else {
            nodes.remove(&node);
        }
    }

    /// Local components of a package in a repository's scan.
    pub(crate) fn locals(&self, repository: u32, package: u32) -> impl Iterator<Item = u32> {
        self.locals[repository as usize].get(&package).into_iter().flatten().copied()
    }

    /// Takes in the packages of a new scan of `repository`. Answers which packages may have another owner or
    /// version, each with its former owner, and whether any came or left.
    pub(crate) fn scan(
        &mut self,
        repository: u32,
        at: Moment,
        stated: &Numbered<u32, Option<Arc<str>>>,
        keys: &[RepositoryKey],
    ) -> (Vec<(u32, Option<u32>)>, bool) {
        let of_components = self.locals[repository as usize].iter().filter(|(_, nodes)| !nodes.is_empty());
        let now: NumberSet<u32> = stated.keys().copied().chain(of_components.map(|(package, _)| *package)).collect();
        let before = std::mem::replace(&mut self.present[repository as usize], now.clone());
        let is_turn = before != now;
        let mut touched: Vec<u32> = before.union(&now).copied().collect();
        touched.sort_unstable();
        let mut answer = Vec::with_capacity(touched.len());
        for package in touched {
            let former = self.owner(package);
            let holders = self.holders.entry(package).or_default();
            let at_hand = holders.iter_mut().find(|holder| holder.repository == repository);
            let version = stated.get(&package).cloned().flatten();
            match at_hand {
                _ if !now.contains(&package) => holders.retain(|holder| holder.repository != repository),
                Some(holder) => holder.version = version,
                None => holders.push(Holder { repository, appeared: at, version }),
            }
            let owner = holders.iter().max_by_key(|holder| (holder.appeared, keys[holder.repository as usize]));
            let owner = owner.map_or(NONE, |holder| holder.repository);
            if self.owners.len() <= package as usize {
                self.owners.resize(package as usize + 1, NONE);
            }
            self.owners[package as usize] = owner;
            answer.push((package, former));
        }
        (answer, is_turn)
    }
}
