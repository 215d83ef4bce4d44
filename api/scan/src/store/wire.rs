//! Deltas as bytes: a format byte, then columns, compressed. Neighbours in a column are alike: nearly all of what is
//! left of an entry are the bytes of its key.
use super::{Change, Delta, Entry, Key, Manifest, Ref, chunk};
use crate::{decode::DecodeError, record::Dates};
use serde::{Deserialize, Serialize};

/// No delta is longer, plain: bounds the memory that damaged ones can claim.
const LONGEST: u64 = 256 << 20;

const BEFORE: u8 = 1;
const AFTER: u8 = 2;
const LOCAL_BEFORE: u8 = 4;
const LOCAL_AFTER: u8 = 8;
const OTHER_DATES: u8 = 16;

#[derive(Default, Serialize, Deserialize)]
struct Columns {
    keys: Vec<u8>,
    flags: Vec<u8>,
    /// One bit for each part of `after` that differs from `before`.
    parts: Vec<u8>,
    packs: Vec<u32>,
    indexes: Vec<i64>,
    has_date: Vec<bool>,
    dates: Vec<i64>,
}

impl Delta {
    /// As bytes.
    pub fn encode(&self) -> std::io::Result<Vec<u8>> {
        encode(self.0.iter().map(|(key, change)| (*key, Borrowed::of(change))).collect())
    }

    /// Reads what `encode` wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let plain = chunk::decompress(bytes, LONGEST)?;
        let columns: Columns = postcard::from_bytes(&plain).map_err(|_| damaged())?;
        columns.delta().ok_or_else(damaged)
    }
}

impl Manifest {
    /// As bytes.
    pub fn encode(&self) -> std::io::Result<Vec<u8>> {
        encode(self.0.iter().map(|(key, entry)| (*key, Borrowed { before: None, after: Some(entry) })).collect())
    }

    /// Reads what `encode` wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let all = Delta::decode(bytes)?.0.into_iter();
        all.map(|(key, change)| change.after.filter(|_| change.before.is_none()).map(|entry| (key, entry)))
            .collect::<Option<Vec<_>>>()
            .map(Self)
            .ok_or_else(damaged)
    }
}

/// A change, of which a whole scan has many: entries stay where they are.
#[derive(Clone, Copy)]
struct Borrowed<'a> {
    before: Option<&'a Entry>,
    after: Option<&'a Entry>,
}

impl<'a> Borrowed<'a> {
    fn of(change: &'a Change) -> Self {
        Self { before: change.before.as_ref(), after: change.after.as_ref() }
    }
}

fn encode(mut sorted: Vec<(Key, Borrowed<'_>)>) -> std::io::Result<Vec<u8>> {
    sorted.sort_unstable_by_key(|(key, change)| (change.after.map(|e| e.refs), change.before.map(|e| e.refs), *key));
    let mut columns = Columns::default();
    for (key, change) in &sorted {
        columns.keys.extend_from_slice(&key.0);
        columns.flags.push(flags(change));
        columns.parts.push(parts(change));
    }
    for part in 0..4 {
        let mut last = 0;
        for (at, (_, change)) in sorted.iter().enumerate() {
            let differs = columns.parts[at] & 1 << part != 0;
            for entry in change.before.iter().chain(change.after.iter().filter(|_| differs)) {
                let found = entry.refs[part];
                columns.packs.push(found.pack);
                columns.indexes.push(i64::from(found.index) - last);
                last = i64::from(found.index);
            }
        }
    }
    let mut last = 0;
    for (at, (_, change)) in sorted.iter().enumerate() {
        let differs = columns.flags[at] & OTHER_DATES != 0;
        for entry in change.before.iter().chain(change.after.iter().filter(|_| differs)) {
            for date in [entry.dates.created_at, entry.dates.updated_at] {
                columns.has_date.push(date.is_some());
                if let Some(date) = date {
                    columns.dates.push(date.wrapping_sub(last));
                    last = date;
                }
            }
        }
    }
    chunk::compress(&postcard::to_stdvec(&columns).map_err(std::io::Error::other)?)
}

fn flags(change: &Borrowed<'_>) -> u8 {
    let local = |entry: &Option<&Entry>, flag| entry.filter(|entry| entry.is_local).map_or(0, |_| flag);
    let dates = |entry: &Option<&Entry>| entry.map(|entry| entry.dates);
    let before = if change.before.is_some() { BEFORE } else { 0 };
    let after = if change.after.is_some() { AFTER } else { 0 };
    let other = if dates(&change.before) != dates(&change.after) { OTHER_DATES } else { 0 };
    before | after | local(&change.before, LOCAL_BEFORE) | local(&change.after, LOCAL_AFTER) | other
}

fn parts(change: &Borrowed<'_>) -> u8 {
    let (before, after) = (change.before.map(|e| e.refs), change.after.map(|e| e.refs));
    (0..4).filter(|part| before.map(|refs| refs[*part]) != after.map(|refs| refs[*part])).map(|part| 1 << part).sum()
}

impl Columns {
    /// `None` for columns of different lengths, and for what no delta says.
    fn delta(&self) -> Option<Delta> {
        let keys = self.keys.as_chunks::<16>();
        let count = keys.0.len();
        if !keys.1.is_empty() || self.flags.len() != count || self.parts.len() != count {
            return None;
        }
        let (mut packs, mut indexes) = (self.packs.iter(), self.indexes.iter());
        let mut refs = vec![[[Ref { pack: 0, index: 0 }; 4]; 2]; count];
        for part in 0..4 {
            let mut last = 0i64;
            let mut next = || {
                last = last.checked_add(*indexes.next()?)?;
                Some(Ref { pack: *packs.next()?, index: u32::try_from(last).ok()? })
            };
            for (at, [before, after]) in refs.iter_mut().enumerate() {
                if self.flags[at] & BEFORE != 0 {
                    before[part] = next()?;
                }
                after[part] = before[part];
                if self.flags[at] & AFTER != 0 && self.parts[at] & 1 << part != 0 {
                    after[part] = next()?;
                }
            }
        }
        let (mut has_date, mut dates, mut last) = (self.has_date.iter(), self.dates.iter(), 0i64);
        let mut date = || {
            if !*has_date.next()? {
                return Some(None);
            }
            last = last.wrapping_add(*dates.next()?);
            Some(Some(last))
        };
        let mut changes = Vec::with_capacity(count);
        for (at, [before, after]) in refs.into_iter().enumerate() {
            let has = |flag| self.flags[at] & flag != 0;
            let mut known = Dates::default();
            let mut old = None;
            if has(BEFORE) {
                known = Dates { created_at: date()?, updated_at: date()? };
                old = Some(Entry { refs: before, is_local: has(LOCAL_BEFORE), dates: known });
            }
            let mut new = None;
            if has(AFTER) {
                if has(OTHER_DATES) {
                    known = Dates { created_at: date()?, updated_at: date()? };
                }
                new = Some(Entry { refs: after, is_local: has(LOCAL_AFTER), dates: known });
            }
            if old == new {
                return None;
            }
            changes.push((Key(keys.0[at]), Change { before: old, after: new }));
        }
        changes.sort_by_key(|(key, _)| *key);
        let is_unique = changes.windows(2).all(|two| two[0].0 != two[1].0);
        let is_read = packs.next().is_none() && indexes.next().is_none() && dates.next().is_none();
        (is_unique && is_read && has_date.next().is_none()).then_some(Delta(changes))
    }
}

fn damaged() -> DecodeError {
    DecodeError::Corrupt("a list of changes is unreadable".into())
}
