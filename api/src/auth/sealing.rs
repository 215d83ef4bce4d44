//! What only this server may read later, though it lies in the database: sealed with ChaCha20-Poly1305.
use super::{keys::KeyRing, opaque};
use anyhow::Context;
use chacha20poly1305::{AeadInPlace, ChaCha20Poly1305, KeyInit};
use sha2::{Digest, Sha256};

const NONCE_BYTES: usize = 12;

/// Seals a text. Only for the same `about` does it open again: a sealed text that is moved elsewhere stays closed.
pub(super) fn seal(cipher: &ChaCha20Poly1305, about: &[u8], text: &[u8]) -> anyhow::Result<Vec<u8>> {
    let nonce = opaque::bytes::<NONCE_BYTES>()?;
    let mut sealed = text.to_vec();
    cipher.encrypt_in_place(&nonce.into(), about, &mut sealed).map_err(|_| anyhow::anyhow!("sealing failed"))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what `seal` made.
pub(super) fn unseal(cipher: &ChaCha20Poly1305, about: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE_BYTES>()?;
    let mut text = text.to_vec();
    cipher.decrypt_in_place(nonce.into(), about, &mut text).ok()?;
    Some(text)
}

impl KeyRing {
    /// Seals with a key that is derived, for this purpose alone, from the one that signs.
    pub fn seal(&self, purpose: &str, about: &[u8], text: &[u8]) -> anyhow::Result<Vec<u8>> {
        let keys = self.known();
        let key = keys.by_id.get(&keys.active).context("no active key")?;
        let kid = u8::try_from(keys.active.len()).context("the name of the active key is too long")?;
        let sealed = seal(&derived(purpose, &key.secret), about, text)?;
        Ok([&[kid], keys.active.as_bytes(), &sealed].concat())
    }

    /// Opens what `seal` made; `None` if its key was removed from the ring since.
    pub async fn unseal(&self, purpose: &str, about: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (length, rest) = sealed.split_first()?;
        let (kid, text) = rest.split_at_checked(usize::from(*length))?;
        let kid = std::str::from_utf8(kid).ok()?;
        if !self.known().by_id.contains_key(kid) {
            self.follow().await; // another server may have made it just now
        }
        let keys = self.known();
        unseal(&derived(purpose, &keys.by_id.get(kid)?.secret), about, text)
    }
}

fn derived(purpose: &str, secret: &[u8]) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(
        &Sha256::new().chain_update("skillet ").chain_update(purpose).chain_update([0]).chain_update(secret).finalize(),
    )
}
