//! Records that repeat an id: how many there may be, and how much.
use crate::support::*;
use scan::{Excess, Limits, ReadError};
use serde_json::{Value, json};

/// One external component, each time with another name.
fn otherwise(id: usize, n: usize) -> Value {
    with(external("react", &format!("C{id}")), json!({ "name": format!("C{n}") }))
}

fn excess(components: Vec<Value>, limits: &Limits) -> (Excess, u64) {
    match read_bytes(body(components).to_string().as_bytes(), limits).unwrap_err() {
        ReadError::TooLarge { what, limit } => (what, limit),
        other => panic!("not what was to be refused: {other:?}"),
    }
}

#[test]
fn records_are_counted_and_not_their_ids() {
    let alike = |count| body(vec![external("react", "A"); count]).to_string();
    let limits = Limits { components: 3, ..Limits::default() };
    assert_eq!(read_bytes(alike(3).as_bytes(), &limits).unwrap().counts.components, 1);
    assert_eq!(excess(vec![external("react", "A"); 4], &limits), (Excess::Components, 3));
    let two = |first, second| json!({ "analyses": [body(vec![external("react", "A"); first]), body(vec![external("react", "A"); second])] });
    let init = |body: Value| {
        scan::read_init(body.to_string().as_bytes(), scan::Encoding::Identity, &limits, &std::env::temp_dir())
    };
    assert_eq!(init(two(2, 1)).unwrap().len(), 2);
    let error = init(two(2, 2)).unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { what: Excess::Components, limit: 3 }), "{error:?}");
}

#[test]
fn one_id_may_be_repeated_with_something_else_a_thousand_times() {
    let repeated = |times: usize| (0..=times).flat_map(|n| [otherwise(0, n), otherwise(0, n)]).collect::<Vec<_>>();
    let scan = read(&body(repeated(1000))).unwrap();
    assert_eq!(scan.counts.components, 1);
    assert_eq!(kept(scan)[0].name, "C0");
    assert_eq!(excess(repeated(1001), &Limits::default()), (Excess::Repeats, 1000));
}

#[test]
fn ids_may_be_repeated_with_something_else_ten_thousand_times_in_all() {
    let repeated = |ids: usize| (0..ids).flat_map(|id| [0, 1, 2].map(|n| otherwise(id, n))).collect::<Vec<_>>();
    let all = kept(read(&body(repeated(5000))).unwrap());
    assert_eq!(all.len(), 5000);
    assert!(all.iter().all(|component| component.name == "C0"));
    assert_eq!(excess(repeated(5001), &Limits::default()), (Excess::Repeats, 10_000));
}

#[test]
fn what_is_repeated_may_be_no_larger_than_one_component() {
    let long = |n: usize| with(external("react", "A"), json!({ "html_elements": [format!("{n}").repeat(1000)] }));
    let limits = Limits { component: 4000, ..Limits::default() };
    let two = body(vec![long(1), long(2), external("react", "B")]).to_string();
    assert_eq!(kept(read_bytes(two.as_bytes(), &limits).unwrap())[0].html_elements.len(), 2);
    assert_eq!(excess((0..4).map(long).collect(), &limits), (Excess::Repeated, 4000));
    // What differs too much to be repeated may still stand beside it.
    let others = (0..9).map(|n| with(long(n), json!({ "id": format!("other {n}") })));
    assert!(read_bytes(body(others.collect()).to_string().as_bytes(), &limits).is_ok());
}

#[test]
fn lists_do_not_grow_beyond_the_limit_when_they_are_united() {
    let twenty = |from: usize| (from..from + 20).map(|n| format!("e{n}")).collect::<Vec<_>>();
    let listing = |key: &str, from: usize| with(external("react", "A"), json!({ key: twenty(from) }));
    let props = |from: usize| {
        let props: Vec<_> = twenty(from).into_iter().map(|name| json!({ "name": name })).collect();
        with(external("react", "A"), json!({ "props": props }))
    };
    let edges = |from: usize| {
        let edges: Vec<_> =
            (from..from + 6).map(|line| dependency("b", vec![usage(line as u32, vec![("p", text("v"))])])).collect();
        with(external("react", "A"), json!({ "dependencies": edges }))
    };
    let limits = Limits { values: 110, ..Limits::default() };
    let kinds: [(&str, &dyn Fn(usize) -> Value); 4] = [
        ("export ids", &|from| listing("export_ids", from)),
        ("elements", &|from| listing("html_elements", from)),
        ("props", &props),
        ("edges", &edges),
    ];
    for (what, record) in kinds {
        let some = |count: usize| (0..count).map(|n| record(n * 20)).collect::<Vec<_>>();
        assert!(read_bytes(body(some(2)).to_string().as_bytes(), &limits).is_ok(), "{what}");
        assert_eq!(excess(some(25), &limits), (Excess::Values, 110), "{what}");
    }
}
