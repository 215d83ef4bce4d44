//! The tools of the transport: how a body, a page or a file comes and goes.
pub mod assets;
pub mod client;
pub mod compress;
pub mod etag;
pub mod hardening;
pub mod idempotency;
pub mod measure;
pub mod methods;
pub mod page;
pub mod rate_limit;
pub mod request_id;
pub mod same_origin;
pub mod spreadsheet;
pub mod then;
pub mod unread;
pub mod valid;
