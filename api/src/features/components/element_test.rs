//! Which elements of a component are asked for, by what they say about a prop.
use super::{
    model_detail::ElementQuery,
    value::{PropValue, ValueKind},
};
use crate::error::{ApiResult, Code};
use engine::components::PassedValue;
use scan::Usage;

/// A test of elements.
pub struct ElementTest {
    prop: Option<String>,
    kind: Option<ValueKind>,
    value: Option<String>,
}

impl ElementTest {
    /// From what was asked.
    pub fn new(query: ElementQuery) -> ApiResult<Self> {
        let known = |kind: &str| ValueKind::ALL.iter().find(|(name, _)| *name == kind).map(|(_, kind)| *kind);
        let kind = match query.kind.as_deref() {
            None => None,
            Some(kind) => Some(known(kind).ok_or_else(|| {
                let legal = ValueKind::ALL.map(|(name, _)| name).join(", ");
                Code::Invalid.of_field("kind", "unknown", format!("must be one of {legal}"))
            })?),
        };
        if query.prop.is_none() && (kind.is_some() || query.value.is_some()) {
            return Err(Code::Invalid.of_field("prop", "required", "must name the prop that has the value"));
        }
        Ok(Self { prop: query.prop, kind, value: query.value })
    }

    /// Every element passes.
    pub fn is_open(&self) -> bool {
        self.prop.is_none()
    }

    /// Whether an element passes.
    pub fn passes(&self, element: &Usage) -> bool {
        let Some(name) = &self.prop else { return true };
        let said = said(element, name);
        if self.kind.is_none() && self.value.is_none() {
            return matches!(said, PassedValue::Value(_));
        }
        let said = PropValue::from(&said);
        self.kind.is_none_or(|kind| kind == said.kind) && self.value.as_ref().is_none_or(|text| *text == said.text)
    }
}

/// What an element says about a prop: of one that is passed twice the last counts, as when the code runs.
fn said(element: &Usage, name: &str) -> PassedValue {
    match element.props.iter().rfind(|prop| prop.name == name) {
        Some(prop) => PassedValue::Value(prop.value.clone()),
        None if element.props.iter().any(|prop| prop.name.is_empty()) => PassedValue::BySpread,
        None => PassedValue::NotSet,
    }
}
