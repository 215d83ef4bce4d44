//! Where the interesting bytes of a 64-byte block are, one bit per byte.

/// Bytes looked at together.
pub(super) const BLOCK: usize = 64;

/// Bit `i` of each mask tells of byte `i` of the block.
#[derive(Default)]
pub(super) struct Marks {
    pub(super) quotes: u64,
    pub(super) backslashes: u64,
    /// `{` and `[`.
    pub(super) opens: u64,
    /// `}` and `]`.
    pub(super) closes: u64,
    pub(super) commas: u64,
}

/// The bit in which `[` and `{`, `]` and `}` differ.
const BRACKET_KIND: u8 = 0x20;

impl Marks {
    #[inline]
    pub(super) fn of(block: &[u8; BLOCK]) -> Self {
        let folded = block.map(|byte| byte | BRACKET_KIND);
        Self {
            quotes: find(block, b'"'),
            backslashes: find(block, b'\\'),
            opens: find(&folded, b'{'),
            closes: find(&folded, b'}'),
            commas: find(block, b','),
        }
    }
}

/// One bit for each byte that equals `wanted`. In this form the compiler compares sixteen or more at a time.
#[inline]
fn find(block: &[u8; BLOCK], wanted: u8) -> u64 {
    let mut bits = [0; BLOCK];
    for (index, (bit, byte)) in bits.iter_mut().zip(block).enumerate() {
        *bit = if *byte == wanted { 1 << (index % 8) } else { 0 };
    }
    let mut mask = [0; BLOCK / 8];
    for (sum, eight) in mask.iter_mut().zip(bits.as_chunks().0) {
        // Eight different bits in eight bytes: the topmost byte of the product is their sum.
        *sum = (u64::from_le_bytes(*eight).wrapping_mul(0x0101_0101_0101_0101) >> 56) as u8;
    }
    u64::from_le_bytes(mask)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_agree_with_looking_at_each_byte() {
        for start in 0..=255u8 {
            let block: [u8; BLOCK] = std::array::from_fn(|i| start.wrapping_add((i as u8).wrapping_mul(37)));
            let expected =
                |bytes: &[u8]| (0..BLOCK).filter(|i| bytes.contains(&block[*i])).fold(0, |mask, i| mask | 1 << i);
            let marks = Marks::of(&block);
            assert_eq!(marks.quotes, expected(b"\""));
            assert_eq!(marks.backslashes, expected(b"\\"));
            assert_eq!(marks.opens, expected(b"{["));
            assert_eq!(marks.closes, expected(b"}]"));
            assert_eq!(marks.commas, expected(b","));
        }
    }
}
