//! Rules that hold for all bodies.
use crate::support::*;
use proptest::{collection::vec, prelude::*, sample::Index};
use scan::{Encoding, Limits, ReadError};
use serde_json::Value;
use std::{collections::HashSet, io::Read};

/// Hands out text in pieces of given sizes, over and over.
struct Pieces<'a> {
    rest: &'a [u8],
    sizes: std::iter::Cycle<std::slice::Iter<'a, usize>>,
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let size = (*self.sizes.next().unwrap()).min(into.len()).min(self.rest.len());
        let (piece, rest) = self.rest.split_at(size);
        into[..size].copy_from_slice(piece);
        self.rest = rest;
        Ok(size)
    }
}

fn in_pieces(text: &str, sizes: &[usize]) -> Result<scan::ReadScan, ReadError> {
    let pieces = Pieces { rest: text.as_bytes(), sizes: sizes.iter().cycle() };
    scan::read_analysis(pieces, Encoding::Identity, &Limits::default(), &std::env::temp_dir())
}

/// Turns every list at random, all the way down.
fn shuffled(value: Value, turns: &mut impl Iterator<Item = usize>) -> Value {
    match value {
        Value::Array(list) => {
            let mut list: Vec<_> = list.into_iter().map(|value| shuffled(value, turns)).collect();
            for index in (1..list.len()).rev() {
                list.swap(index, turns.next().unwrap() % (index + 1));
            }
            list.into()
        }
        Value::Object(object) => object.into_iter().map(|(key, value)| (key, shuffled(value, turns))).collect(),
        scalar => scalar,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_body_in_pieces_is_read_like_a_body_in_memory(
        body in any_body(),
        seed: u64,
        sizes in vec(1..200usize, 1..20),
    ) {
        let text = render(&body, seed);
        let expected = reference(&body);
        let scan = in_pieces(&text, &sizes).unwrap();

        let ids: HashSet<_> = expected.iter().map(|c| &c.id).collect();
        let local: HashSet<_> = expected.iter().filter(|c| c.is_local).map(|c| &c.id).collect();
        let edges: HashSet<_> =
            expected.iter().flat_map(|c| c.edges.iter().map(|edge| (&c.id, &edge.to))).collect();
        let mut instances: Vec<_> = expected
            .iter()
            .flat_map(|c| c.edges.iter().flat_map(|edge| edge.usages.iter().map(|u| format!("{} {} {u:?}", c.id, edge.to))))
            .collect();
        instances.sort();
        instances.dedup();
        let counts = [ids.len(), local.len(), edges.len(), instances.len()].map(|count| count as u64);
        let found = scan.counts;
        prop_assert_eq!([found.components, found.local_components, found.edges, found.instances], counts);
        prop_assert_eq!(kept(scan), expected);
    }

    #[test]
    fn scans_that_differ_in_order_only_hash_alike(
        body in any_body(),
        seeds: (u64, u64),
        turns in vec(any::<usize>(), 50),
    ) {
        let mut other = shuffled(body.clone(), &mut turns.into_iter().cycle());
        other["repository"] = serde_json::json!({});
        let read = |body: &Value, seed| read_text(&render(body, seed)).unwrap();
        let (one, other) = (read(&body, seeds.0), read(&other, seeds.1));
        prop_assert_eq!(one.hash, other.hash);
        prop_assert_eq!(one.counts, other.counts);
        prop_assert_eq!(one.packages, other.packages);
    }

    #[test]
    fn a_damaged_body_is_read_or_refused_in_order(
        body in any_body(),
        damage in vec((any::<Index>(), any::<u8>()), 1..4),
        cut in any::<Index>(),
    ) {
        let mut bytes = body.to_string().into_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Err(error) = read_bytes(&bytes, &Limits::default()) {
            prop_assert!(
                matches!(error, ReadError::Malformed { .. } | ReadError::Invalid { .. } | ReadError::TooDeep { .. }),
                "{error:?}"
            );
        }
        bytes.truncate(cut.index(bytes.len()));
        prop_assert!(read_bytes(&bytes, &Limits::default()).is_err());
    }

    #[test]
    fn no_user_information_survives_in_an_address(
        scheme in "(https?|ssh|git)",
        user in "[a-z0-9]{1,8}",
        secret in "SECRET[!-.0-~]{0,8}",
        host in "[a-z]{1,8}\\.[a-z]{2,3}",
        path in "[a-z]{1,8}/[a-z]{1,8}",
    ) {
        let mut body = body(vec![]);
        for url in [
            format!("{scheme}://{user}:{secret}@{host}/{path}.git"),
            format!("{scheme}://{secret}@{host}/{path}.git"),
        ] {
            body["repository"] = serde_json::json!({ "url": url });
            let repository = read(&body).unwrap().repository;
            prop_assert!(!format!("{repository:?}").contains("SECRET"), "{url} {repository:?}");
        }
    }
}
