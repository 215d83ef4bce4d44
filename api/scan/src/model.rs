//! What is kept of one scan: the terms of `cli-protocol.md` §7, less what §9 finds superfluous.
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One component of a scan body, local (`mtype` `local`) or external (`package`).
///
/// Lists are sorted where the body's order means nothing, so that equal components are equal values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// The scanner's id: `<package>:<sha-256 of the module path>:<export name>`.
    pub id: String,
    /// Display name.
    pub name: String,
    /// The npm package that defines it; `root` where `package.json` has no name.
    pub package_name: String,
    /// Defined in the scanned code (else: comes from an npm package).
    pub is_local: bool,
    /// Local: file path from the scanned root. External: import subpath, `""` for the main entry.
    pub path: String,
    /// Ids under which other code may import it. Sorted, unique.
    pub export_ids: Vec<String>,
    /// Declared props, sorted by name.
    pub props: Vec<DeclaredProp>,
    /// Raw HTML elements it renders. Sorted, unique.
    pub html_elements: Vec<String>,
    /// Custom properties set by a hook script. A value the scanner could not express (null) is left out.
    pub metadata: BTreeMap<String, PropertyValue>,
    /// Where its definition stands in `path`; never known for external ones.
    pub span: Option<Span>,
    /// Git date of the definition's first commit within a year before the scan, in Unix milliseconds.
    pub created_at: Option<i64>,
    /// Git date of its latest commit, as above.
    pub updated_at: Option<i64>,
    /// What it renders: one entry per child, sorted by `to`.
    pub edges: Vec<Edge>,
}

/// A declared prop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeclaredProp {
    /// Its name.
    pub name: String,
    /// Its default, if one is declared.
    pub default_value: Option<PropValue>,
}

/// A dependency: the owning component renders (or at least refers to) `to`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// Id of the child as the body names it, before any linking.
    pub to: String,
    /// JSX elements; none for `styled(Button)` and the like. Sorted by position.
    pub usages: Vec<Usage>,
}

/// One JSX element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Where it stands in the parent's file.
    pub span: Span,
    /// Props passed, sorted by name; `""` is a spread and may repeat.
    pub props: Vec<PassedProp>,
}

/// A prop as passed to one element.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PassedProp {
    /// Its name; `""` for a spread attribute.
    pub name: String,
    /// What is passed.
    pub value: PropValue,
}

/// A prop value as far as the source text shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PropValue {
    /// A string literal.
    Text(String),
    /// A number literal; one that JSON cannot carry is `Dynamic`.
    Number(f64),
    /// A boolean literal, or an attribute without a value.
    Bool(bool),
    /// `null`.
    Null,
    /// A regular expression literal.
    Regex {
        /// Between the slashes.
        pattern: String,
        /// After them.
        flags: String,
    },
    /// A name; `undefined` is one too.
    Identifier(String),
    /// A spread attribute: may set any prop.
    Spread,
    /// Anything that only running the code would tell; the scanner's own word for the kind (`Function`, `JSXElement`, …).
    Dynamic(String),
}

/// A custom property's value, with the type it was sent with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PropertyValue {
    /// A string (dates are sent as ISO-8601 strings).
    Text(String),
    /// A number.
    Number(f64),
    /// A boolean.
    Bool(bool),
}

/// A range in a file, 1-based, the end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First position.
    pub start: Position,
    /// Position behind the last character.
    pub end: Position,
}

/// A position in a file, 1-based.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// An npm package with local components in the scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    /// Its npm name; `root` where it has none.
    pub name: String,
    /// The version its `package.json` states; `0.0.0` where it states none.
    pub version: Option<String>,
    /// Its folder from the scanned root; `""` is the root itself.
    pub path: Option<String>,
    /// Local components of this package in the scan.
    pub components: u32,
}

/// Where the scanned code comes from. Credentials are already taken out of `url`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Repository {
    /// Host of `url`, lower case (`github.com`), if it has one.
    pub host: Option<String>,
    /// Owner or group path, as sent.
    pub scope: Option<String>,
    /// Name, as sent.
    pub name: Option<String>,
    /// Remote address without user information.
    pub url: Option<String>,
    /// Branch; `None` where the checkout was detached (usual in CI).
    pub branch: Option<String>,
    /// First line of the initial commit hash.
    pub initial_commit_hash: Option<String>,
}

/// What the scanner could not make sense of. Absolute local paths are shortened to what follows the scanned root where it can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Issues {
    /// Imports that resolve neither to a file nor to a declared dependency.
    pub invalid_dependencies: Vec<InvalidDependency>,
    /// Files that were skipped because the parser refused them.
    pub parser_errors: Vec<ParserError>,
    /// Aliases and exports that point nowhere.
    pub setup_issues: Vec<SetupIssue>,
}

/// An import that could not be resolved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InvalidDependency {
    /// The imported package name, or alias head.
    pub package_name: String,
    /// Import subpath.
    pub path: String,
    /// The local package that imports it.
    pub source_package_name: String,
}

/// A file the parser refused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParserError {
    /// File path.
    pub file: String,
    /// The parser's words.
    pub reason: Vec<String>,
}

/// An alias or export entry that points nowhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetupIssue {
    /// The local package it belongs to.
    pub package_name: String,
    /// `alias` or `export`.
    pub entry_type: String,
    /// The entry's name.
    pub entry_name: String,
    /// Where it points to.
    pub patterns: Vec<String>,
    /// `TARGET_NOT_EXIST` or `TARGET_NOT_INCLUDED`.
    pub kind: String,
    /// `ERROR` or `WARNING`.
    pub level: String,
    /// The file that declares the entry.
    pub source_path: String,
}

/// How and by what the scan was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// Version of the scanner.
    pub cli_version: Option<String>,
    /// Name of the CI system; `unknown` for one the scanner does not know, `None` outside CI.
    pub ci_vendor: Option<String>,
    /// Version of Node.
    pub node_version: Option<String>,
    /// Modules the scanner read.
    pub num_of_modules: Option<u64>,
    /// How long it took, in milliseconds.
    pub duration_msec: Option<u64>,
}
