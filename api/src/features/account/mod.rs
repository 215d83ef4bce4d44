//! A person's own account: profile and sessions.
mod deletion;
mod email_change;
pub mod emails;
pub mod model;
pub mod queries;
mod routes;
pub mod verify;

pub use routes::routes;
