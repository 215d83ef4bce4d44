//! The meaning of the state, rule by rule.
#![allow(clippy::unwrap_used)]

mod catalogue;
mod charts;
mod counting;
mod linking;
mod ownership;
mod workspace;
