//! What the program can do. Commands print just their value on standard output, so that scripts can use it.
mod admin;
mod backup;
mod cli;
mod demo;
mod doctor;
mod healthcheck;
mod keys;
mod mail;
mod migrate;
mod open;
mod serve;

pub use cli::Cli;
use cli::{Command, Direction, MailCommand};

use crate::{clock::Clock, config::Config, openapi, state::State};
use anyhow::Context;
use open::{open, open_existing};
use std::io::{IsTerminal, Write};

/// Does what was asked on the command line.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    if matches!(cli.command, Command::Openapi) {
        return print(openapi::text()?.trim_end());
    }
    if let Command::Mail(MailCommand::Preview { name, html }) = &cli.command {
        return mail::preview(name.as_deref(), *html);
    }
    let config = Config::from_env()?;
    match cli.command {
        Command::Serve => serve::serve(config).await,
        Command::Healthcheck => healthcheck::healthcheck(&config).await,
        Command::Backup { to } => backup::take(&config, &to).await,
        Command::Restore { folder, check } => backup::restore(&config, &folder, check).await,
        Command::Doctor { mail_to } => doctor::doctor(&config, mail_to.as_deref()).await,
        Command::Keys(command) => {
            log_to_stderr(&config)?;
            let db = open_existing(&config).await?;
            db.refuse_other_schema().await?;
            keys::keys(&config, &db, command).await
        }
        Command::Migrate { direction: Direction::Up } => open(&config).await?.migrate().await,
        Command::Migrate { direction } => migrate::migrate(&open_existing(&config).await?, direction).await,
        Command::Demo { email } => {
            log_to_stderr(&config)?;
            let db = open(&config).await?;
            db.migrate().await?;
            demo::demo(&State::open(config, db, Clock::default()).await?, &email).await
        }
        command => {
            log_to_stderr(&config)?;
            let db = open_existing(&config).await?;
            db.refuse_other_schema().await?;
            let state = State::open(config, db, Clock::default()).await?;
            for value in admin::run(&state, command).await? {
                print(&value)?;
            }
            Ok(())
        }
    }
}

fn log_to_stderr(config: &Config) -> anyhow::Result<()> {
    let filter = config.log.parse::<tracing_subscriber::EnvFilter>().context("SKILLET_LOG is no filter")?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false) // whoever read the lines has gone: a complaint about it would end the request in a panic
        .with_ansi(std::io::stderr().is_terminal());
    match config.log_as_json {
        true => lines.json().init(),
        false => lines.init(),
    }
    Ok(())
}

fn print(value: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{value}")?)
}
