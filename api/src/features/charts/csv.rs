//! A chart as a table for spreadsheets (RFC 4180).
use super::model::{Chart, ChartQuery, SubjectKind};
use crate::error::ApiResult;

/// Characters a spreadsheet takes for the beginning of a formula, their full-width forms among them.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

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

/// Keeps a cell from being taken for a formula, at the price of a visible apostrophe.
pub fn safe(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn s23_no_cell_begins_like_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"] {
            assert_eq!(safe(text), format!("'{text}"));
        }
        assert_eq!(safe("Button"), "Button");
        assert_eq!(safe("…"), "…");
    }
}
