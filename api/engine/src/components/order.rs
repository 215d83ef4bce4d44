//! Orders of the catalogue, and places in them that outlive a state.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A column the catalogue can be sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OrderBy {
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
    /// Earliest git date.
    CreatedAt,
    /// Latest git date.
    UpdatedAt,
    /// When its parents changed last.
    LastUsageChangedAt,
    /// A custom property: numbers, then texts and dates, then booleans.
    CustomProperty(String),
}

const PROPERTY: &str = "customProperty.";

impl OrderBy {
    /// All but those of custom properties.
    pub const FIXED: [Self; 10] = [
        Self::Name,
        Self::ProjectName,
        Self::Path,
        Self::Children,
        Self::Usages,
        Self::Instances,
        Self::Projects,
        Self::CreatedAt,
        Self::UpdatedAt,
        Self::LastUsageChangedAt,
    ];

    fn name(&self) -> String {
        match self {
            Self::Name => "name",
            Self::ProjectName => "projectName",
            Self::Path => "path",
            Self::Children => "children",
            Self::Usages => "usages",
            Self::Instances => "instances",
            Self::Projects => "projects",
            Self::CreatedAt => "createdAt",
            Self::UpdatedAt => "updatedAt",
            Self::LastUsageChangedAt => "lastUsageChangedAt",
            Self::CustomProperty(name) => return format!("{PROPERTY}{name}"),
        }
        .to_owned()
    }
}

/// An order, written `name` or, descending, `-name`. What has no value comes last either way; equal rows follow
/// by name, then by key, ascending.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Order {
    /// The column.
    pub by: OrderBy,
    /// Largest first.
    pub descending: bool,
}

impl Default for Order {
    /// The most used first.
    fn default() -> Self {
        Self { by: OrderBy::Usages, descending: true }
    }
}

/// An order that doesn't exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("can't sort by \"{asked}\"; use one of {}, {PROPERTY}<name>, with - in front for descending", legal())]
pub struct UnknownOrder {
    /// What was asked for.
    pub asked: String,
}

fn legal() -> String {
    OrderBy::FIXED.map(|by| by.name()).join(", ")
}

impl FromStr for Order {
    type Err = UnknownOrder;

    fn from_str(text: &str) -> Result<Self, UnknownOrder> {
        let column = text.strip_prefix('-');
        let (name, descending) = (column.unwrap_or(text), column.is_some());
        let property = name.strip_prefix(PROPERTY).filter(|name| !name.is_empty());
        let by = match property {
            Some(name) => Some(OrderBy::CustomProperty(name.to_owned())),
            None => OrderBy::FIXED.into_iter().find(|by| by.name() == name),
        };
        by.map(|by| Self { by, descending }).ok_or_else(|| UnknownOrder { asked: text.to_owned() })
    }
}

impl TryFrom<String> for Order {
    type Error = UnknownOrder;

    fn try_from(text: String) -> Result<Self, UnknownOrder> {
        text.parse()
    }
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.by.name())
    }
}

impl From<Order> for String {
    fn from(order: Order) -> Self {
        order.to_string()
    }
}

/// The place behind a row, told by the values that place it. Rows that came, went or changed meanwhile don't
/// matter: the next page holds what now comes behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The order the place is in.
    pub order: Order,
    /// The row's value in the column sorted by.
    pub value: PlaceValue,
    /// The row's name, the first tie-break.
    pub name: String,
    /// The row's key, the second.
    pub key: String,
}

/// A value of the column sorted by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PlaceValue {
    /// A boolean.
    Bool(bool),
    /// A count or a date.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// Nothing.
    Nothing(()),
}
