//! What a backup says of itself.
use super::MANIFEST;
use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write, fs, io, path::Path};

/// The form of backups that this version writes and reads.
pub const FORMAT: u32 = 1;

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The form of the backup.
    pub format: u32,
    /// The version of Skillet that made it.
    pub version: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// The steps of the schema, in their order.
    pub migrations: Vec<String>,
    /// Its files by name.
    pub files: BTreeMap<String, FileSum>,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
}

/// What a file must be.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// Its length.
    pub bytes: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// Reads that of a backup.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let text = fs::read(folder.join(MANIFEST))?;
        let form: Form = serde_json::from_slice(&text).context("is damaged")?;
        if form.format != FORMAT {
            bail!(
                "has the format {}, and this version reads {FORMAT}: restore it with the version that made it",
                form.format
            );
        }
        serde_json::from_slice(&text).context("is damaged")
    }
}

/// Just enough to tell whether the rest can be understood.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

impl FileSum {
    /// That of a file.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut hasher = Sha256::new();
        let bytes = io::copy(&mut fs::File::open(path)?, &mut hasher)?;
        let sha256 = hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}"); // writing to a string cannot fail
            hex
        });
        Ok(Self { bytes, sha256 })
    }
}
