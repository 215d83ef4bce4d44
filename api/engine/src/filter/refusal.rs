//! Why a filter can't be used.
use std::fmt;

/// The part of a filter that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterPart {
    /// Its field.
    Field,
    /// Its operation.
    Operation,
    /// Its values.
    Values,
}

impl FilterPart {
    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Operation => "operation",
            Self::Values => "values",
        }
    }
}

/// A filter that means nothing, and what would.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("filters[{index}].{part}: {message}")]
pub struct FilterError {
    /// Which entry of the list.
    pub index: usize,
    /// Which part of it.
    pub part: FilterPart,
    /// What is wrong, and what is legal.
    pub message: String,
}

impl fmt::Display for FilterPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A refusal before it is known which entry it is about.
pub(crate) type Refusal = (FilterPart, String);

pub(crate) fn bad_values<T>(message: impl Into<String>) -> Result<T, Refusal> {
    Err((FilterPart::Values, message.into()))
}

pub(crate) fn bad_operation<T>(asked: &str, legal: &[&str]) -> Result<T, Refusal> {
    Err((FilterPart::Operation, format!("\"{asked}\" is not possible here; use one of {}", legal.join(", "))))
}
