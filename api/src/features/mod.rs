//! One folder per capability: its routes, the shapes it speaks, its queries.
pub mod account;
pub mod audit;
pub mod charts;
pub mod cli_login;
pub mod components;
pub mod data_issues;
pub mod invite_links;
pub mod invites;
pub mod join_requests;
pub mod mail_opt_outs;
pub mod members;
pub mod projects;
pub mod repositories;
pub mod scans;
pub mod sign_in;
pub mod tokens;
pub mod workspaces;
