//! Workspaces: make, list, look at, rename.
pub mod model;
pub mod queries;
mod create;
mod routes;
mod slug;
mod view;

pub use create::create;
pub use routes::routes;
pub use view::present;
