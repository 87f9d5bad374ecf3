//! Sets of words and of pairs of neighbouring words, and how much of a text is in them.

use foldhash::HashSet;

use crate::label::classifier::features::words::{self, pair};

/// A set of hashes. Every word of a page is asked for and hardly any is there, so one bit is looked
/// at before a search. The set hashes them once more, with a key of its own: pages choose their words.
#[derive(Debug)]
pub(crate) struct HashedSet {
    hashes: HashSet<u64>,
    bits: [u64; N_BITS / 64],
}

/// Bits of a set: many more than a title or a description has words.
const N_BITS: usize = 4096;

impl Default for HashedSet {
    fn default() -> Self {
        HashedSet { hashes: HashSet::default(), bits: [0; N_BITS / 64] }
    }
}

impl HashedSet {
    pub(crate) fn clear(&mut self) {
        self.hashes.clear();
        self.bits.fill(0);
    }

    /// Adds a hash; false when it was there.
    pub(crate) fn insert(&mut self, hash: u64) -> bool {
        let (word, bit) = place(hash);
        self.bits[word] |= bit;
        self.hashes.insert(hash)
    }

    #[inline]
    pub(crate) fn contains(&self, hash: u64) -> bool {
        let (word, bit) = place(hash);
        self.bits[word] & bit != 0 && self.hashes.contains(&hash)
    }

    pub(crate) fn len(&self) -> usize {
        self.hashes.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

/// The word and the bit of a hash, by its highest bits.
#[inline]
fn place(hash: u64) -> (usize, u64) {
    let number = (hash >> (u64::BITS - N_BITS.ilog2())) as usize;
    (number / 64, 1 << (number % 64))
}

/// Calls `each` with all pairs of neighbouring words.
pub(crate) fn each_pair(text: &str, mut each: impl FnMut(u64)) {
    let mut previous = 0u64;
    words::each(text, |hash| {
        if previous != 0 {
            each(pair(previous, hash));
        }
        previous = hash;
        true
    });
}

/// Notes all pairs of neighbouring words.
pub(crate) fn note_pairs(text: &str, pairs: &mut HashedSet) {
    each_pair(text, |pair| _ = pairs.insert(pair));
}

/// Share of the pairs of neighbouring words that are in `pairs`; 0 for a single word.
pub(crate) fn share_of_pairs(words: &[u64], pairs: &HashedSet) -> f32 {
    let found = words.windows(2).filter(|two| pairs.contains(pair(two[0], two[1]))).count();
    found as f32 / words.len().saturating_sub(1).max(1) as f32
}

/// Shares of the words of a block that are in `title`, and of `title` that are in the block.
pub(crate) fn share_of_words(words: &[u64], title: &HashedSet) -> (f32, f32) {
    let found = words.iter().filter(|word| title.contains(**word)).count() as f32;
    (found / words.len().max(1) as f32, found / title.len().max(1) as f32)
}
