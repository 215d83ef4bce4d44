//! Charts over the newest state.
pub mod csv;
mod model;
mod routes;

pub use routes::routes;
