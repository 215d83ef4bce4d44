//! Bodies to send again and again, each time with other content: real scans where they are at hand, and made-up ones.
use crate::support::{
    bodies::{Body, gzip},
    scans,
};
use flate2::read::GzDecoder;
use scan::{Counts, Encoding, Limits};
use serde_json::{Value, json};
use std::io::Read;

/// Real scans, and those that only a long run has the time for.
const REAL: [&str; 2] = ["react-zen", "umami"];
const LARGE: [&str; 2] = ["chakra-ui", "ui"];
/// After so many rounds a body is of another repository.
const ROUNDS_OF_A_REPOSITORY: usize = 24;

/// A code base that changes with each round.
pub struct Cargo {
    pub name: String,
    first: Value,
    is_packed: bool,
}

/// A body as it is sent, and what it holds.
pub struct Load {
    pub branch: String,
    pub bytes: Vec<u8>,
    pub coding: &'static str,
    pub counts: Counts,
}

impl Cargo {
    /// All there are, or those that are not too large.
    pub fn all(with_large: bool) -> Vec<Self> {
        let names = REAL.into_iter().chain(LARGE.into_iter().filter(|_| with_large));
        let real = scans::folder().map(|folder| {
            names.map(move |name| {
                let mut plain = Vec::new();
                GzDecoder::new(&scans::read(&folder, name)[..]).read_to_end(&mut plain).unwrap();
                Self { name: name.to_owned(), first: serde_json::from_slice(&plain).unwrap(), is_packed: true }
            })
        });
        Self::made_up().into_iter().chain(real.into_iter().flatten()).collect()
    }

    /// The made-up ones.
    pub fn made_up() -> [Self; 2] {
        [("small", 40, true), ("large", 3000, false)].map(|(name, components, is_packed)| Self {
            name: name.to_owned(),
            first: made_up(name, components),
            is_packed,
        })
    }

    /// The body of a round, on a branch that no other round has: beside that other names, other props with other values
    /// at other places, and some components more.
    pub fn of_round(&self, round: usize, branch: &str) -> Load {
        let body = self.body(round, branch);
        let plain = body.to_string().into_bytes();
        let read = scan::read_analysis(&plain[..], Encoding::Identity, &Limits::default(), &std::env::temp_dir());
        Load {
            branch: branch.to_owned(),
            counts: read.unwrap().counts,
            bytes: if self.is_packed { gzip(&plain) } else { plain },
            coding: if self.is_packed { "gzip" } else { "identity" },
        }
    }

    /// As JSON.
    pub fn body(&self, round: usize, branch: &str) -> Value {
        let mut body = self.first.clone();
        let name = format!("{}-{}", self.name, round / ROUNDS_OF_A_REPOSITORY);
        body["repository"]["branch"] = json!(branch);
        body["repository"]["url"] = json!(format!("https://github.com/acme/{name}.git"));
        body["repository"]["name"] = json!(name);
        let components = body["components"].as_array_mut().unwrap();
        let local = components.iter().find(|one| one["source"]["source"]["mtype"] == "local").unwrap().clone();
        for (at, component) in components.iter_mut().enumerate() {
            if at % 5 == round % 5 {
                component["name"] = json!(format!("{} of round {round}", component["name"].as_str().unwrap()));
            }
            if at % 7 == round % 7 && component["id"] != local["id"] {
                let renders = dependency(&component["id"], &local["id"], round);
                component["dependencies"].as_array_mut().unwrap().push(renders);
            }
        }
        for number in 0..1 + round % 3 {
            let mut new = local.clone();
            new["id"] = json!(format!("{} {number} of round {round}", local["id"].as_str().unwrap()));
            components.push(new);
        }
        body
    }
}

/// So many components, each of which renders the one before it.
fn made_up(package: &str, components: usize) -> Value {
    let mut body = Body::of(package).defines("Part0", &[]);
    let first = body.json()["components"][0].clone();
    for number in 1..components {
        let mut next = first.clone();
        let id = |number: usize| json!(first["id"].as_str().unwrap().replace("Part0", &format!("Part{number}")));
        next["id"] = id(number);
        next["name"] = json!(format!("Part{number}"));
        next["dependencies"] = json!([dependency(&id(number), &id(number - 1), number)]);
        body = body.add(next);
    }
    body.json()
}

fn dependency(from: &Value, to: &Value, line: usize) -> Value {
    let props = json!([{ "name": "size", "value": { "type": "String", "value": format!("of line {line}") } }]);
    let usage = json!({ "props": props, "start": { "line": line, "column": 1 }, "end": { "line": line, "column": 9 } });
    json!({ "from": { "id": from }, "to": { "id": to }, "references": [{ "usages": [usage], "trace": [] }] })
}
