//! Prop values: what the source text shows is kept, up to a length that people read; what only running the code would tell
//! is named by its kind.
use crate::{
    ReadError,
    model::PropValue,
    raw::{RawValue, Scalar, must_be, required},
};

/// Characters of a value that are kept; of a longer one (a picture in a `data:` URL, say) they are followed by `…`. In the
/// repositories we know the longest has 666.
const LONGEST_VALUE: usize = 1000;

/// Paths in errors start at the value.
pub(crate) fn prop_value(raw: RawValue<'_>) -> Result<PropValue, ReadError> {
    let kind = required(raw.kind, "type", "a string")?;
    Ok(match (&*kind.0, raw.value) {
        ("String", value) => PropValue::Text(text(value, "value")?),
        ("Identifier", value) => PropValue::Identifier(text(value, "value")?),
        ("Number", Some(Scalar::Number(number))) => PropValue::Number(number),
        // A literal like 1e400, for which JSON has no number.
        ("Number", None | Some(Scalar::Null)) => PropValue::Dynamic(kind.into()),
        ("Number", Some(other)) => return Err(must_be("value", "a number", other.kind())),
        ("Bool", Some(Scalar::Bool(value))) => PropValue::Bool(value),
        ("Bool", other) => {
            let found = other.map_or("missing or null", |other| other.kind());
            return Err(must_be("value", "a boolean", found));
        }
        ("Regex", value) => PropValue::Regex {
            pattern: text(value, "value")?,
            flags: raw.flags.map_or(Ok(String::new()), |flags| text(Some(flags), "flags"))?,
        },
        ("Null", _) => PropValue::Null,
        ("Spread", _) => PropValue::Spread,
        _ => PropValue::Dynamic(kind.into()),
    })
}

fn text(value: Option<Scalar<'_>>, field: &str) -> Result<String, ReadError> {
    match value {
        Some(Scalar::Text(text)) => Ok(match text.char_indices().nth(LONGEST_VALUE) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.into_owned(),
        }),
        Some(other) => Err(must_be(field, "a string", other.kind())),
        None => Err(must_be(field, "a string", "missing or null")),
    }
}
