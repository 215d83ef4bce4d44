//! The tools of the transport: how a body, a page or a file comes and goes.
pub mod assets;
pub mod compress;
pub mod hardening;
pub mod page;
pub mod request_id;
pub mod same_origin;
pub mod then;
pub mod valid;
