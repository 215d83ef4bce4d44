//! The analytics engine: scans of a workspace in, answers out. No I/O, no async, no database, no clock.
//!
//! [`Snapshot::build`] takes the counting scan of every repository, decides which repository owns which
//! project, links external components to the ones they really are, and lays the result out in columns.
//! The queries are methods of the [`Snapshot`], one file each.

mod adjacency;
mod assemble;
mod bodies;
mod catalogue;
mod chart;
mod ids;
mod linking;
mod ownership;
mod presence;
mod snapshot;
mod sort;
mod source;
mod step;
mod text;

pub use catalogue::{CatalogueQuery, Cursor, CursorOfAnotherSort, Page, SortValue};
pub use chart::{Chart, ChartQuery, ChartRow, IllegalChart, Metric, REST, Subject};
pub use linking::LinkedBy;
pub use ownership::{Claim, Conflict};
pub use presence::{VisibleScan, present_packages};
pub use snapshot::{Edge, ExportIssue, LinkCounts, ProjectTotal, Row, Snapshot, Totals};
pub use sort::{Sort, SortBy, UnknownSort};
pub use source::{Moment, PackagePresence, RepositoryKey, Source};
pub use step::{Change, Known, LocalPackage, RepositoryHistory, Step, united};
