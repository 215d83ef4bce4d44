//! When two scans are the same scan.
use crate::support::*;
use serde_json::{Value, json};

fn hash(body: &Value) -> [u8; 32] {
    read(body).unwrap().hash
}

fn example() -> Value {
    let usages = vec![usage(1, vec![("size", text("m")), ("on", text("x"))]), usage(2, vec![])];
    let parent = with(
        local("A"),
        json!({
            "export_ids": ["x", "y"], "html_elements": ["p", "div"],
            "props": [{ "name": "a" }, { "name": "b", "default_value": text("m") }],
            "dependencies": [dependency("b", usages), dependency("c", vec![])],
            "metadata": { "team": "core", "tier": 1 },
            "created_at": "2026-01-01T00:00:00Z",
        }),
    );
    body(vec![parent, local("B"), external("react", "C")])
}

/// The value with every list in it turned around.
fn reversed(value: Value) -> Value {
    match value {
        Value::Array(list) => list.into_iter().rev().map(reversed).collect(),
        Value::Object(object) => object.into_iter().map(|(key, value)| (key, reversed(value))).collect(),
        scalar => scalar,
    }
}

#[test]
fn order_does_not_matter_anywhere() {
    let turned = reversed(example());
    assert_ne!(turned, example());
    assert_eq!(hash(&turned), hash(&example()));
}

#[test]
fn what_is_not_of_the_components_does_not_matter() {
    let mut other = example();
    other["repository"]["branch"] = json!("feature");
    other["meta"]["duration_msec"] = json!(1);
    other["alias_map"]["root"]["version"] = json!("9.9.9");
    other["exports"] = json!([1]);
    other["parser_errors"] = json!([{ "file": "x", "reason": [] }]);
    other["components"][0]["updated_at"] = json!("2026-05-01T00:00:00Z");
    other["components"][0]["created_at"] = Value::Null;
    other["components"][0]["dependencies"][0]["references"][0]["trace"] = json!([1]);
    assert_eq!(hash(&other), hash(&example()));
}

#[test]
fn everything_else_of_the_components_matters() {
    let usage = "/components/0/dependencies/0/references/0/usages/0";
    for (pointer, value) in [
        ("/components/0/id", json!("other")),
        ("/components/0/name", json!("other")),
        ("/components/0/package_name", json!("other")),
        ("/components/0/export_ids/0", json!("other")),
        ("/components/0/html_elements/0", json!("other")),
        ("/components/0/props/0/name", json!("other")),
        ("/components/0/props/1/default_value/value", json!("other")),
        ("/components/0/metadata/team", json!("other")),
        ("/components/0/metadata/tier", json!("1")),
        ("/components/0/source/source/path", json!("other")),
        ("/components/0/source/source/mtype", json!("package")),
        ("/components/0/span/end/line", json!(77)),
        ("/components/0/dependencies/1/to/id", json!("other")),
        (&format!("{usage}/start/column"), json!(77)),
        (&format!("{usage}/props/0/name"), json!("other")),
        (&format!("{usage}/props/0/value/value"), json!("other")),
        ("/components/1", json!(local("D"))),
    ] {
        let mut other = example();
        *other.pointer_mut(pointer).unwrap() = value;
        assert_ne!(hash(&other), hash(&example()), "{pointer}");
    }
}

#[test]
fn how_often_a_record_comes_matters() {
    let times = |times| hash(&body(vec![local("A"); times]));
    assert_ne!(times(1), times(2));
    assert_ne!(times(0), times(2));
    assert_ne!(times(1), times(3));
    assert_ne!(times(0), hash(&body(vec![local("B")])));
}
