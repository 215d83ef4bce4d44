//! The analytics engine: scans of a workspace in, answers out. No I/O, no async, no database, no clock.
//!
//! A [`Timeline`] takes the history of every repository as [`Step`]s and knows every point in time: which repository
//! owns which project, what external components really are, which components are one over time. With a
//! [`tags::TagLayer`] it answers [`charts`], now and over time, and gives a [`components::State`] to browse.

mod adjacency;
pub mod charts;
mod columns;
pub mod components;
mod filter;
mod hash;
mod ids;
mod linking;
mod point;
pub mod projects;
mod source;
mod step;
pub mod tags;
mod text;
mod timeline;

pub use filter::{Filter, FilterError, FilterPart, FolderSelection, Scalar, Values};
pub use linking::LinkedBy;
pub use source::{Moment, RepositoryKey};
pub use step::{Change, Edge, Known, LocalPackage, RepositoryHistory, Step, united};
pub use text::fold;
pub use timeline::{Growing, OutOfOrder, PropertyTypes, Timeline};
