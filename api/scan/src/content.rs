//! What is kept of a scan while it is read: each component once, its parts in a pack that is not stored yet.
use crate::{
    Excess, Limits, ReadError,
    model::Component,
    record::{Part, Record},
    store::{Entry, Hash, Key, OWN, Pack, PackWriter, Ref},
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io,
    path::Path,
};

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
        read(&mut pack, &entries)
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
    at: HashMap<Key, usize>,
    /// Further records of an id that is there already, and differs.
    repeated: BTreeMap<Key, Vec<Entry>>,
    limits: Limits,
}

/// An id of which several records came.
pub(crate) struct Repeated {
    /// The record that came first.
    pub(crate) first: Component,
    /// All of them together.
    pub(crate) merged: Component,
}

impl Writer {
    /// `left` says how much is allowed still, and how much of it may stay in memory; `limits` what was allowed at first.
    pub(crate) fn new(left: &Limits, limits: &Limits, spool_dir: &Path) -> Result<Self, ReadError> {
        let pack = PackWriter::new(left.memory, (left.content, limits.content), spool_dir)?;
        let limits = *limits;
        Ok(Self { pack, entries: Vec::new(), at: HashMap::new(), repeated: BTreeMap::new(), limits })
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
        let is_new = match self.at.get(&key) {
            None => {
                self.at.insert(key, self.entries.len());
                self.entries.push((key, entry));
                true
            }
            Some(at) => {
                if self.entries[*at].1 != entry {
                    self.repeated.entry(key).or_default().push(entry);
                }
                false
            }
        };
        Ok(is_new)
    }

    fn add(&mut self, component: &Component, record: &Record, hashes: [Hash; 4]) -> Result<Entry, ReadError> {
        let mut refs = [Ref { pack: OWN, index: 0 }; 4];
        for ((part, name), bytes) in Part::ALL.into_iter().zip(hashes).zip(record.parts()) {
            refs[part as usize].index = self.pack.add(part, name, bytes)?;
        }
        Ok(Entry { refs, is_local: component.is_local, dates: record.dates })
    }

    /// Makes one record of several, where an id came more than once. (The scanner repeats external components only,
    /// which render nothing.)
    pub(crate) fn merge(&mut self) -> Result<Vec<Repeated>, ReadError> {
        let (mut all, mut values) = (Vec::new(), 0);
        for (key, others) in std::mem::take(&mut self.repeated) {
            let at = self.at[&key];
            let records: Vec<_> = std::iter::once(self.entries[at].1).chain(others).map(|entry| (key, entry)).collect();
            let mut components = read(self.pack.settle()?, &records)?.into_iter();
            let Some(first) = components.next() else { continue };
            let mut merged = first.clone();
            components.for_each(|other| merged.merge(other));
            values += merged.edges.iter().map(|edge| 1 + edge.usages.len()).sum::<usize>();
            if values > self.limits.values {
                return Err(ReadError::TooLarge { what: Excess::Values, limit: self.limits.values as u64 });
            }
            let record = Record::of(&merged).map_err(ReadError::unwritable)?;
            self.entries[at].1 = self.add(&merged, &record, record.hashes())?;
            all.push(Repeated { first, merged });
        }
        Ok(all)
    }

    pub(crate) fn finish(mut self) -> Result<Content, ReadError> {
        self.entries.sort_unstable_by_key(|(key, _)| *key);
        Ok(Content { entries: self.entries, pack: self.pack.finish()? })
    }
}

/// The components behind some entries, in their order.
fn read(pack: &mut Pack, entries: &[(Key, Entry)]) -> Result<Vec<Component>, ReadError> {
    let mut parts: [HashMap<u32, Vec<u8>>; 4] = Default::default();
    for part in Part::ALL {
        let wanted: BTreeSet<u32> = entries.iter().map(|(_, entry)| entry.at(part).index).collect();
        pack.each(part, |index, bytes| {
            if wanted.contains(&index) {
                parts[part as usize].insert(index, bytes.to_vec());
            }
            Ok(())
        })?;
    }
    let component = |(_, entry): &(Key, Entry)| {
        let bytes = Part::ALL.map(|part| parts[part as usize].get(&entry.at(part).index).cloned().unwrap_or_default());
        Record::of_parts(entry.dates, bytes).component().map_err(ReadError::unreadable)
    };
    entries.iter().map(component).collect()
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
