//! From text to structs, with errors that name the field.
use crate::{ReadError, json};
use serde::Deserialize;
use serde_json::error::Category;

/// Parses `text`, which stands at `path` in the body.
pub(crate) fn parse<'de, T: Deserialize<'de>>(text: &'de str, path: impl Fn() -> String) -> Result<T, ReadError> {
    serde_json::from_str(text).map_err(|error| match error.classify() {
        Category::Data => {
            let inner = json::field_at(text, offset(text, &error));
            ReadError::invalid(json::join(&path(), &inner), in_our_words(&error.to_string()))
        }
        _ => ReadError::malformed(format!("`{}` is not valid JSON: {error} of it", path())),
    })
}

/// The value, or an error for the field it is missing from.
pub(crate) fn required<T>(value: Option<T>, field: &str, kind: &str) -> Result<T, ReadError> {
    value.ok_or_else(|| must_be(field, kind, "missing or null"))
}

/// The error for a field with something else than expected.
#[cold]
pub(crate) fn must_be(field: &str, kind: &str, found: &str) -> ReadError {
    ReadError::invalid(field, format!("must be {kind}, but is {found}"))
}

/// Completes the path of an error found in `field`, which is put into words only then.
pub(crate) fn in_field<F: Into<String>>(field: impl FnOnce() -> F) -> impl FnOnce(ReadError) -> ReadError {
    move |error| match error {
        ReadError::Invalid { path, detail } => ReadError::Invalid { path: json::join(&field().into(), &path), detail },
        other => other,
    }
}

/// The byte up to which the parser had read.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    lines.map(str::len).sum::<usize>() + error.column()
}

/// The parser speaks of sequences, maps and units, and repeats values of any length.
fn in_our_words(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(said, _)| said);
    let Some((found, wanted)) = message.rsplit_once(", expected ") else {
        return format!("is wrong: {}", message.chars().take(100).collect::<String>());
    };
    let found = found.strip_prefix("invalid type: ").unwrap_or(found);
    let found = [
        ("null", "null"),
        ("unit", "null"),
        ("string", "a string"),
        ("sequence", "a list"),
        ("map", "an object"),
        ("boolean", "a boolean"),
        ("integer", "a number"),
        ("floating point", "a number"),
        ("invalid value: integer", "a number out of range"),
    ]
    .iter()
    .find_map(|(theirs, ours)| found.starts_with(theirs).then_some(*ours))
    .unwrap_or("something else");
    let wanted = match wanted {
        "a sequence" => "a list",
        "u32" => "a whole number from 0 to 4294967295",
        other => other,
    };
    format!("must be {wanted}, but is {found}")
}
