//! The command line.
use crate::config::VARIABLES;
use chrono::{DateTime, Datelike, Utc};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use uuid::Uuid;

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
    /// Make a workspace "Acme" with a year of scans to look around in; prints a link that signs in there.
    Demo {
        /// Address of the account that owns it.
        #[arg(long, default_value = "demo@example.com")]
        email: String,
    },
    /// Make a backup of the embedded database and the signing keys while the server runs; prints its folder.
    ///
    /// It is looked through as `restore --check` does, and counts only if it is sound. The folder is named by the time and
    /// holds skillet.sqlite3, keys.json (secret) and manifest.json. Not in it: the settings, and mails that were written to files. With PostgreSQL use pg_dump.
    Backup {
        /// Folder to make it in.
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Look through a backup, then put it where no database is yet.
    Restore {
        /// The backup: a folder that `skillet backup` made.
        folder: PathBuf,
        /// Look through it only: sums, damage, schema, every scan, keys. Fails with what it found.
        #[arg(long)]
        check: bool,
    },
    /// Administer the keys that sign sessions and API tokens.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Look over this installation and say what to do: address, disk, secrets, database, clock, mail, backups.
    Doctor {
        /// Send a test mail there.
        #[arg(long, value_name = "ADDRESS")]
        mail_to: Option<String>,
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
    /// Look at the work that is done beside requests.
    #[command(subcommand)]
    Job(JobCommand),
    /// Invite somebody to a workspace, in the name of its first owner; prints the invite's id, or its link.
    Invite(NewInvite),
    /// Look at the mails this server sends.
    #[command(subcommand)]
    Mail(MailCommand),
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
        /// Really: without it nothing is done.
        #[arg(long)]
        yes: bool,
    },
    /// List the steps and which are applied.
    Status,
}

#[derive(Subcommand)]
pub(super) enum KeysCommand {
    /// List the keys: id, whether it signs or only verifies, when it was made.
    List,
    /// Make a new key that signs from now on; prints its id. What older keys signed stays good. Servers that run take it
    /// over within seconds.
    Rotate,
    /// Forget an older key. This ends every session, of browsers and of command lines, and every API token that it signed:
    /// their owners sign in again and make new tokens. Servers that run follow within seconds.
    Retire {
        /// Its id, from `skillet keys list`.
        kid: String,
    },
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
    /// List the accounts: address, what they may do, when they were last here, name.
    List,
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

#[derive(Args)]
pub(super) struct NewInvite {
    /// Whom.
    pub email: String,
    /// The workspace's address.
    #[arg(long)]
    pub workspace: String,
    /// What they may do.
    #[arg(long, default_value = "editor", value_parser = ["viewer", "editor", "owner"])]
    pub role: String,
    /// Print the link instead of mailing it. An account made with it is good for this workspace only, until its address is
    /// verified.
    #[arg(long)]
    pub print_link: bool,
}

#[derive(Subcommand)]
pub(super) enum MailCommand {
    /// Print a mail with made-up values, or the names of all mails.
    Preview {
        /// Its name.
        name: Option<String>,
        /// Print the HTML instead of the text.
        #[arg(long)]
        html: bool,
    },
}

#[derive(Subcommand)]
pub(super) enum JobCommand {
    /// List the jobs that were given up: id, kind, when, and the last error.
    List,
    /// Let a job that was given up be tried again, once its cause is mended; all of them without an id. Prints how many.
    Retry {
        /// Its id, from `skillet job list`.
        #[arg(value_parser = job_id)]
        id: Option<Uuid>,
    },
}

#[derive(Subcommand)]
pub(super) enum ScanCommand {
    /// Take in scans from files (as the scanner sends them; plain, gzip or zstd); prints their ids.
    Import {
        /// The workspace's address.
        #[arg(long)]
        workspace: String,
        /// The time they were made, such as 2026-03-01T12:00:00Z; now without it.
        #[arg(long, value_parser = time)]
        scanned_at: Option<DateTime<Utc>>,
        /// The files, in order.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Delete older scans, but the last of each week of a repository and branch; prints how many. They can be restored
    /// for 30 days.
    ///
    /// The past is told by the scans that are left, as if the others had never come: what happened within a week seems to
    /// have happened at its end. Of the branch that counts, scans stay with which a package came to its repository or
    /// left it, or with which a component moved, and so do the scans before them: what moved stays one component, and
    /// packages belong to the repository they belonged to.
    Thin {
        /// The workspace's address.
        #[arg(long)]
        workspace: String,
        /// How old they are at least.
        #[arg(long, value_parser = days, default_value = "365d")]
        older_than: i64,
    },
    /// Remove for good what was deleted more than 30 days ago; prints how many scans.
    Purge {
        /// The workspace's address.
        #[arg(long)]
        workspace: String,
    },
}

fn job_id(text: &str) -> Result<Uuid, String> {
    text.parse().map_err(|_| "is no id of a job; `skillet job list` prints them".to_owned())
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    let time: DateTime<Utc> = text.parse().map_err(|_| "must be a time such as 2026-03-01T12:00:00Z".to_owned())?;
    match time.year() {
        ..2000 => Err("lies before the year 2000".to_owned()),
        _ => Ok(time),
    }
}

fn days(text: &str) -> Result<i64, String> {
    let number = text.strip_suffix('d').unwrap_or(text).parse().ok();
    number
        .filter(|days| (1..=3650).contains(days))
        .ok_or_else(|| "must be days, such as 365d, from 1d to 3650d".to_owned())
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
