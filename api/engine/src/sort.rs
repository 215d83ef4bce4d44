//! Orders of the catalogue.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A column the catalogue can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// Display name, without regard to case.
    Name,
    /// Project name, without regard to case.
    ProjectName,
    /// Path, without regard to case.
    Path,
    /// Distinct components it renders.
    Children,
    /// Distinct parents.
    Usages,
    /// JSX elements.
    Instances,
    /// Distinct projects of its parents.
    Projects,
}

impl SortBy {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::ProjectName, Self::Path, Self::Children, Self::Usages, Self::Instances, Self::Projects];

    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::ProjectName => "projectName",
            Self::Path => "path",
            Self::Children => "children",
            Self::Usages => "usages",
            Self::Instances => "instances",
            Self::Projects => "projects",
        }
    }
}

/// An order of the catalogue, written `name` or, descending, `-name`. Equal rows follow by name, then by
/// key, ascending either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Sort {
    /// The column.
    pub by: SortBy,
    /// Largest first.
    pub descending: bool,
}

impl Default for Sort {
    /// The most used first.
    fn default() -> Self {
        Self { by: SortBy::Usages, descending: true }
    }
}

/// A sort order that doesn't exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("can't sort by \"{asked}\"; use one of {}, with - in front for descending", names())]
pub struct UnknownSort {
    /// What was asked for.
    pub asked: String,
}

fn names() -> String {
    SortBy::ALL.map(SortBy::as_str).join(", ")
}

impl FromStr for Sort {
    type Err = UnknownSort;

    fn from_str(text: &str) -> Result<Self, UnknownSort> {
        let column = text.strip_prefix('-');
        let name = column.unwrap_or(text);
        SortBy::ALL
            .into_iter()
            .find(|by| by.as_str() == name)
            .map(|by| Self { by, descending: column.is_some() })
            .ok_or_else(|| UnknownSort { asked: text.to_owned() })
    }
}

impl TryFrom<String> for Sort {
    type Error = UnknownSort;

    fn try_from(text: String) -> Result<Self, UnknownSort> {
        text.parse()
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.descending { "-" } else { "" };
        write!(f, "{sign}{}", self.by.as_str())
    }
}

impl From<Sort> for String {
    fn from(sort: Sort) -> Self {
        sort.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_sort_reads_as_it_is_written() {
        for by in SortBy::ALL {
            for descending in [false, true] {
                let sort = Sort { by, descending };
                assert_eq!(sort.to_string().parse(), Ok(sort));
            }
        }
        assert_eq!("-usages".parse(), Ok(Sort::default()));
    }

    #[test]
    fn an_unknown_sort_names_the_known_ones() {
        let refusal = "-colour".parse::<Sort>().unwrap_err().to_string();
        assert!(refusal.contains("\"-colour\"") && refusal.contains("projectName"), "{refusal}");
    }
}
