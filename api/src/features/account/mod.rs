//! A person's own account: profile and sessions.
pub mod changes;
pub mod jobs;
pub mod model;
pub mod queries;
mod routes;

pub use routes::routes;
