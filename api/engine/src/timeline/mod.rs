//! The whole history of a workspace, scan by scan.
mod derived;
mod entries;
mod exports;
mod ledger;
mod moves;
mod names;
mod packages;
mod resolver;
mod spans;

pub(crate) use derived::Derived;
pub use ledger::{OutOfOrder, Timeline};
pub(crate) use names::{NONE, Names};
pub(crate) use packages::Packages;
pub(crate) use resolver::Resolver;
pub(crate) use spans::{ComponentSpan, EdgeSpan, ProjectSpan, ScanMark, Spans, Version, is_live};
