//! What these calls take and answer.
use super::filter::Filter;
use chrono::{DateTime, Utc};
use engine::{LinkedBy as Rule, components::ComponentRow, tags::UNTAGGED};
use scan::PropertyValue;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use validator::Validate;

/// `?search=&sort=&limit=&cursor=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CatalogueQuery {
    /// Terms apart by white space; each must occur in name, path or project.
    pub search: Option<String>,
    /// `name`, `projectName`, `path`, `children`, `usages`, `instances`, `projects`, `createdAt`, `updatedAt`,
    /// `lastUsageChangedAt` or `customProperty.<name>`, with `-` in front for descending; `-usages` without.
    #[param(example = "-usages")]
    pub sort: Option<String>,
    /// Items a page, 1 to 200; 50 without.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// A search of the catalogue.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CatalogueSearch {
    /// Terms apart by white space; each must occur in name, path or project.
    pub search: Option<String>,
    /// All of them must hold.
    #[validate(length(max = 50, message = "has more than 50 entries"))]
    pub filters: Vec<Filter>,
    /// As in the query of the list; `-usages` without.
    #[schema(example = "-usages")]
    pub sort: Option<String>,
    /// Items a page, 1 to 200; 50 without.
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `nextCursor` of the page before.
    pub cursor: Option<String>,
    /// The IANA time zone that days and `withinLast` are of; UTC without.
    #[schema(example = "Europe/Paris")]
    pub time_zone: Option<String>,
}

/// A page of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CataloguePage {
    /// The components.
    pub items: Vec<Component>,
    /// What to ask for the page behind this one; null on the last.
    pub next_cursor: Option<String>,
    /// Components the search finds on all pages.
    pub total: usize,
    /// The data revision this was read from.
    pub revision: i64,
    /// The time of the newest scan in it; null without scans.
    pub as_of: Option<DateTime<Utc>>,
}

/// A component with its counts in the newest state.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    /// Stands for it in addresses.
    pub key: String,
    /// The scanner's id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The npm package that defines it.
    pub package_name: String,
    /// The project: the package, or `root@<repository>` where that has no name.
    pub project_name: String,
    /// What people call the project; null where that is its own name.
    pub project_alias: Option<String>,
    /// File path, or import subpath of an external component.
    pub path: String,
    /// Defined in code that was scanned.
    pub is_internal: bool,
    /// Slugs of the tags it carries; `<external>` is that of components from outside.
    pub tags: Vec<String>,
    /// Distinct components that render it.
    pub usages: u32,
    /// JSX elements.
    pub instances: u64,
    /// Distinct components it renders.
    pub children: u32,
    /// Distinct projects it is used in.
    pub projects: u32,
    /// Its first commit, as far back as scans tell.
    pub created_at: Option<DateTime<Utc>>,
    /// Its latest commit.
    pub updated_at: Option<DateTime<Utc>>,
    /// When the set of components that render it changed last.
    pub last_usage_changed_at: Option<DateTime<Utc>>,
    /// Custom properties.
    pub metadata: BTreeMap<String, CustomProperty>,
    /// How uses of it in other packages were recognised as it.
    pub linked_by: Option<LinkedBy>,
}

/// A custom property's value, with the type it was sent with.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum CustomProperty {
    /// A string; dates are ISO-8601 strings.
    Text(String),
    /// A number.
    #[schema(value_type = f64)]
    Number(serde_json::Number),
    /// A boolean.
    Bool(bool),
}

/// The rule that recognised an import as a component of the workspace.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum LinkedBy {
    /// The very same id.
    Id,
    /// One of the ids it is exported under.
    ExportId,
    /// The only one of this name in the package.
    Name,
    /// Another component that exports it again.
    ReExport,
}

impl From<ComponentRow<'_>> for Component {
    fn from(row: ComponentRow<'_>) -> Self {
        let facts = row.facts;
        Self {
            key: row.key.to_owned(),
            id: facts.id.clone(),
            name: facts.name.clone(),
            package_name: facts.package_name.clone(),
            project_name: row.project_name.to_owned(),
            project_alias: None,
            path: facts.path.clone(),
            is_internal: row.is_internal,
            tags: row.tags.into_iter().filter(|tag| *tag != UNTAGGED).map(str::to_owned).collect(),
            usages: row.usages,
            instances: row.instances,
            children: row.children,
            projects: row.projects,
            created_at: row.created_at.and_then(DateTime::from_timestamp_millis),
            updated_at: row.updated_at.and_then(DateTime::from_timestamp_millis),
            last_usage_changed_at: row.last_usage_changed_at.and_then(DateTime::from_timestamp_millis),
            metadata: facts.metadata.iter().map(|(name, value)| (name.clone(), value.into())).collect(),
            linked_by: row.linked_by.map(Into::into),
        }
    }
}

impl From<Rule> for LinkedBy {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::Id => Self::Id,
            Rule::ExportId => Self::ExportId,
            Rule::Name => Self::Name,
            Rule::ReExport => Self::ReExport,
        }
    }
}

impl From<&PropertyValue> for CustomProperty {
    fn from(value: &PropertyValue) -> Self {
        match value {
            PropertyValue::Text(text) => Self::Text(text.clone()),
            PropertyValue::Bool(bool) => Self::Bool(*bool),
            // a whole number goes out as it came in: 2, not 2.0
            PropertyValue::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                Self::Number((*number as i64).into())
            }
            PropertyValue::Number(number) => {
                serde_json::Number::from_f64(*number).map_or_else(|| Self::Text(number.to_string()), Self::Number)
            }
        }
    }
}
