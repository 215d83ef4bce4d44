//! What can be asked, and what makes no sense.
use super::periods::OverTime;
use super::refusal::ChartError;
use crate::filter::Filter;
use serde::{Deserialize, Serialize};

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChartQuery {
    /// What the rows are.
    pub subject: Subject,
    /// What is counted.
    #[serde(default)]
    pub metric: Metric,
    /// What core is compared with, for adoption.
    #[serde(default)]
    pub other: Option<Other>,
    /// For adoption: count uses by core components, too.
    #[serde(default)]
    pub include_core_parents: bool,
    /// What the columns are.
    #[serde(default)]
    pub breakdown: Option<Breakdown>,
    /// What is looked at.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// Rows before the rest is put together.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Points in time; the newest state without.
    #[serde(default)]
    pub over_time: Option<OverTime>,
}

/// What the rows are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subject {
    /// Which kind of thing.
    pub kind: SubjectKind,
    /// The custom property.
    #[serde(default)]
    pub property: Option<String>,
    /// Whose custom property; the child's without.
    #[serde(default)]
    pub on: Option<On>,
}

/// A kind of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SubjectKind {
    /// Components, as children.
    Components,
    /// Projects, of the parents.
    Projects,
    /// Tags of the children.
    Tags,
    /// Values of a custom property.
    CustomProperty,
    /// Raw HTML elements.
    Html,
    /// Versions of local packages, of the children.
    Versions,
}

/// Which end of a use is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum On {
    /// Who renders.
    Parent,
    /// What is rendered.
    #[default]
    Child,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Metric {
    /// Distinct pairs of parent and child.
    #[default]
    Usages,
    /// JSX elements.
    Instances,
    /// Distinct children.
    Components,
    /// Distinct projects of parents.
    Projects,
    /// Core pairs among core and other ones, in percent.
    Adoption,
}

/// What counts as other than core. Core wins over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Other {
    /// What carries a tag.
    Tag {
        /// Its slug.
        tag: String,
    },
    /// Internal components.
    Internal {
        /// Always true.
        internal: bool,
    },
    /// Everything.
    All {
        /// Always true.
        all: bool,
    },
}

/// What the columns are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Breakdown {
    /// Which kind of thing.
    pub kind: BreakdownKind,
    /// The custom property.
    #[serde(default)]
    pub property: Option<String>,
    /// Whose custom property; the child's without.
    #[serde(default)]
    pub on: Option<On>,
}

/// A kind of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BreakdownKind {
    /// The project of the child.
    ProjectDefined,
    /// The project of the parent.
    ProjectUsedIn,
    /// Tags of the child.
    Tag,
    /// Values of a custom property.
    CustomProperty,
}

/// How large a chart may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Columns it shows; all others are one more.
    pub columns: usize,
    /// Rows times columns over time.
    pub series: usize,
    /// Cells up to which columns are counted before it is known which rows are shown. No answer depends on it.
    pub cells: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { columns: 50, series: 500, cells: 1 << 14 }
    }
}

impl SubjectKind {
    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Components => "components",
            Self::Projects => "projects",
            Self::Tags => "tags",
            Self::CustomProperty => "customProperty",
            Self::Html => "html",
            Self::Versions => "versions",
        }
    }

    /// What can be counted per row.
    pub fn metrics(self) -> &'static [Metric] {
        use Metric::{Adoption, Components, Instances, Projects, Usages};
        match self {
            Self::Components => &[Usages, Instances, Projects],
            Self::Projects => &[Usages, Instances, Components, Adoption],
            Self::Tags => &[Usages, Instances, Components, Projects],
            Self::CustomProperty | Self::Versions => &[Usages, Instances, Components, Projects, Adoption],
            Self::Html => &[Components, Projects],
        }
    }

    /// What rows can be broken down by.
    pub fn breakdowns(self) -> &'static [BreakdownKind] {
        use BreakdownKind::{CustomProperty, ProjectDefined, ProjectUsedIn, Tag};
        match self {
            Self::Components => &[ProjectUsedIn, Tag, CustomProperty],
            Self::Projects => &[ProjectDefined, Tag, CustomProperty],
            // Of raw elements either project is that of the component that renders them.
            Self::Tags | Self::CustomProperty | Self::Html | Self::Versions => {
                &[ProjectDefined, ProjectUsedIn, Tag, CustomProperty]
            }
        }
    }
}

impl Metric {
    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usages => "usages",
            Self::Instances => "instances",
            Self::Components => "components",
            Self::Projects => "projects",
            Self::Adoption => "adoption",
        }
    }
}

impl BreakdownKind {
    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProjectDefined => "projectDefined",
            Self::ProjectUsedIn => "projectUsedIn",
            Self::Tag => "tag",
            Self::CustomProperty => "customProperty",
        }
    }
}

impl ChartQuery {
    /// Rows a chart has unless told otherwise.
    pub const DEFAULT_LIMIT: usize = 50;
    /// Rows a chart has at most.
    pub const MAX_LIMIT: usize = 500;

    /// A question to the newest state without filters.
    pub fn new(kind: SubjectKind, metric: Metric) -> Self {
        Self {
            subject: Subject { kind, property: None, on: None },
            metric,
            other: None,
            include_core_parents: false,
            breakdown: None,
            filters: Vec::new(),
            limit: None,
            over_time: None,
        }
    }

    /// Whether it makes sense. Answers with the number of rows.
    pub(crate) fn check(&self) -> Result<usize, ChartError> {
        let kind = self.subject.kind;
        let subject = kind.as_str();
        if !kind.metrics().contains(&self.metric) {
            let legal = kind.metrics().iter().map(|metric| metric.as_str()).collect();
            return Err(ChartError::Metric { subject, metric: self.metric.as_str(), legal });
        }
        if kind == SubjectKind::CustomProperty && self.subject.property.is_none() {
            return Err(ChartError::PropertyMissing("subject"));
        }
        if let Some(breakdown) = &self.breakdown {
            if !kind.breakdowns().contains(&breakdown.kind) {
                let legal = kind.breakdowns().iter().map(|kind| kind.as_str()).collect();
                return Err(ChartError::Breakdown { subject, breakdown: breakdown.kind.as_str(), legal });
            }
            if breakdown.kind == BreakdownKind::CustomProperty && breakdown.property.is_none() {
                return Err(ChartError::PropertyMissing("breakdown"));
            }
        }
        match &self.other {
            Some(_) if self.metric != Metric::Adoption => {
                return Err(ChartError::Other("belongs to the metric adoption".to_owned()));
            }
            Some(Other::Internal { internal: false } | Other::All { all: false }) => {
                return Err(ChartError::Other("can only be true; leave it out otherwise".to_owned()));
            }
            _ => {}
        }
        let limit = self.limit.unwrap_or(Self::DEFAULT_LIMIT);
        if (1..=Self::MAX_LIMIT).contains(&limit) { Ok(limit) } else { Err(ChartError::Limit { max: Self::MAX_LIMIT }) }
    }
}
