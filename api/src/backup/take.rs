//! A backup is made while the server runs: it holds one moment of the database, and the keys.
use super::{
    DATABASE, MANIFEST,
    manifest::{FORMAT, FileSum, Manifest},
};
use crate::{auth::key_store, db::Db, durable};
use anyhow::{Context, bail};
use chrono::{DateTime, SecondsFormat, Utc};
use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// Makes a folder named by the time in `to`. It has that name only once everything in it is on the disk.
pub async fn take(db: &Db, data_dir: &Path, to: &Path, now: DateTime<Utc>) -> anyhow::Result<(PathBuf, Manifest)> {
    let name = format!("skillet-{}", now.to_rfc3339_opts(SecondsFormat::Secs, true).replace(':', "-"));
    let (folder, draft) = (to.join(&name), to.join(format!(".{name}.unfinished")));
    // else a mistyped name, or a disk that is not mounted, would go unnoticed
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent.filter(|parent| !parent.is_dir()) {
        bail!(
            "{} is not there, in which {} would be made: make it, or mount it, first",
            parent.display(),
            to.display()
        );
    }
    durable::private_folder(to).with_context(|| format!("making the folder {}", to.display()))?;
    sweep(to).with_context(|| format!("deleting backups in {} that were cut off", to.display()))?;
    if folder.exists() {
        bail!(
            "{} exists already, and no backup is ever overwritten: wait a second, or choose another folder",
            folder.display()
        );
    }
    new_folder(&draft).with_context(|| {
        format!("making {} (if another backup was cut off there, delete it and try again)", draft.display())
    })?;
    let done = fill(db, data_dir, &draft, now).await.and_then(|manifest| {
        fs::rename(&draft, &folder).and_then(|()| durable::sync_folder(&folder))?;
        Ok((folder, manifest))
    });
    if done.is_err() {
        drop(fs::remove_dir_all(&draft)); // what went wrong first is what counts
    }
    done
}

/// Deletes what a backup that was cut off has left: a copy of the database and of the keys. Its files grow while somebody
/// is still at it.
fn sweep(folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let (name, path) = entry.map(|entry| (entry.file_name(), entry.path()))?;
        let name = name.to_string_lossy();
        if !name.starts_with(".skillet-") || !name.ends_with(".unfinished") {
            continue;
        }
        let parts = fs::read_dir(&path)?.map(|part| part.map(|part| part.path()));
        let mut is_young = durable::is_young(&path)?;
        for part in parts {
            is_young |= durable::is_young(&part?)?;
        }
        if !is_young {
            tracing::info!("deleting {}, which a backup that was cut off has left", path.display());
            fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}

fn new_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

async fn fill(db: &Db, data_dir: &Path, folder: &Path, now: DateTime<Utc>) -> anyhow::Result<Manifest> {
    let (database, keys) = (folder.join(DATABASE), folder.join(key_store::FILE));
    durable::write_new(&database, b"").context("making the copy of the database")?; // readable for its owner only, from the start
    db.copy_to(&database).await.context("copying the database")?;
    fs::File::open(&database)?.sync_all()?;
    // After the database: a key that was made meanwhile is one too many, never one too few.
    let from = data_dir.join(key_store::FILE);
    let secret = fs::read(&from).with_context(|| format!("reading {}", from.display()))?;
    durable::write_new(&keys, &secret)?;
    let copy = Db::open_copy(&database).await.context("looking at the copy of the database")?;
    let manifest = Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: now,
        migrations: copy.steps().await?,
        files: [(DATABASE.to_owned(), FileSum::of(&database)?), (key_store::FILE.to_owned(), FileSum::of(&keys)?)]
            .into(),
        rows: copy.row_counts().await?,
    };
    let path = folder.join(MANIFEST);
    durable::write_new(&path, &serde_json::to_vec_pretty(&manifest)?)?;
    durable::sync_folder(&path)?;
    Ok(manifest)
}
