//! The same as the crate does, slowly and all in memory.
use scan::model::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// The components of a body, sorted by id; records of one id are merged.
pub fn reference(body: &Value) -> Vec<Component> {
    let mut all: BTreeMap<String, Component> = BTreeMap::new();
    for component in list(&body["components"]).map(component) {
        match all.get_mut(&component.id) {
            Some(known) => known.merge(component),
            None => drop(all.insert(component.id.clone(), component)),
        }
    }
    all.into_values().collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn string(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    let mut strings: Vec<_> = list(value).map(string).collect();
    strings.sort();
    strings.dedup();
    strings
}

fn component(raw: &Value) -> Component {
    let mut edges: BTreeMap<String, Vec<Usage>> = BTreeMap::new();
    for dependency in list(&raw["dependencies"]).filter(|d| d["to"]["id"] != raw["id"]) {
        let usages = edges.entry(string(&dependency["to"]["id"])).or_default();
        usages.extend(list(&dependency["references"]).flat_map(|r| list(&r["usages"])).map(usage));
    }
    let edges = edges.into_iter().map(|(to, mut usages)| {
        usages.sort_by_cached_key(order);
        usages.dedup();
        Edge { to, usages }
    });
    Component {
        id: string(&raw["id"]),
        name: string(&raw["name"]),
        package_name: string(&raw["package_name"]),
        is_local: raw["source"]["source"]["mtype"] == "local",
        path: string(&raw["source"]["source"]["path"]),
        export_ids: strings(&raw["export_ids"]),
        props: declared(&raw["props"]),
        html_elements: strings(&raw["html_elements"]),
        metadata: raw["metadata"].as_object().into_iter().flatten().filter_map(property).collect(),
        span: raw["span"].is_object().then(|| span(&raw["span"])),
        created_at: None,
        updated_at: raw["updated_at"].is_string().then_some(1_776_365_857_250),
        edges: edges.collect(),
    }
}

fn property((key, value): (&String, &Value)) -> Option<(String, PropertyValue)> {
    let value = match value {
        Value::String(text) => PropertyValue::Text(text.clone()),
        Value::Number(number) => PropertyValue::Number(number.as_f64().unwrap()),
        Value::Bool(value) => PropertyValue::Bool(*value),
        _ => return None,
    };
    Some((key.clone(), value))
}

fn declared(raw: &Value) -> Vec<DeclaredProp> {
    let mut props: Vec<_> = list(raw)
        .map(|prop| DeclaredProp {
            name: string(&prop["name"]),
            default_value: prop["default_value"].is_object().then(|| value(&prop["default_value"])),
        })
        .collect();
    props.sort_by_cached_key(|prop| {
        let value = prop.default_value.as_ref().map(value_order);
        (prop.name.clone(), value.is_none(), value)
    });
    props.dedup_by_key(|prop| prop.name.clone());
    props
}

fn usage(raw: &Value) -> Usage {
    let mut props: Vec<_> = list(&raw["props"])
        .map(|prop| PassedProp { name: string(&prop["name"]), value: value(&prop["value"]) })
        .collect();
    props.sort_by_cached_key(prop_order);
    Usage { span: span(raw), props }
}

fn span(raw: &Value) -> Span {
    let number = |value: &Value| value.as_u64().unwrap() as u32;
    let position = |at: &Value| Position { line: number(&at["line"]), column: number(&at["column"]) };
    Span { start: position(&raw["start"]), end: position(&raw["end"]) }
}

fn value(raw: &Value) -> PropValue {
    match raw["type"].as_str().unwrap() {
        "String" => PropValue::Text(string(&raw["value"])),
        "Identifier" => PropValue::Identifier(string(&raw["value"])),
        "Number" if raw["value"].is_number() => PropValue::Number(raw["value"].as_f64().unwrap()),
        "Bool" => PropValue::Bool(raw["value"].as_bool().unwrap()),
        "Null" => PropValue::Null,
        "Regex" => PropValue::Regex { pattern: string(&raw["value"]), flags: string(&raw["flags"]) },
        "Spread" => PropValue::Spread,
        other => PropValue::Dynamic(other.to_owned()),
    }
}

type ValueOrder = (u8, String, i64);

fn order(usage: &Usage) -> (Span, Vec<(String, ValueOrder)>) {
    (usage.span, usage.props.iter().map(prop_order).collect())
}

fn prop_order(prop: &PassedProp) -> (String, ValueOrder) {
    (prop.name.clone(), value_order(&prop.value))
}

fn value_order(value: &PropValue) -> ValueOrder {
    match value {
        PropValue::Text(text) => (0, text.clone(), 0),
        PropValue::Number(number) => {
            // The bits of a number, arranged so that they are in its order.
            let bits = number.to_bits() as i64;
            (1, String::new(), bits ^ ((bits >> 63) as u64 >> 1) as i64)
        }
        PropValue::Bool(value) => (2, String::new(), i64::from(*value)),
        PropValue::Null => (3, String::new(), 0),
        PropValue::Regex { pattern, .. } => (4, pattern.clone(), 0),
        PropValue::Identifier(name) => (5, name.clone(), 0),
        PropValue::Spread => (6, String::new(), 0),
        PropValue::Dynamic(kind) => (7, kind.clone(), 0),
    }
}
