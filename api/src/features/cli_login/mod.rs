//! The command line scanner gets its token from a signed-in browser.
mod redirect;
mod routes;

pub use routes::routes;
