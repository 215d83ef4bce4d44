//! Comparing texts, whatever their case.
use super::refusal::{Refusal, bad_operation, bad_values};
use crate::text::fold;
use memchr::memmem::Finder;
use regex::{Regex, RegexBuilder};

/// Bytes of a pattern, and those it may take when it is compiled.
const PATTERN_LENGTH: usize = 500;
const PATTERN_SIZE: usize = 1 << 18;

pub(crate) const TEXT_OPERATIONS: [&str; 9] = [
    "equals",
    "isNotEqual",
    "contains",
    "doesNotContain",
    "startsWith",
    "doesNotStartWith",
    "endsWith",
    "doesNotEndWith",
    "regex",
];

/// A test of a text. A negative one holds where none of the values fits.
#[derive(Clone, Debug)]
pub(crate) struct TextTest {
    how: How,
    is_negative: bool,
    folded: Vec<String>,
    /// For `contains`: a finder that is ready, for each.
    finders: Vec<Finder<'static>>,
    patterns: Vec<Regex>,
}

#[derive(Clone, Copy, Debug)]
enum How {
    Equal,
    Contains,
    Starts,
    Ends,
    Matches,
}

impl TextTest {
    pub(crate) fn new(operation: &str, values: &[&str]) -> Result<Self, Refusal> {
        let (how, is_negative) = match operation {
            "equals" => (How::Equal, false),
            "isNotEqual" => (How::Equal, true),
            "contains" => (How::Contains, false),
            "doesNotContain" => (How::Contains, true),
            "startsWith" => (How::Starts, false),
            "doesNotStartWith" => (How::Starts, true),
            "endsWith" => (How::Ends, false),
            "doesNotEndWith" => (How::Ends, true),
            "regex" => (How::Matches, false),
            _ => return bad_operation(operation, &TEXT_OPERATIONS),
        };
        if values.is_empty() {
            return bad_values("give at least one text");
        }
        let mut patterns = Vec::new();
        if matches!(how, How::Matches) {
            for pattern in values {
                if pattern.len() > PATTERN_LENGTH {
                    return bad_values(format!("a regular expression may have {PATTERN_LENGTH} bytes"));
                }
                let built = RegexBuilder::new(pattern)
                    .case_insensitive(true)
                    .size_limit(PATTERN_SIZE)
                    .dfa_size_limit(PATTERN_SIZE)
                    .build();
                match built {
                    Ok(pattern) => patterns.push(pattern),
                    Err(regex::Error::CompiledTooBig(_)) => return bad_values("the regular expression is too large"),
                    Err(error) => {
                        let reason = error.to_string();
                        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                        return bad_values(format!("\"{pattern}\" is no regular expression: {reason}"));
                    }
                }
            }
        }
        let folded: Vec<String> = values.iter().map(|value| fold(value)).collect();
        let finders = match how {
            How::Contains => folded.iter().map(|value| Finder::new(value).into_owned()).collect(),
            _ => Vec::new(),
        };
        Ok(Self { how, is_negative, folded, finders, patterns })
    }

    /// Whether it holds for a text; a missing one fits no value.
    pub(crate) fn holds(&self, text: Option<&str>) -> bool {
        let fits = text.is_some_and(|text| self.fits(|| text, &fold(text)));
        fits != self.is_negative
    }

    /// The same for a text that is folded already. As it was written it is somewhere else in memory, and only
    /// patterns look at that.
    pub(crate) fn holds_folded<'a>(&self, exact: impl FnOnce() -> &'a str, folded: &str) -> bool {
        self.fits(exact, folded) != self.is_negative
    }

    fn fits<'a>(&self, exact: impl FnOnce() -> &'a str, text: &str) -> bool {
        if matches!(self.how, How::Matches) {
            let exact = exact();
            return self.patterns.iter().any(|pattern| pattern.is_match(exact));
        }
        if matches!(self.how, How::Contains) {
            return self.finders.iter().any(|finder| finder.find(text.as_bytes()).is_some());
        }
        self.folded.iter().any(|value| match self.how {
            How::Equal => text == *value,
            How::Starts => text.starts_with(value.as_str()),
            How::Ends => text.ends_with(value.as_str()),
            How::Contains | How::Matches => false,
        })
    }
}
