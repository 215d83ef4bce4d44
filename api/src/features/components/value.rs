//! Values of props as replies show them and queries name them.
use engine::components::PassedValue;
use scan::PropValue as Value;
use serde::Serialize;
use utoipa::ToSchema;

/// What an element says about a prop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PropValue {
    /// Which kind of value.
    pub kind: ValueKind,
    /// As it is written in code: `"small"`, `3`, `true`, `null`, `/re/g`, `undefined`. Of what only running the code
    /// would tell, the scanner's word for its kind.
    pub text: String,
}

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PropValueKind)]
pub enum ValueKind {
    /// A string literal.
    String,
    /// A number literal.
    Number,
    /// A boolean literal, or an attribute without a value.
    Boolean,
    /// `null`.
    Null,
    /// A regular expression literal.
    Regex,
    /// A name; `undefined` is one.
    Identifier,
    /// A spread attribute: it may set any prop.
    Spread,
    /// What only running the code would tell.
    Dynamic,
    /// The element does not pass the prop.
    NotSet,
    /// The element does not name the prop, but has a spread attribute that may set it.
    BySpread,
}

impl ValueKind {
    /// All of them, by their names on the wire.
    pub const ALL: [(&str, Self); 10] = [
        ("string", Self::String),
        ("number", Self::Number),
        ("boolean", Self::Boolean),
        ("null", Self::Null),
        ("regex", Self::Regex),
        ("identifier", Self::Identifier),
        ("spread", Self::Spread),
        ("dynamic", Self::Dynamic),
        ("notSet", Self::NotSet),
        ("bySpread", Self::BySpread),
    ];
}

impl From<&Value> for PropValue {
    fn from(value: &Value) -> Self {
        let (kind, text) = match value {
            Value::Text(text) => (ValueKind::String, serde_json::Value::from(text.as_str()).to_string()),
            Value::Number(number) => (ValueKind::Number, number.to_string()),
            Value::Bool(value) => (ValueKind::Boolean, value.to_string()),
            Value::Null => (ValueKind::Null, "null".to_owned()),
            Value::Regex { pattern, flags } => (ValueKind::Regex, format!("/{pattern}/{flags}")),
            Value::Identifier(name) => (ValueKind::Identifier, name.clone()),
            Value::Spread => (ValueKind::Spread, "...".to_owned()),
            Value::Dynamic(kind) => (ValueKind::Dynamic, kind.clone()),
        };
        Self { kind, text }
    }
}

impl From<&PassedValue> for PropValue {
    fn from(value: &PassedValue) -> Self {
        match value {
            PassedValue::Value(value) => value.into(),
            PassedValue::NotSet => Self { kind: ValueKind::NotSet, text: "[not set]".to_owned() },
            PassedValue::BySpread => Self { kind: ValueKind::BySpread, text: "[by spread]".to_owned() },
        }
    }
}
