//! Projects of the newest state, and what people call them.
mod aliases;
mod model;
mod queries;
mod rename;
mod routes;

pub use aliases::Aliases;
pub use routes::routes;
