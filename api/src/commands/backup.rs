//! Backups of the embedded database.
use super::print;
use crate::{
    backup,
    clock::Clock,
    config::Config,
    db::{Db, embedded},
};
use anyhow::{Context, bail};
use secrecy::ExposeSecret;
use std::path::{Path, PathBuf};

/// Makes a backup and looks through it: only one that is sound counts. Prints its folder.
pub async fn take(config: &Config, to: &Path) -> anyhow::Result<()> {
    let Some(file) = database(config)? else {
        bail!(
            "this installation keeps its data in PostgreSQL: back it up with `pg_dump --format=custom --file=skillet.dump DATABASE`, \
             and keep SKILLET_SECRET with it, without which the signing keys in the dump cannot be read; \
             docs/SELF-HOSTING.md has the steps"
        );
    };
    if !file.exists() {
        bail!("there is no database at {} to back up: check SKILLET_DATA_DIR and SKILLET_DATABASE_URL", file.display());
    }
    let db = Db::connect(config.database_url.expose_secret()).await.context("opening the database")?;
    let now = Clock::default().now();
    let (folder, manifest) = backup::take(&db, &config.data_dir, to, now).await?;
    let found = backup::check(&folder).await.findings;
    if !found.is_empty() {
        bail!(
            "the backup in {} is not sound, and does not count:\n  {}\nKeep the backups that you have, and ask `skillet doctor` \
             about the database.",
            folder.display(),
            found.join("\n  ")
        );
    }
    backup::record(&config.data_dir, manifest.created_at)?;
    print(&folder.display().to_string())
}

/// Looks through a backup and, unless only that was asked, puts it into the empty data folder.
pub async fn restore(config: &Config, folder: &Path, only_check: bool) -> anyhow::Result<()> {
    if ![backup::MANIFEST, backup::DATABASE].iter().any(|name| folder.join(name).exists()) {
        bail!("{} is no backup: it has no {}{}", folder.display(), backup::MANIFEST, backups_in(folder));
    }
    let target = if only_check { None } else { Some(target(config)?) };
    if let Some(database) = &target {
        backup::refuse_occupied(database, &config.data_dir)?;
    }
    let report = backup::check(folder).await;
    for line in &report.passed {
        print(&format!("ok    {line}"))?;
    }
    for line in &report.findings {
        print(&format!("FAIL  {line}"))?;
    }
    if !report.findings.is_empty() {
        let done = if only_check { "" } else { "; nothing was restored" };
        bail!("{} is not a sound backup: {} found{done}. Use another one.", folder.display(), report.findings.len());
    }
    let Some(database) = target else { return Ok(()) };
    backup::restore(folder, &database, &config.data_dir)?;
    print(&format!(
        "Restored to {}. Mails that waited when the backup was made will be sent (again) at the next start.",
        database.display()
    ))
}

/// The file that becomes the database.
fn target(config: &Config) -> anyhow::Result<PathBuf> {
    database(config)?.context(
        "this is a backup of an installation with the embedded database, and SKILLET_DATABASE_URL names PostgreSQL: \
         unset it, or restore a dump of PostgreSQL with pg_restore",
    )
}

/// Names the newest of the backups in a folder.
fn backups_in(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let backups = entries.map(|entry| entry.path()).filter(|path| path.join(backup::MANIFEST).exists());
    backups.max().map(|newest| format!("; the newest one in it is {}", newest.display())).unwrap_or_default()
}

fn database(config: &Config) -> anyhow::Result<Option<PathBuf>> {
    embedded::file(config.database_url.expose_secret()).context("SKILLET_DATABASE_URL names no database")
}
