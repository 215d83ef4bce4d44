//! Scans: taken in, listed, deleted.
pub mod ingest;
pub mod jobs;
mod meter;
mod model;
mod queries;
mod receive;
mod routes;

pub use routes::routes;
