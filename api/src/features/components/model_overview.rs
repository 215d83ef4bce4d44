//! What the calls about all components together take and answer.
use super::model::Component;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The folders of all projects.
#[derive(Debug, Serialize, ToSchema)]
pub struct Folders {
    /// The projects with what is in them, by name.
    pub items: Vec<Folder>,
    /// The data revision this was read from.
    pub revision: i64,
}

/// A folder that holds components: of a project, or within another folder.
#[derive(Debug, Serialize, ToSchema)]
pub struct Folder {
    /// What it is called; the project's name at the top.
    pub name: String,
    /// How filters write it: `<project>:<folder>/`.
    pub key: String,
    /// Components in it and below.
    pub components: u32,
    /// Folders in it, by name. What lies more than twenty deep counts in the twentieth.
    #[schema(no_recursion)]
    pub folders: Vec<Folder>,
}

/// The custom properties of all components.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomProperties {
    /// The properties, by name.
    pub items: Vec<PropertySummary>,
    /// The data revision this was read from.
    pub revision: i64,
}

/// A custom property with the types and values it has.
#[derive(Debug, Serialize, ToSchema)]
pub struct PropertySummary {
    /// Its name.
    pub name: String,
    /// Components that have it.
    pub components: u32,
    /// How many of them have a text.
    pub texts: u32,
    /// How many of these texts are full ISO-8601 dates.
    pub dates: u32,
    /// How many have a number.
    pub numbers: u32,
    /// How many have a boolean.
    pub booleans: u32,
    /// The most frequent values as they are written, at most 100.
    pub values: Vec<PropertyCount>,
}

/// A value of a custom property.
#[derive(Debug, Serialize, ToSchema)]
pub struct PropertyCount {
    /// The value as it is written.
    pub value: String,
    /// Components that have it.
    pub components: u32,
}

/// `?project=&search=&limit=&cursor=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct UnusedQuery {
    /// Only components of this project.
    pub project: Option<String>,
    /// Only components whose name, path or project has each of these terms.
    pub search: Option<String>,
    /// Items a page, 1 to 200; 50 without.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Components with props that nobody passes, those with the most elements first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnusedPropsPage {
    /// The components.
    pub items: Vec<UnusedProps>,
    /// What to ask for the page behind this one; null on the last.
    pub next_cursor: Option<String>,
    /// Components on all pages.
    pub total: usize,
    /// The data revision this was read from.
    pub revision: i64,
}

/// A component with declared props that no element passes, nor may pass by a spread attribute.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnusedProps {
    /// The component.
    pub component: Component,
    /// Names of the props.
    pub props: Vec<String>,
}

/// `?element=&limit=&cursor=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct HtmlQuery {
    /// Only this element, with all who render it page by page.
    #[param(example = "button")]
    pub element: Option<String>,
    /// Components an element, 1 to 200; 50 without.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `nextCursor` of the page before; only with `element`.
    pub cursor: Option<String>,
}

/// Raw HTML elements, by name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HtmlElements {
    /// The elements.
    pub items: Vec<HtmlElement>,
    /// What to ask for the components behind these; null on the last page, and without `element`.
    pub next_cursor: Option<String>,
    /// The data revision this was read from.
    pub revision: i64,
}

/// A raw HTML element with who renders it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HtmlElement {
    /// Its name.
    pub name: String,
    /// Components that render it.
    pub components: usize,
    /// The first of them by name, or a page of them.
    pub rendered_by: Vec<Component>,
}
