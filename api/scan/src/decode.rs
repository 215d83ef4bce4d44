//! From stored content back to components.
use crate::{
    content::{FORMAT, LONGEST_RECORD},
    model::Component,
    record::Record,
};
use std::io::{BufRead, BufReader, Read};

/// Why content cannot be read. It was written by this crate, so this means damage or a newer version.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// Written in a format that this version does not know.
    #[error("stored scan has format {0}, this version reads {FORMAT}: it was written by a newer server")]
    Version(u8),
    /// Not what was written.
    #[error("stored scan is damaged: {0}")]
    Corrupt(String),
}

/// The components of a scan, in the order they were sent. Where an id repeats, [`Component::merge`] makes them one.
pub fn components(content: &[u8]) -> Result<impl Iterator<Item = Result<Component, DecodeError>> + '_, DecodeError> {
    Ok(records(content)?.map(|record| record?.component()))
}

/// The components of a scan as bytes.
pub fn records(content: &[u8]) -> Result<impl Iterator<Item = Result<Record, DecodeError>> + '_, DecodeError> {
    Records::new(content)
}

/// Decompresses and cuts content into records; after an error it is over.
pub(crate) struct Records<R: BufRead> {
    plain: Option<BufReader<zstd::Decoder<'static, R>>>,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn new(mut content: R) -> Result<Self, DecodeError> {
        let mut version = [0];
        content.read_exact(&mut version).map_err(corrupt)?;
        if version != [FORMAT] {
            return Err(DecodeError::Version(version[0]));
        }
        let decoder = zstd::Decoder::with_buffer(content).map_err(corrupt)?;
        Ok(Self { plain: Some(BufReader::with_capacity(64 << 10, decoder)) })
    }

    fn read(&mut self) -> Result<Option<Record>, DecodeError> {
        let Some(plain) = &mut self.plain else { return Ok(None) };
        if plain.fill_buf().map_err(corrupt)?.is_empty() {
            self.plain = None;
            return Ok(None);
        }
        let mut length = [0; 4];
        plain.read_exact(&mut length).map_err(corrupt)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > LONGEST_RECORD {
            return Err(DecodeError::Corrupt(format!("a record claims {length} bytes")));
        }
        // Grows with what is really there, not with what damage claims.
        let mut record = Vec::new();
        plain.take(length as u64).read_to_end(&mut record).map_err(corrupt)?;
        if record.len() < length {
            return Err(DecodeError::Corrupt("it ends within a record".into()));
        }
        Record::decode(&record).map(Some)
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Record, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        if read.is_err() {
            self.plain = None;
        }
        read.transpose()
    }
}

fn corrupt(error: std::io::Error) -> DecodeError {
    DecodeError::Corrupt(error.to_string())
}
