//! Parts of one kind behind each other, compressed together: large enough to compress well, small enough to be read for
//! the sake of one.
use super::Hash;
use crate::decode::DecodeError;
use std::io::{self, Read, Write};

/// The first byte of whatever is stored.
const FORMAT: u8 = 1;
const LEVEL: i32 = 3;
/// Plain bytes beyond which a chunk is full.
pub(crate) const FULL: usize = 256 << 10;
/// No part is longer: bounds the memory that damage can claim.
pub(crate) const LONGEST_PART: usize = 64 << 20;
const LONGEST: u64 = (FULL + LONGEST_PART + 16) as u64;

/// The parts of a chunk.
#[derive(Debug)]
pub struct Chunk {
    plain: Vec<u8>,
    ends: Vec<(usize, usize)>,
}

impl Chunk {
    /// Reads what was stored.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let plain = decompress(bytes, LONGEST)?;
        let (mut ends, mut at) = (Vec::new(), 0);
        while at < plain.len() {
            let (length, rest): (usize, _) = postcard::take_from_bytes(&plain[at..]).map_err(|_| cut())?;
            let start = plain.len() - rest.len();
            let end = start.checked_add(length).filter(|end| *end <= plain.len()).ok_or_else(cut)?;
            ends.push((start, end));
            at = end;
        }
        Ok(Self { plain, ends })
    }

    /// How many bytes a chunk that was stored has when it is decompressed, as it says itself.
    pub fn plain_len(bytes: &[u8]) -> Result<u64, DecodeError> {
        let size = bytes.get(1..).and_then(|frame| zstd::zstd_safe::get_frame_content_size(frame).ok().flatten());
        size.ok_or_else(|| DecodeError::Corrupt("it does not say how long it is".into()))
    }

    /// How many parts it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has none, as no chunk that was stored.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A part by its place in the chunk. Empty is one that nobody refers to any more.
    pub fn get(&self, at: usize) -> Option<&[u8]> {
        let (start, end) = *self.ends.get(at)?;
        self.plain.get(start..end)
    }

    /// The same chunk without the bytes of parts that nobody refers to any more; the others keep their places.
    /// `None` if nothing would be gained.
    pub fn without(&self, is_needed: impl Fn(usize) -> bool) -> io::Result<Option<Vec<u8>>> {
        let mut plain = Vec::with_capacity(self.plain.len());
        let mut is_less = false;
        for at in 0..self.len() {
            let part = self.get(at).unwrap_or_default();
            let keeps = is_needed(at);
            is_less |= !keeps && !part.is_empty();
            append(&mut plain, if keeps { part } else { &[] })?;
        }
        is_less.then(|| compress(&plain)).transpose()
    }

    /// Whether each part that is still there has its name. `names` are those of this chunk's parts.
    pub fn agrees(&self, names: &[Hash]) -> bool {
        let mut both = (0..self.len()).map(|at| self.get(at).unwrap_or_default()).zip(names);
        self.len() == names.len() && both.all(|(part, name)| part.is_empty() || Hash::of(part) == *name)
    }
}

/// Adds a part to the plain bytes of a chunk.
pub(crate) fn append(plain: &mut Vec<u8>, part: &[u8]) -> io::Result<()> {
    let mut length = [0; 10];
    let length = postcard::to_slice(&part.len(), &mut length).map_err(io::Error::other)?;
    plain.extend_from_slice(length);
    plain.extend_from_slice(part);
    Ok(())
}

pub(crate) fn compress(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(vec![FORMAT], LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.set_pledged_src_size(Some(plain.len() as u64))?;
    encoder.write_all(plain)?;
    encoder.finish()
}

pub(crate) fn decompress(bytes: &[u8], longest: u64) -> Result<Vec<u8>, DecodeError> {
    let corrupt = |error: io::Error| DecodeError::Corrupt(error.to_string());
    let [format, frame @ ..] = bytes else { return Err(DecodeError::Corrupt("there is nothing".into())) };
    if *format != FORMAT {
        return Err(DecodeError::Version(*format));
    }
    let mut plain = Vec::new();
    let decoder = zstd::Decoder::with_buffer(frame).map_err(corrupt)?;
    decoder.take(longest + 1).read_to_end(&mut plain).map_err(corrupt)?;
    if plain.len() as u64 > longest {
        return Err(DecodeError::Corrupt(format!("it claims more than {longest} bytes")));
    }
    Ok(plain)
}

fn cut() -> DecodeError {
    DecodeError::Corrupt("it ends within a part".into())
}
