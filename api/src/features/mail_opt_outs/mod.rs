//! People who want no more invite mails from this server.
pub mod queries;
mod routes;

pub use routes::routes;
