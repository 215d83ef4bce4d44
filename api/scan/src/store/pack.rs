//! The parts that came with one scan and none before: chunks of each kind, and a directory that names them.
use super::{Hash, chunk};
use crate::{Excess, ReadError, decode::DecodeError, record::Part};
use hashbrown::{HashTable, hash_table::Entry as Slot};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    hash::{BuildHasher, RandomState},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};
use tempfile::SpooledTempFile;

/// What is in a pack: the parts of each kind by name, and with which of them each chunk begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    names: [Vec<Hash>; 4],
    firsts: [Vec<u32>; 4],
}

#[derive(Serialize, Deserialize)]
struct Stored {
    names: [Vec<u8>; 4],
    firsts: [Vec<u32>; 4],
}

impl Directory {
    /// The names of all parts of a kind.
    pub fn names(&self, part: Part) -> &[Hash] {
        &self.names[part as usize]
    }

    /// The name of a part.
    pub fn name(&self, part: Part, index: u32) -> Option<Hash> {
        self.names(part).get(index as usize).copied()
    }

    /// Chunks of a kind.
    pub fn chunks(&self, part: Part) -> usize {
        self.firsts[part as usize].len()
    }

    /// The number of the chunk that holds a part, and the part's place in it.
    pub fn find(&self, part: Part, index: u32) -> Option<(usize, usize)> {
        self.name(part, index)?;
        let firsts = &self.firsts[part as usize];
        let number = firsts.partition_point(|first| *first <= index).checked_sub(1)?;
        Some((number, (index - firsts[number]) as usize))
    }

    /// The indexes of a chunk's parts.
    pub fn range(&self, part: Part, number: usize) -> std::ops::Range<u32> {
        let firsts = &self.firsts[part as usize];
        let all = self.names(part).len() as u32;
        let start = firsts.get(number).copied().unwrap_or(all);
        start..firsts.get(number + 1).copied().unwrap_or(all)
    }

    /// Whether there is nothing in the pack.
    pub fn is_empty(&self) -> bool {
        self.names.iter().all(Vec::is_empty)
    }

    /// As bytes. Names don't compress.
    pub fn encode(&self) -> io::Result<Vec<u8>> {
        let names = self.names.each_ref().map(|names| names.iter().flat_map(|name| name.0).collect());
        postcard::to_stdvec(&Stored { names, firsts: self.firsts.clone() }).map_err(io::Error::other)
    }

    /// Reads what `encode` wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let damaged = || DecodeError::Corrupt("a directory of parts is unreadable".into());
        let stored: Stored = postcard::from_bytes(bytes).map_err(|_| damaged())?;
        let is_whole = stored.names.iter().zip(&stored.firsts).all(|(names, firsts)| {
            let begins = firsts.first().is_none_or(|first| *first == 0) && firsts.is_empty() == names.is_empty();
            let rises = firsts.windows(2).all(|two| two[0] < two[1]);
            names.len() % 16 == 0 && begins && rises && firsts.last().is_none_or(|l| (*l as usize) < names.len() / 16)
        });
        let named = |names: &Vec<u8>| names.as_chunks::<16>().0.iter().map(|name| Hash(*name)).collect();
        is_whole.then(|| Self { names: stored.names.each_ref().map(named), firsts: stored.firsts }).ok_or_else(damaged)
    }
}

/// A pack that is not stored yet: in memory while small, else in a file without a name, which is gone when this is
/// dropped.
#[derive(Debug)]
pub struct Pack {
    spool: SpooledTempFile,
    len: u64,
    directory: Directory,
    /// Where each chunk begins in the spool, and how long it is.
    places: [Vec<(u64, usize)>; 4],
}

impl Pack {
    /// What is in it.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Bytes of its chunks.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether it is small enough to be in memory.
    pub fn is_in_memory(&self) -> bool {
        !self.spool.is_rolled()
    }

    /// A chunk's bytes, to be stored.
    pub fn chunk(&mut self, part: Part, number: usize) -> io::Result<Vec<u8>> {
        let (at, length) = self.places[part as usize].get(number).copied().ok_or(io::ErrorKind::NotFound)?;
        let mut bytes = vec![0; length];
        self.spool.seek(SeekFrom::Start(at))?;
        self.spool.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Goes through the parts of a kind, in their order.
    pub fn each(
        &mut self,
        part: Part,
        mut take: impl FnMut(u32, &[u8]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let mut index = 0;
        for number in 0..self.directory.chunks(part) {
            let chunk = chunk::Chunk::decode(&self.chunk(part, number)?).map_err(ReadError::unreadable)?;
            for at in 0..chunk.len() {
                take(index, chunk.get(at).unwrap_or_default())?;
                index += 1;
            }
        }
        Ok(())
    }

    /// Goes through those parts of a kind whose indexes are `wanted`; chunks that have none of them are not decompressed.
    pub fn some(
        &mut self,
        part: Part,
        wanted: &BTreeSet<u32>,
        mut take: impl FnMut(u32, &[u8]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        for number in 0..self.directory.chunks(part) {
            let range = self.directory.range(part, number);
            let mut here = wanted.range(range.clone()).peekable();
            if here.peek().is_none() {
                continue;
            }
            let chunk = chunk::Chunk::decode(&self.chunk(part, number)?).map_err(ReadError::unreadable)?;
            for index in here {
                take(*index, chunk.get((index - range.start) as usize).unwrap_or_default())?;
            }
        }
        Ok(())
    }

    /// A pack of those parts only that `is_needed`; they keep their order.
    pub(crate) fn select(
        &mut self,
        is_needed: impl Fn(Part, u32) -> bool,
        memory: usize,
        spool_dir: &Path,
    ) -> Result<Self, ReadError> {
        let mut writer = PackWriter::new(memory, (u64::MAX, 0), spool_dir)?;
        for part in Part::ALL {
            if (0..self.directory.names(part).len() as u32).any(|index| is_needed(part, index)) {
                let names = self.directory.names[part as usize].clone();
                self.each(part, |index, bytes| {
                    if is_needed(part, index) {
                        writer.add(part, names[index as usize], bytes)?;
                    }
                    Ok(())
                })?;
            }
        }
        writer.finish()
    }
}

/// Writes a pack while the body is still being read. Of equal parts there is one.
pub(crate) struct PackWriter {
    pack: Pack,
    /// The indexes of the parts of each kind, to be found by name.
    known: [HashTable<u32>; 4],
    hasher: RandomState,
    plain: [Vec<u8>; 4],
    /// How many more bytes are allowed, and how many were at first.
    allowed: (u64, u64),
}

impl PackWriter {
    /// `memory` says how much may stay in memory, `allowed` how much there may be still, and was allowed at first.
    pub(crate) fn new(memory: usize, allowed: (u64, u64), spool_dir: &Path) -> Result<Self, ReadError> {
        let spool = tempfile::spooled_tempfile_in(memory, spool_dir);
        let pack = Pack { spool, len: 0, directory: Directory::default(), places: Default::default() };
        let (known, plain) = Default::default();
        Ok(Self { pack, known, hasher: RandomState::new(), plain, allowed })
    }

    /// Writes a part that is not there yet; says its index.
    pub(crate) fn add(&mut self, part: Part, name: Hash, bytes: &[u8]) -> Result<u32, ReadError> {
        let kind = part as usize;
        let (names, hasher) = (&self.pack.directory.names[kind], &self.hasher);
        let next = names.len() as u32;
        let is_it = |at: &u32| names[*at as usize] == name;
        match self.known[kind].entry(hasher.hash_one(name), is_it, |at| hasher.hash_one(names[*at as usize])) {
            Slot::Occupied(known) => return Ok(*known.get()),
            Slot::Vacant(free) => {
                free.insert(next);
            }
        }
        if bytes.len() > chunk::LONGEST_PART {
            return Err(ReadError::TooLarge { what: Excess::Component, limit: chunk::LONGEST_PART as u64 });
        }
        if self.plain[kind].is_empty() {
            self.pack.directory.firsts[kind].push(next);
        }
        self.pack.directory.names[kind].push(name);
        chunk::append(&mut self.plain[kind], bytes)?;
        if self.plain[kind].len() >= chunk::FULL {
            self.write(kind)?;
        }
        Ok(next)
    }

    fn write(&mut self, kind: usize) -> Result<(), ReadError> {
        let bytes = chunk::compress(&self.plain[kind])?;
        self.plain[kind].clear();
        let at = self.pack.len;
        self.pack.len += bytes.len() as u64;
        if self.pack.len > self.allowed.0 {
            return Err(ReadError::TooLarge { what: Excess::Content, limit: self.allowed.1 });
        }
        self.pack.places[kind].push((at, bytes.len()));
        self.pack.spool.seek(SeekFrom::Start(at))?;
        self.pack.spool.write_all(&bytes)?;
        Ok(())
    }

    /// Everything as it is so far, readable; more can be added.
    pub(crate) fn settle(&mut self) -> Result<&mut Pack, ReadError> {
        for kind in 0..4 {
            if !self.plain[kind].is_empty() {
                self.write(kind)?;
            }
        }
        Ok(&mut self.pack)
    }

    pub(crate) fn finish(mut self) -> Result<Pack, ReadError> {
        self.settle()?;
        Ok(self.pack)
    }
}
