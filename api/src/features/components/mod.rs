//! The catalogue of components, each of them, and all of them together.
mod browse;
mod detail;
mod element_test;
mod elements;
pub mod filter;
mod model;
mod model_detail;
mod model_overview;
mod named;
mod narrow;
mod overview;
mod rank;
mod read;
mod routes;
mod routes_detail;
mod routes_overview;
mod value;

pub use routes::routes;
