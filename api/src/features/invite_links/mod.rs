//! The invite link: one for each workspace, for many people, until it is reset.
mod change;
mod join;
mod model;
pub mod queries;
mod routes;

pub use change::reset;
pub use join::{find_for, lets_in};
pub use routes::routes;
