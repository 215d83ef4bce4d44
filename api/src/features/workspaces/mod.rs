//! Workspaces: make, list, look at, change, delete; who has a place in them.
pub mod arrival;
mod change;
mod create;
pub mod departure;
pub mod emails;
pub mod membership;
pub mod model;
pub mod queries;
mod routes;
mod slug;
mod view;

pub use create::create;
pub use routes::routes;
pub use view::present;
