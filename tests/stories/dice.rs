//! Chance that can be repeated, for stories that are told differently each time.

use std::hash::{BuildHasher as _, RandomState};

/// The number to begin with: `AMEND_SEED`, which repeats a story that failed, or a fresh one.
pub(crate) fn seed() -> u64 {
    let wished = std::env::var("AMEND_SEED").ok().and_then(|text| text.parse().ok());
    // The standard library's own source of surprise.
    wished.unwrap_or_else(|| RandomState::new().hash_one(0))
}

/// Numbers that look random, repeatable by their seed (SplitMix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }

    pub(crate) fn pick(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(limit as u64)).unwrap_or(0)
    }
}
