//! The one order of things that come in any order.
use crate::model::{DeclaredProp, Edge, PassedProp, PropValue, PropertyValue, Usage};
use std::cmp::Ordering;

/// Sorted by child, one edge per child with the usages of all, none to the `owner` itself.
pub(crate) fn edges(mut edges: Vec<Edge>, owner: &str) -> Vec<Edge> {
    edges.retain(|edge| edge.to != owner);
    edges.sort_by(|a, b| a.to.cmp(&b.to));
    edges.dedup_by(|next, kept| {
        let same = next.to == kept.to;
        if same {
            kept.usages.append(&mut next.usages);
        }
        same
    });
    for edge in &mut edges {
        edge.usages = usages(std::mem::take(&mut edge.usages));
    }
    edges
}

/// In the order of the file. No two elements stand in one place: what is equal was listed twice.
pub(crate) fn usages(mut usages: Vec<Usage>) -> Vec<Usage> {
    usages.sort_by(usage);
    usages.dedup();
    usages
}

/// In an order that does not change when the elements stand elsewhere.
pub(crate) fn by_props(usages: &[Usage]) -> Vec<&Usage> {
    let mut sorted: Vec<&Usage> = usages.iter().collect();
    sorted.sort_by(|a, b| props(a, b).then_with(|| a.span.cmp(&b.span)));
    sorted
}

/// Sorted by name. Names repeat for spreads only; were another one to repeat, its values have an order too.
pub(crate) fn passed(mut props: Vec<PassedProp>) -> Vec<PassedProp> {
    props.sort_by(passed_prop);
    props
}

/// Sorted, one per name: a default goes before none, which of several defaults wins does not depend on the body's
/// order.
pub(crate) fn declared(mut props: Vec<DeclaredProp>) -> Vec<DeclaredProp> {
    props.sort_by(|a, b| {
        let values = || match (&a.default_value, &b.default_value) {
            (Some(a), Some(b)) => value(a, b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        a.name.cmp(&b.name).then_with(values)
    });
    props.dedup_by(|next, kept| next.name == kept.name);
    props
}

fn usage(a: &Usage, b: &Usage) -> Ordering {
    a.span.cmp(&b.span).then_with(|| props(a, b))
}

fn props(a: &Usage, b: &Usage) -> Ordering {
    let unequal = a.props.iter().zip(&b.props).map(|(a, b)| passed_prop(a, b)).find(|o| o.is_ne());
    unequal.unwrap_or_else(|| a.props.len().cmp(&b.props.len()))
}

fn passed_prop(a: &PassedProp, b: &PassedProp) -> Ordering {
    a.name.cmp(&b.name).then_with(|| value(&a.value, &b.value))
}

fn value(a: &PropValue, b: &PropValue) -> Ordering {
    use PropValue as V;
    match (a, b) {
        (V::Text(a), V::Text(b)) | (V::Identifier(a), V::Identifier(b)) | (V::Dynamic(a), V::Dynamic(b)) => a.cmp(b),
        (V::Number(a), V::Number(b)) => a.total_cmp(b),
        (V::Bool(a), V::Bool(b)) => a.cmp(b),
        (V::Regex { pattern: a, flags: x }, V::Regex { pattern: b, flags: y }) => (a, x).cmp(&(b, y)),
        (a, b) => rank(a).cmp(&rank(b)),
    }
}

fn rank(value: &PropValue) -> u8 {
    match value {
        PropValue::Text(_) => 0,
        PropValue::Number(_) => 1,
        PropValue::Bool(_) => 2,
        PropValue::Null => 3,
        PropValue::Regex { .. } => 4,
        PropValue::Identifier(_) => 5,
        PropValue::Spread => 6,
        PropValue::Dynamic(_) => 7,
    }
}

/// The one of two values of a custom property that counts: text before numbers before booleans, then the smaller.
pub(crate) fn smaller(a: PropertyValue, b: PropertyValue) -> PropertyValue {
    use PropertyValue as V;
    let order = match (&a, &b) {
        (V::Text(a), V::Text(b)) => a.cmp(b),
        (V::Number(a), V::Number(b)) => a.total_cmp(b),
        (V::Bool(a), V::Bool(b)) => a.cmp(b),
        (V::Text(_), _) | (V::Number(_), V::Bool(_)) => Ordering::Less,
        _ => Ordering::Greater,
    };
    if order.is_le() { a } else { b }
}
