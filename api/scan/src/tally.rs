//! What a scan holds in numbers, each id counted once however often it is sent.
use crate::{
    Excess, Limits, ReadError,
    content::Content,
    model::{Component, Package},
    packages::AliasMap,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

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

const LOCAL: u8 = 1;
const EDGES: u8 = 2;

/// Counts while components pass by. Of each id only a hash stays.
pub(crate) struct Tally {
    counts: Counts,
    hasher: RandomState,
    seen: HashMap<u64, u8>,
    /// Ids of which several records have edges.
    overlapping: HashSet<u64>,
    packages: BTreeMap<String, u32>,
    /// How many more components are allowed.
    left: usize,
    limits: Limits,
}

impl Tally {
    /// `left` says how many components are allowed still.
    pub(crate) fn new(left: usize, limits: &Limits) -> Self {
        Self {
            counts: Counts::default(),
            hasher: RandomState::new(),
            seen: HashMap::new(),
            overlapping: HashSet::new(),
            packages: BTreeMap::new(),
            left,
            limits: *limits,
        }
    }

    pub(crate) fn add(&mut self, component: &Component) -> Result<(), ReadError> {
        let id = self.hasher.hash_one(&component.id);
        let local = if component.is_local { LOCAL } else { 0 };
        let edges = if component.edges.is_empty() { 0 } else { EDGES };
        let flags = local | edges;
        let known = self.seen.entry(id).or_default();
        if flags & *known & EDGES != 0 {
            self.overlapping.insert(id);
        }
        let is_new_local = flags & !*known & LOCAL != 0;
        *known |= flags;
        if self.seen.len() > self.left {
            return Err(too_many(Excess::Components, self.limits.components));
        }
        self.counts.edges += component.edges.len() as u64;
        self.counts.instances += instances(component);
        if is_new_local {
            self.counts.local_components += 1;
            match self.packages.get_mut(&component.package_name) {
                Some(count) => *count += 1,
                None => drop(self.packages.insert(component.package_name.clone(), 1)),
            }
        }
        if self.packages.len() > self.limits.packages {
            return Err(too_many(Excess::Packages, self.limits.packages));
        }
        Ok(())
    }

    /// The numbers. Where several records of one id have edges, those are read again from `content`: the same edges
    /// and instances may be in more than one of them. (The scanner repeats external components only, which have
    /// none.)
    pub(crate) fn counts(&self, content: &mut Content) -> Result<Counts, ReadError> {
        let mut counts = self.counts;
        counts.components = self.seen.len() as u64;
        if self.overlapping.is_empty() {
            return Ok(counts);
        }
        let (mut edges, mut usages) = (HashSet::new(), HashSet::new());
        for record in content.records()? {
            let component = record?.component().map_err(ReadError::unreadable)?;
            let from = self.hasher.hash_one(&component.id);
            if !self.overlapping.contains(&from) {
                continue;
            }
            counts.edges -= component.edges.len() as u64;
            counts.instances -= instances(&component);
            for edge in &component.edges {
                let to = self.hasher.hash_one(&edge.to);
                edges.insert((from, to));
                for usage in &edge.usages {
                    let bytes = postcard::to_stdvec(usage).map_err(ReadError::unwritable)?;
                    usages.insert((from, to, self.hasher.hash_one(bytes)));
                }
            }
            if edges.len() + usages.len() > self.limits.values {
                return Err(too_many(Excess::Values, self.limits.values));
            }
        }
        counts.edges += edges.len() as u64;
        counts.instances += usages.len() as u64;
        Ok(counts)
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

fn too_many(what: Excess, limit: usize) -> ReadError {
    ReadError::TooLarge { what, limit: limit as u64 }
}

fn instances(component: &Component) -> u64 {
    component.edges.iter().map(|edge| edge.usages.len() as u64).sum()
}
