//! Cells of tables that spreadsheets open.

/// Characters a spreadsheet takes for the beginning of a formula, their full-width forms among them.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

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
