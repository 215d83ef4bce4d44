//! Work that is done later, or again and again: rows, claimed by one of all servers, at least once, until it succeeds.
mod queue;
mod registry;
mod revival;
mod runner;

pub use queue::{Health, enqueue, health};
pub use registry::{Job, Kind, Registry};
pub use revival::{list_dead, revive};
pub use runner::{run, run_due};
