//! The data folder: room in it, whether it takes files, and who may read the secrets.
use super::Finding;
use crate::{
    auth::key_store,
    config::{Config, VARIABLES},
    db::embedded,
};
use secrecy::ExposeSecret;
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

const GIB: u64 = 1 << 30;
/// Less room than this is little.
const LITTLE: u64 = 2 * GIB;
/// Container engines mount secrets here, readable for everybody inside; nobody else is.
const MOUNTED: &str = "/run/secrets";

/// Bytes that are left on the disk of the data folder.
pub fn free(config: &Config) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(&config.data_dir)?;
    Ok(disk.f_bavail * disk.f_frsize)
}

/// Room on the disk of the data folder.
pub fn disk(config: &Config) -> Finding {
    match rustix::fs::statvfs(&config.data_dir) {
        Ok(disk) => room(disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize, config.upload.max_compressed),
        Err(error) => Finding::fail(
            "disk",
            format!(
                "{}: {error}. Start the server once, which makes the folder, or check SKILLET_DATA_DIR.",
                config.data_dir.display()
            ),
        ),
    }
}

/// What so many free bytes of so many are worth, when one upload may take `upload`.
pub fn room(free: u64, total: u64, upload: u64) -> Finding {
    let of = "disk";
    let percent = if total == 0 { 0 } else { u128::from(free) * 100 / u128::from(total) };
    let words = format!("{:.1} GiB free, {percent} %", free as f64 / GIB as f64);
    match free {
        free if free < upload => Finding::fail(of, format!("{words}: not even one large scan fits. Make room now.")),
        free if free < LITTLE || percent < 10 => {
            Finding::warn(of, format!("{words}. Make room: a full disk stops every upload."))
        }
        _ => Finding::ok(of, words),
    }
}

pub fn uploads(config: &Config) -> Finding {
    let folder = config.data_dir.join("uploads");
    match tempfile::tempfile_in(&folder).and_then(|mut file| file.write_all(b"skillet")) {
        Ok(()) => Finding::ok("uploads", format!("{} takes files", folder.display())),
        Err(error) => Finding::fail(
            "uploads",
            format!("{} takes no files: {error}. Give it to the user that runs Skillet.", folder.display()),
        ),
    }
}

/// Who may read what only this program should.
pub fn secrets(config: &Config) -> Vec<Finding> {
    let of = "secrets";
    let mut findings = Vec::new();
    let keys = config.data_dir.join(key_store::FILE);
    if mode(&keys).is_some_and(|mode| mode & 0o077 != 0) {
        let path = keys.display();
        findings.push(Finding::fail(
            of,
            format!("{path} signs sessions, and other users of this machine may read it: chmod 600 {path}"),
        ));
    }
    if let Ok(Some(database)) = embedded::file(config.database_url.expose_secret())
        && is_open(&database)
        && database.parent().and_then(mode).is_none_or(|mode| mode & 0o001 != 0)
    {
        let (folder, path) = (config.data_dir.display(), database.display());
        findings.push(Finding::warn(of, format!("other users of this machine may read {path}: chmod 700 {folder}")));
    }
    let files =
        config.secret_files.iter().filter(|path| !path.starts_with(MOUNTED)).cloned().chain(dotenv_with_secrets());
    for path in files.filter(|path| is_open(path)) {
        let path = path.display();
        findings.push(Finding::warn(
            of,
            format!("{path} holds a secret, and other users of this machine may read it: chmod 600 {path}"),
        ));
    }
    match findings.is_empty() {
        true => vec![Finding::ok(of, "only this user may read them")],
        false => findings,
    }
}

/// Everybody may read the file.
fn is_open(path: &Path) -> bool {
    mode(path).is_some_and(|mode| mode & 0o004 != 0)
}

fn mode(path: &Path) -> Option<u32> {
    fs::metadata(path).ok().map(|found| found.permissions().mode())
}

/// The `.env` that was read, if a secret stands in it.
fn dotenv_with_secrets() -> Option<PathBuf> {
    let path = std::env::current_dir().ok()?.join(".env");
    let given = dotenvy::from_path_iter(&path).ok()?.flatten();
    let mut secrets = given
        .filter(|(name, value)| !value.is_empty() && VARIABLES.iter().any(|one| one.is_secret && one.name == name));
    secrets.next().map(|_| path)
}
