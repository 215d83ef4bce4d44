//! Why a chart is refused.
use super::periods::PeriodError;
use crate::filter::FilterError;
use crate::tags::TagError;

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChartError {
    /// A metric that says nothing about the subject.
    #[error("{subject} can't be counted by {metric}; use {}", .legal.join(", "))]
    Metric {
        /// The subject.
        subject: &'static str,
        /// The metric asked for.
        metric: &'static str,
        /// Those it has.
        legal: Vec<&'static str>,
    },
    /// A breakdown that says nothing about the subject.
    #[error("{subject} can't be broken down by {breakdown}; use {}", .legal.join(", "))]
    Breakdown {
        /// The subject.
        subject: &'static str,
        /// The breakdown asked for.
        breakdown: &'static str,
        /// Those it has.
        legal: Vec<&'static str>,
    },
    /// A custom property is meant, but not named.
    #[error("{0}.property must name the custom property")]
    PropertyMissing(&'static str),
    /// `other` is not for this metric, or names no tag.
    #[error("other: {0}")]
    Other(String),
    /// Too few or too many rows.
    #[error("limit must be between 1 and {max}")]
    Limit {
        /// The most.
        max: usize,
    },
    /// A filter that means nothing.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// A tag whose rule can't be used.
    #[error(transparent)]
    Tag(#[from] TagError),
    /// A time that means nothing.
    #[error(transparent)]
    Period(#[from] PeriodError),
}
