//! The walkers agree with a parser on what is JSON and where a value ends.
use super::{Bounds, Window};
use crate::Excess;
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};
use serde_json::Value;
use std::io::{BufReader, Read};

const BOUNDS: Bounds = Bounds { bytes: 1 << 20, excess: (Excess::Component, 1 << 20), values: 1 << 20, depth: 64 };

fn any_json() -> impl Strategy<Value = Value> {
    let text = || prop_oneof!["[a-z]{0,30}", any::<String>(), Just("\\\"{[,]}\\\\".to_owned())];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            vec((text(), inner), 0..8).prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

/// The input in pieces of a few bytes.
fn in_pieces(bytes: &[u8], size: usize) -> Window<impl Read> {
    struct Piecewise<R>(BufReader<R>);
    impl<R: Read> Read for Piecewise<R> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let most = self.0.capacity().min(into.len());
            self.0.read(&mut into[..most])
        }
    }
    Window::new(Piecewise(BufReader::with_capacity(size, bytes)))
}

fn is_skipped(bytes: &[u8], size: usize) -> bool {
    let mut window = in_pieces(bytes, size);
    window.skip(0, 64, "").and_then(|()| window.finish()).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_skipped_is_what_parses(
        value in any_json(),
        pretty: bool,
        damage in vec((any::<Index>(), prop_oneof![any::<u8>(), select(b"{}[]\",:\\u0e.-+ tn".to_vec())]), 0..3),
        size in 1..40usize,
    ) {
        let mut bytes =
            if pretty { serde_json::to_vec_pretty(&value).unwrap() } else { serde_json::to_vec(&value).unwrap() };
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let parses = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
        prop_assert_eq!(is_skipped(&bytes, size), parses && std::str::from_utf8(&bytes).is_ok());
    }

    #[test]
    fn a_taken_value_ends_where_it_ends(
        values in vec(vec(any_json(), 0..8), 1..5),
        size in 1..300usize,
    ) {
        let texts: Vec<_> = values.iter().map(|list| serde_json::to_string(list).unwrap()).collect();
        let all = texts.join(" \n");
        let mut window = in_pieces(all.as_bytes(), size);
        for text in &texts {
            prop_assert_eq!(window.take(0, BOUNDS, String::new).unwrap(), text);
        }
        prop_assert!(window.finish().is_ok());
    }

    #[test]
    fn skipping_and_taking_see_the_same_depth(value in any_json(), limit in 1..12usize, depth in 0..3usize) {
        let text = serde_json::to_string(&[value]).unwrap();
        let skipped = Window::new(text.as_bytes()).skip(depth, limit, "").is_ok();
        let bounds = Bounds { depth: limit, ..BOUNDS };
        let taken = Window::new(text.as_bytes()).take(depth, bounds, String::new).is_ok();
        prop_assert_eq!(skipped, taken);
    }
}

#[test]
fn a_value_larger_than_the_window_is_taken_whole() {
    let text = serde_json::to_string(&vec!["é\\\"{[".repeat(1000); 100]).unwrap();
    assert!(text.len() > 600 << 10);
    let mut window = in_pieces(text.as_bytes(), 1000);
    assert_eq!(window.take(0, BOUNDS, String::new).unwrap(), text);
}

#[test]
fn every_cut_and_every_byte_of_a_short_text_is_judged_like_a_parser_does() {
    let text = r#"{"a":[1,-0.5e+7,true,null,"x\u00e9\"ü€😀"],"b":{}}"#.as_bytes();
    for length in 0..text.len() {
        assert!(!is_skipped(&text[..length], 3));
    }
    for at in 0..text.len() {
        for byte in 0..=255 {
            let mut changed = text.to_vec();
            changed[at] = byte;
            let parses = serde_json::from_slice::<serde::de::IgnoredAny>(&changed).is_ok();
            let expected = parses && std::str::from_utf8(&changed).is_ok();
            assert_eq!(is_skipped(&changed, 5), expected, "{}", String::from_utf8_lossy(&changed));
        }
    }
}
