//! Over a value that nobody needs: its syntax is checked in full, nothing of it is kept.
use super::Window;
use crate::ReadError;
use std::io::Read;

/// How much plain text `bytes` start with: it ends before a quote, a backslash, a control character or anything
/// beyond ASCII.
#[inline]
fn plain_text(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let (eights, rest) = bytes.as_chunks();
    for (index, eight) in eights.iter().enumerate() {
        let word = u64::from_le_bytes(*eight);
        let less_than = |word: u64, least: u64| word.wrapping_sub(ONES * least);
        let quotes = less_than(word ^ (ONES * u64::from(b'"')), 1);
        let backslashes = less_than(word ^ (ONES * u64::from(b'\\')), 1);
        let controls = less_than(word, 0x20);
        // The high bits of the bytes that end it. A borrow may set more of them, but none before the first.
        let ends = (((quotes | backslashes | controls) & !word) | word) & (ONES << 7);
        if ends != 0 {
            return 8 * index + ends.trailing_zeros() as usize / 8;
        }
    }
    let ends = |byte: &u8| !matches!(byte, b' '..=b'~' | 0x7f) || matches!(byte, b'"' | b'\\');
    8 * eights.len() + rest.iter().position(ends).unwrap_or(rest.len())
}

impl<R: Read> Window<R> {
    /// Skips one value that stands `depth` levels deep, at most `limit` being allowed; `path` names it.
    pub(crate) fn skip(&mut self, depth: usize, limit: usize, path: &str) -> Result<(), ReadError> {
        // One entry per open list or object, `true` for an object: never more than `limit`.
        let mut open = Vec::new();
        loop {
            let closed = match self.token()? {
                Some(start @ (b'{' | b'[')) => {
                    self.bump();
                    if depth + open.len() >= limit {
                        return Err(ReadError::TooDeep { limit, path: path.to_owned() });
                    }
                    let is_object = start == b'{';
                    if self.eat(if is_object { b'}' } else { b']' })? {
                        true
                    } else {
                        open.push(is_object);
                        if is_object {
                            self.skip_key()?;
                        }
                        false
                    }
                }
                _ => {
                    self.skip_scalar()?;
                    true
                }
            };
            if closed && self.close(&mut open)? {
                return Ok(());
            }
        }
    }

    /// Behind a value: closes what ends here, and moves to the next value. `true` when the outermost value is over.
    fn close(&mut self, open: &mut Vec<bool>) -> Result<bool, ReadError> {
        while let Some(&is_object) = open.last() {
            match (self.token()?, is_object) {
                (Some(b','), _) => {
                    self.bump();
                    if is_object {
                        self.skip_key()?;
                    }
                    return Ok(false);
                }
                (Some(b'}'), true) | (Some(b']'), false) => {
                    self.bump();
                    open.pop();
                }
                (_, true) => return Err(self.unexpected("a comma or `}`")),
                (_, false) => return Err(self.unexpected("a comma or `]`")),
            }
        }
        Ok(true)
    }

    fn skip_key(&mut self) -> Result<(), ReadError> {
        self.expect(b'"', "a key in double quotes")?;
        self.skip_string()?;
        self.expect(b':', "a colon")
    }

    fn skip_scalar(&mut self) -> Result<(), ReadError> {
        match self.token()? {
            Some(b'"') => {
                self.bump();
                self.skip_string()
            }
            Some(b't') => self.skip_word(b"true"),
            Some(b'f') => self.skip_word(b"false"),
            Some(b'n') => self.skip_word(b"null"),
            Some(b'-' | b'0'..=b'9') => self.skip_number(),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn skip_word(&mut self, word: &[u8]) -> Result<(), ReadError> {
        for byte in word {
            if self.peek()? != Some(*byte) {
                return Err(self.unexpected("`true`, `false` or `null`"));
            }
            self.bump();
        }
        Ok(())
    }

    fn skip_number(&mut self) -> Result<(), ReadError> {
        if self.peek()? == Some(b'-') {
            self.bump();
        }
        // A number with a leading zero ends behind it; what follows then is no comma.
        if self.peek()? == Some(b'0') {
            self.bump();
        } else {
            self.skip_digits()?;
        }
        if self.peek()? == Some(b'.') {
            self.bump();
            self.skip_digits()?;
        }
        if let Some(b'e' | b'E') = self.peek()? {
            self.bump();
            if let Some(b'+' | b'-') = self.peek()? {
                self.bump();
            }
            self.skip_digits()?;
        }
        Ok(())
    }

    fn skip_digits(&mut self) -> Result<(), ReadError> {
        if !matches!(self.peek()?, Some(b'0'..=b'9')) {
            return Err(self.unexpected("a digit"));
        }
        while let Some(b'0'..=b'9') = self.peek()? {
            self.bump();
        }
        Ok(())
    }

    /// From behind the opening quote to behind the closing one.
    fn skip_string(&mut self) -> Result<(), ReadError> {
        loop {
            self.at += plain_text(&self.bytes[self.at..self.end]);
            match self.peek()? {
                Some(b'"') => {
                    self.bump();
                    return Ok(());
                }
                Some(b'\\') => self.skip_escape()?,
                Some(0x80..) => self.skip_character()?,
                Some(0x20..) => {} // the run went up to the end of the window
                _ => return Err(self.unexpected("the rest of a string")),
            }
        }
    }

    fn skip_escape(&mut self) -> Result<(), ReadError> {
        self.bump();
        match self.peek()? {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.bump(),
            Some(b'u') => {
                self.bump();
                for _ in 0..4 {
                    if !self.peek()?.is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.unexpected("a hexadecimal digit"));
                    }
                    self.bump();
                }
            }
            _ => return Err(self.unexpected("an escape")),
        }
        Ok(())
    }

    /// One character beyond ASCII, two to four bytes.
    fn skip_character(&mut self) -> Result<(), ReadError> {
        while self.end - self.at < 4 && self.more()? {}
        let bytes = &self.bytes[self.at..self.end];
        let length = match bytes[0] {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            _ => 4,
        };
        match bytes.get(..length).map(std::str::from_utf8) {
            Some(Ok(_)) => {
                self.at += length;
                Ok(())
            }
            _ => Err(self.unexpected("UTF-8 text")),
        }
    }
}
