//! Requests to join, left at a public page or with an invite to another address; and how members answer them.
mod ask;
pub mod emails;
pub mod model;
mod queries;
mod review;
mod routes;
mod tell;

pub use ask::{Asked, ask};
pub use queries::find_share;
pub use routes::routes;
pub use tell::tell_due;
