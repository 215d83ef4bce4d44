//! Opaque secrets: mailed links, codes, the cookie that binds a code to a browser. Only their SHA-256 is stored.
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRng, rngs::SysRng};
use sha2::{Digest, Sha256};

/// 256 bits from the operating system, as base64url.
pub fn token() -> anyhow::Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// Six decimal digits, each value equally likely.
pub fn code() -> anyhow::Result<String> {
    const VALUES: u32 = 1_000_000;
    loop {
        let number = u32::from_le_bytes(bytes()?);
        // the last, incomplete run of values would favour small codes
        if number < u32::MAX - u32::MAX % VALUES {
            return Ok(format!("{:06}", number % VALUES));
        }
    }
}

/// Bytes from the operating system's generator.
pub fn bytes<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes)?;
    Ok(bytes)
}

/// What is stored of a secret. `purpose` keeps a secret of one kind from passing as another.
pub fn hash(purpose: &str, secret: &str) -> Vec<u8> {
    Sha256::new().chain_update(purpose).chain_update([0]).chain_update(secret).finalize().to_vec()
}
