//! The meaning of the past, of filters, tags and charts, rule by rule.
#![allow(clippy::unwrap_used)]

#[path = "../rules/workspace.rs"]
#[allow(dead_code)]
mod workspace;

mod charts;
mod components;
mod filters;
mod lineage;
mod periods;
mod story;
mod tags;
