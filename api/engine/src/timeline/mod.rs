//! The whole history of a workspace, scan by scan.
mod derived;
mod entries;
mod existence;
mod exports;
mod known;
mod ledger;
mod lists;
mod moves;
mod names;
mod node;
mod packages;
mod resolver;
mod spans;
mod usage_changes;
mod weight;
mod wiring;

pub(crate) use derived::Derived;
pub use ledger::{Growing, OutOfOrder, Timeline};
pub(crate) use names::NONE;
pub(crate) use packages::Holder;
pub use spans::PropertyTypes;
pub(crate) use spans::{EdgeSpan, Version, is_live};
