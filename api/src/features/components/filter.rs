//! Filters as they come in a body, and what is said about those that mean nothing.
use crate::error::{ApiError, ApiResult, Code};
use engine::{FilterError, Scalar, Timeline, Values};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// One entry of a list of filters; all of them must hold, and a field may occur several times.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// `name`, `path`, `tag`, `projectDefined`, `projectUsedIn`, `usages`, `instances`, `children`, `createdAt`,
    /// `updatedAt`, `lastUsageChangedAt`, `customProperty.<name>`, `parent.customProperty.<name>`, `folder` or `internal`.
    #[schema(example = "name")]
    pub field: String,
    /// Such as `equals`, `contains`, `hasAny`, `lessThan`, `between` or `withinLast`, as the field has them.
    #[schema(example = "contains")]
    pub operation: String,
    /// A list of texts, numbers, booleans or dates (null leaves a side open); for `folder` an object of `selected` and
    /// `deselected`.
    #[serde(default)]
    #[schema(value_type = Option<Value>, example = json!(["Button"]))]
    pub values: Value,
}

/// Filters as the engine takes them.
pub fn read(filters: Vec<Filter>) -> ApiResult<Vec<engine::Filter>> {
    let one = |(index, filter): (usize, Filter)| {
        let values = match filter.values {
            Value::Null => Ok(Values::default()),
            values => serde_json::from_value(values),
        };
        let values = values.map_err(|_| {
            let legal = "must be a list of texts, numbers, booleans and nulls, or for `folder` {\"selected\": […], \
                         \"deselected\": […]}";
            Code::Invalid.of_field(&format!("filters[{index}].values"), "type", legal)
        })?;
        Ok(engine::Filter { field: filter.field, operation: filter.operation, values })
    };
    filters.into_iter().enumerate().map(one).collect()
}

/// What is wrong with a filter, where it stands in the body, and what would be legal.
pub fn refused(error: &FilterError) -> ApiError {
    Code::Invalid.of_field(&format!("filters[{}].{}", error.index, error.part), "filter", error.message.clone())
}

/// Names of what is not there that a refusal lists at most.
const MOST_NAMES: usize = 50;

/// 422 for filters that speak of custom properties or projects that never were.
pub fn check_names(timeline: &Timeline, filters: &[engine::Filter]) -> ApiResult<()> {
    for (index, filter) in filters.iter().enumerate() {
        let field = filter.field.strip_prefix("parent.").unwrap_or(&filter.field);
        if let Some(name) = field.strip_prefix("customProperty.").filter(|name| !name.is_empty()) {
            check_property(timeline, name, &format!("filters[{index}].field"))?;
            check_types(timeline, name, &filter.values, &format!("filters[{index}].values"))?;
        }
        if ["projectDefined", "projectUsedIn"].contains(&&*filter.field) {
            let known = timeline.package_names();
            for value in scalars(&filter.values) {
                if let Scalar::Text(name) = value {
                    check(&known, "project", name, &format!("filters[{index}].values"))?;
                }
            }
        }
    }
    Ok(())
}

/// 422 at `field` for a custom property that no component ever had.
pub fn check_property(timeline: &Timeline, name: &str, field: &str) -> ApiResult<()> {
    check(&timeline.property_names(), "custom property", name, field)
}

/// 422 at `field` for values of a type that no value of a custom property ever had: nothing would be found.
fn check_types(timeline: &Timeline, name: &str, values: &Values, field: &str) -> ApiResult<()> {
    let types = timeline.property_types(name).unwrap_or_default();
    for value in scalars(values) {
        let (is_known, given) = match value {
            Scalar::Text(_) => (types.texts, "text"),
            Scalar::Number(_) => (types.numbers, "number"),
            Scalar::Bool(_) => (types.booleans, "boolean"),
            Scalar::Null(()) => (true, "null"),
        };
        if !is_known {
            let all = [(types.texts, "texts"), (types.numbers, "numbers"), (types.booleans, "true and false")];
            let all: Vec<&str> = all.into_iter().filter(|(is_there, _)| *is_there).map(|(_, what)| what).collect();
            let detail = format!("no value of \"{name}\" is a {given}; there are {}", all.join(" and "));
            return Err(Code::Invalid.of_field(field, "type", detail));
        }
    }
    Ok(())
}

fn scalars(values: &Values) -> &[Scalar] {
    match values {
        Values::List(list) => list,
        Values::One(value) => std::slice::from_ref(value),
        Values::Folders(_) => &[],
    }
}

fn check(known: &BTreeSet<&str>, what: &str, name: &str, field: &str) -> ApiResult<()> {
    if known.contains(name) {
        return Ok(());
    }
    let mut names: Vec<&str> = known.iter().copied().take(MOST_NAMES).collect();
    if known.len() > MOST_NAMES {
        names.push("…");
    }
    let there_is = match names.is_empty() {
        true => "there is none".to_owned(),
        false => format!("there are {}", names.join(", ")),
    };
    Err(Code::Invalid.of_field(field, "unknown", format!("there is no {what} \"{name}\"; {there_is}")))
}
