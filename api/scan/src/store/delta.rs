//! What differs between two scans. Deltas know what was before, so that they can be followed in both directions.
use super::{Entry, Key, manifest::OWN};
use crate::record::Part;
use std::collections::BTreeSet;

/// What became of one component; the two are never equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// As it was; `None` if it was not there.
    pub before: Option<Entry>,
    /// As it is; `None` if it is not there any more.
    pub after: Option<Entry>,
}

impl Change {
    /// Whether a part is another one, or there where none was, or gone.
    pub fn is_of(&self, part: Part) -> bool {
        self.before.map(|entry| entry.at(part)) != self.after.map(|entry| entry.at(part))
    }
}

/// All differences, sorted by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta(pub Vec<(Key, Change)>);

impl Delta {
    /// Leads back.
    pub fn inverse(mut self) -> Self {
        for (_, change) in &mut self.0 {
            std::mem::swap(&mut change.before, &mut change.after);
        }
        self
    }

    /// Leads from where this one starts to where `next` ends.
    pub fn then(&self, next: &Self) -> Self {
        let (mut first, mut second) = (self.0.iter().peekable(), next.0.iter().peekable());
        let mut all = Vec::with_capacity(self.0.len() + next.0.len());
        loop {
            let key = match (first.peek(), second.peek()) {
                (Some((a, _)), Some((b, _))) => *a.min(b),
                (Some((key, _)), None) | (None, Some((key, _))) => *key,
                (None, None) => return Self(all),
            };
            let one = first.next_if(|(at, _)| *at == key).map(|(_, change)| change);
            let two = second.next_if(|(at, _)| *at == key).map(|(_, change)| change);
            let before = one.or(two).and_then(|change| change.before);
            let after = two.or(one).and_then(|change| change.after);
            if before != after {
                all.push((key, Change { before, after }));
            }
        }
    }

    /// The packs that hold what was before and what is.
    pub fn packs(&self) -> BTreeSet<u32> {
        let entries = self.0.iter().flat_map(|(_, change)| change.before.into_iter().chain(change.after));
        entries.flat_map(|entry| entry.refs).map(|at| at.pack).collect()
    }

    /// With the number of the pack that [`OWN`] stood for.
    pub fn in_pack(mut self, pack: u32) -> Self {
        debug_assert_ne!(pack, OWN);
        for (_, change) in &mut self.0 {
            change.after = change.after.map(|entry| entry.in_pack(pack));
        }
        self
    }
}
