//! The part of the text in memory: a buffer that slides over the input.
use crate::ReadError;
use std::io::Read;

const WINDOW: usize = 256 << 10;
const LONGEST_KEY: usize = 1 << 10;

/// What is in memory of the text. `at` is the next byte to look at; everything from there on is kept when more is
/// read.
pub(crate) struct Window<R> {
    input: R,
    pub(super) bytes: Vec<u8>,
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) complete: bool,
    /// Bytes that have left the buffer.
    passed: u64,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, bytes: vec![0; WINDOW], at: 0, end: 0, complete: false, passed: 0 }
    }

    /// Reads on; `false` at the end of the input. Indices into `bytes` change, but `at` moves along.
    pub(super) fn more(&mut self) -> Result<bool, ReadError> {
        if self.complete {
            return Ok(false);
        }
        if self.at > 0 {
            self.bytes.copy_within(self.at..self.end, 0);
            self.passed += self.at as u64;
            self.end -= self.at;
            self.at = 0;
        } else if self.end == self.bytes.len() {
            self.bytes.resize(2 * self.end, 0);
        }
        let read = self.input.read(&mut self.bytes[self.end..])?;
        self.end += read;
        self.complete = read == 0;
        Ok(read > 0)
    }

    /// The next byte, whatever it is.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        if self.at == self.end && !self.more()? {
            return Ok(None);
        }
        Ok(Some(self.bytes[self.at]))
    }

    /// The next byte that is not white space.
    #[inline]
    pub(crate) fn token(&mut self) -> Result<Option<u8>, ReadError> {
        loop {
            match self.peek()? {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                byte => return Ok(byte),
            }
        }
    }

    /// Moves behind the byte that was peeked.
    #[inline]
    pub(crate) fn bump(&mut self) {
        self.at += 1;
    }

    /// Moves behind the next token if it is `byte`.
    pub(crate) fn eat(&mut self, byte: u8) -> Result<bool, ReadError> {
        let found = self.token()? == Some(byte);
        self.at += usize::from(found);
        Ok(found)
    }

    /// Moves behind the next token, which has to be `byte`.
    #[inline]
    pub(crate) fn expect(&mut self, byte: u8, name: &str) -> Result<(), ReadError> {
        if self.eat(byte)? { Ok(()) } else { Err(self.unexpected(name)) }
    }

    /// A key of an object and the colon behind it.
    pub(crate) fn key(&mut self) -> Result<String, ReadError> {
        if self.token()? != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        let mut raw = vec![b'"'];
        self.bump();
        loop {
            let Some(byte) = self.peek()? else { return Err(self.unexpected("the end of a key")) };
            let escaped = raw.len() > 1 && trailing_backslashes(&raw) % 2 == 1;
            raw.push(byte);
            self.bump();
            if byte == b'"' && !escaped {
                break;
            }
            if raw.len() > LONGEST_KEY {
                let detail = format!("has a key of more than {LONGEST_KEY} bytes");
                return Err(ReadError::invalid("", detail));
            }
        }
        let key = serde_json::from_slice(&raw).map_err(|error| {
            ReadError::malformed(format!("a key before byte {} is no text ({error})", self.offset()))
        })?;
        self.expect(b':', "a colon")?;
        Ok(key)
    }

    /// Nothing but white space may follow.
    pub(crate) fn finish(&mut self) -> Result<(), ReadError> {
        match self.token()? {
            None => Ok(()),
            Some(_) => Err(self.unexpected("the end of the body")),
        }
    }

    /// Where `at` is in the text.
    pub(crate) fn offset(&self) -> u64 {
        self.passed + self.at as u64
    }

    /// The error for a token that may not stand where it stands.
    #[cold]
    pub(crate) fn unexpected(&self, expected: &str) -> ReadError {
        let at = self.offset();
        ReadError::malformed(match self.bytes[..self.end].get(self.at) {
            None => format!("the JSON ends at byte {at} where {expected} should follow"),
            Some(byte @ b' '..=b'~') => {
                format!("`{}` at byte {at} of the JSON, where {expected} should be", *byte as char)
            }
            Some(byte) => {
                format!("byte 0x{byte:02x} at {at} of the JSON, where {expected} should be")
            }
        })
    }
}

fn trailing_backslashes(raw: &[u8]) -> usize {
    raw.iter().rev().take_while(|byte| **byte == b'\\').count()
}
