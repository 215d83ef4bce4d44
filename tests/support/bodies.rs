//! Bodies as the scanner sends them, built piece by piece, and what becomes of them on the wire.
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
};

/// The body of one analysis.
#[derive(Clone)]
pub struct Body {
    package: String,
    value: Value,
    line: u32,
}

impl Body {
    /// A scan of branch `main` of a repository of its own at GitHub. Its root package is `package`.
    pub fn of(package: &str) -> Self {
        let repository = package.rsplit('/').next().unwrap();
        let value = json!({
            "components": [],
            "exports": [],
            "alias_map": { "root": { "name": package, "path": "", "version": "1.2.3" }, "packages": {} },
            "meta": { "cli_version": "2.0.0", "node_version": "v20.20.2", "num_of_modules": 7, "duration_msec": 1234 },
            "setup_issues": [],
            "invalid_dependencies": [],
            "parser_errors": [],
            "repository": {
                "scope": "acme",
                "name": repository,
                "url": format!("https://github.com/acme/{repository}.git"),
                "branch": "main",
                "initialCommitHash": format!("{:040x}", hash(repository)),
            },
        });
        Self { package: package.to_owned(), value, line: 0 }
    }

    /// Adds a component of the root package with what it renders: a child and how many elements of it. A child is named
    /// by its name, or by package and name (`@acme/ui Button`): then it is local if the body defines it so far, else an
    /// import.
    pub fn defines(self, name: &str, renders: &[(&str, u32)]) -> Self {
        let package = self.package.clone();
        self.defines_in(&package, name, renders)
    }

    /// As `defines`, in another package of the same repository.
    pub fn defines_in(mut self, package: &str, name: &str, renders: &[(&str, u32)]) -> Self {
        let id = local_id(package, name);
        let dependencies: Vec<Value> =
            renders.iter().map(|(child, elements)| self.dependency(package, &id, child, *elements)).collect();
        self.add(json!({
            "id": id,
            "name": name,
            "package_name": package,
            "export_ids": [],
            "source": source(package, &format!("src/{name}.tsx"), "local"),
            "span": span(1),
            "props": [{ "name": "size", "span": span(2), "default_value": { "type": "String", "value": "m" } }],
            "html_elements": ["div"],
            "dependencies": dependencies,
        }))
    }

    /// Exports a component of the root package from the package's main entry, so that importers find it by export id.
    pub fn exports(mut self, name: &str) -> Self {
        let (own, public) = (local_id(&self.package, name), import_id(&self.package, name));
        self.component(&own)["export_ids"].as_array_mut().unwrap().push(json!(public));
        self
    }

    /// Sets custom properties of a component of the root package.
    pub fn describes(mut self, name: &str, metadata: Value) -> Self {
        let id = local_id(&self.package, name);
        self.component(&id)["metadata"] = metadata;
        self
    }

    /// On another branch; empty for a detached checkout.
    pub fn on_branch(self, branch: &str) -> Self {
        self.with("/repository/branch", json!(branch))
    }

    /// Sets what a JSON pointer names; its parent has to be there.
    pub fn with(mut self, pointer: &str, value: Value) -> Self {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        match self.value.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}")) {
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
            object => object[key] = value,
        }
        self
    }

    /// Leaves out a key.
    pub fn without(mut self, pointer: &str) -> Self {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let left_out = self.value.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
        assert!(left_out.is_some(), "no {pointer}");
        self
    }

    /// Adds a component as it is.
    pub fn add(mut self, component: Value) -> Self {
        self.value["components"].as_array_mut().unwrap().push(component);
        self
    }

    /// The same scan once more: every list in another order, another run in `meta`.
    pub fn again(&self) -> Self {
        let mut again = self.clone();
        turn(&mut again.value);
        again.with("/meta/duration_msec", json!(4321))
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        self.value.clone()
    }

    /// As it is sent without compression.
    pub fn bytes(&self) -> Vec<u8> {
        self.value.to_string().into_bytes()
    }

    fn component(&mut self, id: &str) -> &mut Value {
        let all = self.value["components"].as_array_mut().unwrap();
        all.iter_mut().find(|one| one["id"] == *id).expect("a component of the root package")
    }

    fn dependency(&mut self, package: &str, from: &str, child: &str, elements: u32) -> Value {
        let (of, name) = child.split_once(' ').unwrap_or((package, child));
        let local = local_id(of, name);
        let is_local =
            of == package || self.value["components"].as_array().unwrap().iter().any(|one| one["id"] == *local);
        let to = if is_local { local } else { import_id(of, name) };
        if !is_local {
            self.import(of, name);
        }
        let usages = (0..elements).map(|_| {
            self.line += 1;
            let props = json!([{ "name": "size", "value": { "type": "String", "value": "s" } }]);
            json!({ "props": props, "start": point(self.line, 3), "end": point(self.line, 9) })
        });
        json!({ "from": { "id": from }, "to": { "id": to }, "references": [{ "usages": usages.collect::<Vec<_>>(), "trace": [] }] })
    }

    fn import(&mut self, package: &str, name: &str) {
        let id = import_id(package, name);
        let all = self.value["components"].as_array_mut().unwrap();
        if all.iter().all(|one| one["id"] != *id) {
            all.push(json!({
                "id": id,
                "name": name,
                "package_name": package,
                "export_ids": [],
                "source": source(package, "", "package"),
                "props": [],
                "html_elements": [],
                "dependencies": [],
            }));
        }
    }
}

/// The id of a component where it is defined.
pub fn local_id(package: &str, name: &str) -> String {
    format!("{package}:{:064x}:{name}", hash(&format!("src/{name}")))
}

/// The id of a component that is imported from a package's main entry.
pub fn import_id(package: &str, name: &str) -> String {
    format!("{package}:{:064x}:{name}", hash(""))
}

/// Compressed as the CLI does it.
pub fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(plain).unwrap();
    out.finish().unwrap()
}

/// Compressed with Zstandard.
pub fn zstd(plain: &[u8]) -> Vec<u8> {
    zstd::encode_all(plain, 3).unwrap()
}

/// As `gzip`, but fast, and written while it is made: large bodies are never in memory.
pub fn gzip_of(write: impl FnOnce(&mut GzEncoder<Vec<u8>>)) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    write(&mut out);
    out.finish().unwrap()
}

/// What becomes a gigabyte and more of `filling` behind `head`, made without ever having it: members of one gzip
/// stream, the large one many times over.
pub fn gzip_bomb(head: &str, filling: u8, mebibytes: usize) -> Vec<u8> {
    let member = gzip(&vec![filling; 1 << 24]);
    let mut bomb = gzip(head.as_bytes());
    (0..mebibytes.div_ceil(16)).for_each(|_| bomb.extend_from_slice(&member));
    bomb
}

/// As `gzip_bomb`, of Zstandard frames.
pub fn zstd_bomb(head: &str, filling: u8, mebibytes: usize) -> Vec<u8> {
    let frame = zstd(&vec![filling; 1 << 24]);
    let mut bomb = zstd(head.as_bytes());
    (0..mebibytes.div_ceil(16)).for_each(|_| bomb.extend_from_slice(&frame));
    bomb
}

fn source(package: &str, path: &str, mtype: &str) -> Value {
    let at = json!({ "hash": hash(path).to_string(), "path": path, "package_name": package, "mtype": mtype });
    json!({ "symbol": "X#0", "source": at })
}

fn span(line: u32) -> Value {
    json!({ "start": point(line, 1), "end": point(line, 2) })
}

fn point(line: u32, column: u32) -> Value {
    json!({ "line": line, "column": column })
}

fn turn(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.iter_mut().for_each(turn);
            list.reverse();
            let third = list.len() / 3;
            list.rotate_left(third);
        }
        Value::Object(object) => object.values_mut().for_each(turn),
        _ => {}
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
