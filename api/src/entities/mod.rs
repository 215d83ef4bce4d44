//! One file per table: the row as sea-orm sees it, nothing else.
pub mod api_token;
pub mod audit_event;
pub mod idempotent_call;
pub mod job;
pub mod mail;
pub mod membership;
pub mod repository;
pub mod scan;
pub mod scan_chunk;
pub mod scan_delta;
pub mod scan_pack;
pub mod scan_report;
pub mod session;
pub mod sign_in;
pub mod signing_key;
pub mod user;
pub mod workspace;
