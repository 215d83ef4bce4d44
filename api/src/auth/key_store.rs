//! Where the keys that sign sessions and API tokens lie: with SQLite a file in the data folder that only its owner may
//! read; with PostgreSQL rows sealed with `SKILLET_SECRET`, so that several servers share them.
use super::{key_file, key_rows::Vault, opaque};
use crate::{config::Config, db::Db};
use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// The file, in the data folder.
pub const FILE: &str = "keys.json";
pub(super) const FIRST: &str = "1";

/// A key.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    /// The secret itself.
    pub secret: [u8; KEY_BYTES],
    /// When it was made, where that is known.
    pub created_at: Option<DateTime<Utc>>,
}

/// All keys there are.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// Id of the one that signs.
    pub active: String,
    /// By id; each of them verifies.
    pub by_id: BTreeMap<String, Key>,
}

impl Keys {
    /// The keys, unless they are such that nobody should sign with them.
    pub(super) fn checked(active: String, by_id: BTreeMap<String, Key>) -> anyhow::Result<Self> {
        if !by_id.contains_key(&active) {
            bail!("the key ring lacks its active key `{active}`");
        }
        if by_id.values().any(|key| key.secret.iter().collect::<BTreeSet<_>>().len() < 8) {
            bail!("the key ring holds a key that is not random");
        }
        Ok(Self { active, by_id })
    }

    /// With a new key that signs from now on.
    fn rotated(mut self, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let newest = self.by_id.keys().filter_map(|kid| kid.parse::<u64>().ok()).max();
        self.active = (newest.unwrap_or(0) + 1).to_string();
        self.by_id.insert(self.active.clone(), Key::new(now)?);
        Ok(self)
    }

    /// Without a key that does not sign any more.
    fn without(mut self, kid: &str) -> anyhow::Result<Self> {
        if kid == self.active {
            bail!("key {kid} signs what is signed now: make a new one first with `skillet keys rotate`");
        }
        if self.by_id.remove(kid).is_none() {
            bail!("there is no key `{kid}`; `skillet keys list` names them");
        }
        Ok(self)
    }
}

impl Key {
    pub(super) fn new(now: DateTime<Utc>) -> anyhow::Result<Self> {
        Ok(Self { secret: opaque::bytes()?, created_at: Some(now) })
    }
}

/// Where they lie.
pub enum KeyStore {
    /// In a file.
    File(PathBuf),
    /// In the database.
    Rows(Box<Vault>),
}

impl KeyStore {
    /// The place the settings name.
    pub fn of(config: &Config, db: &Db) -> anyhow::Result<Self> {
        if db.is_sqlite() {
            return Ok(Self::File(config.data_dir.join(FILE)));
        }
        let secret = config.secret.as_ref().context("SKILLET_SECRET is required with PostgreSQL")?;
        Ok(Self::Rows(Box::new(Vault::new(db.clone(), secret.expose_secret()))))
    }

    /// Makes the first key, unless there is one.
    pub async fn begin(&self, now: DateTime<Utc>) -> anyhow::Result<()> {
        match self {
            Self::File(path) => key_file::begin(path, now),
            Self::Rows(vault) => vault.begin(now).await,
        }
    }

    /// Reads the keys.
    pub async fn read(&self) -> anyhow::Result<Keys> {
        match self {
            Self::File(path) => key_file::read(path),
            Self::Rows(vault) => vault.read().await,
        }
    }

    /// Makes a new key, which signs from now on; answers its id.
    pub async fn rotate(&self, now: DateTime<Utc>) -> anyhow::Result<String> {
        match self {
            Self::File(path) => Ok(key_file::change(path, |keys| keys.rotated(now))?.active),
            Self::Rows(vault) => {
                let Keys { active, by_id } = vault.read().await?.rotated(now)?;
                let key = by_id.get(&active).context("the new key")?;
                vault.insert(&active, key).await.context("another rotation was faster; look at `skillet keys list`")?;
                Ok(active)
            }
        }
    }

    /// Forgets a key: what it signed is worth nothing from now on.
    pub async fn retire(&self, kid: &str) -> anyhow::Result<()> {
        match self {
            Self::File(path) => key_file::change(path, |keys| keys.without(kid)).map(|_| ()),
            Self::Rows(vault) => {
                vault.read().await?.without(kid)?;
                vault.delete(kid).await
            }
        }
    }
}

/// Reads the keys of a data folder or of a backup, which has them in the same form.
pub fn read_file(folder: &Path) -> anyhow::Result<Keys> {
    key_file::read(&folder.join(FILE))
}
