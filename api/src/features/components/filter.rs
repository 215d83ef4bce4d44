//! Filters as they come in a body, and what is said about those that mean nothing.
use crate::error::{ApiError, ApiResult, Code};
use engine::{FilterError, Values};
use serde::{Deserialize, Serialize};
use serde_json::Value;
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
