//! What this call answers.
use super::names::Names;
use chrono::{DateTime, Utc};
use engine::charts::{self, Value};
use serde::Serialize;
use utoipa::ToSchema;

/// A chart.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Chart {
    /// The columns that some row has a use in; only with a breakdown. Of many the largest; `…` is all the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<ChartColumn>>,
    /// Ranked by total; `…` is all the rest, counted on its own.
    pub rows: Vec<ChartRow>,
    /// The value over everything; distinct counts do not add up to it. Null where there is nothing to divide by.
    #[schema(value_type = Option<f64>)]
    pub total: Value,
    /// The same for every point; only over time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Option<f64>>>)]
    pub totals: Option<Vec<Value>>,
    /// The points in time; only over time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Vec<ChartPoint>>,
    /// The data revision this was read from.
    pub revision: i64,
    /// The time of the newest scan in it; null without scans.
    pub as_of: Option<DateTime<Utc>>,
}

/// A column of a chart.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChartColumn {
    /// A project's name, a tag's slug or a value.
    pub key: String,
    /// What to call it.
    pub name: String,
    /// A tag's colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}

/// A row of a chart.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChartRow {
    /// A component's key, a project's name, a tag's slug or a value.
    pub key: String,
    /// What to call it.
    pub name: String,
    /// The project of a component.
    pub project_name: Option<String>,
    /// What people call that project, where it isn't by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_alias: Option<String>,
    /// A tag's colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// The value, over time that of the last point. Null where there is nothing to divide by.
    #[schema(value_type = Option<f64>)]
    pub total: Value,
    /// The values by column; those without a use are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cells: Option<Vec<ChartCell>>,
    /// The values over time: of the whole row, then of every column in which it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<Vec<ChartSeries>>,
}

/// The value of a row in a column.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChartCell {
    /// The column's key.
    pub column: String,
    /// The value.
    #[schema(value_type = Option<f64>)]
    pub value: Value,
}

/// Values over time, one a point.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChartSeries {
    /// The column's key; missing for the whole row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The values.
    #[schema(value_type = Vec<Option<f64>>)]
    pub values: Vec<Value>,
}

/// A point in time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChartPoint {
    /// Where its day, week or month begins.
    pub start: DateTime<Utc>,
    /// The time whose state it is: the end of that day, week or month, or now.
    pub at: DateTime<Utc>,
    /// Whether a scan came within it.
    pub scan: bool,
}

/// Of which state a chart is.
pub struct Stand {
    /// The data revision.
    pub revision: i64,
    /// The time of the newest scan.
    pub as_of: Option<DateTime<Utc>>,
    /// Whether there are columns.
    pub has_columns: bool,
    /// Whether there are points in time.
    pub has_points: bool,
}

impl Chart {
    /// The engine's answer, with the names that people know.
    pub fn of(found: charts::Chart, names: &Names<'_>, stand: &Stand) -> Self {
        let columns = found.columns.into_iter().map(|column| ChartColumn {
            name: names.of_column(&column.key, column.name),
            key: column.key,
            color: column.color,
        });
        let row = |row: charts::ChartRow| {
            let cell = |cell: charts::Cell| ChartCell { column: cell.column, value: cell.value };
            let series = |one: charts::Series| ChartSeries { column: one.column, values: one.values };
            ChartRow {
                name: names.of_row(&row.key, row.name),
                key: row.key,
                project_alias: row.project_name.as_deref().and_then(|project| names.alias_of(project)),
                project_name: row.project_name,
                color: row.color,
                total: row.total,
                cells: (stand.has_columns && !stand.has_points).then(|| row.cells.into_iter().map(cell).collect()),
                series: stand.has_points.then(|| row.series.into_iter().map(series).collect()),
            }
        };
        Self {
            columns: stand.has_columns.then(|| columns.collect()),
            rows: found.rows.into_iter().map(row).collect(),
            total: found.total,
            totals: stand.has_points.then_some(found.totals),
            points: stand.has_points.then(|| found.points.iter().map(point).collect()),
            revision: stand.revision,
            as_of: stand.as_of,
        }
    }
}

fn point(point: &charts::ChartPoint) -> ChartPoint {
    let time = |at| DateTime::from_timestamp_millis(at).unwrap_or_default();
    ChartPoint { start: time(point.start), at: time(point.at), scan: point.scan }
}
