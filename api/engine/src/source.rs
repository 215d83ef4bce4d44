//! What the engine is built from.
use scan::Component;
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

/// A package that is local in the counting scan of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagePresence {
    /// Its npm name; `root` where it has none.
    pub name: String,
    /// The first scan of the present unbroken run of visible scans that contain it
    /// (see [`present_packages`](crate::present_packages)).
    pub appeared: Moment,
}

/// One repository with its counting scan: the newest visible one of the branch that counts.
#[derive(Clone, Debug)]
pub struct Source {
    /// The repository.
    pub repository: RepositoryKey,
    /// Its display name; the nameless package `root` is shown as `root@<this name>`.
    pub repository_name: String,
    /// When the counting scan came.
    pub at: Moment,
    /// Its local packages. One that only `components` mention counts as having appeared with this scan.
    pub packages: Vec<PackagePresence>,
    /// Its components in any order. Every id starts with its own package name and `:`, as the scanner
    /// writes it; an edge to an id that isn't among the components counts in nothing.
    pub components: Vec<Component>,
}
