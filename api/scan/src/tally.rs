//! What a scan holds in numbers, each id counted once however often it is sent.
use crate::{
    Excess, Limits, ReadError,
    model::{Component, Package},
    packages::AliasMap,
};
use std::collections::BTreeMap;

/// Numbers of one scan by itself, before anything is linked to other scans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Components with different ids.
    pub components: u64,
    /// Of these, those defined in the scanned code.
    pub local_components: u64,
    /// Pairs of a component and one that it renders.
    pub edges: u64,
    /// JSX elements of components.
    pub instances: u64,
}

/// Counts while components pass by, each id once.
pub(crate) struct Tally {
    counts: Counts,
    packages: BTreeMap<String, u32>,
    left: Limits,
    limits: Limits,
}

impl Tally {
    /// `left` says how much is allowed still, `limits` what was allowed at first.
    pub(crate) fn new(left: &Limits, limits: &Limits) -> Self {
        Self { counts: Counts::default(), packages: BTreeMap::new(), left: *left, limits: *limits }
    }

    pub(crate) fn add(&mut self, component: &Component) -> Result<(), ReadError> {
        self.counts.components += 1;
        self.counts.edges += component.edges.len() as u64;
        self.counts.instances += instances(component);
        if self.counts.edges > self.left.edges as u64 {
            return Err(ReadError::too_large(Excess::Edges, self.limits.edges));
        }
        if component.is_local {
            self.counts.local_components += 1;
            match self.packages.get_mut(&component.package_name) {
                Some(count) => *count += 1,
                None => drop(self.packages.insert(component.package_name.clone(), 1)),
            }
        }
        if self.packages.len() > self.limits.packages {
            return Err(ReadError::too_large(Excess::Packages, self.limits.packages));
        }
        Ok(())
    }

    /// As if a component that was added had not been.
    pub(crate) fn take_back(&mut self, component: &Component) {
        self.counts.components -= 1;
        self.counts.edges -= component.edges.len() as u64;
        self.counts.instances -= instances(component);
        if component.is_local {
            self.counts.local_components -= 1;
            if let Some(count) = self.packages.get_mut(&component.package_name) {
                *count -= 1;
                if *count == 0 {
                    self.packages.remove(&component.package_name);
                }
            }
        }
    }

    /// The numbers.
    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    /// The packages with local components, sorted by name, with what the alias map knows of them.
    pub(crate) fn into_packages(self, known: &AliasMap) -> Vec<Package> {
        let describe = |(name, components): (String, u32)| {
            let entry = known.get(&name);
            Package {
                version: entry.and_then(|entry| entry.version.clone()),
                path: entry.and_then(|entry| entry.path.clone()),
                name,
                components,
            }
        };
        self.packages.into_iter().map(describe).collect()
    }
}

fn instances(component: &Component) -> u64 {
    component.edges.iter().map(|edge| edge.usages.len() as u64).sum()
}
