//! The keys as rows, each sealed with `SKILLET_SECRET`: a copy of the database alone signs nothing.
use super::{
    key_store::{FIRST, Key, Keys},
    sealing::{seal, unseal},
};
use crate::{db::Db, entities::signing_key};
use anyhow::Context;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The table, and what opens it.
pub struct Vault {
    db: Db,
    cipher: ChaCha20Poly1305,
}

impl Vault {
    pub(super) fn new(db: Db, secret: &str) -> Self {
        Self { db, cipher: ChaCha20Poly1305::new(&Sha256::digest(format!("skillet key ring\0{secret}"))) }
    }

    /// The newest one signs.
    pub(super) async fn read(&self) -> anyhow::Result<Keys> {
        let mut by_id = BTreeMap::new();
        for row in signing_key::Entity::find().all(self.db.writer()).await? {
            let secret = unseal(&self.cipher, b"", &row.sealed)
                .and_then(|secret| secret.try_into().ok())
                .context("SKILLET_SECRET is not the one this database's keys were sealed with")?;
            by_id.insert(row.kid, Key { secret, created_at: Some(row.created_at) });
        }
        let active = by_id.keys().max_by_key(|kid| kid.parse::<u64>().unwrap_or(0)).cloned();
        Keys::checked(active.unwrap_or_default(), by_id)
    }

    /// Makes the first one in an empty table. Of several servers that start at once the first one's stays.
    pub(super) async fn begin(&self, now: DateTime<Utc>) -> anyhow::Result<()> {
        if signing_key::Entity::find().count(self.db.writer()).await? == 0 {
            let first = self.row(FIRST, &Key::new(now)?)?;
            signing_key::Entity::insert(first)
                .on_conflict_do_nothing()
                .exec_without_returning(self.db.writer())
                .await?;
        }
        Ok(())
    }

    pub(super) async fn insert(&self, kid: &str, key: &Key) -> anyhow::Result<()> {
        signing_key::Entity::insert(self.row(kid, key)?).exec_without_returning(self.db.writer()).await?;
        Ok(())
    }

    pub(super) async fn delete(&self, kid: &str) -> anyhow::Result<()> {
        signing_key::Entity::delete_by_id(kid).exec(self.db.writer()).await?;
        Ok(())
    }

    fn row(&self, kid: &str, key: &Key) -> anyhow::Result<signing_key::ActiveModel> {
        Ok(signing_key::ActiveModel {
            kid: Set(kid.to_owned()),
            sealed: Set(seal(&self.cipher, b"", &key.secret)?),
            created_at: Set(key.created_at.unwrap_or_default()),
        })
    }
}
