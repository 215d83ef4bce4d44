//! Integration tests live in `main.rs` beside this crate.
