//! What these calls take and answer.
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What to chart.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChartQuery {
    /// What the rows are.
    pub subject: Subject,
    /// What is counted; usages without.
    #[serde(default)]
    pub metric: Metric,
    /// Rows before the rest is put together as `…`; 50 without.
    #[validate(range(min = 1, max = 500, message = "must be between 1 and 500"))]
    pub limit: Option<u16>,
}

/// What the rows of a chart are.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Which kind of thing.
    pub kind: SubjectKind,
}

/// A kind of thing to chart.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChartSubjectKind)]
pub enum SubjectKind {
    /// The components that are used.
    Components,
    /// The projects they are used in.
    Projects,
}

/// What a chart counts.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChartMetric)]
pub enum Metric {
    /// Distinct pairs of parent and child.
    #[default]
    Usages,
    /// JSX elements.
    Instances,
    /// Distinct children; not with components.
    Components,
    /// Distinct projects of the parents; not with projects.
    Projects,
}

/// A chart.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Chart {
    /// Ranked by total; `…` is all the rest, counted on its own.
    pub rows: Vec<ChartRow>,
    /// The count over everything; distinct counts do not add up to it.
    pub total: u64,
    /// The data revision this was read from.
    pub revision: i64,
    /// The time of the newest scan in it; null without scans.
    pub as_of: Option<DateTime<Utc>>,
}

/// A row of a chart.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChartRow {
    /// A component's key or a project's name.
    pub key: String,
    /// What to call it.
    pub name: String,
    /// The project of a component.
    pub project_name: Option<String>,
    /// The count.
    pub total: u64,
}

impl From<SubjectKind> for engine::charts::SubjectKind {
    fn from(kind: SubjectKind) -> Self {
        match kind {
            SubjectKind::Components => Self::Components,
            SubjectKind::Projects => Self::Projects,
        }
    }
}

impl From<Metric> for engine::charts::Metric {
    fn from(metric: Metric) -> Self {
        match metric {
            Metric::Usages => Self::Usages,
            Metric::Instances => Self::Instances,
            Metric::Components => Self::Components,
            Metric::Projects => Self::Projects,
        }
    }
}
