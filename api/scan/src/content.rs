//! What is kept of a scan: a format byte, then one zstd stream of records, each behind its length (four bytes, little
//! endian).
use crate::{Excess, Limits, ReadError, decode::Records, record::Record};
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::Path;
use tempfile::SpooledTempFile;

/// The first byte of all content.
pub(crate) const FORMAT: u8 = 1;
/// No record is longer: bounds the memory that damaged content can claim.
pub(crate) const LONGEST_RECORD: usize = 64 << 20;
const LEVEL: i32 = 3;

/// The kept content of a scan: in memory while small, else in a file without a name, which is gone when this is
/// dropped.
#[derive(Debug)]
pub struct Content {
    spool: SpooledTempFile,
    len: u64,
}

impl Content {
    /// Its size in bytes.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// All of it, to be stored.
    pub fn into_vec(mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.len as usize);
        self.spool.rewind()?;
        self.spool.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Whether it is small enough to be in memory.
    pub fn is_in_memory(&self) -> bool {
        !self.spool.is_rolled()
    }

    /// The records, read from the spool.
    pub(crate) fn records(&mut self) -> Result<impl Iterator<Item = Result<Record, ReadError>> + '_, ReadError> {
        self.spool.rewind()?;
        let records = Records::new(BufReader::new(&mut self.spool)).map_err(ReadError::unreadable)?;
        Ok(records.map(|record| record.map_err(ReadError::unreadable)))
    }
}

/// Writes content while the body is still being read.
pub(crate) struct Writer {
    encoder: zstd::Encoder<'static, Counted>,
}

impl Writer {
    /// `left` says how much is allowed still, and how much of it may stay in memory; `limit` what was allowed at
    /// first.
    pub(crate) fn new(left: &Limits, limit: u64, spool_dir: &Path) -> Result<Self, ReadError> {
        let mut spool = tempfile::spooled_tempfile_in(left.memory, spool_dir);
        spool.write_all(&[FORMAT])?;
        let counted = Counted { spool, written: 1, left: left.content, limit };
        let mut encoder = zstd::Encoder::new(counted, LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Self { encoder })
    }

    pub(crate) fn write(&mut self, record: &Record) -> Result<(), ReadError> {
        let head = record.head().map_err(ReadError::unwritable)?;
        let parts = [&head, &record.facts, &record.edges, &record.detail];
        let length: usize = parts.iter().map(|part| part.len()).sum();
        if length > LONGEST_RECORD {
            let limit = LONGEST_RECORD as u64;
            return Err(ReadError::TooLarge { what: Excess::Component, limit });
        }
        self.encoder.write_all(&(length as u32).to_le_bytes())?;
        for part in parts {
            self.encoder.write_all(part)?;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<Content, ReadError> {
        let Counted { spool, written, .. } = self.encoder.finish()?;
        Ok(Content { spool, len: written })
    }
}

/// The spool and how much is in it.
struct Counted {
    spool: SpooledTempFile,
    written: u64,
    left: u64,
    limit: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.spool.write(bytes)?;
        self.written += written as u64;
        if self.written > self.left {
            return Err(ReadError::TooLarge { what: Excess::Content, limit: self.limit }.into());
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.spool.flush()
    }
}

impl ReadError {
    /// What was just written cannot be read again: a failure of the disk.
    pub(crate) fn unreadable(error: crate::DecodeError) -> Self {
        Self::Io(io::Error::other(error))
    }

    pub(crate) fn unwritable(error: postcard::Error) -> Self {
        Self::Io(io::Error::other(error))
    }
}
