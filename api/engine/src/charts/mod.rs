//! Charts: a subject, a metric, perhaps a breakdown, now or over time.
mod across;
mod answer;
mod current;
mod dims;
mod fill;
mod grid;
mod periods;
mod query;
mod refusal;
mod series;
mod signatures;
mod sweep;

pub use answer::{Cell, Chart, ChartPoint, ChartRow, Column, Series, Value};
pub(crate) use dims::label;
pub use periods::{Frequency, OverTime, PeriodError, Window};
pub use query::{Bounds, Breakdown, BreakdownKind, ChartQuery, Metric, On, Other, Subject, SubjectKind};
pub use refusal::ChartError;

/// Key and name of the row, and of the column, that stands for all beyond the limit.
pub const REST: &str = "…";
/// Key and name of the row of whatever has no value.
pub const NOT_SET: &str = "(not set)";
