//! What is passed to a component, from the decoded records of its parents.
use scan::{DeclaredProp, Edge, PropValue};
use std::collections::{BTreeMap, BTreeSet};

/// A component with the elements that render it.
#[derive(Clone, Debug)]
pub struct Receiver<'a> {
    /// The props it declares.
    pub declared: &'a [DeclaredProp],
    /// Edges of its parents that lead to it.
    pub edges: &'a [&'a Edge],
}

/// A prop that is declared or passed.
#[derive(Clone, Debug, PartialEq)]
pub struct PropSummary {
    /// Its name.
    pub name: String,
    /// Whether the component declares it.
    pub is_declared: bool,
    /// The default it declares.
    pub default_value: Option<PropValue>,
    /// Elements that pass it.
    pub passed: u32,
    /// Elements that may pass it, because they don't name it but have a spread attribute.
    pub perhaps: u32,
    /// All elements.
    pub instances: u32,
    /// The values, the most frequent first; among them [`PassedValue::NotSet`] and [`PassedValue::BySpread`].
    pub values: Vec<(PassedValue, u32)>,
}

/// What an element says about a prop.
#[derive(Clone, Debug, PartialEq)]
pub enum PassedValue {
    /// A value.
    Value(PropValue),
    /// Nothing.
    NotSet,
    /// Nothing, but a spread attribute may.
    BySpread,
}

/// Every prop of a component, declared or passed, by name.
pub fn prop_summary(receiver: &Receiver<'_>) -> Vec<PropSummary> {
    let usages: Vec<_> = receiver.edges.iter().flat_map(|edge| &edge.usages).collect();
    let passed = usages.iter().flat_map(|usage| &usage.props).map(|prop| prop.name.as_str());
    let declared = receiver.declared.iter().map(|prop| prop.name.as_str());
    let names: BTreeSet<&str> = passed.chain(declared).filter(|name| !name.is_empty()).collect();
    let of_name = |name: &str| {
        let declared = receiver.declared.iter().find(|prop| prop.name == name);
        let mut summary = PropSummary {
            name: name.to_owned(),
            is_declared: declared.is_some(),
            default_value: declared.and_then(|prop| prop.default_value.clone()),
            passed: 0,
            perhaps: 0,
            instances: usages.len() as u32,
            values: Vec::new(),
        };
        let mut values: BTreeMap<String, (PassedValue, u32)> = BTreeMap::new();
        for usage in &usages {
            // Of a prop passed twice the last one counts, as when the code runs.
            let value = usage.props.iter().rfind(|prop| prop.name == name).map(|prop| prop.value.clone());
            let has_spread = usage.props.iter().any(|prop| prop.name.is_empty());
            let value = match value {
                Some(value) => PassedValue::Value(value),
                None if has_spread => PassedValue::BySpread,
                None => PassedValue::NotSet,
            };
            match value {
                PassedValue::Value(_) => summary.passed += 1,
                PassedValue::BySpread => summary.perhaps += 1,
                PassedValue::NotSet => {}
            }
            values.entry(format!("{value:?}")).or_insert((value, 0)).1 += 1;
        }
        summary.values = values.into_values().collect();
        summary.values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        summary
    };
    names.into_iter().map(of_name).collect()
}
