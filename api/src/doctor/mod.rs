//! Looks over an installation: what would bite later is said now, with what to do about it.
mod address;
mod backups;
mod clocks;
mod database;
mod emails;
mod examine;
mod finding;
mod knock;
mod owners;
mod post;
mod storage;
mod work;

pub use examine::examine;
pub use finding::{Finding, Verdict};
pub use knock::knock;
pub use storage::{disk, free, room};
