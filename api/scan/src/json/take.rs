//! A list or object as one piece of text.
use super::{
    Window,
    marks::BLOCK,
    outline::{Outline, Progress},
};
use crate::{Excess, ReadError};
use std::io::Read;

/// What a piece may hold at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Bytes.
    pub(crate) bytes: usize,
    /// What to say is exceeded when that many bytes are not enough, and by what limit.
    pub(crate) excess: (Excess, usize),
    /// Values.
    pub(crate) values: usize,
    /// Levels of nesting, those around the piece included.
    pub(crate) depth: usize,
}

impl<R: Read> Window<R> {
    /// The list or object that starts at the next token, `depth` levels deep. Its brackets are balanced and it is
    /// UTF-8; whether it is JSON will turn out when it is parsed.
    pub(crate) fn take(&mut self, depth: usize, bounds: Bounds, path: impl Fn() -> String) -> Result<&str, ReadError> {
        if !matches!(self.token()?, Some(b'{' | b'[')) {
            return Err(self.unexpected("a list or an object"));
        }
        let mut outline = Outline::new(bounds.depth.saturating_sub(depth));
        let mut length = 0;
        let too_large = |(what, limit)| ReadError::TooLarge { what, limit: limit as u64 };
        loop {
            if self.end - self.at - length < BLOCK && !self.complete {
                self.more()?;
                continue;
            }
            let rest = &self.bytes[self.at + length..self.end];
            let progress = match rest.first_chunk() {
                Some(block) => outline.follow(block),
                None if rest.is_empty() => {
                    self.at = self.end;
                    return Err(self.unexpected("a closing bracket"));
                }
                None => {
                    let mut block = [b' '; BLOCK];
                    block[..rest.len()].copy_from_slice(rest);
                    outline.follow(&block)
                }
            };
            let ended = match progress {
                Progress::TooDeep => {
                    return Err(ReadError::TooDeep { limit: bounds.depth, path: path() });
                }
                Progress::Ends(last) => {
                    length += last + 1;
                    true
                }
                Progress::Within => {
                    length += rest.len().min(BLOCK);
                    false
                }
            };
            if length > bounds.bytes {
                return Err(too_large(bounds.excess));
            }
            if outline.commas > bounds.values {
                return Err(too_large((Excess::Values, bounds.values)));
            }
            if ended {
                break;
            }
        }
        let start = self.at;
        self.at += length;
        std::str::from_utf8(&self.bytes[start..self.at])
            .map_err(|error| ReadError::malformed(format!("`{}` is not UTF-8 ({error})", path())))
    }
}
