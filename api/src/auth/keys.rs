//! The ring of keys that sign sessions and API tokens (HS256). With SQLite it is a file in the data folder that only its
//! owner may read; with PostgreSQL rows sealed with `SKILLET_SECRET`, so that several servers share it.
use crate::{auth::opaque, clock::Clock, config::Config, db::Db, entities::signing_key};
use anyhow::{Context, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{AeadInPlace, ChaCha20Poly1305, KeyInit};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use sea_orm::{ActiveValue::Set, EntityTrait};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, io::Write, os::unix::fs::OpenOptionsExt, path::Path};
use uuid::Uuid;

const KEY_BYTES: usize = 32;
const FILE: &str = "keys.json";
const FIRST: &str = "1";

/// What a token is for. A token of one audience is nothing to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// A browser session.
    Browser,
    /// A session of the command line.
    Cli,
    /// An API token.
    Api,
}

/// What stands in a token: the name of a row. The row says who, what and until when.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Which kind of row.
    pub aud: Audience,
    /// Its id.
    pub sid: Uuid,
    /// The workspace of an API token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ws: Option<Uuid>,
    /// Made at, Unix seconds.
    pub iat: i64,
    /// Dead after, Unix seconds.
    pub exp: i64,
}

/// The keys, by id; the newest signs, all verify.
pub struct KeyRing {
    active: String,
    keys: BTreeMap<String, [u8; KEY_BYTES]>,
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    active: String,
    keys: BTreeMap<String, String>,
}

impl KeyRing {
    /// Reads the ring, or makes it at the first start.
    pub async fn open(config: &Config, db: &Db, clock: &Clock) -> anyhow::Result<Self> {
        if db.is_sqlite() {
            return Self::from_file(&config.data_dir.join(FILE));
        }
        let secret = config.secret.as_ref().context("SKILLET_SECRET is required with PostgreSQL")?;
        Self::from_rows(db, secret.expose_secret(), clock).await
    }

    fn from_file(path: &Path) -> anyhow::Result<Self> {
        if !path.exists() {
            let file = KeyFile { active: FIRST.into(), keys: [(FIRST.into(), STANDARD.encode(new_key()?))].into() };
            write_once(path, &serde_json::to_vec_pretty(&file)?).with_context(|| format!("writing {}", path.display()))?;
        }
        let text = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
        let file: KeyFile = serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()))?;
        let mut keys = BTreeMap::new();
        for (kid, text) in file.keys {
            let key = STANDARD.decode(text)?.try_into();
            keys.insert(kid, key.map_err(|_| anyhow::anyhow!("a key in {} has not {KEY_BYTES} bytes", path.display()))?);
        }
        Self::checked(file.active, keys)
    }

    async fn from_rows(db: &Db, secret: &str, clock: &Clock) -> anyhow::Result<Self> {
        let cipher = ChaCha20Poly1305::new(&Sha256::digest(format!("skillet key ring\0{secret}")));
        let first = signing_key::ActiveModel {
            kid: Set(FIRST.into()),
            sealed: Set(seal(&cipher, new_key()?)?),
            created_at: Set(clock.now()),
        };
        // of several servers that start at once the first one's key stays
        signing_key::Entity::insert(first).on_conflict_do_nothing().exec_without_returning(db.writer()).await?;
        let mut keys = BTreeMap::new();
        for row in signing_key::Entity::find().all(db.writer()).await? {
            let key = unseal(&cipher, &row.sealed)
                .context("SKILLET_SECRET is not the one this database's keys were sealed with")?;
            keys.insert(row.kid, key);
        }
        let active = keys.keys().max_by_key(|kid| kid.parse::<u64>().unwrap_or(0)).cloned();
        Self::checked(active.unwrap_or_default(), keys)
    }

    fn checked(active: String, keys: BTreeMap<String, [u8; KEY_BYTES]>) -> anyhow::Result<Self> {
        if !keys.contains_key(&active) {
            bail!("the key ring lacks its active key `{active}`");
        }
        if keys.values().any(|key| key.iter().collect::<std::collections::BTreeSet<_>>().len() < 8) {
            bail!("the key ring holds a key that is not random");
        }
        Ok(Self { active, keys })
    }

    /// Signs. The result has the three parts of `[A-Za-z0-9_-]` that the scanner wants.
    pub fn sign(&self, claims: &Claims) -> anyhow::Result<String> {
        let key = self.keys.get(&self.active).context("no active key")?;
        let header = Header { kid: Some(self.active.clone()), ..Header::new(Algorithm::HS256) };
        Ok(jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(key))?)
    }

    /// The claims, if one of our keys signed them and they are not over at `now` (Unix seconds).
    pub fn verify(&self, token: &str, now: i64) -> Option<Claims> {
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let key = DecodingKey::from_secret(self.keys.get(&kid)?);
        let mut rules = Validation::new(Algorithm::HS256);
        rules.validate_exp = false; // checked below against our own clock
        rules.validate_aud = false; // `Claims` holds it as a type
        rules.set_required_spec_claims(&["exp", "aud"]);
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &rules).ok()?.claims;
        (claims.exp > now).then_some(claims)
    }
}

fn new_key() -> anyhow::Result<[u8; KEY_BYTES]> {
    opaque::bytes()
}

/// Writes a file only its owner may read; a file that appeared meanwhile stays as it is.
fn write_once(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let draft = path.with_extension(format!("{}.draft", Uuid::now_v7()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

const NONCE_BYTES: usize = 12;

fn seal(cipher: &ChaCha20Poly1305, key: [u8; KEY_BYTES]) -> anyhow::Result<Vec<u8>> {
    let nonce = opaque::bytes::<NONCE_BYTES>()?;
    let mut sealed = key.to_vec();
    cipher.encrypt_in_place(&nonce.into(), b"", &mut sealed).map_err(|_| anyhow::anyhow!("sealing failed"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn unseal(cipher: &ChaCha20Poly1305, sealed: &[u8]) -> Option<[u8; KEY_BYTES]> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let mut text = text.to_vec();
    cipher.decrypt_in_place(nonce.into(), b"", &mut text).ok()?;
    text.try_into().ok()
}
