//! Tags: which component carries which, at any point in time.
use crate::columns::Columns;
use crate::filter::{Compiled, Filter, FilterError, Links, Scene, compile};
use crate::hash::NumberSet;
use crate::point::Point;
use crate::timeline::Timeline;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};

/// Carried by all external components.
pub const EXTERNAL: &str = "<external>";
/// Carried by whatever carries nothing else.
pub const UNTAGGED: &str = "<untagged>";
/// The slug of the tag of the design system.
pub const CORE: &str = "core";

/// A tag of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    /// Its name in queries and addresses; [`CORE`] is the design system.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// Its colour.
    #[serde(default)]
    pub color: Option<String>,
    /// Which components carry it without being named; none by rule, if there is no rule.
    #[serde(default)]
    pub rule: Option<TagRule>,
    /// Keys of components that carry it whatever the rule says, by lineage.
    #[serde(default)]
    pub added: Vec<String>,
    /// Keys of components that don't carry it, whatever else says so.
    #[serde(default)]
    pub excluded: Vec<String>,
}

/// A rule: everything that the search and all filters find. It sees the whole state, and can't use tags.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagRule {
    /// Terms as in the catalogue.
    #[serde(default)]
    pub search: String,
    /// Filters, a folder selection among them.
    #[serde(default)]
    pub filters: Vec<Filter>,
}

/// A tag whose rule can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rule of tag \"{slug}\": {error}")]
pub struct TagError {
    /// The tag.
    pub slug: String,
    /// What is wrong.
    #[source]
    pub error: FilterError,
}

/// Tags made ready for a timeline.
#[derive(Debug)]
pub struct TagLayer {
    /// Slugs by bit: the tags in their order, then [`EXTERNAL`] and [`UNTAGGED`].
    pub(crate) slugs: Vec<String>,
    pub(crate) names: Vec<(String, Option<String>)>,
    rules: Vec<Ready>,
    /// What is carried in the newest state, if time alone can't change it.
    newest: OnceLock<Arc<Carried>>,
}

#[derive(Debug)]
struct Ready {
    rule: Option<Compiled>,
    added: NumberSet<u32>,
    excluded: NumberSet<u32>,
}

/// Which lineage carries which tags at a point in time, as bits.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    words: usize,
    bits: Vec<u64>,
}

impl Carried {
    pub(crate) fn has(&self, slot: u32, bit: u32) -> bool {
        let word = self.bits[slot as usize * self.words + bit as usize / 64];
        word >> (bit % 64) & 1 == 1
    }

    /// The bits of a lineage, ascending.
    pub(crate) fn of(&self, slot: u32) -> impl Iterator<Item = u32> {
        (0..self.words as u32 * 64).filter(move |bit| self.has(slot, *bit))
    }

    fn set(&mut self, slot: u32, bit: u32) {
        self.bits[slot as usize * self.words + bit as usize / 64] |= 1 << (bit % 64);
    }

    fn clear(&mut self, slot: u32) {
        let start = slot as usize * self.words;
        self.bits[start..start + self.words].fill(0);
    }
}

impl TagLayer {
    /// Refuses rules that mean nothing. Dates in rules are of that zone.
    pub fn new(timeline: &Timeline, tags: &[Tag], zone: chrono_tz::Tz) -> Result<Self, TagError> {
        let scene = Scene { timeline, zone, tags: None };
        let slots = |keys: &[String]| {
            keys.iter()
                .filter_map(|key| timeline.derived.slot_of_key.get(key.as_str()).copied())
                .collect::<NumberSet<u32>>()
        };
        let mut rules = Vec::with_capacity(tags.len());
        for tag in tags {
            let rule = tag.rule.as_ref().map(|rule| compile(&scene, &rule.search, &rule.filters));
            let rule = rule.transpose().map_err(|error| TagError { slug: tag.slug.clone(), error })?;
            rules.push(Ready { rule, added: slots(&tag.added), excluded: slots(&tag.excluded) });
        }
        let named = tags.iter().map(|tag| (tag.name.clone(), tag.color.clone()));
        let reserved = [EXTERNAL, UNTAGGED].map(str::to_owned);
        Ok(Self {
            slugs: tags.iter().map(|tag| tag.slug.clone()).chain(reserved.clone()).collect(),
            names: named.chain(reserved.map(|name| (name, None))).collect(),
            rules,
            newest: OnceLock::new(),
        })
    }

    pub(crate) fn bit(&self, slug: &str) -> Option<u32> {
        self.slugs.iter().position(|other| other == slug).map(|bit| bit as u32)
    }

    pub(crate) fn compiled(&self) -> impl Iterator<Item = &Compiled> {
        self.rules.iter().filter_map(|ready| ready.rule.as_ref())
    }

    /// Nobody carries anything.
    pub(crate) fn nothing(&self, timeline: &Timeline) -> Carried {
        let words = self.slugs.len().div_ceil(64);
        Carried { words, bits: vec![0; timeline.spans.slots as usize * words] }
    }

    /// What everybody carries at a point in time.
    pub(crate) fn carried(&self, timeline: &Timeline, point: &Point, links: &impl Links) -> Carried {
        let mut carried = self.nothing(timeline);
        for slot in point.slots() {
            self.tell(timeline, point, links, slot, &mut carried);
        }
        carried
    }

    /// What everybody carries in these columns; those of the newest state are remembered.
    pub(crate) fn carried_in(&self, timeline: &Timeline, columns: &Columns) -> Arc<Carried> {
        let tell = || Arc::new(self.carried(timeline, &columns.point, columns));
        let is_newest = columns.point.scans as usize == timeline.spans.scans.len();
        if !is_newest || self.compiled().any(|rule| rule.expires) {
            return tell();
        }
        self.newest.get_or_init(tell).clone()
    }

    /// What one lineage carries now.
    pub(crate) fn tell(
        &self,
        timeline: &Timeline,
        point: &Point,
        links: &impl Links,
        slot: u32,
        carried: &mut Carried,
    ) {
        carried.clear(slot);
        if !point.exists(slot) {
            return;
        }
        let shown = timeline.derived.canon[slot as usize];
        let nothing = self.nothing_yet();
        let mut is_tagged = false;
        for (bit, ready) in (0..).zip(&self.rules) {
            let by_rule = |rule: &Compiled| rule.passes(timeline, point, links, &nothing, slot);
            if !ready.excluded.contains(&shown)
                && (ready.added.contains(&shown) || ready.rule.as_ref().is_some_and(by_rule))
            {
                carried.set(slot, bit);
                is_tagged = true;
            }
        }
        let reserved = self.rules.len() as u32;
        if !timeline.spans.versions[point.version[slot as usize] as usize].is_local {
            carried.set(slot, reserved);
        } else if !is_tagged {
            carried.set(slot, reserved + 1);
        }
    }

    /// Rules don't see tags.
    fn nothing_yet(&self) -> Carried {
        Carried { words: 0, bits: Vec::new() }
    }
}
