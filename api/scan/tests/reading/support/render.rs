//! JSON text as somebody else's program would write it.
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Text of a value with keys in random order, random white space and random escapes.
pub fn render(value: &Value, seed: u64) -> String {
    let mut out = Renderer { text: String::new(), seed, drawn: 0 };
    out.value(value);
    out.text
}

struct Renderer {
    text: String,
    seed: u64,
    drawn: u64,
}

impl Renderer {
    /// A number below `many`.
    fn draw(&mut self, many: usize) -> usize {
        self.drawn += 1;
        let mut hasher = DefaultHasher::new();
        (self.seed, self.drawn).hash(&mut hasher);
        (hasher.finish() % many as u64) as usize
    }

    fn space(&mut self) {
        if self.draw(8) == 0 {
            let space = [' ', '\n', '\t', '\r'][self.draw(4)];
            self.text.push(space);
        }
    }

    fn value(&mut self, value: &Value) {
        self.space();
        match value {
            Value::String(text) => self.string(text),
            Value::Array(list) => {
                self.text.push('[');
                for (index, element) in list.iter().enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    self.value(element);
                }
                self.space();
                self.text.push(']');
            }
            Value::Object(object) => {
                let mut entries: Vec<_> = object.iter().collect();
                for index in (1..entries.len()).rev() {
                    entries.swap(index, self.draw(index + 1));
                }
                self.text.push('{');
                for (index, (key, value)) in entries.into_iter().enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    self.space();
                    self.string(key);
                    self.space();
                    self.text.push(':');
                    self.value(value);
                }
                self.space();
                self.text.push('}');
            }
            scalar => self.text.push_str(&scalar.to_string()),
        }
        self.space();
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            if self.draw(12) == 0 {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    self.text.push_str(&format!("\\u{unit:04x}"));
                }
            } else {
                let quoted = serde_json::to_string(&character.to_string()).unwrap();
                self.text.push_str(&quoted[1..quoted.len() - 1]);
            }
        }
        self.text.push('"');
    }
}
