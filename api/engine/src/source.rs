//! Whose a scan is, and when it came.
use serde::{Deserialize, Serialize};

/// Identity of a repository row; any number that is unique within the workspace and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RepositoryKey(pub u128);

/// When a scan came: `at` orders scans, `seq` those of one millisecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Unix milliseconds.
    pub at: i64,
    /// The workspace's running number.
    pub seq: i64,
}
