//! Skillet: component analytics for teams that own a React design system.
//!
//! `app` composes the server from the rooms below; a request goes route → proof (`auth`) → handler → queries → database.
pub mod app;
mod aside;
pub mod auth;
pub mod backup;
pub mod clock;
pub mod commands;
pub mod config;
pub mod db;
mod demo;
pub mod doctor;
pub mod durable;
pub mod error;
pub mod features;
pub mod health;
pub mod http;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod metrics;
pub mod monitoring;
pub mod openapi;
pub mod snapshots;
pub mod state;
pub mod store;

#[allow(missing_docs, reason = "a row's columns are documented where clients see them")]
pub mod entities;
