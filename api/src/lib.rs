//! Skillet: component analytics for teams that own a React design system.
//!
//! `app` composes the server from the rooms below; a request goes route → proof (`auth`) → handler → queries → database.
pub mod app;
pub mod auth;
pub mod clock;
pub mod commands;
pub mod config;
pub mod db;
pub mod error;
pub mod features;
pub mod health;
pub mod http;
pub mod mail;
pub mod openapi;
pub mod snapshots;
pub mod state;

#[allow(missing_docs, reason = "a row's columns are documented where clients see them")]
pub mod entities;
