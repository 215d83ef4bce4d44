//! A chart as a table for spreadsheets (RFC 4180).
use super::answer::{Chart, ChartRow};
use super::model::{ChartQuery, Metric, SubjectKind};
use crate::error::ApiResult;
use crate::http::csv::safe;
use engine::charts::Value;
use std::collections::HashMap;

/// What stands in front of the numbers of a line.
struct Head<'a> {
    row: &'a ChartRow,
    column: Option<&'a str>,
}

/// The chart as CSV with a header line: one column for each of the breakdown's; over time one for each point, and then
/// a line for each of the breakdown's, behind that of the whole row.
pub fn write(query: &ChartQuery, chart: &Chart) -> ApiResult<Vec<u8>> {
    let has_projects = query.subject.kind == SubjectKind::Components;
    let mut header = vec![safe(&subject(query)?)];
    if has_projects {
        header.push("project".to_owned());
    }
    let mut lines: Vec<Vec<String>> = Vec::new();
    let start = |head: Head<'_>| {
        let mut line = vec![safe(&head.row.name)];
        if has_projects {
            let project = head.row.project_alias.as_ref().or(head.row.project_name.as_ref());
            line.push(safe(project.map_or("", String::as_str)));
        }
        line.extend(head.column.map(safe));
        line
    };
    let columns = chart.columns.as_deref().unwrap_or_default();
    let names: HashMap<&str, &str> = columns.iter().map(|column| (column.key.as_str(), column.name.as_str())).collect();
    if let Some(points) = &chart.points {
        if let Some(breakdown) = &query.breakdown {
            header.push(safe(breakdown.property.as_deref().unwrap_or(&wire(&breakdown.kind)?)));
        }
        let zone = query.over_time.as_ref().and_then(|time| time.time_zone.as_deref()?.parse().ok());
        let zone: chrono_tz::Tz = zone.unwrap_or(chrono_tz::UTC);
        header.extend(points.iter().map(|point| point.start.with_timezone(&zone).date_naive().to_string()));
        for row in &chart.rows {
            for series in row.series.iter().flatten() {
                let name = series.column.as_ref().and_then(|key| names.get(key.as_str())).copied().unwrap_or_default();
                let mut line = start(Head { row, column: query.breakdown.is_some().then_some(name) });
                line.extend(series.values.iter().map(|value| number(*value)));
                lines.push(line);
            }
        }
    } else {
        header.push(wire(&query.metric)?);
        header.extend(columns.iter().map(|column| safe(&column.name)));
        for row in &chart.rows {
            let mut line = start(Head { row, column: None });
            line.push(number(row.total));
            let cells = row.cells.iter().flatten().map(|cell| (cell.column.as_str(), cell.value));
            let cells: HashMap<&str, Value> = cells.collect();
            let nothing = if query.metric == Metric::Adoption { Value::Nothing } else { Value::Count(0) };
            line.extend(columns.iter().map(|column| number(*cells.get(column.key.as_str()).unwrap_or(&nothing))));
            lines.push(line);
        }
    }
    let mut out = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for line in std::iter::once(&header).chain(&lines) {
        out.write_record(line).map_err(anyhow::Error::from)?;
    }
    Ok(out.into_inner().map_err(|e| anyhow::anyhow!("writing CSV: {e}"))?)
}

/// What the rows are, in one word.
fn subject(query: &ChartQuery) -> ApiResult<String> {
    Ok(match query.subject.kind {
        SubjectKind::Components => "component".to_owned(),
        SubjectKind::Projects => "project".to_owned(),
        SubjectKind::Tags => "tag".to_owned(),
        SubjectKind::Versions => "version".to_owned(),
        SubjectKind::CustomProperty => query.subject.property.clone().unwrap_or_default(),
        SubjectKind::Html => wire(&query.subject.kind)?,
    })
}

/// The name a value has in JSON.
fn wire(value: &impl serde::Serialize) -> ApiResult<String> {
    let value = serde_json::to_value(value).map_err(anyhow::Error::from)?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

/// A number as a cell; empty where there is nothing to divide by.
fn number(value: Value) -> String {
    match value {
        Value::Nothing => String::new(),
        Value::Count(count) => count.to_string(),
        Value::Percent(percent) => percent.to_string(),
    }
}
