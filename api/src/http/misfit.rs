//! What does not fit the fields of a call: where it stands, and what would be legal there.
use crate::error::{ApiError, Code};
use serde_path_to_error::Path;

/// What is refused where it is about no field in particular.
const WHOLE: &str = "body";

/// Words of the language this is written in, and what people call them.
const WORDS: [(&str, &str); 7] = [
    ("a sequence", "a list"),
    ("a map", "an object"),
    ("a borrowed string", "a text"),
    ("a string", "a text"),
    ("a boolean", "true or false"),
    ("string or map", "a text"),
    ("unit", "null"),
];

/// A refusal in the words of serde, which name what would be legal.
pub fn misfit(path: &Path, error: &impl ToString) -> ApiError {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
    let found = path.to_string();
    let parent = if found == "." { "" } else { found.as_str() };
    // what is missing, or there twice, is told of the object around it
    let named = ["missing field `", "duplicate field `"].iter().find_map(|start| message.strip_prefix(start));
    let field = match named.and_then(|rest| rest.strip_suffix('`')) {
        Some(name) if parent.is_empty() => name.to_owned(),
        Some(name) if !parent.ends_with(name) => format!("{parent}.{name}"),
        _ if parent.is_empty() => WHOLE.to_owned(),
        _ => parent.to_owned(),
    };
    let (code, message) = match message.rsplit_once(", expected ") {
        _ if message.starts_with("missing field") => ("required", "must be given".to_owned()),
        Some((found, expected)) => ("type", format!("{found}, expected {}", in_words(expected))),
        None => ("type", message.to_owned()),
    };
    Code::Invalid.of_field(&field, code, message)
}

fn in_words(expected: &str) -> &str {
    let is_whole = |kind: &str| kind.strip_prefix(['u', 'i']).is_some_and(|bits| bits.parse::<u8>().is_ok());
    match expected {
        kind if is_whole(kind) || kind == "usize" => "a whole number",
        "f32" | "f64" => "a number",
        kind if kind.starts_with("struct ") => "an object",
        kind if kind.starts_with("enum ") => "a text",
        kind => WORDS.iter().find(|(word, _)| *word == kind).map_or(kind, |(_, word)| word),
    }
}
