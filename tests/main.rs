//! All integration tests, in one binary: a real server, a real database (SQLite, or PostgreSQL by `TEST_DATABASE_URL`).
#![allow(clippy::unwrap_used, missing_docs)]

mod account;
mod analyses;
mod architecture;
mod authorization;
mod charts;
mod cli;
mod cli_refusals;
mod commands;
mod components;
mod config;
mod cross_site;
mod data_issues;
mod migrations;
mod openapi;
mod operations;
mod outbox;
mod real_scans;
mod repositories;
mod sessions;
mod sign_in;
mod support;
mod tokens;
mod uploads;
mod web_app;
mod workspaces;
