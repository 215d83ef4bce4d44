//! Filters as they are written in queries, addresses and tags.
use serde::{Deserialize, Serialize};

/// One entry. All entries of a list must hold; a field may occur several times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Filter {
    /// What is looked at: `name`, `tag`, `customProperty.<name>`, …
    pub field: String,
    /// How: `equals`, `hasAny`, `withinLast`, …
    pub operation: String,
    /// With what.
    #[serde(default)]
    pub values: Values,
}

/// What a filter compares with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Values {
    /// Several values.
    List(Vec<Scalar>),
    /// Folders, for the field `folder`.
    Folders(FolderSelection),
    /// A single value without brackets.
    One(Scalar),
}

impl Default for Values {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Values {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            Self::Folders(folders) => folders.selected.len() + folders.deselected.len(),
            Self::One(_) => 1,
        }
    }
}

/// A value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text, or a date.
    Text(String),
    /// `null`: no limit on that side.
    Null(()),
}

/// Folders of packages, written `<project>:<folder>/`; `<project>:` is the whole package.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FolderSelection {
    /// What is in. Everything, if nothing is said.
    #[serde(default)]
    pub selected: Vec<String>,
    /// What is out, unless a longer entry selects it.
    #[serde(default)]
    pub deselected: Vec<String>,
}

impl Filter {
    /// A filter with a list of texts.
    pub fn texts(field: &str, operation: &str, values: &[&str]) -> Self {
        let values = values.iter().map(|text| Scalar::Text((*text).to_owned())).collect();
        Self { field: field.to_owned(), operation: operation.to_owned(), values: Values::List(values) }
    }

    /// A filter with a number.
    pub fn number(field: &str, operation: &str, value: f64) -> Self {
        let values = Values::List(vec![Scalar::Number(value)]);
        Self { field: field.to_owned(), operation: operation.to_owned(), values }
    }
}
