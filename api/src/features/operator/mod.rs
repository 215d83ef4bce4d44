//! What whoever runs this server may look at.
mod mail_samples;
pub mod model;
mod routes;

pub use mail_samples::samples as mail_samples;
pub use routes::routes;
