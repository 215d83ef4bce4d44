//! Small bodies by hand, and ways to have them read.
use flate2::{Compression, write::GzEncoder};
use scan::{Encoding, Limits, ReadError, ReadScan, model::Component};
use serde_json::{Value, json};
use std::io::Write;

/// An id in the scanner's form.
pub fn id(package: &str, name: &str) -> String {
    format!("{package}:{}:{name}", "e3b0c442".repeat(8))
}

/// A local component of the package `shop`, in `src/<name>.tsx`.
pub fn local(name: &str) -> Value {
    json!({
        "id": id("shop", name),
        "name": name,
        "package_name": "shop",
        "export_ids": [id("shop", name)],
        "source": {
            "symbol": format!("{name}#0"),
            "source": { "hash": "1", "path": format!("src/{name}.tsx"), "package_name": "shop", "mtype": "local" },
        },
        "span": { "start": { "line": 1, "column": 1 }, "end": { "line": 9, "column": 2 } },
        "props": [],
        "html_elements": [],
        "dependencies": [],
    })
}

/// A component of an npm package.
pub fn external(package: &str, name: &str) -> Value {
    json!({
        "id": id(package, name),
        "name": name,
        "package_name": package,
        "export_ids": [],
        "source": {
            "symbol": format!("{name}#1"),
            "source": { "hash": "2", "path": "", "package_name": package, "mtype": "package" },
        },
        "props": [],
        "html_elements": [],
        "dependencies": [],
    })
}

/// A dependency on the component with the id `to`.
pub fn dependency(to: &str, usages: Vec<Value>) -> Value {
    json!({
        "from": { "id": "whatever" },
        "to": { "symbol": "X#0", "name": "X", "id": to },
        "references": [{ "usages": usages, "trace": [] }],
    })
}

/// An element on a line, with props `(name, value)`.
pub fn usage(line: u32, props: Vec<(&str, Value)>) -> Value {
    let props: Vec<_> = props.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    json!({
        "props": props,
        "start": { "line": line, "column": 5 },
        "end": { "line": line, "column": 20 },
    })
}

/// A string as a prop value.
pub fn text(value: &str) -> Value {
    json!({ "type": "String", "value": value })
}

/// `value` with the fields of `changes` in place of its own; `null` takes a field away.
pub fn with(mut value: Value, changes: Value) -> Value {
    for (key, change) in changes.as_object().unwrap() {
        match change {
            Value::Null => drop(value.as_object_mut().unwrap().remove(key)),
            change => value[key] = change.clone(),
        }
    }
    value
}

/// A whole body with these components.
pub fn body(components: Vec<Value>) -> Value {
    json!({
        "components": components,
        "exports": [],
        "alias_map": { "root": { "name": "shop", "path": "", "version": "1.2.3" }, "packages": {} },
        "meta": { "cli_version": "2.0.0", "node_version": "v20.0.0", "num_of_modules": 7, "duration_msec": 70 },
        "setup_issues": [],
        "invalid_dependencies": [],
        "parser_errors": [],
        "repository": {
            "scope": "acme", "name": "shop", "url": "https://github.com/acme/shop.git", "branch": "main",
            "initialCommitHash": "f7f0c05e12b507635c51e6beccf9a8e9322d6cc1",
        },
    })
}

/// Reads a body as it is, with default limits.
pub fn read(body: &Value) -> Result<ReadScan, ReadError> {
    read_text(&body.to_string())
}

/// As `read`, from text.
pub fn read_text(body: &str) -> Result<ReadScan, ReadError> {
    read_bytes(body.as_bytes(), &Limits::default())
}

/// As `read`, from bytes and with limits.
pub fn read_bytes(body: &[u8], limits: &Limits) -> Result<ReadScan, ReadError> {
    scan::read_analysis(body, Encoding::Identity, limits, &std::env::temp_dir())
}

/// What is kept of the components of a scan, sorted by id.
pub fn kept(scan: ReadScan) -> Vec<Component> {
    let mut all = scan.content.into_components().unwrap();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

/// The one component of a body, as it is kept.
pub fn kept_of(component: Value) -> Component {
    let [kept] = kept(read(&body(vec![component])).unwrap()).try_into().unwrap();
    kept
}

/// Path and detail of the refusal of a body.
pub fn refusal(body: &Value) -> (String, String) {
    match read(body).unwrap_err() {
        ReadError::Invalid { path, detail } => (path, detail),
        other => panic!("not what was to be refused: {other:?}"),
    }
}

/// One gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
