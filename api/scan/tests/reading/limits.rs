//! How much a body may hold.
use crate::support::*;
use scan::{Excess, Limits, ReadError, record::Record};
use serde_json::{Value, json};

#[test]
fn nesting_is_bounded_in_read_and_in_skipped_parts_alike() {
    let nested = |levels: usize| -> Value {
        (1..levels).fold(json!([]), |inner, level| if level % 2 == 0 { json!([inner]) } else { json!({ "x": inner }) })
    };
    // The body is the first level, the list of components the second, a component the third.
    for (around, place) in [(3, "/components/0/junk"), (2, "/meta/junk"), (1, "/exports"), (1, "/unknown")] {
        let with_nested = |levels: usize| {
            let mut body = body(vec![with(local("A"), json!({ "junk": 1 }))]);
            body["meta"]["junk"] = json!(1);
            body["unknown"] = json!(1);
            *body.pointer_mut(place).unwrap() = nested(levels);
            read(&body)
        };
        assert!(with_nested(64 - around).is_ok(), "{place}");
        let error = with_nested(65 - around).unwrap_err();
        let ReadError::TooDeep { limit: 64, path } = &error else { panic!("{place}: {error:?}") };
        assert!(place[1..].replace("/0", "[0]").starts_with(path.as_str()), "{place} {path}");
        let far = with_nested(3000).unwrap_err();
        assert!(matches!(far, ReadError::TooDeep { .. }), "{place}: {far:?}");
    }
}

type SetLimit = fn(&mut Limits, u64);

#[test]
fn each_limit_is_kept_exactly() {
    let renders = vec![dependency("B", vec![]), dependency("C", vec![]), dependency("D", vec![])];
    let own = json!({ "html_elements": ["a", "b", "c"], "dependencies": renders });
    let body = body(vec![with(local("A"), own), external("react", "B")]);
    let text = body.to_string();
    let small: usize = ["alias_map", "meta", "setup_issues", "invalid_dependencies", "parser_errors", "repository"]
        .iter()
        .map(|key| body[key].to_string().len())
        .sum();
    let commas = |value: &Value| value.to_string().matches(',').count();
    let values = body["components"].as_array().unwrap().iter().map(commas).max().unwrap();
    let component = body["components"][0].to_string().len();
    let content = read(&body).unwrap().content.len();
    let records: Vec<Record> = kept(read(&body).unwrap()).iter().map(|one| Record::of(one).unwrap()).collect();
    let described = records.iter().map(|one| one.facts.len() as u64).sum();
    let passed = records.iter().map(|one| one.values.len() as u64).sum();
    let limits = Limits::default;
    let cases: [(Excess, u64, SetLimit); 9] = [
        (Excess::Body, text.len() as u64, |limits, most| limits.plain = most),
        (Excess::Component, component as u64, |limits, most| limits.component = most as usize),
        (Excess::Values, values as u64, |limits, most| limits.values = most as usize),
        (Excess::SmallParts, small as u64, |limits, most| limits.small_parts = most as usize),
        (Excess::Components, 2, |limits, most| limits.components = most as usize),
        (Excess::Edges, 3, |limits, most| limits.edges = most as usize),
        (Excess::Facts, described, |limits, most| limits.facts = most as usize),
        (Excess::Passed, passed, |limits, most| limits.passed = most as usize),
        (Excess::Content, content, |limits, most| limits.content = most),
    ];
    for (excess, enough, set) in cases {
        let with_limit = |most| {
            let mut limits = limits();
            set(&mut limits, most);
            read_bytes(text.as_bytes(), &limits)
        };
        assert!(with_limit(enough).is_ok(), "{excess:?}");
        let error = with_limit(enough - 1).unwrap_err();
        assert!(
            matches!(error, ReadError::TooLarge { what, limit } if what == excess && limit == enough - 1),
            "{excess:?}: {error:?}"
        );
    }
}

#[test]
fn a_refusal_says_what_to_do() {
    let limits = Limits { components: 1, ..Limits::default() };
    let two = body(vec![local("A"), local("B")]);
    let messages = [
        read_bytes(two.to_string().as_bytes(), &limits).unwrap_err().to_string(),
        read_bytes(two.to_string().as_bytes(), &Limits { plain: 1 << 9, ..Limits::default() }).unwrap_err().to_string(),
        read_text("{").unwrap_err().to_string(),
        read(&with(two, json!({ "meta": null }))).unwrap_err().to_string(),
    ];
    assert_eq!(
        messages,
        [
            "The scan is too large: its components are more than 1. Scan less at once (`include` and `ignore` in .omletrc), or ask whoever runs this server to raise the limit.",
            "The scan is too large: decompressed it has more than 512 bytes. Scan less at once (`include` and `ignore` in .omletrc), or ask whoever runs this server to raise the limit.",
            "The scan could not be read: the JSON ends at byte 1 where a key in double quotes should follow. It was probably cut off or changed on its way, for instance by a proxy: run the scan again.",
            "The scan has an unexpected form: `meta` must be an object, but is missing or null. Send what @omlet/cli sends, and update it if this continues.",
        ]
    );
}
