//! Names made of content: 128 bits, out of reach of chance.
use std::fmt;

/// Bytes of a name.
const SIZE: usize = 16;

/// Names a part of a component: equal parts have one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; SIZE]);

/// Names a component by its id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; SIZE]);

impl Hash {
    /// The name of an encoded part.
    pub fn of(part: &[u8]) -> Self {
        Self(name(part))
    }
}

impl Key {
    /// The name of the component with this id.
    pub fn of(id: &str) -> Self {
        Self(name(id.as_bytes()))
    }
}

fn name(bytes: &[u8]) -> [u8; SIZE] {
    let whole = blake3::hash(bytes);
    std::array::from_fn(|at| whole.as_bytes()[at])
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, out)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, out)
    }
}

fn hex(bytes: &[u8], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
}
