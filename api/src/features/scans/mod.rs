//! Scans: taken in, listed, compared, deleted and restored.
mod compare;
pub mod counts;
mod hide;
pub mod ingest;
pub mod jobs;
mod meter;
pub mod model;
pub mod queries;
mod receive;
pub mod retention;
mod room;
mod routes;

pub use routes::routes;
