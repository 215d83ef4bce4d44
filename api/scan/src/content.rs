//! What is kept of a scan while it is read: each component once, its parts in a pack that is not stored yet.
use crate::{
    Excess, Limits, ReadError,
    model::Component,
    record::{Part, Record},
    store::{Entry, Hash, Key, OWN, Pack, PackWriter, Ref},
};
use hashbrown::{HashTable, hash_table::Entry as Slot};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::{BuildHasher, RandomState},
    io,
    path::Path,
};

/// Records that may repeat one id with something else.
const MOST_REPEATS_OF_ONE: usize = 1000;
/// Records that may do so in one scan; the scanner sends one in three thousand.
const MOST_REPEATS: usize = 10_000;

/// The kept content of a scan.
#[derive(Debug)]
pub struct Content {
    /// Sorted by key.
    entries: Vec<(Key, Entry)>,
    pack: Pack,
}

impl Content {
    /// Its size in bytes, compressed.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> u64 {
        self.pack.len()
    }

    /// Whether it is small enough to be in memory.
    pub fn is_in_memory(&self) -> bool {
        self.pack.is_in_memory()
    }

    /// The components, each once, all in memory.
    pub fn into_components(self) -> Result<Vec<Component>, ReadError> {
        let Self { entries, mut pack } = self;
        let entries = || entries.iter().map(|(_, entry)| entry);
        let parts = Parts::read(&mut pack, entries(), (usize::MAX, Excess::Content))?;
        entries().map(|entry| parts.component(entry)).collect()
    }

    /// All parts, to be stored where no earlier scan has any of them.
    pub fn pack(&mut self) -> &mut Pack {
        &mut self.pack
    }

    pub(crate) fn parts(&mut self) -> (&[(Key, Entry)], &mut Pack) {
        (&self.entries, &mut self.pack)
    }
}

/// Writes content while the body is still being read.
pub(crate) struct Writer {
    pack: PackWriter,
    entries: Vec<(Key, Entry)>,
    /// Where in `entries` each key is.
    places: HashTable<u32>,
    hasher: RandomState,
    /// Further records of ids that are there already, and differ.
    repeated: BTreeMap<Key, BTreeSet<Entry>>,
    repeats: usize,
    /// Bytes of all facts, and of all prop values.
    facts: usize,
    passed: usize,
    left: Limits,
    limits: Limits,
}

impl Writer {
    /// `left` says how much is allowed still, and how much of it may stay in memory; `limits` what was allowed at first.
    pub(crate) fn new(left: &Limits, limits: &Limits, spool_dir: &Path) -> Result<Self, ReadError> {
        Ok(Self {
            pack: PackWriter::new(left.memory, (left.content, limits.content), spool_dir)?,
            entries: Vec::new(),
            places: HashTable::new(),
            hasher: RandomState::new(),
            repeated: BTreeMap::new(),
            repeats: 0,
            facts: 0,
            passed: 0,
            left: *left,
            limits: *limits,
        })
    }

    /// Writes a record; says whether it is the first one of its id.
    pub(crate) fn write(
        &mut self,
        component: &Component,
        record: &Record,
        hashes: [Hash; 4],
    ) -> Result<bool, ReadError> {
        let entry = self.add(component, record, hashes)?;
        let key = Key::of(&component.id);
        let Self { entries, places, hasher, .. } = self;
        let is_it = |at: &u32| entries[*at as usize].0 == key;
        match places.entry(hasher.hash_one(key), is_it, |at| hasher.hash_one(entries[*at as usize].0)) {
            Slot::Vacant(free) => {
                free.insert(entries.len() as u32);
                entries.push((key, entry));
                Ok(true)
            }
            Slot::Occupied(first) => {
                if entries[*first.get() as usize].1 != entry {
                    self.repeat(key, entry)?;
                }
                Ok(false)
            }
        }
    }

    fn repeat(&mut self, key: Key, entry: Entry) -> Result<(), ReadError> {
        let others = self.repeated.entry(key).or_default();
        self.repeats += usize::from(others.insert(entry));
        let found = [(others.len(), MOST_REPEATS_OF_ONE), (self.repeats, MOST_REPEATS)];
        match found.iter().find(|(found, most)| found > most) {
            Some((_, most)) => Err(ReadError::too_large(Excess::Repeats, *most)),
            None => Ok(()),
        }
    }

    fn add(&mut self, component: &Component, record: &Record, hashes: [Hash; 4]) -> Result<Entry, ReadError> {
        self.facts += record.facts.len();
        self.passed += record.values.len();
        if self.facts > self.left.facts {
            return Err(ReadError::too_large(Excess::Facts, self.limits.facts));
        }
        if self.passed > self.left.passed {
            return Err(ReadError::too_large(Excess::Passed, self.limits.passed));
        }
        let mut refs = [Ref { pack: OWN, index: 0 }; 4];
        for ((part, name), bytes) in Part::ALL.into_iter().zip(hashes).zip(record.parts()) {
            refs[part as usize].index = self.pack.add(part, name, bytes)?;
        }
        Ok(Entry { refs, is_local: component.is_local, dates: record.dates })
    }

    /// Makes one record of several, where an id came more than once, and tells of the first one and of what it became.
    /// (The scanner repeats external components only, which render nothing.) All of them together are in memory, and so
    /// may be no more than one component.
    pub(crate) fn merge(
        &mut self,
        mut tell: impl FnMut(&Component, &Component) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        if self.repeated.is_empty() {
            return Ok(());
        }
        let (mut all, mut records) = (Vec::new(), Vec::new());
        for (key, others) in std::mem::take(&mut self.repeated) {
            let at = self.places.find(self.hasher.hash_one(key), |at| self.entries[*at as usize].0 == key);
            let Some(at) = at.map(|at| *at as usize) else { continue };
            records.push(self.entries[at].1);
            records.extend(others.iter().copied());
            all.push((at, others));
        }
        let most = (self.limits.component, Excess::Repeated);
        let parts = Parts::read(self.pack.settle()?, records.iter(), most)?;
        let mut values = 0;
        for (at, others) in all {
            let first = parts.component(&self.entries[at].1)?;
            let mut merged = first.clone();
            for other in &others {
                merged.merge(parts.component(other)?);
                if values + merged.values() > self.limits.values {
                    return Err(ReadError::too_large(Excess::Values, self.limits.values));
                }
            }
            values += merged.values();
            let record = Record::of(&merged).map_err(ReadError::unwritable)?;
            self.entries[at].1 = self.add(&merged, &record, record.hashes())?;
            tell(&first, &merged)?;
        }
        Ok(())
    }

    /// Bytes of all facts so far, and of all prop values.
    pub(crate) fn held(&self) -> (usize, usize) {
        (self.facts, self.passed)
    }

    pub(crate) fn finish(mut self) -> Result<Content, ReadError> {
        self.entries.sort_unstable_by_key(|(key, _)| *key);
        Ok(Content { entries: self.entries, pack: self.pack.finish()? })
    }
}

/// Parts of some components, in memory.
struct Parts([HashMap<u32, Vec<u8>>; 4]);

impl Parts {
    /// Those of `entries`, in one pass; there may be no more than so many bytes of them.
    fn read<'a>(
        pack: &mut Pack,
        entries: impl Iterator<Item = &'a Entry> + Clone,
        (most, excess): (usize, Excess),
    ) -> Result<Self, ReadError> {
        let (mut parts, mut bytes) = (Self(Default::default()), 0);
        for part in Part::ALL {
            let wanted = entries.clone().map(|entry| entry.at(part).index).collect();
            pack.some(part, &wanted, |index, found| {
                bytes += found.len();
                if bytes > most {
                    return Err(ReadError::too_large(excess, most));
                }
                parts.0[part as usize].insert(index, found.to_vec());
                Ok(())
            })?;
        }
        Ok(parts)
    }

    fn component(&self, entry: &Entry) -> Result<Component, ReadError> {
        let bytes = |part: Part| self.0[part as usize].get(&entry.at(part).index).map(Vec::as_slice);
        let parts = Part::ALL.map(|part| bytes(part).unwrap_or_default());
        Component::of_parts(entry.dates, parts).map_err(ReadError::unreadable)
    }
}

impl ReadError {
    /// What was just written cannot be read again: a failure of the disk.
    pub(crate) fn unreadable(error: crate::DecodeError) -> Self {
        Self::Io(io::Error::other(error))
    }

    pub(crate) fn unwritable(error: postcard::Error) -> Self {
        Self::Io(io::Error::other(error))
    }
}
