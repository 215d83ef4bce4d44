//! One hash for a set of components that arrive in any order.
use crate::store::Hash;

/// The sum, modulo 2^256, of one hash per record.
///
/// Addition forgets the order and, unlike exclusive or, not a record that comes twice; each term is a blake3 hash of
/// the record's part hashes, so equal sums of different sets are out of reach of chance. Somebody who tries
/// hard could construct two sets with one sum (with many free terms that takes less than 2^128 steps), but would gain
/// only that their own second upload is taken for a repetition of their first. Sum and count are hashed once more, so
/// that the result tells nothing of the terms.
#[derive(Default)]
pub(crate) struct Fingerprint {
    sum: [u64; 4],
    records: u64,
}

impl Fingerprint {
    pub(crate) fn add(&mut self, parts: [Hash; 4]) {
        let term = blake3::hash(parts.map(|part| part.0).as_flattened());
        let mut carry = false;
        for (sum, bytes) in self.sum.iter_mut().zip(term.as_bytes().as_chunks::<8>().0) {
            let (once, first) = sum.overflowing_add(u64::from_le_bytes(*bytes));
            let (twice, second) = once.overflowing_add(u64::from(carry));
            *sum = twice;
            carry = first || second;
        }
        self.records += 1;
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        let [a, b, c, d] = self.sum;
        let words = [self.records, a, b, c, d].map(u64::to_le_bytes);
        blake3::hash(words.as_flattened()).into()
    }
}
