//! The rules of the store, against histories that are kept as they are: whole, in memory.
use crate::support::*;
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
};
use scan::{
    Component, Encoding, Limits,
    record::Part,
    store::{Base, Chunk, Delta, Directory, Key, Manifest, Ref},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// What a database would hold of one repository.
#[derive(Default)]
struct Store {
    scans: Vec<Stored>,
    directories: HashMap<u32, Directory>,
    chunks: BTreeMap<(u32, Part, usize), Vec<u8>>,
}

struct Stored {
    base: Option<usize>,
    changes: Vec<u8>,
    number: u32,
    sent: Vec<Component>,
}

impl Store {
    /// Stores a body on a base, as ingestion does it.
    fn add(&mut self, body: &Value, base: Option<usize>) {
        let text = body.to_string();
        let dir = std::env::temp_dir();
        let read = || scan::read_analysis(text.as_bytes(), Encoding::Identity, &Limits::default(), &dir).unwrap();
        let known = base.map(|base| Base::new(self.manifest(base), &self.directories)).unwrap_or_default();
        let mut scan = read();
        let mut compared = scan.content.compare(&known, 1 << 10, &dir).unwrap();
        let number = self.scans.len() as u32 + 1;
        let delta = known.manifest().delta_to(&compared.manifest);
        let changes = delta.encode().unwrap();
        assert_eq!(known.manifest().apply(&delta), compared.manifest);
        let pack = compared.pack.as_mut().unwrap_or_else(|| scan.content.pack());
        let directory = Directory::decode(&pack.directory().encode().unwrap()).unwrap();
        assert_eq!(&directory, pack.directory());
        for part in Part::ALL {
            for chunk in 0..directory.chunks(part) {
                self.chunks.insert((number, part, chunk), pack.chunk(part, chunk).unwrap());
            }
        }
        self.directories.insert(number, directory);
        self.scans.push(Stored { base, changes, number, sent: kept(read()) });
    }

    fn delta(&self, at: usize) -> Delta {
        Delta::decode(&self.scans[at].changes).unwrap().in_pack(self.scans[at].number)
    }

    fn manifest(&self, at: usize) -> Manifest {
        let before = self.scans[at].base.map(|base| self.manifest(base)).unwrap_or_default();
        before.apply(&self.delta(at))
    }

    fn part(&self, part: Part, at: Ref) -> Vec<u8> {
        let (number, place) = self.directories[&at.pack].find(part, at.index).unwrap();
        let chunk = Chunk::decode(&self.chunks[&(at.pack, part, number)]).unwrap();
        chunk.get(place).unwrap().to_vec()
    }

    fn components(&self, manifest: &Manifest) -> Vec<Component> {
        let mut all: Vec<Component> = manifest
            .0
            .iter()
            .map(|(key, entry)| {
                let parts = Part::ALL.map(|part| self.part(part, entry.at(part)));
                let component = Component::of_parts(entry.dates, parts.each_ref().map(Vec::as_slice)).unwrap();
                assert_eq!((Key::of(&component.id), component.is_local), (*key, entry.is_local));
                component
            })
            .collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    fn name(&self, part: Part, at: Ref) -> Result<scan::store::Hash, ()> {
        self.directories[&at.pack].name(part, at.index).ok_or(())
    }

    fn bytes(&self, number: u32) -> usize {
        self.chunks.iter().filter(|((pack, ..), _)| *pack == number).map(|(_, bytes)| bytes.len()).sum()
    }
}

/// Components by number, each in one of a few states.
fn state() -> impl Strategy<Value = BTreeMap<u8, u8>> {
    btree_map(0..12u8, 0..12u8, 0..10)
}

fn body_of(state: &BTreeMap<u8, u8>) -> Value {
    let one = |(number, state): (&u8, &u8)| {
        let name = format!("C{number}");
        let child = id("shop", &format!("C{}", (number + state % 3) % 12));
        let value = text(if state % 4 == 3 { "m" } else { "s" });
        let element = usage(u32::from(*state), vec![("size", value)]);
        let changes = json!({
            "dependencies": [dependency(&child, vec![element])],
            "html_elements": if *state > 8 { vec!["b"] } else { vec![] },
            "updated_at": format!("2026-04-{:02}T18:57:37Z", 1 + state / 2),
        });
        with(local(&name), changes)
    };
    body(state.iter().map(one).collect())
}

/// As `sent` says it, without a look at the store.
fn differences(before: &[Component], after: &[Component]) -> (u32, u32, u32) {
    let by_id = |all: &[Component]| -> BTreeMap<String, Component> {
        all.iter().filter(|one| one.is_local).map(|one| (one.id.clone(), one.clone())).collect()
    };
    let (before, after) = (by_id(before), by_id(after));
    let bare = |component: &Component| {
        let mut bare = component.clone();
        (bare.span, bare.created_at, bare.updated_at) = (None, None, None);
        for edge in &mut bare.edges {
            edge.usages.iter_mut().for_each(|usage| usage.span = Default::default());
        }
        bare
    };
    let changed = after.iter().filter(|(id, one)| before.get(*id).is_some_and(|old| bare(old) != bare(one)));
    let added = after.keys().filter(|id| !before.contains_key(*id)).count();
    let removed = before.keys().filter(|id| !after.contains_key(*id)).count();
    (added as u32, removed as u32, changed.count() as u32)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_scan_comes_back_as_it_was_sent_whatever_it_builds_on(
        history in vec((state(), any::<prop::sample::Index>(), 0..8u8), 1..12)
    ) {
        let mut store = Store::default();
        for (at, (state, base, rootless)) in history.iter().enumerate() {
            let base = (at > 0 && *rootless > 0).then(|| base.index(at));
            store.add(&body_of(state), base);
        }
        let manifests: Vec<Manifest> = (0..history.len()).map(|at| store.manifest(at)).collect();
        for (manifest, stored) in manifests.iter().zip(&store.scans) {
            prop_assert_eq!(&store.components(manifest), &stored.sent);
            let again = Manifest::decode(&manifest.encode().unwrap()).unwrap();
            prop_assert_eq!(&again, manifest);
        }
        for (from, before) in manifests.iter().enumerate() {
            for (to, after) in manifests.iter().enumerate() {
                let delta = before.delta_to(after);
                prop_assert_eq!(&delta.clone().inverse(), &after.delta_to(before));
                let found = delta.differences(|part, at| store.name(part, at)).unwrap();
                let expected = differences(&store.scans[from].sent, &store.scans[to].sent);
                prop_assert_eq!((found.added, found.removed, found.changed), expected);
                for third in &manifests {
                    prop_assert_eq!(&delta.then(&after.delta_to(third)), &before.delta_to(third));
                }
            }
        }
    }

    #[test]
    fn damaged_changes_never_panic(
        states in [state(), state()],
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        inside: bool,
    ) {
        let mut store = Store::default();
        store.add(&body_of(&states[0]), None);
        store.add(&body_of(&states[1]), Some(0));
        let mut bytes = store.scans[1].changes.clone();
        let spoil = |bytes: &mut Vec<u8>| {
            for (at, byte) in &damage {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
        };
        if inside {
            // Behind the checksum of the compression, as if somebody had written it so.
            let mut plain = zstd::decode_all(&bytes[1..]).unwrap();
            spoil(&mut plain);
            bytes = [&[1][..], &zstd::encode_all(&*plain, 1).unwrap()].concat();
        } else {
            spoil(&mut bytes);
        }
        let _ = Delta::decode(&bytes);
        let _ = Manifest::decode(&bytes);
        let _ = Chunk::decode(&bytes);
        let _ = Directory::decode(&bytes);
    }
}

#[test]
fn a_shifted_line_writes_places_and_nothing_else() {
    let shifted = |line: u32| {
        let element = usage(line, vec![("size", text("m"))]);
        body(vec![
            local("A"),
            with(local("B"), json!({ "dependencies": [dependency(&id("shop", "A"), vec![element])] })),
        ])
    };
    let mut store = Store::default();
    store.add(&shifted(3), None);
    store.add(&shifted(4), Some(0));
    let written = Part::ALL.map(|part| store.directories[&2].names(part).len());
    assert_eq!(written, [0, 0, 0, 1]);
    assert_eq!(store.delta(1).differences(|part, at| store.name(part, at)).unwrap(), Default::default());
}

#[test]
fn the_same_scan_in_another_order_writes_nothing() {
    let mut store = Store::default();
    let all: Vec<Value> = (0..40).map(|n| local(&format!("C{n}"))).collect();
    store.add(&body(all.clone()), None);
    store.add(&body(all.into_iter().rev().collect()), Some(0));
    assert!(store.delta(1).0.is_empty());
    assert!(store.directories[&2].is_empty());
    assert_eq!(store.bytes(2), 0);
}

#[test]
fn what_came_back_is_not_written_again_while_the_base_has_it() {
    let mut store = Store::default();
    store.add(&body(vec![local("A")]), None);
    let moved = with(local("A"), json!({ "id": id("shop", "Moved") }));
    store.add(&body(vec![moved]), Some(0));
    let written = Part::ALL.map(|part| store.directories[&2].names(part).len());
    assert_eq!(written, [1, 0, 0, 0], "what it renders and where is as it was");
}

#[test]
fn parts_nobody_needs_lose_their_bytes_and_the_others_their_places_not() {
    let mut store = Store::default();
    store.add(&body((0..9).map(|n| local(&format!("C{n}"))).collect()), None);
    let bytes = &store.chunks[&(1, Part::Facts, 0)];
    let chunk = Chunk::decode(bytes).unwrap();
    let thin = chunk.without(|at| at % 3 == 0).unwrap().unwrap();
    assert!(thin.len() < bytes.len());
    let thin = Chunk::decode(&thin).unwrap();
    assert_eq!(thin.len(), 9);
    for at in 0..9 {
        assert_eq!(thin.get(at), if at % 3 == 0 { chunk.get(at) } else { Some(&[][..]) });
    }
    assert!(thin.without(|at| at % 3 == 0).unwrap().is_none(), "there is nothing more to gain");
    assert!(thin.agrees(store.directories[&1].names(Part::Facts)));
    assert!(!thin.agrees(store.directories[&1].names(Part::Places)));
}

#[test]
fn what_a_newer_version_wrote_is_refused() {
    let mut store = Store::default();
    store.add(&body(vec![local("A")]), None);
    let mut bytes = store.scans[0].changes.clone();
    bytes[0] = 9;
    assert!(matches!(Delta::decode(&bytes), Err(scan::DecodeError::Version(9))));
    for length in 0..bytes.len() {
        assert!(Delta::decode(&store.scans[0].changes[..length]).is_err(), "{length}");
    }
}
