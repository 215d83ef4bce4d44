//! Files that are on the disk, whole, once the call has returned: a power cut leaves the old one or the new one.
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};
use uuid::Uuid;

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

/// Makes a folder that only its owner may enter, and those above it that are missing.
pub fn private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Makes sure that the name of a file is on the disk, too.
pub fn sync_folder(of: &Path) -> io::Result<()> {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
