//! The demo's workspace: the link to it is the value, what to do with it is said beside.
use super::print;
use crate::{demo, state::State};
use std::io::Write;

/// Fills the workspace unless it is there; prints a link that signs in.
pub async fn demo(state: &State, email: &str) -> anyhow::Result<()> {
    let filled = demo::fill(state, email).await?;
    let demo::Filled { email, scans, .. } = &filled;
    if filled.was_there {
        say(&format!("The demo is there already: the workspace \"Acme\" has {scans} scans, and nothing was added."))?;
    } else {
        say(&format!("Made the workspace \"Acme\" of {email}: four repositories, {scans} scans, a year."))?;
    }
    if filled.runs_server {
        say(&format!("{email} is the first account, and so runs this server."))?;
    }
    say("This link signs in, once and within 30 minutes, while the server runs (`skillet serve`):")?;
    print(&filled.link)
}

/// Beside the value, for the person at the terminal.
fn say(line: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stderr(), "{line}")?)
}
