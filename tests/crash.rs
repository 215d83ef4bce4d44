//! The server is killed at any moment: nothing that was acknowledged is lost, nothing is torn, nothing is left behind.
mod cargo;
mod init;
mod outbox;
mod site;
mod uploads;

use crate::support::program::Program;
use std::{collections::BTreeSet, fs, path::Path};

/// What may lie in a data folder.
const OURS: [&str; 6] =
    ["keys.json", "mail", "skillet.sqlite3", "skillet.sqlite3-shm", "skillet.sqlite3-wal", "uploads"];

/// No file of an upload, no draft, nothing in the folder of temporary files: whoever dies leaves only what is kept.
fn nothing_is_left(program: &Program, temporary: &Path) {
    let names = |folder: &Path| -> BTreeSet<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    let foreign: Vec<_> =
        names(program.data_dir.path()).into_iter().filter(|name| !OURS.contains(&name.as_str())).collect();
    assert!(foreign.is_empty(), "left in the data folder: {foreign:?}");
    for folder in [program.data_dir.path().join("uploads"), temporary.to_owned()] {
        assert!(names(&folder).is_empty(), "left in {}: {:?}", folder.display(), names(&folder));
    }
}
