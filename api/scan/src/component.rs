//! A component as sent → a component as kept: what means the same becomes equal.
use crate::{
    ReadError, json,
    model::{Component, DeclaredProp, Edge, PassedProp, Position, PropertyValue, Span, Usage},
    order,
    raw::{
        Entries, RawComponent, RawDependency, RawPoint, RawProp, RawUsage, Scalar, Text, in_field, must_be, required,
    },
    text::clean,
    value::prop_value,
};
use chrono::DateTime;
use std::collections::BTreeMap;

/// Ids are keys of indexes: longer ones are no ids.
const LONGEST_ID: usize = 2048;
/// Names, paths and the texts of custom properties are held in memory by whoever answers questions about a workspace.
const LONGEST_TEXT: usize = 4096;
/// A custom property's name is shown as the title of a column.
const LONGEST_PROPERTY_NAME: usize = 256;
/// Custom properties of one component.
const MOST_PROPERTIES: usize = 200;

/// Paths in errors start at the component.
pub(crate) fn component(raw: RawComponent<'_>) -> Result<Component, ReadError> {
    let id = identifier(raw.id, "id")?;
    let origin = required(raw.source, "source", "an object")?;
    let origin = required(origin.source, "source", "an object").map_err(in_field(|| "source"))?;
    let is_local = origin.mtype.as_ref().map(|mtype| &*mtype.0);
    let is_local = match is_local {
        Some("local") => true,
        Some("package") => false,
        other => {
            let found = other.map_or("missing or null", |_| "something else");
            return Err(must_be("source.source.mtype", "`local` or `package`", found));
        }
    };
    let edges = edges(raw.dependencies.unwrap_or_default(), &id)?;
    Ok(Component {
        name: text(required(raw.name, "name", "a string")?, "name")?,
        // As in the list of packages, which is kept as text: else one package would go by two names.
        package_name: clean(&identifier(raw.package_name, "package_name")?),
        is_local,
        path: text(required(origin.path, "source.source.path", "a string")?, "source.source.path")?,
        export_ids: unique(raw.export_ids),
        props: declared_props(raw.props.unwrap_or_default())?,
        html_elements: unique(raw.html_elements),
        metadata: metadata(raw.metadata.unwrap_or_default()).map_err(in_field(|| "metadata"))?,
        span: raw.span.map(|raw| span(raw.start, raw.end)).transpose().map_err(in_field(|| "span"))?,
        created_at: date(raw.created_at, "created_at")?,
        updated_at: date(raw.updated_at, "updated_at")?,
        edges,
        id,
    })
}

fn identifier(text: Option<Text<'_>>, field: &str) -> Result<String, ReadError> {
    let text = required(text, field, "a string")?.0;
    if text.is_empty() {
        return Err(must_be(field, "a string", "empty"));
    }
    not_longer(&text, LONGEST_ID, field)?;
    Ok(text.into_owned())
}

fn text(text: Text<'_>, field: &str) -> Result<String, ReadError> {
    not_longer(&text.0, LONGEST_TEXT, field)?;
    Ok(text.into())
}

fn not_longer(text: &str, most: usize, field: &str) -> Result<(), ReadError> {
    if text.len() > most {
        return Err(must_be(field, &format!("at most {most} bytes long"), &format!("{} bytes long", text.len())));
    }
    Ok(())
}

fn unique(list: Option<Vec<Text<'_>>>) -> Vec<String> {
    let mut list: Vec<String> = list.unwrap_or_default().into_iter().map(String::from).collect();
    list.sort_unstable();
    list.dedup();
    list
}

fn edges(raw: Vec<RawDependency<'_>>, owner: &str) -> Result<Vec<Edge>, ReadError> {
    let mut edges = Vec::with_capacity(raw.len());
    for (index, dependency) in raw.into_iter().enumerate() {
        let here = || format!("dependencies[{index}]");
        edges.push(edge(dependency).map_err(in_field(here))?);
    }
    Ok(order::edges(edges, owner))
}

fn edge(raw: RawDependency<'_>) -> Result<Edge, ReadError> {
    let target = required(raw.to, "to", "an object")?;
    let to = identifier(target.id, "id").map_err(in_field(|| "to"))?;
    let mut usages = Vec::new();
    for (index, reference) in raw.references.unwrap_or_default().into_iter().enumerate() {
        let found = reference.usages.unwrap_or_default();
        usages.reserve(found.len());
        for (at, found) in found.into_iter().enumerate() {
            let here = || format!("references[{index}].usages[{at}]");
            usages.push(usage(found).map_err(in_field(here))?);
        }
    }
    Ok(Edge { to, usages })
}

fn usage(raw: RawUsage<'_>) -> Result<Usage, ReadError> {
    let span = span(raw.start, raw.end)?;
    let raw = raw.props.unwrap_or_default();
    let mut props = Vec::with_capacity(raw.len());
    for (index, prop) in raw.into_iter().enumerate() {
        props.push(passed_prop(prop).map_err(in_field(|| format!("props[{index}]")))?);
    }
    Ok(Usage { span, props: order::passed(props) })
}

fn passed_prop(raw: RawProp<'_>) -> Result<PassedProp, ReadError> {
    let value = required(raw.value, "value", "an object")?;
    Ok(PassedProp {
        name: required(raw.name, "name", "a string")?.into(),
        value: prop_value(value).map_err(in_field(|| "value"))?,
    })
}

fn declared_props(raw: Vec<RawProp<'_>>) -> Result<Vec<DeclaredProp>, ReadError> {
    let mut props = Vec::with_capacity(raw.len());
    for (index, prop) in raw.into_iter().enumerate() {
        props.push(declared_prop(prop).map_err(in_field(|| format!("props[{index}]")))?);
    }
    Ok(order::declared(props))
}

fn declared_prop(raw: RawProp<'_>) -> Result<DeclaredProp, ReadError> {
    let default_value = raw.default_value.map(prop_value).transpose();
    Ok(DeclaredProp {
        name: required(raw.name, "name", "a string")?.into(),
        default_value: default_value.map_err(in_field(|| "default_value"))?,
    })
}

fn metadata(raw: Entries<'_, Scalar<'_>>) -> Result<BTreeMap<String, PropertyValue>, ReadError> {
    let mut kept = BTreeMap::new();
    for (key, value) in raw.0 {
        let field = || json::member(&key.0);
        if key.0.len() > LONGEST_PROPERTY_NAME {
            let most = format!("named with at most {LONGEST_PROPERTY_NAME} bytes");
            return Err(must_be(&field(), &most, &format!("named with {}", key.0.len())));
        }
        let value = match value {
            Scalar::Text(text) => {
                not_longer(&text, LONGEST_TEXT, &field())?;
                PropertyValue::Text(text.into_owned())
            }
            Scalar::Number(number) => PropertyValue::Number(number),
            Scalar::Bool(value) => PropertyValue::Bool(value),
            Scalar::Null => {
                kept.remove(&*key.0);
                continue;
            }
            Scalar::List | Scalar::Object => {
                return Err(must_be(&field(), "a string, a number or a boolean", value.kind()));
            }
        };
        kept.insert(String::from(key), value);
    }
    if kept.len() > MOST_PROPERTIES {
        let most = format!("an object of at most {MOST_PROPERTIES} custom properties");
        return Err(must_be("", &most, &format!("one of {}", kept.len())));
    }
    Ok(kept)
}

fn span(start: Option<RawPoint<'_>>, end: Option<RawPoint<'_>>) -> Result<Span, ReadError> {
    Ok(Span { start: position(start, "start")?, end: position(end, "end")? })
}

fn position(raw: Option<RawPoint<'_>>, field: &'static str) -> Result<Position, ReadError> {
    let raw = required(raw, field, "an object")?;
    let number = |part, name| required(part, name, "a number").map_err(in_field(|| field));
    Ok(Position { line: number(raw.line, "line")?, column: number(raw.column, "column")? })
}

fn date(raw: Option<Text<'_>>, field: &str) -> Result<Option<i64>, ReadError> {
    let Some(Text(text)) = raw else { return Ok(None) };
    match DateTime::parse_from_rfc3339(&text) {
        Ok(date) => Ok(Some(date.timestamp_millis())),
        Err(_) => {
            let kind = "a date and time like 2026-04-16T18:57:37.000Z";
            Err(must_be(field, kind, "something else"))
        }
    }
}
