//! The record of who did what when: written in the transaction of the deed, read by owners.
mod action;
mod export;
pub mod model;
pub mod queries;
mod record;
mod routes;

pub use action::{Action, Subject};
pub use record::{Deed, record};
pub use routes::routes;
