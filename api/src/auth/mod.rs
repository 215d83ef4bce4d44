//! Who is calling and what they may do.
pub mod address;
pub mod caller;
pub mod cookies;
pub mod guard;
pub mod keys;
pub mod member;
pub mod opaque;
