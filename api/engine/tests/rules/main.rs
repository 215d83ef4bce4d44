//! The meaning of states, of the past, of filters, tags and charts, rule by rule.
#![allow(clippy::unwrap_used)]

mod catalogue;
mod charts;
mod components;
mod counting;
mod filters;
mod lineage;
mod linking;
mod ownership;
mod periods;
mod source;
mod story;
mod tags;
mod workspace;
