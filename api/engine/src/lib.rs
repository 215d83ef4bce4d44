//! The analytics engine: scans of a workspace in, answers out. No I/O, no async, no database, no clock.
//!
//! A [`Timeline`] takes the history of every repository as [`Step`]s and knows every point in time: which repository
//! owns which project, what external components really are, which components are one over time. With a
//! [`tags::TagLayer`] it answers [`charts`], now and over time, and gives a [`components::State`] to browse.
//!
//! [`Snapshot`] is the older way to the newest state alone, from one whole scan per repository.

mod adjacency;
mod assemble;
mod bodies;
mod catalogue;
mod chart;
pub mod charts;
mod columns;
pub mod components;
mod filter;
mod hash;
mod ids;
mod linking;
mod ownership;
mod point;
mod presence;
pub mod projects;
mod snapshot;
mod sort;
mod source;
mod step;
pub mod tags;
mod text;
mod timeline;

pub use catalogue::{CatalogueQuery, Cursor, CursorOfAnotherSort, Page, SortValue};
pub use chart::{Chart, ChartQuery, ChartRow, IllegalChart, Metric, REST, Subject};
pub use filter::{Filter, FilterError, FilterPart, FolderSelection, Scalar, Values};
pub use linking::LinkedBy;
pub use ownership::{Claim, Conflict};
pub use presence::{VisibleScan, present_packages};
pub use snapshot::{Edge, ExportIssue, LinkCounts, ProjectTotal, Row, Snapshot, Totals};
pub use sort::{Sort, SortBy, UnknownSort};
pub use source::{Moment, PackagePresence, RepositoryKey, Source};
pub use step::{Change, Known, LocalPackage, RepositoryHistory, Step, united};
pub use timeline::{OutOfOrder, Timeline};
