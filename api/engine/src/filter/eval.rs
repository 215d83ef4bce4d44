//! Whether a component, or a parent, passes at a point in time.
use super::dates::{DateTest, Zone};
use super::folders::Folders;
use super::property::{NumberTest, PropertyTest};
use super::text_test::TextTest;
use crate::point::Point;
use crate::tags::Carried;
use crate::timeline::{Timeline, Version};
use memchr::memmem::Finder;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};

/// The edges of a point in time.
pub(crate) trait Links {
    /// Calls with every parent of a child and the instances.
    fn each_parent(&self, child: u32, found: impl FnMut(u32, u32));
}

/// A test of what a component is. It changes only with a scan.
#[derive(Clone, Debug)]
pub(crate) enum StaticTest {
    Name(TextTest),
    Path(TextTest),
    Project(Vec<bool>, bool),
    Property(String, PropertyTest),
    Folder(Folders),
    Internal(bool),
}

/// A count that can be tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counted {
    Usages,
    Instances,
    Children,
}

#[derive(Clone, Debug)]
pub(crate) struct CountTest {
    pub(crate) what: Counted,
    pub(crate) test: NumberTest,
}

/// A date that can be tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timed {
    Created,
    Updated,
    LastUsageChanged,
}

#[derive(Debug)]
pub(crate) struct TimeTest {
    what: Timed,
    pub(crate) test: DateTest,
    /// The range that holds at the time asked about last: time, first and last.
    range: Mutex<(i64, i64, i64)>,
}

/// A test of tags, by bit.
#[derive(Clone, Debug)]
pub(crate) enum TagTest {
    Any(Vec<u32>),
    All(Vec<u32>),
    Nothing(Vec<u32>),
}

/// Which parents count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Narrowing {
    /// Packages by entry. A parent must be of one of them, and a component needs a use by each.
    pub(crate) positive: Vec<Vec<bool>>,
    /// Packages whose parents count for nothing.
    pub(crate) negative: Vec<Vec<bool>>,
    pub(crate) properties: Vec<(String, PropertyTest)>,
}

/// Filters made ready.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) zone: Zone,
    /// Folded terms, each with a finder that is ready.
    search: Vec<Finder<'static>>,
    pub(crate) statics: Vec<StaticTest>,
    pub(crate) counted: Vec<CountTest>,
    pub(crate) timed: Vec<TimeTest>,
    pub(crate) tags: Vec<TagTest>,
    pub(crate) narrowing: Option<Narrowing>,
    /// Whether time alone may change an answer.
    pub(crate) expires: bool,
    /// Answers of the static tests, by version: 0 is unknown, then no, then yes.
    memo: Vec<AtomicU8>,
}

impl Compiled {
    pub(crate) fn new(zone: Zone, search: Vec<Finder<'static>>, versions: usize) -> Self {
        Self {
            zone,
            search,
            statics: Vec::new(),
            counted: Vec::new(),
            timed: Vec::new(),
            tags: Vec::new(),
            narrowing: None,
            expires: false,
            memo: (0..versions).map(|_| AtomicU8::new(0)).collect(),
        }
    }

    /// Whether an answer depends on who uses a component.
    pub(crate) fn looks_at_uses(&self) -> bool {
        self.drops_unused() || self.counted.iter().any(|count| count.what != Counted::Children)
    }

    /// Whether a component without a counting parent drops out.
    fn drops_unused(&self) -> bool {
        self.narrowing
            .as_ref()
            .is_some_and(|narrowing| !narrowing.positive.is_empty() || !narrowing.properties.is_empty())
    }

    /// Whether a parent counts.
    pub(crate) fn counts_parent(&self, timeline: &Timeline, point: &Point, parent: u32) -> bool {
        let Some(narrowing) = &self.narrowing else { return true };
        let version = &timeline.spans.versions[point.version[parent as usize] as usize];
        let package = version.package as usize;
        let is_in = |packages: &Vec<bool>| packages[package];
        (narrowing.positive.is_empty() || narrowing.positive.iter().any(is_in))
            && !narrowing.negative.iter().any(is_in)
            && narrowing
                .properties
                .iter()
                .all(|(name, test)| test.holds(version.facts.metadata.get(name), version.is_local, point.at, self.zone))
    }

    /// Whether an existing component passes.
    pub(crate) fn passes(
        &self,
        timeline: &Timeline,
        point: &Point,
        links: &impl Links,
        carried: &Carried,
        slot: u32,
    ) -> bool {
        self.passes_static(timeline, point, slot)
            && self.tags.iter().all(|test| test.holds(carried, slot))
            && self.timed.iter().all(|test| test.holds(timeline, point, self.zone, slot))
            && self.passes_counts(timeline, point, links, slot)
    }

    fn passes_static(&self, timeline: &Timeline, point: &Point, slot: u32) -> bool {
        if self.statics.is_empty() && self.search.is_empty() {
            return true;
        }
        let number = point.version[slot as usize] as usize;
        let version = &timeline.spans.versions[number];
        let expires = self.statics.iter().any(|test| matches!(test, StaticTest::Property(_, test) if test.expires()));
        if expires {
            return self.holds(timeline, version, point.at);
        }
        let memo = &self.memo[number];
        match memo.load(Ordering::Relaxed) {
            0 => {
                let holds = self.holds(timeline, version, point.at);
                memo.store(1 + u8::from(holds), Ordering::Relaxed);
                holds
            }
            known => known == 2,
        }
    }

    fn holds(&self, timeline: &Timeline, version: &Version, now: i64) -> bool {
        let (facts, package) = (&version.facts, version.package as usize);
        let is_in = |term: &Finder<'static>, text: &str| term.find(text.as_bytes()).is_some();
        let is_found = |term: &Finder<'static>| {
            is_in(term, version.searched()) || is_in(term, &timeline.derived.folded_projects[package])
        };
        self.statics.iter().all(|test| match test {
            StaticTest::Name(test) => test.holds_folded(|| &facts.name, version.folded_name()),
            StaticTest::Path(test) => test.holds_folded(|| &facts.path, version.folded_path()),
            StaticTest::Project(packages, is_positive) => packages[package] == *is_positive,
            StaticTest::Property(name, test) => test.holds(facts.metadata.get(name), version.is_local, now, self.zone),
            StaticTest::Folder(folders) => folders.hold(&timeline.derived.projects[package], &facts.path),
            StaticTest::Internal(internal) => version.is_local == *internal,
        }) && self.search.iter().all(is_found)
    }

    /// Parents and instances after the narrowing, and whether every positive entry has a use.
    pub(crate) fn narrowed(
        &self,
        timeline: &Timeline,
        point: &Point,
        links: &impl Links,
        slot: u32,
    ) -> (u32, u64, bool) {
        let Some(narrowing) = &self.narrowing else {
            return (point.usages[slot as usize], point.instances[slot as usize], true);
        };
        let (mut usages, mut instances) = (0, 0);
        let mut missing = vec![true; narrowing.positive.len()];
        links.each_parent(slot, |parent, elements| {
            if self.counts_parent(timeline, point, parent) {
                usages += 1;
                instances += u64::from(elements);
                let package = timeline.spans.versions[point.version[parent as usize] as usize].package;
                for (missing, entry) in missing.iter_mut().zip(&narrowing.positive) {
                    *missing &= !entry[package as usize];
                }
            }
        });
        (usages, instances, !missing.contains(&true))
    }

    fn passes_counts(&self, timeline: &Timeline, point: &Point, links: &impl Links, slot: u32) -> bool {
        let (mut usages, mut instances) = (point.usages[slot as usize], point.instances[slot as usize]);
        if self.looks_at_uses() && self.narrowing.is_some() {
            let (narrowed, elements, is_complete) = self.narrowed(timeline, point, links, slot);
            if self.drops_unused() && (narrowed == 0 || !is_complete) {
                return false;
            }
            (usages, instances) = (narrowed, elements);
        }
        self.counted.iter().all(|count| {
            count.test.holds(match count.what {
                Counted::Usages => f64::from(usages),
                Counted::Instances => instances as f64,
                Counted::Children => f64::from(point.children[slot as usize]),
            })
        })
    }
}

impl TimeTest {
    pub(crate) fn new(what: Timed, test: DateTest) -> Self {
        Self { what, test, range: Mutex::new((i64::MIN, 0, 0)) }
    }

    /// All components are asked about at the same time, and calendars are slow.
    fn range(&self, now: i64, zone: Zone) -> (i64, i64) {
        let mut known = self.range.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != now {
            let (from, to) = self.test.range(now, zone);
            *known = (now, from, to);
        }
        (known.1, known.2)
    }

    fn holds(&self, timeline: &Timeline, point: &Point, zone: Zone, slot: u32) -> bool {
        let dates = &point.dates[slot as usize];
        let date = match self.what {
            Timed::Created => dates.created_at,
            Timed::Updated => dates.updated_at,
            Timed::LastUsageChanged => point.usage_changed_at(timeline, slot),
        };
        let (from, to) = self.range(point.at, zone);
        date.is_some_and(|date| (from..=to).contains(&date))
    }
}

impl TagTest {
    fn holds(&self, carried: &Carried, slot: u32) -> bool {
        match self {
            Self::Any(bits) => bits.iter().any(|bit| carried.has(slot, *bit)),
            Self::All(bits) => bits.iter().all(|bit| carried.has(slot, *bit)),
            Self::Nothing(bits) => !bits.iter().any(|bit| carried.has(slot, *bit)),
        }
    }
}
