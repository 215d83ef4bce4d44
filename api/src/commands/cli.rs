//! The command line.
use crate::config::VARIABLES;
use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Self-hosted component analytics for React design systems.
#[derive(Parser)]
#[command(name = "skillet", version, after_help = environment())]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Migrate the database, then serve the API and the web app.
    #[command(after_help = environment())]
    Serve,
    /// Move the database schema.
    Migrate {
        #[command(subcommand)]
        direction: Direction,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// Exit with 0 if the server answers, for container health checks.
    Healthcheck,
    /// Administer accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Administer workspaces.
    #[command(subcommand)]
    Workspace(WorkspaceCommand),
    /// Administer API tokens.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Administer scans.
    #[command(subcommand)]
    Scan(ScanCommand),
}

#[derive(Subcommand, Clone, Copy)]
pub(super) enum Direction {
    /// Apply every step that is missing.
    Up,
    /// Take steps back. Their data is lost.
    Down {
        /// How many.
        #[arg(long, default_value_t = 1)]
        steps: u32,
    },
    /// List the steps and which are applied.
    Status,
}

#[derive(Subcommand)]
pub(super) enum UserCommand {
    /// Make an account; prints its id.
    Create {
        /// Address to sign in with.
        #[arg(long)]
        email: String,
        /// Name.
        #[arg(long)]
        name: Option<String>,
        /// May run this server.
        #[arg(long)]
        operator: bool,
    },
    /// Print a link that signs an account in; good once, within 30 minutes.
    SignInLink {
        /// Address of the account.
        #[arg(long)]
        email: String,
    },
}

#[derive(Subcommand)]
pub(super) enum WorkspaceCommand {
    /// Make a workspace; prints its id.
    Create {
        /// What people call it.
        #[arg(long)]
        name: String,
        /// Its address.
        #[arg(long)]
        slug: String,
        /// Address of the account that owns it.
        #[arg(long)]
        owner: String,
    },
}

#[derive(Subcommand)]
pub(super) enum TokenCommand {
    /// Make an API token; prints it.
    Create(NewToken),
}

#[derive(Args)]
pub(super) struct NewToken {
    /// The workspace's address.
    #[arg(long)]
    pub workspace: String,
    /// What it is for.
    #[arg(long)]
    pub name: String,
    /// What it may do.
    #[arg(long, value_delimiter = ',', required = true, value_parser = ["scans:write", "read"])]
    pub scope: Vec<String>,
    /// Good for so many days, such as `365d`; without it for as long as the workspace lives.
    #[arg(long, value_parser = days)]
    pub expires: Option<i64>,
}

#[derive(Subcommand)]
pub(super) enum ScanCommand {
    /// Take in scans from files (as the scanner sends them; plain, gzip or zstd); prints their ids.
    Import {
        /// The workspace's address.
        #[arg(long)]
        workspace: String,
        /// The time they were made, such as 2026-03-01T12:00:00Z; now without it.
        #[arg(long)]
        scanned_at: Option<DateTime<Utc>>,
        /// The files, in order.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

fn days(text: &str) -> Result<i64, String> {
    let number = text.strip_suffix('d').unwrap_or(text).parse().ok();
    number.filter(|days| (1..=3650).contains(days)).ok_or_else(|| "must be between 1d and 3650d".to_owned())
}

fn environment() -> String {
    let line = |variable: &crate::config::Variable| {
        let default = if variable.default.is_empty() { String::new() } else { format!(" [{}]", variable.default) };
        let file = if variable.is_secret { " (or _FILE)" } else { "" };
        format!("  {}{file}{default}\n      {}", variable.name, variable.help)
    };
    let lines: Vec<String> = VARIABLES.iter().map(line).collect();
    format!("Environment (also read from a file `.env`):\n{}", lines.join("\n"))
}
