//! What a chart answers.
use serde::Serialize;

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chart {
    /// The columns that some row has a use in; none without a breakdown. The largest are shown, the rest is one more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// Ranked by value at the last point, then by name; behind them the rest, if there is one.
    pub rows: Vec<ChartRow>,
    /// The value over everything: a count of its own, not the sum of the rows.
    pub total: Value,
    /// The same for every point.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<Value>,
    /// The points in time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<ChartPoint>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its key.
    pub key: String,
    /// Display name.
    pub name: String,
    /// A tag's colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChartRow {
    /// A component's key, a tag's slug, a project's name or a value; [`REST`](super::REST) for the rest.
    pub key: String,
    /// Display name.
    pub name: String,
    /// A component's project, which tells it from others of its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// A tag's colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The value at the last point; a distinct count of its own, too.
    pub total: Value,
    /// The values by column, where there is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Cell>,
    /// The values over time: of the whole row, then of every column that has any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
}

/// The value of a row in a column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// The column's key.
    pub column: String,
    /// The value.
    pub value: Value,
}

/// Values over time, one per point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Series {
    /// The column's key; none for the whole row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The values.
    pub values: Vec<Value>,
}

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ChartPoint {
    /// Where its day, week or month begins, in Unix milliseconds.
    pub start: i64,
    /// The time whose state it is: the last millisecond of that day, week or month, or now.
    pub at: i64,
    /// Whether a scan came within it.
    pub scan: bool,
}

/// A number in a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Nothing to divide by.
    #[default]
    Nothing,
    /// A count.
    Count(u64),
    /// Percent.
    Percent(f64),
}

impl Value {
    /// As a number to rank by; nothing is least.
    pub(crate) fn rank(self) -> f64 {
        match self {
            Self::Nothing => -1.0,
            Self::Count(count) => count as f64,
            Self::Percent(percent) => percent,
        }
    }

    /// Whether there is anything.
    pub(crate) fn is_something(self) -> bool {
        !matches!(self, Self::Nothing | Self::Count(0))
    }
}
