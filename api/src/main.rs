//! The program: one binary that serves, migrates and administers.
use clap::Parser;
use skillet::{
    commands::{Cli, run},
    config::load_dotenv,
};
use std::process::ExitCode;

#[actix_web::main]
async fn main() -> ExitCode {
    let done = match load_dotenv() {
        Ok(()) => run(Cli::parse()).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("skillet: {error:#}");
            ExitCode::FAILURE
        }
    }
}
