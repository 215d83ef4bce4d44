//! Charts over the newest state.
mod csv;
mod model;
mod routes;

pub use routes::routes;
