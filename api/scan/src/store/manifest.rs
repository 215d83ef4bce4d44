//! What a scan consists of: each component with where its parts are written.
use super::{Change, Delta, Key};
use crate::record::{Dates, Part};

/// Stands for the pack of the very scan that is being written, whose number is not known yet.
pub const OWN: u32 = 0;

/// Where a part is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref {
    /// Number of the pack: that of the scan it came with.
    pub pack: u32,
    /// Its place among the parts of its kind in the pack.
    pub index: u32,
}

/// A component of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Where its parts are written, in the order of [`Part::ALL`].
    pub refs: [Ref; 4],
    /// Defined in the scanned code.
    pub is_local: bool,
    /// Its git dates.
    pub dates: Dates,
}

impl Entry {
    /// Where a part is written.
    pub fn at(&self, part: Part) -> Ref {
        self.refs[part as usize]
    }

    pub(crate) fn in_pack(mut self, pack: u32) -> Self {
        for at in self.refs.iter_mut().filter(|at| at.pack == OWN) {
            at.pack = pack;
        }
        self
    }
}

/// All components of a scan, sorted by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest(pub Vec<(Key, Entry)>);

impl Manifest {
    /// A component.
    pub fn get(&self, key: Key) -> Option<&Entry> {
        let at = self.0.binary_search_by_key(&key, |(key, _)| *key).ok()?;
        Some(&self.0[at].1)
    }

    /// What leads from this scan to another one.
    pub fn delta_to(&self, other: &Self) -> Delta {
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut changes = Vec::new();
        loop {
            let key = match (ours.peek(), theirs.peek()) {
                (Some((a, _)), Some((b, _))) => *a.min(b),
                (Some((key, _)), None) | (None, Some((key, _))) => *key,
                (None, None) => return Delta(changes),
            };
            let before = ours.next_if(|(at, _)| *at == key).map(|(_, entry)| *entry);
            let after = theirs.next_if(|(at, _)| *at == key).map(|(_, entry)| *entry);
            if before != after {
                changes.push((key, Change { before, after }));
            }
        }
    }

    /// The scan that a delta leads to from this one. What the delta found before it does not look at.
    pub fn apply(&self, delta: &Delta) -> Self {
        let mut kept = self.0.iter().peekable();
        let mut all = Vec::with_capacity(self.0.len() + delta.0.len());
        for (key, change) in &delta.0 {
            while let Some(earlier) = kept.next_if(|(at, _)| at < key) {
                all.push(*earlier);
            }
            kept.next_if(|(at, _)| at == key);
            all.extend(change.after.map(|entry| (*key, entry)));
        }
        all.extend(kept);
        Self(all)
    }

    /// With the number of the pack that [`OWN`] stood for.
    pub fn in_pack(mut self, pack: u32) -> Self {
        for (_, entry) in &mut self.0 {
            *entry = entry.in_pack(pack);
        }
        self
    }

    /// As a delta from nothing.
    pub fn to_delta(&self) -> Delta {
        Self::default().delta_to(self)
    }
}
