//! Tests of custom properties, by the type of what they compare with.
use super::dates::{DATE_OPERATIONS, DateTest, Zone, parse_date};
use super::model::{Scalar, Values};
use super::refusal::{Refusal, bad_operation, bad_values};
use super::text_test::{TEXT_OPERATIONS, TextTest};
use scan::PropertyValue;

pub(crate) const NUMBER_OPERATIONS: [&str; 6] =
    ["equals", "isNotEqual", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"];

/// A comparison with numbers.
#[derive(Clone, Debug)]
pub(crate) struct NumberTest {
    how: How,
    values: Vec<f64>,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl NumberTest {
    pub(crate) fn new(operation: &str, values: &[f64]) -> Result<Self, Refusal> {
        let how = match operation {
            "equals" => How::Equal,
            "isNotEqual" => How::NotEqual,
            "lessThan" => How::Less,
            "lessThanOrEqual" => How::LessOrEqual,
            "greaterThan" => How::Greater,
            "greaterThanOrEqual" => How::GreaterOrEqual,
            _ => return bad_operation(operation, &NUMBER_OPERATIONS),
        };
        let may_be_many = matches!(how, How::Equal | How::NotEqual);
        if values.is_empty() || (values.len() > 1 && !may_be_many) {
            return bad_values(format!(
                "{operation} takes {} number",
                if may_be_many { "at least one" } else { "one" }
            ));
        }
        Ok(Self { how, values: values.to_vec() })
    }

    pub(crate) fn holds(&self, number: f64) -> bool {
        let first = self.values[0];
        match self.how {
            How::Equal => self.values.contains(&number),
            How::NotEqual => !self.values.contains(&number),
            How::Less => number < first,
            How::LessOrEqual => number <= first,
            How::Greater => number > first,
            How::GreaterOrEqual => number >= first,
        }
    }

    fn is_negative(&self) -> bool {
        matches!(self.how, How::NotEqual)
    }
}

/// A test of one custom property.
#[derive(Clone, Debug)]
pub(crate) enum PropertyTest {
    Exists(bool),
    Text(TextTest),
    Number(NumberTest),
    Bool(bool),
    Date(DateTest),
}

impl PropertyTest {
    pub(crate) fn new(operation: &str, values: &Values, zone: Zone) -> Result<Self, Refusal> {
        let one;
        let values: &[Scalar] = match values {
            Values::List(list) => list,
            Values::One(value) => {
                one = [value.clone()];
                &one
            }
            Values::Folders(_) => return bad_values("folders belong to the field folder"),
        };
        if let "exists" | "missing" = operation {
            let takes_none = values.is_empty();
            return if takes_none { Ok(Self::Exists(operation == "exists")) } else { bad_values("takes no values") };
        }
        if DATE_OPERATIONS.contains(&operation) {
            let mut texts = Vec::new();
            for value in values {
                match value {
                    Scalar::Text(text) => texts.push(Some(text.as_str())),
                    Scalar::Null(()) => texts.push(None),
                    _ => return bad_values("give ISO-8601 dates, or a length of time"),
                }
            }
            return DateTest::new(operation, &texts, zone).map(Self::Date);
        }
        match values.first() {
            Some(Scalar::Bool(value)) if values.len() == 1 => match operation {
                "equals" => Ok(Self::Bool(*value)),
                "isNotEqual" => Ok(Self::Bool(!*value)),
                _ => bad_operation(operation, &["equals", "isNotEqual"]),
            },
            Some(Scalar::Number(_)) => match numbers(values) {
                Some(numbers) => NumberTest::new(operation, &numbers).map(Self::Number),
                None => bad_values("give values of one type"),
            },
            Some(Scalar::Text(_)) if NUMBER_OPERATIONS[2..].contains(&operation) => bad_values("give a number"),
            Some(Scalar::Text(_)) => match texts(values) {
                Some(texts) => TextTest::new(operation, &texts).map(Self::Text),
                None => bad_values("give values of one type"),
            },
            _ if !is_known(operation) => bad_operation(operation, &known()),
            _ => bad_values("give at least one value: texts, numbers, or one of true and false"),
        }
    }

    pub(crate) fn expires(&self) -> bool {
        matches!(self, Self::Date(test) if test.expires())
    }

    /// Whether it holds. A missing boolean of an internal component is `false`.
    pub(crate) fn holds(&self, value: Option<&PropertyValue>, is_internal: bool, now: i64, zone: Zone) -> bool {
        match self {
            Self::Exists(exists) => value.is_some() == *exists,
            Self::Text(test) => test.holds(match value {
                Some(PropertyValue::Text(text)) => Some(text),
                _ => None,
            }),
            Self::Number(test) => match value {
                Some(PropertyValue::Number(number)) => test.holds(*number),
                _ => test.is_negative(),
            },
            Self::Bool(wanted) => match value {
                Some(PropertyValue::Bool(value)) => is_internal && value == wanted,
                Some(_) => false,
                None => is_internal && !wanted,
            },
            Self::Date(test) => match value {
                Some(PropertyValue::Text(text)) => parse_date(text, zone).is_some_and(|date| {
                    let (from, to) = test.range(now, zone);
                    (from..=to).contains(&date.from)
                }),
                _ => false,
            },
        }
    }
}

fn known() -> Vec<&'static str> {
    let mut all: Vec<&str> = TEXT_OPERATIONS.to_vec();
    all.extend(&NUMBER_OPERATIONS[2..]);
    all.extend(DATE_OPERATIONS);
    all.extend(["exists", "missing"]);
    all
}

fn is_known(operation: &str) -> bool {
    known().contains(&operation)
}

/// All values as numbers.
pub(crate) fn numbers(values: &[Scalar]) -> Option<Vec<f64>> {
    let number = |value: &Scalar| if let Scalar::Number(number) = value { Some(*number) } else { None };
    values.iter().map(number).collect()
}

/// All values as texts.
pub(crate) fn texts(values: &[Scalar]) -> Option<Vec<&str>> {
    let mut texts = Vec::with_capacity(values.len());
    for value in values {
        let Scalar::Text(text) = value else { return None };
        texts.push(text.as_str());
    }
    Some(texts)
}
