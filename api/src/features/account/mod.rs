//! A person's own account: profile and sessions.
pub mod changes;
mod deletion;
mod email_change;
pub mod emails;
pub mod jobs;
pub mod model;
pub mod queries;
mod routes;
pub mod unverified;
pub mod verify;

pub use routes::routes;
