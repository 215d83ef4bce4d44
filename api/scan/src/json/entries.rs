//! Step by step through a list or object that is too large to be taken in one piece.
use super::{Window, join, member};
use crate::{Excess, ReadError};
use std::{collections::HashSet, io::Read};

/// The scanner sends eight.
const MOST_KEYS: usize = 1000;

impl<R: Read> Window<R> {
    /// Enters the list or object at `path`, whichever `bracket` opens.
    pub(crate) fn open(&mut self, bracket: u8, path: &str) -> Result<(), ReadError> {
        match self.token()? {
            Some(found) if found == bracket => {
                self.bump();
                Ok(())
            }
            _ => Err(self.other_than(kind(bracket).unwrap_or_default(), path)),
        }
    }

    /// The error for a value that is not of the kind it has to be.
    #[cold]
    pub(crate) fn other_than(&mut self, wanted: &str, path: &str) -> ReadError {
        match self.token() {
            Ok(found) => match found.and_then(kind) {
                Some(found) => ReadError::invalid(path, format!("must be {wanted}, but is {found}")),
                None => self.unexpected(wanted),
            },
            Err(error) => error,
        }
    }

    /// Moves to the next element of the list entered before, of which `passed` are behind; `false` behind its end.
    pub(crate) fn next_element(&mut self, passed: usize) -> Result<bool, ReadError> {
        Ok(!self.ends(b']', passed == 0)?)
    }

    /// Closing bracket or, unless at the beginning, comma.
    fn ends(&mut self, bracket: u8, at_start: bool) -> Result<bool, ReadError> {
        match self.token()? {
            Some(found) if found == bracket => {
                self.bump();
                Ok(true)
            }
            Some(b',') if !at_start => {
                self.bump();
                Ok(false)
            }
            _ if at_start => Ok(false),
            _ => Err(self.unexpected(&format!("a comma or `{}`", bracket as char))),
        }
    }
}

/// The keys of an object, each of which may be there once.
#[derive(Default)]
pub(crate) struct Keys {
    seen: HashSet<String>,
}

impl Keys {
    /// Moves to the value of the next key; `None` behind the end of the object. `path` is that of the object.
    pub(crate) fn next<R: Read>(&mut self, window: &mut Window<R>, path: &str) -> Result<Option<String>, ReadError> {
        if window.ends(b'}', self.seen.is_empty())? {
            return Ok(None);
        }
        let key = window.key()?;
        if !self.seen.insert(key.clone()) {
            return Err(ReadError::invalid(join(path, &member(&key)), "is there twice"));
        }
        if self.seen.len() > MOST_KEYS {
            return Err(ReadError::TooLarge { what: Excess::Keys, limit: MOST_KEYS as u64 });
        }
        Ok(Some(key))
    }
}

/// What a value is that starts with this byte.
fn kind(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'{' => "an object",
        b'[' => "a list",
        b'"' => "a string",
        b't' | b'f' => "a boolean",
        b'n' => "null",
        b'-' | b'0'..=b'9' => "a number",
        _ => return None,
    })
}
