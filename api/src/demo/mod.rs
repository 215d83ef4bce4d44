//! The workspace "Acme": a design system and three apps over twelve months, grown from scans of code bases that were
//! written for it (`tests/fixtures/acme-*`).
mod body;
mod calendar;
mod code_base;
mod draw;
mod fill;
mod growth;
mod past;
mod sample;

pub use fill::{Filled, fill};

#[cfg(test)]
mod tests;
