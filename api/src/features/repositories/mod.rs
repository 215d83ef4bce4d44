//! Scanned repositories: which branch of each counts, and which of them are one.
mod merge;
mod model;
mod queries;
mod routes;

pub use routes::routes;
