//! The newest state as the catalogue reads it again and again: components in the order of their names, and all that a
//! search looks at in one piece of text.
use crate::timeline::{NONE, Timeline};
use memchr::memmem::Finder;

/// Rows that are looked at one by one before a search by halves.
const NEAR: usize = 8;

/// The components of a state, ready to be searched and ranked.
#[derive(Clone, Debug)]
pub(crate) struct Shelf {
    /// Lineages by name, then by key.
    slots: Vec<u32>,
    /// The place of each lineage among them; none while it doesn't exist.
    place: Vec<u32>,
    /// Folded name, path and project of each, on a line each.
    text: String,
    /// Where the text of each begins; one more entry than components.
    starts: Vec<u32>,
}

impl Shelf {
    pub(crate) fn of(timeline: &Timeline) -> Self {
        let point = &timeline.newest.point;
        let version = |slot: u32| &timeline.spans.versions[point.version[slot as usize] as usize];
        let mut slots: Vec<u32> = point.slots().collect();
        slots.sort_unstable_by(|one, other| {
            let (one, other) = (version(*one), version(*other));
            let key = |version: &crate::timeline::Version| timeline.key(version.node);
            let by_name = one.folded_name().cmp(other.folded_name());
            by_name.then_with(|| one.facts.name.cmp(&other.facts.name)).then_with(|| key(one).cmp(key(other)))
        });
        let mut place = vec![NONE; point.version.len()];
        let (mut text, mut starts) = (String::new(), vec![0]);
        for (at, &slot) in (0..).zip(&slots) {
            place[slot as usize] = at;
            let version = version(slot);
            let project = &timeline.derived.folded_projects[version.package as usize];
            for line in [version.folded_name(), version.folded_path(), project] {
                text.push_str(line);
                text.push('\n');
            }
            starts.push(text.len() as u32);
        }
        Self { slots, place, text, starts }
    }

    /// Where a lineage stands among all, by name and then by key.
    pub(crate) fn place(&self, slot: u32) -> u32 {
        self.place[slot as usize]
    }

    /// The lineages that mention every folded term, as a set.
    pub(crate) fn mentioning(&self, terms: &[Finder<'static>]) -> Vec<bool> {
        let mut missing = vec![terms.len(); self.slots.len()];
        for term in terms.iter().filter(|_| !self.slots.is_empty()) {
            let mut row = 0;
            while let Some(found) = term.find(&self.text.as_bytes()[self.starts[row] as usize..]) {
                let at = self.starts[row] + found as u32;
                // mostly this row or one nearby
                let near = self.starts[row + 1..].iter().take(NEAR).position(|start| *start > at);
                row += near.unwrap_or_else(|| self.starts[row + 1..].partition_point(|start| *start <= at));
                missing[row] -= 1;
                row += 1;
                if row == self.slots.len() {
                    break;
                }
            }
        }
        let mut mentioning = vec![false; self.place.len()];
        for (slot, missing) in self.slots.iter().zip(missing) {
            mentioning[*slot as usize] = missing == 0;
        }
        mentioning
    }
}
