//! What this call takes.
use crate::features::components::filter::Filter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What to chart.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChartQuery {
    /// What the rows are.
    pub subject: Subject,
    /// What is counted; usages without.
    #[serde(default)]
    pub metric: Metric,
    /// For adoption: what core is compared with; internal components without.
    pub other: Option<Other>,
    /// For adoption: count what core components render, too.
    #[serde(default)]
    pub include_core_parents: bool,
    /// What the columns are; none without.
    pub breakdown: Option<Breakdown>,
    /// All must hold. They look at what is rendered unless they say otherwise.
    #[serde(default)]
    #[validate(length(max = 100, message = "must be at most 100 filters"))]
    pub filters: Vec<Filter>,
    /// Rows before the rest is put together as `…`; 50 without.
    #[validate(range(min = 1, max = 500, message = "must be between 1 and 500"))]
    #[schema(minimum = 1, maximum = 500)]
    pub limit: Option<i64>,
    /// Points in time; the newest state without.
    pub over_time: Option<OverTime>,
}

/// What the rows of a chart are.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChartSubject)]
pub struct Subject {
    /// Which kind of thing.
    pub kind: SubjectKind,
    /// The custom property's name, where it is one.
    pub property: Option<String>,
    /// Whose custom property; the child's without.
    pub on: Option<On>,
}

/// A kind of thing to chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChartSubjectKind)]
pub enum SubjectKind {
    /// The components that are used.
    Components,
    /// The projects they are used in.
    Projects,
    /// The tags they carry.
    Tags,
    /// The values of a custom property.
    CustomProperty,
    /// Raw HTML elements; counts are of the components that render them.
    Html,
    /// The versions their packages state.
    Versions,
}

/// Which end of a use is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChartEnd)]
pub enum On {
    /// Who renders.
    Parent,
    /// What is rendered.
    Child,
}

/// What a chart counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChartMetric)]
pub enum Metric {
    /// Distinct pairs of parent and child; not with html.
    #[default]
    Usages,
    /// JSX elements; not with html.
    Instances,
    /// Distinct children; not with components.
    Components,
    /// Distinct projects of the parents; not with projects.
    Projects,
    /// Uses of core among uses of core and of others, in percent; not with components, tags and html.
    Adoption,
}

/// What core is compared with. Core wins over it.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChartOther)]
pub struct Other {
    /// What carries this tag.
    pub tag: Option<String>,
    /// Internal components.
    pub internal: Option<bool>,
    /// Everything.
    pub all: Option<bool>,
}

/// What the columns of a chart are.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChartBreakdown)]
pub struct Breakdown {
    /// Which kind of thing.
    pub kind: BreakdownKind,
    /// The custom property's name, where it is one.
    pub property: Option<String>,
    /// Whose custom property; the child's without.
    pub on: Option<On>,
}

/// A kind of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChartBreakdownKind)]
pub enum BreakdownKind {
    /// The project that defines the child; not with components.
    ProjectDefined,
    /// The project that renders it; not with projects and html.
    ProjectUsedIn,
    /// Tags of the child.
    Tag,
    /// Values of a custom property.
    CustomProperty,
}

/// Which points in time: a window that ends now, or a range.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ChartOverTime)]
pub struct OverTime {
    /// A window that ends now.
    pub window: Option<Window>,
    /// Where the first point's unit lies: an ISO-8601 date or date-time.
    pub from: Option<String>,
    /// Behind the last point; now without.
    pub to: Option<String>,
    /// How far apart points are.
    pub frequency: Frequency,
    /// IANA name such as `Europe/Berlin`; UTC without.
    pub time_zone: Option<String>,
}

/// A window that ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[schema(as = ChartWindow)]
pub enum Window {
    /// 7 days.
    #[serde(rename = "7d")]
    Days7,
    /// 2 weeks.
    #[serde(rename = "2w")]
    Weeks2,
    /// 4 weeks.
    #[serde(rename = "4w")]
    Weeks4,
    /// 3 months.
    #[serde(rename = "3m")]
    Months3,
    /// 6 months.
    #[serde(rename = "6m")]
    Months6,
    /// 12 months.
    #[serde(rename = "12m")]
    Months12,
    /// From the first scan on.
    #[serde(rename = "all")]
    All,
}

/// How far apart points are, by the calendar of the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ChartFrequency)]
pub enum Frequency {
    /// A point per day.
    Daily,
    /// A point per week, which begins on Monday.
    Weekly,
    /// A point per month.
    Monthly,
}
