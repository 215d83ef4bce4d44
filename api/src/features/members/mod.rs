//! Who belongs to a workspace: listed, promoted, removed; leaving, and handing the workspace over.
pub mod emails;
mod hand_over;
mod model;
mod queries;
mod removal;
mod roles;
mod routes;
mod routes_hand_over;

pub use routes::routes;
