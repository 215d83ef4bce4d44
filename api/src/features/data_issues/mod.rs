//! What keeps the numbers from being exact: found in the newest scans, with what to do about it.
mod built;
mod collect;
mod model;
mod routes;
mod snippet;

pub use collect::count;
pub use routes::routes;
