//! Scans: taken in, listed, deleted.
pub mod ingest;
mod meter;
mod model;
mod queries;
mod receive;
mod routes;

pub use routes::routes;
