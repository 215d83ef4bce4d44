//! What tests are written with.
pub mod app;
pub mod catcher;
pub mod cli;
pub mod person;
pub mod process;
pub mod repo;
pub mod sample;
