//! A chart as a table for spreadsheets (RFC 4180).
use super::model::{Chart, ChartQuery, SubjectKind};
use crate::{error::ApiResult, http::csv::safe};

/// The chart as CSV with a header line.
pub fn write(query: &ChartQuery, chart: &Chart) -> ApiResult<Vec<u8>> {
    let metric = serde_json::to_value(query.metric).map_err(anyhow::Error::from)?;
    let metric = metric.as_str().unwrap_or_default();
    let mut out = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let written = match query.subject.kind {
        SubjectKind::Projects => out.write_record(["project", metric]),
        SubjectKind::Components => out.write_record(["component", "project", metric]),
    };
    written.map_err(anyhow::Error::from)?;
    for row in &chart.rows {
        let (name, total) = (safe(&row.name), row.total.to_string());
        let written = match query.subject.kind {
            SubjectKind::Projects => out.write_record([&name, &total]),
            SubjectKind::Components => {
                out.write_record([&name, &safe(row.project_name.as_deref().unwrap_or_default()), &total])
            }
        };
        written.map_err(anyhow::Error::from)?;
    }
    Ok(out.into_inner().map_err(|e| anyhow::anyhow!("writing CSV: {e}"))?)
}
