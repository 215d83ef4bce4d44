//! Files that are on the disk, whole, once the call has returned: a power cut leaves the old one or the new one.
use anyhow::Context;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    time::Duration,
};
use uuid::Uuid;

/// Drafts and uploads in progress are not older than this while somebody works on them.
const YOUNG: Duration = Duration::from_secs(60 * 60);

/// Writes a new file that only its owner may read; fails if there is one.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Puts a file, which only its owner may read, in the place of another one or of none.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.draft", Uuid::now_v7()));
    let placed = write_new(&draft, bytes).and_then(|()| fs::rename(&draft, path));
    if placed.is_err() {
        drop(fs::remove_file(&draft)); // what went wrong first is what counts
    }
    placed?;
    sync_folder(path)
}

/// Deletes what a process that died has left in a folder. What is young may be another process's at work.
pub fn sweep(folder: &Path, is_draft: impl Fn(&str) -> bool) -> anyhow::Result<()> {
    let swept = || -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let (entry, path) = entry.map(|entry| (entry.file_name(), entry.path()))?;
            if is_draft(&entry.to_string_lossy()) && path.is_file() && !is_young(&path)? {
                tracing::info!("deleting {}, which a process that died has left", path.display());
                fs::remove_file(path)?;
            }
        }
        Ok(())
    };
    match swept() {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("sweeping {}", folder.display()))
        }
        _ => Ok(()), // gone meanwhile: another process sweeps, too
    }
}

/// Somebody may still be at work on it.
pub fn is_young(path: &Path) -> io::Result<bool> {
    Ok(fs::metadata(path)?.modified()?.elapsed().is_ok_and(|age| age <= YOUNG))
}

/// Makes a folder that only its owner may enter, and those above it that are missing.
pub fn private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Makes sure that the name of a file is on the disk, too.
pub fn sync_folder(of: &Path) -> io::Result<()> {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
