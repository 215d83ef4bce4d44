//! The crate seen from outside: bodies in, scans out.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

mod bodies;
mod bombs;
mod components;
mod contents;
mod encodings;
mod fingerprints;
mod init;
mod issues;
mod limits;
mod packages;
mod properties;
mod real_scans;
mod repeats;
mod repositories;
mod store;
