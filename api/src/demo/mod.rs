//! The workspace "Acme": a design system and three apps over twelve months, grown from scans of the sample code bases.
mod code_base;
mod fill;
mod grow;

pub use fill::fill;
