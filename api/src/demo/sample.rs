//! What the scanner said about a sample code base, as `scripts/demo-bodies.mjs` writes it down.
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A code base.
#[derive(Clone, Deserialize)]
pub struct Sample {
    /// npm name.
    pub package_name: String,
    /// Version its `package.json` states.
    pub version: String,
    /// Files.
    pub modules: u32,
    /// Version of the scanner.
    pub cli_version: String,
    /// As the scanner sends them.
    pub setup_issues: Vec<Value>,
    /// As the scanner sends them.
    pub invalid_dependencies: Vec<Value>,
    /// As the scanner sends them.
    pub parser_errors: Vec<Value>,
    /// Its own components.
    pub components: Vec<Component>,
}

/// A component. Its file is `place` with `.tsx` behind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Component {
    /// The path that the scanner puts into ids.
    pub place: String,
    /// The name in ids; `default` where only the file knows a better one.
    pub symbol: String,
    /// What to call it.
    pub name: String,
    /// Paths it can be imported by.
    pub exports: Vec<String>,
    /// Declared props with their defaults.
    pub props: BTreeMap<String, Option<Literal>>,
    /// Raw HTML elements.
    pub html: Vec<String>,
    /// The elements of every component it renders, by `package:path:name`: an id with the path in place of its hash.
    pub children: BTreeMap<String, Vec<Element>>,
    /// Custom properties.
    #[serde(default)]
    pub metadata: BTreeMap<String, Value>,
    /// Line and column of its beginning and its end.
    pub span: [u32; 4],
}

/// A JSX element: where it stands, and the props it passes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Element(pub [u32; 4], pub BTreeMap<String, Literal>);

/// The value of a prop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Literal {
    /// The kind, and the name of an identifier. First, since the other one takes everything.
    Kind(Vec<String>),
    /// A string, a number or a boolean.
    Plain(Value),
}

impl Component {
    /// Id with the path in place of its hash.
    pub fn key(&self, package_name: &str) -> String {
        format!("{package_name}:{}:{}", self.place, self.symbol)
    }
}
