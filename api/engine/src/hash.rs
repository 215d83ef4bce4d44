//! Hash tables over small numbers: the engine's inner loops ask them millions of times, and their keys are the
//! engine's own, so nobody can choose them to collide.
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map with numbers for keys.
pub(crate) type Numbered<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;
/// A set of numbers.
pub(crate) type NumberSet<K> = HashSet<K, BuildHasherDefault<Mix>>;

/// Multiplies and folds.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}
