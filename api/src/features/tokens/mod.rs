//! API tokens of a workspace, for CI.
mod issue;
mod model;
mod queries;
mod routes;

pub use issue::issue;
pub use model::NewApiToken;
pub use routes::routes;
