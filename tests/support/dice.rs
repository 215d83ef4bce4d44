//! Chance that can be repeated: every throw follows from one seed, which is printed, and which `TEST_SEED` sets.
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A row of throws (SplitMix64).
pub struct Dice(u64);

impl Dice {
    /// For one test, which its name tells in the output.
    pub fn of(test: &str) -> Self {
        let given = std::env::var("TEST_SEED").ok().map(|text| text.parse().expect("TEST_SEED is a number"));
        let seed = given.unwrap_or_else(|| {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            now.as_nanos() as u64 >> 10
        });
        println!("{test}: TEST_SEED={seed}");
        Self(seed)
    }

    /// The throws that follow from a number.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed % limit as u64) as usize
    }

    /// A time between two parts in a hundred of `whole`.
    pub fn part_of(&mut self, whole: Duration, from: usize, to: usize) -> Duration {
        whole.mul_f64((from * 100 + self.below((to - from) * 100)) as f64 / 10_000.0)
    }
}

/// How many rounds a test goes: what its own run of a minute bears, or what a long one asks for.
pub fn rounds(usually: usize) -> usize {
    std::env::var("TEST_ROUNDS").map_or(usually, |text| text.parse().expect("TEST_ROUNDS is a number"))
}
