//! One line of the examination.
use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// Works, but will bite.
    Warn,
    /// Does not work.
    Fail,
}

/// What was looked at and what was found, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub of: &'static str,
    /// How bad it is.
    pub verdict: Verdict,
    /// In words.
    pub words: String,
}

impl Finding {
    pub(super) fn ok(of: &'static str, words: impl Into<String>) -> Self {
        Self { of, verdict: Verdict::Ok, words: words.into() }
    }

    pub(super) fn warn(of: &'static str, words: impl Into<String>) -> Self {
        Self { of, verdict: Verdict::Warn, words: words.into() }
    }

    pub(super) fn fail(of: &'static str, words: impl Into<String>) -> Self {
        Self { of, verdict: Verdict::Fail, words: words.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Warn => "warn",
            Verdict::Fail => "FAIL",
        };
        write!(out, "{verdict:<5} {}: {}", self.of, self.words)
    }
}
