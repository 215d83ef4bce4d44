//! What is kept of a component.
use crate::support::*;
use scan::model::*;
use serde_json::{Value, json};

fn edges_of(dependencies: Vec<Value>) -> Vec<Edge> {
    kept_of(with(local("A"), json!({ "dependencies": dependencies }))).edges
}

fn value_of(value: Value) -> PropValue {
    let edges = edges_of(vec![dependency("b", vec![usage(1, vec![("p", value)])])]);
    edges[0].usages[0].props[0].value.clone()
}

#[test]
fn facts_are_kept_as_sent() {
    let kept = kept_of(with(
        local("A"),
        json!({
            "created_at": "2025-11-02T08:00:00+02:00",
            "updated_at": "2026-04-16T18:57:37.250Z",
        }),
    ));
    assert_eq!(kept.id, id("shop", "A"));
    assert_eq!((kept.name.as_str(), kept.package_name.as_str()), ("A", "shop"));
    assert_eq!((kept.is_local, kept.path.as_str()), (true, "src/A.tsx"));
    assert_eq!(kept.span.unwrap().end, Position { line: 9, column: 2 });
    assert_eq!((kept.created_at, kept.updated_at), (Some(1_762_063_200_000), Some(1_776_365_857_250)));
    let external = kept_of(external("react", "Suspense"));
    assert_eq!((external.is_local, external.path.as_str(), external.span), (false, "", None));
}

#[test]
fn a_date_that_is_none_is_refused() {
    for date in ["yesterday", "2026-04-16", "1776365857"] {
        let (path, detail) = refusal(&body(vec![with(local("A"), json!({ "created_at": date }))]));
        assert_eq!(path, "components[0].created_at");
        assert!(detail.contains("2026-04-16T18:57:37.000Z"));
    }
}

#[test]
fn lists_are_sorted_and_hold_nothing_twice() {
    let kept = kept_of(with(local("A"), json!({ "export_ids": ["b", "a", "b"], "html_elements": ["p", "div", "p"] })));
    assert_eq!((kept.export_ids, kept.html_elements), (vec!["a".into(), "b".into()], vec!["div".into(), "p".into()]));
}

#[test]
fn declared_props_are_sorted_and_their_defaults_kept() {
    let kept = kept_of(with(
        local("A"),
        json!({ "props": [
            { "name": "size", "default_value": text("m"), "span": {} },
            { "name": "on", "default_value": null },
            { "name": "key" },
            { "name": "size", "default_value": text("l") },
        ] }),
    ));
    let props: Vec<_> = kept.props.iter().map(|prop| (prop.name.as_str(), &prop.default_value)).collect();
    let large = Some(PropValue::Text("l".into()));
    assert_eq!(props, [("key", &None), ("on", &None), ("size", &large)]);
}

#[test]
fn dependencies_on_one_child_are_one_edge_with_all_usages_in_order_of_position() {
    let edges = edges_of(vec![
        dependency("z", vec![usage(30, vec![]), usage(4, vec![])]),
        dependency("b", vec![]),
        dependency("z", vec![usage(7, vec![("x", text("1"))]), usage(4, vec![])]),
        json!({ "to": { "id": "z" }, "references": [{ "usages": [usage(5, vec![])] }, { "usages": [usage(1, vec![])] }, {}] }),
        json!({ "to": { "id": "y" } }),
    ]);
    let lines = |edge: &Edge| edge.usages.iter().map(|usage| usage.span.start.line).collect();
    let seen: Vec<(&str, Vec<u32>)> = edges.iter().map(|edge| (edge.to.as_str(), lines(edge))).collect();
    assert_eq!(seen, [("b", vec![]), ("y", vec![]), ("z", vec![1, 4, 5, 7, 30])]);
}

#[test]
fn an_edge_to_itself_is_dropped() {
    let edges = edges_of(vec![dependency(&id("shop", "A"), vec![usage(1, vec![])]), dependency("b", vec![])]);
    assert_eq!(edges.iter().map(|edge| edge.to.as_str()).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn passed_props_are_sorted_and_spreads_may_repeat() {
    let spread = |name: &str| json!({ "type": "Spread", "value": { "type": "Identifier", "value": name } });
    let passed = vec![("size", text("m")), ("", spread("a")), ("on", text("x")), ("", spread("b"))];
    let edges = edges_of(vec![dependency("b", vec![usage(1, passed)])]);
    let names: Vec<_> = edges[0].usages[0].props.iter().map(|prop| prop.name.as_str()).collect();
    assert_eq!(names, ["", "", "on", "size"]);
}

#[test]
fn each_kind_of_value_is_kept_as_far_as_the_source_shows_it() {
    let dynamic = |kind: &str| PropValue::Dynamic(kind.into());
    for (sent, kept) in [
        (text("a\0b"), PropValue::Text("a\0b".into())),
        (text("\u{1f600} \"quoted\" \n"), PropValue::Text("\u{1f600} \"quoted\" \n".into())),
        (json!({ "type": "Number", "value": 0.30000000000000004 }), PropValue::Number(0.1 + 0.2)),
        (json!({ "type": "Number", "value": 10_000_000_000u64 }), PropValue::Number(1e10)),
        (json!({ "type": "Number", "value": -3 }), PropValue::Number(-3.0)),
        (json!({ "type": "Number", "value": null }), dynamic("Number")),
        (json!({ "type": "Bool", "value": true }), PropValue::Bool(true)),
        (json!({ "type": "Null" }), PropValue::Null),
        (
            json!({ "type": "Regex", "value": "a+", "flags": "gi" }),
            PropValue::Regex { pattern: "a+".into(), flags: "gi".into() },
        ),
        (json!({ "type": "Regex", "value": "a+" }), PropValue::Regex { pattern: "a+".into(), flags: "".into() }),
        (json!({ "type": "Identifier", "value": "undefined" }), PropValue::Identifier("undefined".into())),
        (json!({ "type": "Spread", "value": { "type": "This" } }), PropValue::Spread),
        (json!({ "type": "Object", "props": [{ "type": "Shorthand", "key": "a" }] }), dynamic("Object")),
        (json!({ "type": "Member", "value": { "type": "This" }, "property": text("x") }), dynamic("Member")),
        (json!({ "type": "Array", "values": [text("x")], "flags": {} }), dynamic("Array")),
        (json!({ "type": "JSXElement" }), dynamic("JSXElement")),
        (json!({ "type": "SomethingNew", "value": [1] }), dynamic("SomethingNew")),
    ] {
        assert_eq!(value_of(sent), kept);
    }
}

#[test]
fn of_a_long_value_the_beginning_is_kept() {
    let longest = "ü".repeat(1000);
    assert_eq!(value_of(text(&longest)), PropValue::Text(longest.clone()));
    let cut = format!("{longest}…");
    assert_eq!(value_of(text(&format!("{longest}ü"))), PropValue::Text(cut.clone()));
    let identifier = json!({ "type": "Identifier", "value": "ü".repeat(5000) });
    assert_eq!(value_of(identifier), PropValue::Identifier(cut));
}

#[test]
fn a_value_may_come_before_its_type() {
    let body = body(vec![with(local("A"), json!({ "props": ["HERE"] }))]).to_string();
    let prop = r#"{"default_value":{"value":{"a":[{}]},"value":"m","type":"String"},"name":"size"}"#;
    let scan = read_text(&body.replace("\"HERE\"", prop)).unwrap();
    assert_eq!(kept(scan)[0].props[0].default_value, Some(PropValue::Text("m".into())));
}

#[test]
fn metadata_keeps_its_types_and_leaves_null_out() {
    let metadata = json!({
        "team": "core", "": "empty key", "a.b c$ü": 1e21, "ready": false, "since": "2026-01-02T03:04:05.678Z", "nan": null,
    });
    let kept = kept_of(with(local("A"), json!({ "metadata": metadata }))).metadata;
    let text = |text: &str| PropertyValue::Text(text.into());
    let expected = [
        ("", text("empty key")),
        ("a.b c$ü", PropertyValue::Number(1e21)),
        ("ready", PropertyValue::Bool(false)),
        ("since", text("2026-01-02T03:04:05.678Z")),
        ("team", text("core")),
    ];
    assert_eq!(kept, expected.map(|(key, value)| (key.to_owned(), value)).into());
}

#[test]
fn metadata_that_is_no_scalar_is_refused_with_its_path() {
    for (metadata, path) in [
        (json!({ "owner": { "team": "x" } }), "components[0].metadata.owner"),
        (json!({ "a.b": [1] }), "components[0].metadata[\"a.b\"]"),
        (json!([]), "components[0].metadata"),
    ] {
        assert_eq!(refusal(&body(vec![with(local("A"), json!({ "metadata": metadata }))])).0, path);
    }
}

#[test]
fn custom_properties_are_bounded_in_number_and_length() {
    let of = |metadata: Value| body(vec![with(local("A"), json!({ "metadata": metadata }))]);
    let many = |count: usize| (0..count).map(|n| (format!("p{n}"), json!(n))).collect::<serde_json::Map<_, _>>().into();
    let long = |key: usize, text: usize| json!({ "k".repeat(key): "ä".repeat(text / 2) });
    assert_eq!(kept(read(&of(many(200))).unwrap())[0].metadata.len(), 200);
    assert!(read(&of(long(256, 4096))).is_ok());
    let refused = |metadata| refusal(&of(metadata));
    assert_eq!(
        refused(many(201)),
        (
            "components[0].metadata".into(),
            "must be an object of at most 200 custom properties, but is one of 201".into()
        )
    );
    assert_eq!(
        refused(long(1, 4098)),
        ("components[0].metadata.k".into(), "must be at most 4096 bytes long, but is 4098 bytes long".into())
    );
    let (path, detail) = refused(long(257, 2));
    assert!(path.starts_with("components[0].metadata[\"kkk") && path.len() < 120, "{path}");
    assert_eq!(detail, "must be named with at most 256 bytes, but is named with 257");
}

#[test]
fn names_and_paths_have_at_most_4096_bytes() {
    let at = |path: String| json!({ "source": { "path": path, "mtype": "local" } });
    let cases: [(&str, &dyn Fn(usize) -> Value); 2] = [
        ("components[0].name", &|length| json!({ "name": "n".repeat(length) })),
        ("components[0].source.source.path", &|length| json!({ "source": at("p".repeat(length)) })),
    ];
    for (field, of) in cases {
        assert!(read(&body(vec![with(local("A"), of(4096))])).is_ok(), "{field}");
        let (path, detail) = refusal(&body(vec![with(local("A"), of(4097))]));
        assert_eq!(
            (path.as_str(), detail.as_str()),
            (field, "must be at most 4096 bytes long, but is 4097 bytes long")
        );
    }
}

#[test]
fn records_of_one_id_become_one_in_whatever_order_they_come() {
    let one = with(
        local("A"),
        json!({
            "export_ids": ["x"], "html_elements": ["p"], "created_at": "2026-02-01T00:00:00Z",
            "metadata": { "team": "b", "tier": 1 },
            "props": [{ "name": "size", "default_value": null }],
            "dependencies": [dependency("b", vec![usage(1, vec![]), usage(2, vec![])])],
        }),
    );
    let other = with(
        local("A"),
        json!({
            "name": "Another", "export_ids": ["y"], "updated_at": "2026-03-01T00:00:00Z", "created_at": "2026-01-01T00:00:00Z",
            "metadata": { "team": "a" },
            "props": [{ "name": "size", "default_value": text("m") }],
            "dependencies": [dependency("b", vec![usage(2, vec![]), usage(3, vec![])]), dependency("c", vec![])],
        }),
    );
    let outside = with(
        external("shop", "A"),
        json!({ "name": "A0", "source": { "source": { "path": "", "mtype": "package" } } }),
    );
    let scan = read(&body(vec![outside.clone(), one.clone(), other.clone()])).unwrap();
    assert_eq!(scan.counts, scan::Counts { components: 1, local_components: 1, edges: 2, instances: 3 });
    assert_eq!(scan.packages[0].components, 1);

    let merged = |list: Vec<Value>| {
        let [one] = kept(read(&body(list)).unwrap()).try_into().unwrap();
        Some(one)
    };
    let all = merged(vec![outside.clone(), one.clone(), other.clone()]).unwrap();
    assert_eq!((all.name.as_str(), all.is_local), ("A", true));
    assert_eq!(all.export_ids, ["x", "y"]);
    assert_eq!(all.html_elements, ["p"]);
    assert_eq!(all.props[0].default_value, Some(PropValue::Text("m".into())));
    assert_eq!(all.metadata["team"], PropertyValue::Text("a".into()));
    assert_eq!(all.metadata["tier"], PropertyValue::Number(1.0));
    assert!(all.created_at < all.updated_at);
    assert_eq!(all.edges.iter().map(|edge| edge.usages.len()).collect::<Vec<_>>(), [3, 0]);
    for order in [vec![&other, &outside, &one], vec![&one, &other, &outside], vec![&one, &outside, &other, &one]] {
        assert_eq!(merged(order.into_iter().cloned().collect()).as_ref(), Some(&all));
    }
}

#[test]
fn counts_hold_each_id_and_edge_once() {
    let parent = with(
        local("A"),
        json!({ "dependencies": [
            dependency(&id("react", "B"), vec![usage(1, vec![]), usage(2, vec![])]),
            dependency(&id("react", "B"), vec![usage(3, vec![])]),
            dependency(&id("shop", "A"), vec![usage(4, vec![])]),
        ] }),
    );
    let scan = read(&body(vec![parent, external("react", "B"), external("react", "B")])).unwrap();
    assert_eq!(scan.counts, scan::Counts { components: 2, local_components: 1, edges: 1, instances: 3 });
}
