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
pub(crate) use names::NONE;
pub(crate) use spans::{EdgeSpan, Version, is_live};
