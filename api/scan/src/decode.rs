//! What can be wrong with what was stored.

/// Why something stored cannot be read. It was written by this crate, so this means damage or a newer version.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// Written in a format that this version does not know.
    #[error("stored scan has format {0}, this version reads 1: it was written by a newer server")]
    Version(u8),
    /// Not what was written.
    #[error("stored scan is damaged: {0}")]
    Corrupt(String),
}
