//! A scan that was read beside the one it builds on: what differs, and what has to be written.
use super::{Change, Delta, Directory, Entry, Hash, Key, Manifest, OWN, Pack, Ref};
use crate::{Content, ReadError, record::Part};
use std::{collections::HashMap, path::Path};

/// The scan that another one builds on.
#[derive(Debug, Default)]
pub struct Base {
    manifest: Manifest,
    /// Of each entry of the manifest.
    names: Vec<[Option<Hash>; 4]>,
    written: [HashMap<Hash, Ref>; 4],
}

impl Base {
    /// `directories` are those of all packs that the manifest names; what is in none is as if it were not written.
    pub fn new(manifest: Manifest, directories: &HashMap<u32, Directory>) -> Self {
        let mut written: [HashMap<Hash, Ref>; 4] = Default::default();
        let mut names = Vec::with_capacity(manifest.0.len());
        for (_, entry) in &manifest.0 {
            names.push(Part::ALL.map(|part| {
                let at = entry.at(part);
                let name = directories.get(&at.pack)?.name(part, at.index)?;
                written[part as usize].entry(name).or_insert(at);
                Some(name)
            }));
        }
        Self { manifest, names, written }
    }

    /// Where a part is written already; best for the same component, so that nothing seems to have changed.
    fn find(&self, key: Key, part: Part, name: Hash) -> Option<Ref> {
        if let Ok(at) = self.manifest.0.binary_search_by_key(&key, |(key, _)| *key)
            && self.names[at][part as usize] == Some(name)
        {
            return Some(self.manifest.0[at].1.at(part));
        }
        self.written[part as usize].get(&name).copied()
    }

    /// The components of the scan.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }
}

/// How a scan is written.
#[derive(Debug)]
pub struct Compared {
    /// The scan; what leads to it, [`Manifest::delta_to`] says.
    pub manifest: Manifest,
    /// The parts that the base has not, if it has others; else all of the content's own.
    pub pack: Option<Pack>,
}

impl Content {
    /// Compares with `base`; reads the spool again only if some, but not all parts are new.
    pub fn compare(&mut self, base: &Base, memory: usize, spool_dir: &Path) -> Result<Compared, ReadError> {
        let (entries, pack) = self.parts();
        let mut is_needed = Part::ALL.map(|part| vec![false; pack.directory().names(part).len()]);
        let mut found = Vec::with_capacity(entries.len());
        for (key, entry) in entries {
            found.push(Part::ALL.map(|part| {
                let index = entry.at(part).index as usize;
                let known = base.find(*key, part, pack.directory().names(part)[index]);
                is_needed[part as usize][index] |= known.is_none();
                known
            }));
        }
        let places = is_needed.each_ref().map(|needed| places(needed));
        let place = |((key, entry), found): (&(Key, Entry), [Option<Ref>; 4])| {
            let own = |part: Part| Ref { pack: OWN, index: places[part as usize][entry.at(part).index as usize] };
            (*key, Entry { refs: Part::ALL.map(|part| found[part as usize].unwrap_or_else(|| own(part))), ..*entry })
        };
        let manifest = Manifest(entries.iter().zip(found).map(place).collect());
        let is_whole = is_needed.iter().all(|all| all.iter().all(|needed| *needed));
        let needed = |part: Part, index: u32| is_needed[part as usize][index as usize];
        let pack = if is_whole { None } else { Some(pack.select(needed, memory, spool_dir)?) };
        Ok(Compared { manifest, pack })
    }
}

/// Where each is among those that are needed.
fn places(needed: &[bool]) -> Vec<u32> {
    let mut next = 0;
    let place = |needed: &bool| {
        let place = next;
        next += u32::from(*needed);
        place
    };
    needed.iter().map(place).collect()
}

/// How many components of the scanned code differ between two scans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Only in the later one.
    pub added: u32,
    /// Only in the earlier one.
    pub removed: u32,
    /// Other facts, edges or prop values; not other places, not other dates.
    pub changed: u32,
}

impl Delta {
    /// The differences; `name` tells what a part is called, for one content may be written twice.
    pub fn differences<E>(&self, name: impl Fn(Part, Ref) -> Result<Hash, E>) -> Result<Differences, E> {
        let mut all = Differences::default();
        for (_, change) in &self.0 {
            let is_local = |entry: &Option<Entry>| entry.is_some_and(|entry| entry.is_local);
            match (is_local(&change.before), is_local(&change.after)) {
                (false, true) => all.added += 1,
                (true, false) => all.removed += 1,
                (true, true) => all.changed += u32::from(change.is_real(&name)?),
                (false, false) => {}
            }
        }
        Ok(all)
    }
}

impl Change {
    /// Whether facts, edges or prop values differ.
    pub fn is_real<E>(&self, name: &impl Fn(Part, Ref) -> Result<Hash, E>) -> Result<bool, E> {
        for part in [Part::Facts, Part::Edges, Part::Values] {
            if self.differs_in(part, name)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a part differs.
    pub fn differs_in<E>(&self, part: Part, name: &impl Fn(Part, Ref) -> Result<Hash, E>) -> Result<bool, E> {
        match (self.before, self.after) {
            (Some(before), Some(after)) => {
                let (before, after) = (before.at(part), after.at(part));
                Ok(before != after && name(part, before)? != name(part, after)?)
            }
            (before, after) => Ok(before.is_some() != after.is_some()),
        }
    }
}
