//! The ring of keys that sign sessions and API tokens (HS256), as this process knows it. Keys that another process makes
//! or forgets come in while it runs.
use crate::{
    auth::key_store::{KeyStore, Keys},
    clock::Clock,
    config::Config,
    db::Db,
};
use anyhow::Context;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};
use tokio::sync::Mutex;
use uuid::Uuid;

/// How often a server looks for keys that were made or forgotten elsewhere.
pub const FOLLOW_EVERY: Duration = Duration::from_secs(5);
/// Tokens with made-up key ids make it look no more often than this.
const LOOK_AT_MOST_EVERY: Duration = Duration::from_secs(2);

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

/// The keys: the newest signs, all verify.
pub struct KeyRing {
    store: KeyStore,
    known: RwLock<Arc<Keys>>,
    /// When a token last made us look.
    looked: Mutex<Option<Instant>>,
}

impl KeyRing {
    /// Reads the ring, or makes it at the first start.
    pub async fn open(config: &Config, db: &Db, clock: &Clock) -> anyhow::Result<Self> {
        let store = KeyStore::of(config, db)?;
        store.begin(clock.now()).await?;
        let known = RwLock::new(Arc::new(store.read().await?));
        Ok(Self { store, known, looked: Mutex::default() })
    }

    /// Signs. The result has the three parts of `[A-Za-z0-9_-]` that the scanner wants.
    pub fn sign(&self, claims: &Claims) -> anyhow::Result<String> {
        let keys = self.known();
        let key = keys.by_id.get(&keys.active).context("no active key")?;
        let header = Header { kid: Some(keys.active.clone()), ..Header::new(Algorithm::HS256) };
        Ok(jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(&key.secret))?)
    }

    /// The claims, if one of our keys signed them and they are not over at `now` (Unix seconds).
    pub fn verify(&self, token: &str, now: i64) -> Option<Claims> {
        let keys = self.known();
        let key = keys.by_id.get(&kid(token)?)?;
        let mut rules = Validation::new(Algorithm::HS256);
        rules.validate_exp = false; // checked below against our own clock
        rules.validate_aud = false; // `Claims` holds it as a type
        rules.set_required_spec_claims(&["exp", "aud"]);
        let claims = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(&key.secret), &rules).ok()?.claims;
        (claims.exp > now).then_some(claims)
    }

    /// Looks for new keys if the token names one that this process does not know.
    pub async fn learn(&self, token: &str) {
        let is_known = || kid(token).is_none_or(|kid| self.known().by_id.contains_key(&kid));
        if is_known() {
            return;
        }
        let mut looked = self.looked.lock().await;
        if !is_known() && looked.is_none_or(|at| at.elapsed() >= LOOK_AT_MOST_EVERY) {
            *looked = Some(Instant::now());
            self.follow().await;
        }
    }

    /// Takes over what is stored now. What cannot be read changes nothing.
    pub async fn follow(&self) {
        match self.store.read().await {
            Ok(keys) => *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys),
            Err(error) => tracing::error!("the signing keys cannot be read any more, those in memory go on: {error:#}"),
        }
    }

    pub(super) fn known(&self) -> Arc<Keys> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn kid(token: &str) -> Option<String> {
    jsonwebtoken::decode_header(token).ok()?.kid
}
