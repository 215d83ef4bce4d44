//! Puts a backup where no database is yet.
use super::{DATABASE, Manifest, record};
use crate::{auth::key_store, durable};
use anyhow::{Context, bail};
use std::{
    fs::{self, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// Copies the files of a checked backup to `database` and into the data folder.
pub fn restore(folder: &Path, database: &Path, data_dir: &Path) -> anyhow::Result<()> {
    let keys = data_dir.join(key_store::FILE);
    refuse_occupied(database, data_dir)?;
    // with the folder for uploads, as a server makes it: the doctor may be asked before one starts
    for folder in [Some(&*data_dir.join("uploads")), database.parent()]
        .into_iter()
        .flatten()
        .filter(|path| !path.as_os_str().is_empty())
    {
        durable::private_folder(folder).with_context(|| {
            let data_dir = data_dir.display();
            format!(
                "making the folder {} (if this user may not: as root, `install -d -m 700 -o USER -g GROUP {data_dir}` for the \
                 user that runs the server)",
                folder.display()
            )
        })?;
    }
    // The keys first: a server that finds a database without keys would make new ones.
    place(&folder.join(key_store::FILE), &keys)?;
    place(&folder.join(DATABASE), database)?;
    record(data_dir, Manifest::read(folder)?.created_at)
}

/// Refuses a place where something is already. A log that is left of another database would be played into the one that is
/// restored.
pub fn refuse_occupied(database: &Path, data_dir: &Path) -> anyhow::Result<()> {
    let keys = data_dir.join(key_store::FILE);
    let beside = |suffix: &str| PathBuf::from(format!("{}{suffix}", database.display()));
    for file in [database.to_owned(), beside("-wal"), beside("-shm"), keys] {
        if file.exists() {
            bail!(
                "{} is there already, and a restore never overwrites: stop the server and move its data folder away, or set SKILLET_DATA_DIR to a new folder",
                file.display()
            );
        }
    }
    Ok(())
}

/// The file appears under its name only when it is whole.
fn place(from: &Path, to: &Path) -> anyhow::Result<()> {
    let draft = to.with_extension(format!("{}.draft", Uuid::now_v7()));
    let copied = copy(from, &draft).and_then(|()| fs::hard_link(&draft, to));
    drop(fs::remove_file(&draft)); // what went wrong first is what counts
    copied
        .and_then(|()| durable::sync_folder(to))
        .with_context(|| format!("copying {} to {}", from.display(), to.display()))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut copy = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    io::copy(&mut fs::File::open(from)?, &mut copy)?;
    copy.sync_all()
}
