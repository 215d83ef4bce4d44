//! Chance that repeats itself: what is drawn depends on names alone, so the same week is the same whenever it is made.
use sha2::{Digest, Sha256};

/// A number from 0 to 1, which belongs to these words.
pub fn draw(words: &[&str]) -> f64 {
    let hash = Sha256::digest(words.join("/"));
    let first: [u8; 4] = hash.as_slice().first_chunk().copied().unwrap_or_default();
    f64::from(u32::from_le_bytes(first)) / f64::from(u32::MAX)
}

/// The hash of a text, as the scanner puts it into ids.
pub fn hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
