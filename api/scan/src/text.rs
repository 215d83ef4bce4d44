//! Text that leaves the records for columns and JSON of a database.
use crate::raw::Text;

/// The text without U+0000, which PostgreSQL refuses: U+FFFD stands for it.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// Clean text, or nothing if there is none.
pub(crate) fn filled(text: Option<Text<'_>>) -> Option<String> {
    text.map(|text| clean(text.0.trim())).filter(|text| !text.is_empty())
}

/// Clean text, empty if missing.
pub(crate) fn or_empty(text: Option<Text<'_>>) -> String {
    text.map(|text| clean(&text.0)).unwrap_or_default()
}
