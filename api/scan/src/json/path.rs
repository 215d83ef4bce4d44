//! Names for places in JSON text: `dependencies[0].to.id`.

/// An open list or object, and where in it we are.
enum Level<'a> {
    List(usize),
    Object(Option<&'a str>),
}

/// The field that the byte at `offset` belongs to. `text` has to be valid JSON up to there.
pub(crate) fn field_at(text: &str, offset: usize) -> String {
    let bytes = text.as_bytes();
    let offset = offset.min(bytes.len());
    let mut levels: Vec<Level<'_>> = Vec::new();
    let mut expects_key = false;
    let mut at = 0;
    while at < offset {
        match bytes[at] {
            b'{' => levels.push(Level::Object(None)),
            b'[' => levels.push(Level::List(0)),
            b'}' | b']' => drop(levels.pop()),
            b',' => {
                if let Some(Level::List(index)) = levels.last_mut() {
                    *index += 1;
                }
            }
            b'"' => {
                let end = end_of_string(bytes, at);
                if let (true, Some(Level::Object(key))) = (expects_key, levels.last_mut()) {
                    *key = text.get(at..end);
                }
                at = end;
                expects_key = false;
                continue;
            }
            _ => {}
        }
        match bytes[at] {
            b'{' => expects_key = true,
            b',' => expects_key = matches!(levels.last(), Some(Level::Object(_))),
            b' ' | b'\n' | b'\r' | b'\t' => {}
            _ => expects_key = false,
        }
        at += 1;
    }
    let mut path = String::new();
    for level in levels {
        match level {
            Level::List(index) => path.push_str(&format!("[{index}]")),
            Level::Object(Some(key)) => {
                let key = serde_json::from_str::<String>(key).unwrap_or_default();
                path = join(&path, &member(&key));
            }
            Level::Object(None) => {}
        }
    }
    path
}

/// One step into an object. Keys that are no plain names are written like strings in brackets, and cut when long.
pub(crate) fn member(key: &str) -> String {
    const LONGEST: usize = 80;
    let plain = |c: char| c.is_alphanumeric() || "_-$".contains(c);
    if !key.is_empty() && key.len() <= LONGEST && key.chars().all(plain) {
        return key.to_owned();
    }
    let short: String = key.chars().take(LONGEST).collect();
    let dots = if short.len() < key.len() { "…" } else { "" };
    format!("[{short:?}{dots}]")
}

/// `inner`, which is a path itself, seen from where `outer` starts.
pub(crate) fn join(outer: &str, inner: &str) -> String {
    let dot = if outer.is_empty() || inner.is_empty() || inner.starts_with('[') { "" } else { "." };
    format!("{outer}{dot}{inner}")
}

/// Behind the closing quote of the string that starts at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_by_the_way_to_it() {
        let text = r#"{"a": "x,]", "list": [{"b": 1}, {"c.d": [true, null]}], "e\"f": 3}"#;
        for (part, path) in
            [("\"x,]\"", "a"), ("1", "list[0].b"), ("null", "list[1][\"c.d\"][1]"), ("3", "[\"e\\\"f\"]")]
        {
            let offset = text.find(part).map(|start| start + part.len());
            assert_eq!(offset.map(|offset| field_at(text, offset)).as_deref(), Some(path));
        }
    }

    #[test]
    fn a_long_key_is_cut() {
        assert!(member(&"x".repeat(1000)).len() < 100);
    }
}
