//! The nesting of a list or object, found without parsing it: blocks of 64 bytes, bit by bit only where it matters.
use super::marks::{BLOCK, Marks};

/// How far a list or object has been followed.
pub(super) struct Outline {
    /// All ones inside of a string, else zero.
    in_string: u64,
    /// 1 if the first byte of the next block is escaped.
    escaped: u64,
    /// Lists and objects open now.
    depth: usize,
    deepest_allowed: usize,
    /// Commas outside of strings so far: every value but the first of a list or object has one.
    pub(super) commas: usize,
}

/// What a block brought.
pub(super) enum Progress {
    /// It goes on.
    Within,
    /// This byte of the block was the last.
    Ends(usize),
    TooDeep,
}

impl Outline {
    pub(super) fn new(deepest_allowed: usize) -> Self {
        Self { in_string: 0, escaped: 0, depth: 0, deepest_allowed, commas: 0 }
    }

    #[inline]
    pub(super) fn follow(&mut self, block: &[u8; BLOCK]) -> Progress {
        let marks = Marks::of(block);
        let quotes = marks.quotes & !self.escaped_bytes(marks.backslashes);
        // Ones from each opening quote up to the byte before the closing one.
        let in_string = running_parity(quotes) ^ self.in_string;
        self.in_string = if in_string >> 63 == 1 { u64::MAX } else { 0 };

        let opens = marks.opens & !in_string;
        let closes = marks.closes & !in_string;
        let commas = marks.commas & !in_string;
        let (opening, closing) = (opens.count_ones() as usize, closes.count_ones() as usize);
        if closing < self.depth && self.depth + opening <= self.deepest_allowed {
            self.depth = self.depth + opening - closing;
            self.commas += commas.count_ones() as usize;
            return Progress::Within;
        }
        self.follow_closely(opens, closes, commas)
    }

    fn follow_closely(&mut self, opens: u64, closes: u64, commas: u64) -> Progress {
        let mut brackets = opens | closes;
        while brackets != 0 {
            let index = brackets.trailing_zeros() as usize;
            if opens >> index & 1 == 1 {
                self.depth += 1;
                if self.depth > self.deepest_allowed {
                    return Progress::TooDeep;
                }
            } else {
                self.depth -= 1;
                if self.depth == 0 {
                    self.commas += (commas & ((1 << index) - 1)).count_ones() as usize;
                    return Progress::Ends(index);
                }
            }
            brackets &= brackets - 1;
        }
        self.commas += commas.count_ones() as usize;
        Progress::Within
    }

    /// The bytes with a backslash before them that is not itself escaped.
    #[inline]
    fn escaped_bytes(&mut self, backslashes: u64) -> u64 {
        let mut escaped = self.escaped;
        let mut left = backslashes & !escaped;
        self.escaped = 0;
        while left != 0 {
            let index = left.trailing_zeros();
            if index == 63 {
                self.escaped = 1;
                break;
            }
            escaped |= 2 << index;
            left &= !(3 << index);
        }
        escaped
    }
}

/// Bit `i` is set if an odd number of the bits `0..=i` is set.
#[inline]
fn running_parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
