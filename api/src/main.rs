//! The program: one binary that serves, migrates and administers.
use clap::Parser;
use skillet::commands::{Cli, run};
use std::process::ExitCode;

#[actix_web::main]
async fn main() -> ExitCode {
    // of this folder alone: `.env` of a folder above is meant for something else
    if let Err(error) = dotenvy::from_path(".env")
        && !error.not_found()
    {
        eprintln!("skillet: .env: {error}");
        return ExitCode::FAILURE;
    }
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("skillet: {error:#}");
            ExitCode::FAILURE
        }
    }
}
