//! Who is calling and what they may do.
pub mod actor;
pub mod address;
pub mod caller;
pub mod cookies;
pub mod guard;
mod key_file;
mod key_rows;
pub mod key_store;
pub mod keys;
pub mod member;
pub mod opaque;
pub mod operator;
mod sealing;
