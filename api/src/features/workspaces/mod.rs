//! Workspaces: make, list, look at, rename.
mod create;
pub mod model;
pub mod queries;
mod routes;
mod slug;
mod view;

pub use create::create;
pub use routes::routes;
pub use view::present;
