//! Tables for spreadsheets (RFC 4180), in which no cell is taken for a formula.
use crate::error::ApiResult;

/// Characters a spreadsheet takes for the beginning of a formula, their full-width forms among them.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Rows as CSV, one a line.
pub fn rows<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> ApiResult<Vec<u8>> {
    let mut out = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        out.write_record(row).map_err(anyhow::Error::from)?;
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

    /// Breaks when one of the characters of `FORMULA` is left out.
    #[test]
    fn s23_no_cell_begins_like_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"] {
            assert_eq!(safe(text), format!("'{text}"));
        }
        assert_eq!(safe("Button"), "Button");
        assert_eq!(safe("…"), "…");
    }
}
