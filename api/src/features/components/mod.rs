//! The catalogue of components.
mod model;
mod routes;

pub use routes::routes;
