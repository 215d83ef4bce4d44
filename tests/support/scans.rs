//! Scans of public repositories, as the scanner sent them. They are large and stand beside the project: in the folder
//! that `TEST_SCANS` names, else in `shared/scans` next to the checkout.
use super::skip::skipped;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folder of scans, or a word that it is missing.
pub fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/scans");
    let folder = std::env::var_os("TEST_SCANS").map_or_else(beside, PathBuf::from);
    if !folder.is_dir() {
        skipped("tests with scans of public repositories: set TEST_SCANS to the folder that holds them");
        return None;
    }
    Some(folder)
}

/// One of them, compressed as it is.
pub fn read(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(format!("{name}.json.gz"))).unwrap()
}
