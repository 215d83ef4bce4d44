//! What tests are written with.
pub mod app;
pub mod bodies;
pub mod catcher;
pub mod cli;
pub mod counter;
pub mod dice;
pub mod integrity;
pub mod invites;
pub mod operations;
pub mod person;
pub mod process;
pub mod program;
pub mod repo;
pub mod sample;
pub mod scans;
pub mod skip;
pub mod wire;
