//! Scans: taken in, listed, compared, deleted and restored.
mod compare;
mod counts;
pub mod ingest;
mod meter;
pub mod model;
pub mod queries;
mod receive;
pub mod retention;
mod routes;

pub use routes::routes;
