//! Charts: one question, now or over time, as JSON or CSV.
mod answer;
mod csv;
mod model;
mod names;
mod question;
mod routes;

pub use routes::routes;
