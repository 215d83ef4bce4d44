//! Random bodies that are valid analyses, with anything at all where nobody looks.
use super::{body, id};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

/// Any JSON value, a few levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|number: f64| json!(number)),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((any_text(), inner), 0..5).prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{0,12}",
        any::<String>(),
        Just("\\\"{[,]}\\".to_owned()),
        Just("a\0b".to_owned()),
        vec(any::<char>(), 0..80).prop_map(String::from_iter),
    ]
}

/// A body of random components: ids repeat now and then, edges go anywhere, unknown keys hold anything.
pub fn any_body() -> impl Strategy<Value = Value> {
    (vec(any_component(), 0..12), any_json(), any_json(), any_text()).prop_map(|(components, exports, unknown, key)| {
        let mut body = body(components);
        body["exports"] = exports;
        body[format!("x-{key}")] = unknown;
        body
    })
}

fn any_id() -> impl Strategy<Value = (&'static str, String)> {
    (select(vec!["shop", "@acme/ui", "react"]), 0..9).prop_map(|(package, n)| (package, id(package, &format!("C{n}"))))
}

fn any_component() -> impl Strategy<Value = Value> {
    let lists = (vec(any_text(), 0..4), vec(any_text(), 0..4), vec(any_declared(), 0..4));
    let metadata = proptest::option::of(vec((any_text(), any_scalar()), 0..4));
    let what = (any_id(), any_text(), any::<bool>(), any_text());
    let facts = (what, lists, metadata, vec(any_dependency(), 0..5));
    (facts, proptest::option::of(any_span()), any_json()).prop_map(
        |((((package, id), name, is_local, path), lists, metadata, dependencies), span, junk)| {
            let (export_ids, html_elements, props) = lists;
            let mtype = if is_local { "local" } else { "package" };
            let mut component = json!({
                "id": id, "name": name, "package_name": package, "export_ids": export_ids,
                "source": { "symbol": junk, "source": { "hash": "7", "path": path, "mtype": mtype } },
                "html_elements": html_elements, "props": props, "dependencies": dependencies,
                "span": span, "junk": junk,
            });
            if let Some(metadata) = metadata {
                component["metadata"] = metadata.into_iter().collect();
            }
            if is_local {
                component["updated_at"] = json!("2026-04-16T18:57:37.250Z");
            }
            component
        },
    )
}

fn any_scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1e9..1e9).prop_map(|number: f64| json!(number)),
        any_text().prop_map(Value::from),
    ]
}

fn any_declared() -> impl Strategy<Value = Value> {
    (any_text(), proptest::option::of(any_value()))
        .prop_map(|(name, value)| json!({ "name": name, "default_value": value, "span": null }))
}

fn any_dependency() -> impl Strategy<Value = Value> {
    (any_id(), vec(vec(any_usage(), 0..4), 0..3), any_json()).prop_map(|((_, to), usages, junk)| {
        let references: Vec<_> = usages.into_iter().map(|usages| json!({ "usages": usages, "trace": junk })).collect();
        json!({ "from": junk, "to": { "id": to, "source": junk }, "references": references })
    })
}

fn any_usage() -> impl Strategy<Value = Value> {
    let props = vec((select(vec!["", "key", "size", "on"]), any_value()), 0..4);
    (any_span(), props).prop_map(|(span, props)| {
        let props: Vec<_> = props.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        json!({ "start": span["start"], "end": span["end"], "props": props })
    })
}

fn any_span() -> impl Strategy<Value = Value> {
    (1..4u32, 1..4u32).prop_map(|(line, column)| {
        json!({
            "start": { "line": line, "column": column },
            "end": { "line": line + 1, "column": column },
        })
    })
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any_text().prop_map(|value| json!({ "type": "String", "value": value })),
        any_text().prop_map(|value| json!({ "type": "Identifier", "value": value })),
        (-1e9..1e9).prop_map(|value: f64| json!({ "type": "Number", "value": value })),
        Just(json!({ "type": "Number", "value": null })),
        any::<bool>().prop_map(|value| json!({ "type": "Bool", "value": value })),
        Just(json!({ "type": "Null" })),
        any_text().prop_map(|value| json!({ "type": "Regex", "value": value, "flags": "gi" })),
        any_json().prop_map(|value| json!({ "type": "Spread", "value": value })),
        (any_json(), any_json())
            .prop_map(|(value, values)| json!({ "type": "Object", "value": value, "values": values })),
    ]
}
