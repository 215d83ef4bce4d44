//! When the last backup was made: one line in the data folder, which anything that makes backups may write.
use crate::durable;
use anyhow::Context;
use chrono::{DateTime, SecondsFormat, Utc};
use std::{fs, path::Path};

const FILE: &str = "last-backup";

/// The time of the last backup, if there was one.
pub fn last(data_dir: &Path) -> Option<DateTime<Utc>> {
    let text = fs::read_to_string(data_dir.join(FILE)).ok()?;
    DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| at.to_utc())
}

/// Notes that one was made.
pub fn record(data_dir: &Path, at: DateTime<Utc>) -> anyhow::Result<()> {
    let path = data_dir.join(FILE);
    let line = format!("{}\n", at.to_rfc3339_opts(SecondsFormat::Secs, true));
    durable::replace(&path, line.as_bytes()).with_context(|| format!("writing {}", path.display()))
}
