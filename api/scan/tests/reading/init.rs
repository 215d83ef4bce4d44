//! Several analyses in one body.
use crate::support::*;
use scan::{Encoding, Excess, Limits, ReadError, ReadScan};
use serde_json::{Value, json};

fn read_init(body: &Value, limits: &Limits) -> Result<Vec<ReadScan>, ReadError> {
    let text = body.to_string();
    scan::read_init(text.as_bytes(), Encoding::Identity, limits, &std::env::temp_dir())
}

fn refused(init: &Value) -> (String, String) {
    match read_init(init, &Limits::default()).unwrap_err() {
        ReadError::Invalid { path, detail } => (path, detail),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_analysis_is_a_scan_of_its_own() {
    let (one, two) = (body(vec![local("A")]), body(vec![local("B"), external("react", "C")]));
    let scans = read_init(&json!({ "analyses": [one, two], "later": {} }), &Limits::default()).unwrap();
    let counts: Vec<_> = scans.iter().map(|scan| scan.counts.components).collect();
    assert_eq!(counts, [1, 2]);
    for (scan, alone) in scans.into_iter().zip([one, two]) {
        let alone = read(&alone).unwrap();
        assert_eq!(scan.hash, alone.hash);
        assert_eq!(kept(scan), kept(alone));
    }
}

#[test]
fn one_to_sixteen_analyses_are_read() {
    let many = |many| json!({ "analyses": vec![body(vec![]); many] });
    assert_eq!(read_init(&many(16), &Limits::default()).unwrap().len(), 16);
    assert_eq!(refused(&many(0)).1, "must be a list of at least one analysis, but is empty");
    assert_eq!(refused(&many(17)).1, "must be a list of at most 16 analyses, but is longer");
}

#[test]
fn errors_name_the_analysis() {
    let good = body(vec![local("A")]);
    let wrong = |pointer: &str, value: Value| {
        let mut wrong = good.clone();
        *wrong.pointer_mut(pointer).unwrap() = value;
        json!({ "analyses": [good, wrong] })
    };
    for (init, path) in [
        (json!({}), "analyses"),
        (json!({ "analyses": null }), "analyses"),
        (json!({ "analyses": {} }), "analyses"),
        (json!({ "analyses": [good, 1] }), "analyses[1]"),
        (json!({ "analyses": [with(good.clone(), json!({ "repository": null }))] }), "analyses[0].repository"),
        (wrong("/components", json!(null)), "analyses[1].components"),
        (wrong("/components/0/id", json!(null)), "analyses[1].components[0].id"),
        (wrong("/components/0/name", json!(1)), "analyses[1].components[0].name"),
        (wrong("/meta/node_version", json!(1)), "analyses[1].meta.node_version"),
        (wrong("/meta/num_of_modules", json!("x")), "analyses[1].meta.num_of_modules"),
    ] {
        assert_eq!(refused(&init).0, path);
    }
    let twice = r#"{"analyses":[],"analyses":[]}"#;
    let once = scan::read_init(twice.as_bytes(), Encoding::Identity, &Limits::default(), &std::env::temp_dir());
    assert!(matches!(once, Err(ReadError::Invalid { .. })));
}

#[test]
fn one_body_is_no_init_and_an_init_no_body() {
    assert_eq!(refused(&body(vec![])).0, "analyses");
    assert_eq!(refusal(&json!({ "analyses": [body(vec![])] })).0, "components");
}

#[test]
fn all_analyses_share_the_limits() {
    let renders = || json!({ "dependencies": [dependency("D", vec![]), dependency("E", vec![])] });
    let body = body((0..20).map(|n| with(local(&format!("C{n}")), renders())).collect());
    let alone = read(&body).unwrap().content.len();
    let small: usize = ["alias_map", "meta", "setup_issues", "invalid_dependencies", "parser_errors", "repository"]
        .iter()
        .map(|key| body[key].to_string().len())
        .sum();
    let two = json!({ "analyses": [body, body] });
    for (excess, fits) in [
        (Excess::Components, Limits { components: 40, ..Limits::default() }),
        (Excess::Edges, Limits { edges: 80, ..Limits::default() }),
        (Excess::Content, Limits { content: 2 * alone, ..Limits::default() }),
        (Excess::SmallParts, Limits { small_parts: 2 * small, ..Limits::default() }),
    ] {
        assert!(read_init(&two, &fits).is_ok(), "{excess:?}");
        let mut tight = fits;
        match excess {
            Excess::Components => tight.components -= 1,
            Excess::Edges => tight.edges -= 1,
            Excess::Content => tight.content -= 1,
            _ => tight.small_parts -= 1,
        }
        let error = read_init(&two, &tight).unwrap_err();
        assert!(matches!(error, ReadError::TooLarge { what, .. } if what == excess), "{error:?}");
    }
    // What fits into memory is shared too: the second goes to a file.
    let scans = read_init(&two, &Limits { memory: alone as usize + 10, ..Limits::default() }).unwrap();
    assert!(scans[0].content.is_in_memory() && !scans[1].content.is_in_memory());
}
