//! Requests to join, left at a public page or with an invite to another address; and how members answer them.
mod ask;
pub mod emails;
pub mod jobs;
pub mod model;
mod queries;
mod review;
mod routes;
mod tell;

pub use routes::routes;
