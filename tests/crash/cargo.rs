//! Bodies to send again and again, each time of another branch: real scans where they are at hand, and made-up ones.
use crate::support::{
    bodies::{Body, gzip},
    scans,
};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use std::io::Read;

/// Real scans, and those that only a long run has the time for.
const REAL: [&str; 2] = ["react-zen", "umami"];
const LARGE: [&str; 2] = ["chakra-ui", "ui"];

/// A body in which only the branch changes. The three parts of a compressed one are members of one stream.
pub struct Cargo {
    pub name: String,
    before: Vec<u8>,
    behind: Vec<u8>,
    is_packed: bool,
}

impl Cargo {
    /// All there are, or those that are not too large.
    pub fn all(with_large: bool) -> Vec<Self> {
        let names = REAL.into_iter().chain(LARGE.into_iter().filter(|_| with_large));
        let real = scans::folder().map(|folder| {
            names.map(move |name| {
                let mut plain = Vec::new();
                GzDecoder::new(&scans::read(&folder, name)[..]).read_to_end(&mut plain).unwrap();
                Self::cut(name, &plain, true)
            })
        });
        let own = [Self::cut("small", &made_up(40), true), Self::cut("large", &made_up(3000), false)];
        own.into_iter().chain(real.into_iter().flatten()).collect()
    }

    fn cut(name: &str, plain: &[u8], is_packed: bool) -> Self {
        let key = b"\"branch\":\"";
        let at = plain.windows(key.len()).rposition(|window| window == key).expect("a branch") + key.len();
        let end = at + plain[at..].iter().position(|byte| *byte == b'"').unwrap();
        let pack = |bytes: &[u8]| if is_packed { gzip(bytes) } else { bytes.to_vec() };
        Self { name: name.to_owned(), before: pack(&plain[..at]), behind: pack(&plain[end..]), is_packed }
    }

    /// The body as it is sent.
    pub fn of_branch(&self, branch: &str) -> Vec<u8> {
        let middle = if self.is_packed { gzip(branch.as_bytes()) } else { branch.as_bytes().to_vec() };
        [&self.before[..], &middle, &self.behind].concat()
    }

    /// Its content coding.
    pub fn coding(&self) -> &'static str {
        if self.is_packed { "gzip" } else { "identity" }
    }
}

/// So many components, each of which renders the one before it.
fn made_up(components: usize) -> Vec<u8> {
    let mut body = Body::of("made-up").defines("Part0", &[]);
    let first = body.json()["components"][0].clone();
    for number in 1..components {
        let mut next = first.clone();
        let id = |number: usize| first["id"].as_str().unwrap().replace("Part0", &format!("Part{number}"));
        next["id"] = json!(id(number));
        next["name"] = json!(format!("Part{number}"));
        next["dependencies"] = json!([{
            "from": { "id": id(number) },
            "to": { "id": id(number - 1) },
            "references": [{ "usages": [usage(number)], "trace": [] }],
        }]);
        body = body.add(next);
    }
    body.bytes()
}

fn usage(line: usize) -> Value {
    json!({ "props": [], "start": { "line": line, "column": 1 }, "end": { "line": line, "column": 9 } })
}
