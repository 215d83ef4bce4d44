//! What the calls about one component take and answer.
use super::{model::Component, value::PropValue};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A component with all that is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComponentDetail {
    /// Its row of the catalogue. Of an id that is no longer in use it is the component that came of it.
    #[serde(flatten)]
    pub component: Component,
    /// Ids under which other code may import it.
    pub export_ids: Vec<String>,
    /// Props it declares, by name.
    pub declared_props: Vec<DeclaredProp>,
    /// Raw HTML elements it renders, by name.
    pub html_elements: Vec<String>,
    /// Components outside its family that use it or any `Name.Part` of its project.
    pub family_usages: u32,
    /// Where it is defined; null for one from outside.
    pub definition: Option<Definition>,
    /// The data revision this was read from.
    pub revision: i64,
}

/// A declared prop.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeclaredProp {
    /// Name.
    pub name: String,
    /// The default it declares.
    pub default_value: Option<PropValue>,
}

/// Where a component is defined.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// The repository.
    pub repository_id: Uuid,
    /// What it is called.
    pub repository_name: String,
    /// Its remote address.
    pub repository_url: Option<String>,
    /// File, from the scanned root on.
    pub file: String,
    /// Where in it, if the scanner said so.
    pub lines: Option<Lines>,
}

/// A range in a file, counted from 1; its end is behind the last character.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Lines {
    /// First line.
    pub start_line: u32,
    /// First column.
    pub start_column: u32,
    /// Last line.
    pub end_line: u32,
    /// The column behind the last one.
    pub end_column: u32,
}

/// Which elements of a component are looked at.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ElementQuery {
    /// Only elements that pass this prop, or with `kind` or `value`, that say so of it.
    pub prop: Option<String>,
    /// A kind of value, as replies have it; `notSet` and `bySpread` among them.
    pub kind: Option<String>,
    /// The text of a value, as replies have it.
    #[param(example = "\"small\"")]
    pub value: Option<String>,
}

/// `?prop=&kind=&value=&project=&search=&limit=&cursor=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct UsageQuery {
    /// Only elements that pass this prop, or with `kind` or `value`, that say so of it.
    pub prop: Option<String>,
    /// A kind of value, as replies have it; `notSet` and `bySpread` among them.
    pub kind: Option<String>,
    /// The text of a value, as replies have it.
    #[param(example = "\"small\"")]
    pub value: Option<String>,
    /// Only uses in this project.
    pub project: Option<String>,
    /// Only uses by components whose name, path or project has each of these terms.
    pub search: Option<String>,
    /// Items a page, 1 to 200; 50 without.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Components that render one, those with the most elements first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsagePage {
    /// The components.
    pub items: Vec<ComponentUsage>,
    /// What to ask for the page behind this one; null on the last.
    pub next_cursor: Option<String>,
    /// Components on all pages.
    pub total: usize,
    /// Elements on all pages.
    pub instances: u64,
    /// The data revision this was read from.
    pub revision: i64,
}

/// A component that renders another one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ComponentUsage {
    /// It.
    pub component: Component,
    /// Elements of the other one in it; none for `styled(Button)` and the like.
    pub instances: usize,
    /// The elements, in their order in the file of `component.path`.
    pub elements: Vec<JsxElement>,
}

/// A JSX element.
#[derive(Debug, Serialize, ToSchema)]
pub struct JsxElement {
    /// Where it stands.
    pub lines: Lines,
    /// What it passes, by name; a spread attribute has the name `""`.
    pub props: Vec<PassedProp>,
}

/// A prop as passed to an element.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassedProp {
    /// Name.
    pub name: String,
    /// What is passed.
    pub value: PropValue,
}

/// All props of a component, declared or passed, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComponentProps {
    /// The props.
    pub items: Vec<PropSummary>,
    /// Elements that were looked at.
    pub instances: usize,
    /// How many of them have a spread attribute, which may pass any prop.
    pub spreads: usize,
    /// The data revision this was read from.
    pub revision: i64,
}

/// A prop with what is passed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PropSummary {
    /// Name.
    pub name: String,
    /// The component declares it.
    pub is_declared: bool,
    /// The default it declares.
    pub default_value: Option<PropValue>,
    /// Elements that pass it.
    pub passed: u32,
    /// Elements that do not name it, but have a spread attribute that may.
    pub perhaps: u32,
    /// All elements.
    pub instances: u32,
    /// The most frequent values, `notSet` and `bySpread` among them; at most 200.
    pub values: Vec<ValueCount>,
    /// How many there are.
    pub num_of_values: usize,
}

/// A value with how many elements pass it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValueCount {
    /// The value.
    pub value: PropValue,
    /// The elements.
    pub count: u32,
}

/// `?direction=&levels=&project=&search=&limit=&cursor=`
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DependencyQuery {
    /// `children`, what it renders, or `parents`, what renders it; `children` without.
    #[param(inline)]
    pub direction: Option<Direction>,
    /// How far to go, 1 to 100; 1 without. 100 is as far as it goes.
    #[param(minimum = 1, maximum = 100)]
    pub levels: Option<u32>,
    /// Only those of this project.
    pub project: Option<String>,
    /// Only those whose name, path or project has each of these terms.
    pub search: Option<String>,
    /// Items a page, 1 to 200; 50 without.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
    /// The `nextCursor` of the page before.
    pub cursor: Option<String>,
}

/// Which way to look.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// To those that render it.
    Parents,
    /// To those it renders.
    Children,
}

/// Components that one reaches, nearest first, then those with the most elements.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DependencyPage {
    /// The components. Each stands on its nearest level only.
    pub items: Vec<Dependency>,
    /// What to ask for the page behind this one; null on the last.
    pub next_cursor: Option<String>,
    /// Components on all pages.
    pub total: usize,
    /// The data revision this was read from.
    pub revision: i64,
}

/// A component that another one reaches.
#[derive(Debug, Serialize, ToSchema)]
pub struct Dependency {
    /// It.
    pub component: Component,
    /// Steps to it; 1 is next to it.
    pub level: u32,
    /// Elements on the steps from the level before.
    pub instances: u64,
}

/// The parts of a component.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Subcomponents {
    /// `Name.Part` of its project, by name.
    pub items: Vec<Component>,
    /// Components outside the family that use any of it.
    pub family_usages: u32,
    /// The data revision this was read from.
    pub revision: i64,
}
