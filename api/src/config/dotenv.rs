//! The file of settings, `.env`, in the folder the program is started in. That of a folder above is meant for something else.
use anyhow::{Context, bail};
use std::{fs, io};

const FILE: &str = ".env";

/// Makes variables of the environment of it; those that are there win. Without a file nothing happens.
pub fn load() -> anyhow::Result<()> {
    let text = match fs::read_to_string(FILE) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read.context(FILE)?,
    };
    if let Some(name) = text.lines().find_map(substituted) {
        bail!("{FILE}: in {name} a `$` begins the name of another variable: put the value between single quotes");
    }
    dotenvy::from_path(FILE).context(FILE)
}

/// The setting of a line whose value would not be what stands there: half a password, without a word.
fn substituted(line: &str) -> Option<&str> {
    let (name, value) = line.trim_start().trim_start_matches("export ").split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let value = value.split(" #").next().unwrap_or(value).replace("\\$", "");
    (name.starts_with("SKILLET_") && !value.starts_with('\'') && value.contains('$')).then_some(name)
}
