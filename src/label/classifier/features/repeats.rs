//! What a page shows more than once. Menus stand in its head and again for small screens, teasers
//! repeat headlines, a second article its beginning; what an article says, it says once.

use crate::label::classifier::features::interner::Interner;
use crate::label::classifier::features::words::pair;

/// Bits per word of the page in the set of what was seen: one pair of sixteen is taken for seen.
const BITS_PER_WORD: usize = 16;
/// Bits at most: 128 kB, which a second cache holds.
const MAX_BITS: usize = 1 << 20;

/// What is known of a block's text among the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repeat {
    /// Number of the text; blocks with the same text share it.
    text: u32,
    /// Blocks before that have the same text.
    pub(crate) n_before: u32,
    /// The last of them.
    pub(crate) last: Option<u32>,
    /// Share of the pairs of neighbouring words that no block before has, 0.0 to 1.0.
    pub(crate) new_pairs: f32,
}

/// The texts of a page's blocks and how often each is there; keeps its memory for the next page.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    numbers: Interner,
    /// Of each text the number of blocks that have it, and the last of them.
    texts: Vec<(u32, u32)>,
    rows: Vec<Repeat>,
    /// The pairs of words seen so far, a bit for each.
    seen: Vec<u64>,
}

impl Repeats {
    /// Starts a page of which `n_words` words will be looked at.
    pub(crate) fn clear(&mut self, n_words: usize) {
        self.numbers.clear();
        self.texts.clear();
        self.rows.clear();
        let n_bits = (n_words * BITS_PER_WORD).next_power_of_two().clamp(u64::BITS as usize, MAX_BITS);
        self.seen.clear();
        self.seen.resize(n_bits / u64::BITS as usize, 0);
    }

    /// Adds the next block: a hash of its text, and words of it.
    pub(crate) fn add(&mut self, text: u64, words: &[u64]) {
        let block = self.rows.len() as u32;
        let number = self.numbers.of(text);
        if number == self.texts.len() {
            self.texts.push((0, block));
        }
        let (n_blocks, last) = &mut self.texts[number];
        let (n_before, before) = (*n_blocks, *last);
        (*n_blocks, *last) = (n_before + 1, block);
        let last = (n_before > 0).then_some(before);
        let new_pairs = self.note_pairs(words);
        self.rows.push(Repeat { text: number as u32, n_before, last, new_pairs });
    }

    /// Share of the pairs that were not seen; they are from now on.
    fn note_pairs(&mut self, words: &[u64]) -> f32 {
        let shift = u64::BITS - (self.seen.len() * u64::BITS as usize).ilog2();
        let mut n_new = 0;
        for two in words.windows(2) {
            let number = (pair(two[0], two[1]) >> shift) as usize;
            let (bits, bit) = (&mut self.seen[number / 64], 1 << (number % 64));
            n_new += u32::from(*bits & bit == 0);
            *bits |= bit;
        }
        n_new as f32 / words.len().saturating_sub(1).max(1) as f32
    }

    /// What is known of a block.
    pub(crate) fn of(&self, block: usize) -> Repeat {
        self.rows[block]
    }

    /// The number of a block's text, and how many texts there are.
    pub(crate) fn text_of(&self, block: usize) -> usize {
        self.rows[block].text as usize
    }

    pub(crate) fn n_texts(&self) -> usize {
        self.texts.len()
    }

    /// How many other blocks have the text of this one.
    pub(crate) fn n_copies(&self, block: usize) -> u32 {
        self.texts[self.rows[block].text as usize].0 - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_new_pairs_are_counted() {
        let words = |numbers: &[u64]| -> Vec<u64> {
            numbers.iter().map(|&n| crate::label::classifier::features::tokens::mix(n)).collect()
        };
        let mut repeats = Repeats::default();
        repeats.clear(100);
        repeats.add(7, &words(&[1, 2, 3]));
        repeats.add(8, &words(&[2, 3, 4]));
        repeats.add(7, &words(&[1, 2, 3]));
        repeats.add(9, &words(&[5]));
        let told = |block| (repeats.n_copies(block), repeats.of(block).n_before, repeats.of(block).last);
        assert_eq!([told(0), told(1), told(2)], [(1, 0, None), (0, 0, None), (1, 1, Some(0))]);
        let new_pairs = [0, 1, 2, 3].map(|block| repeats.of(block).new_pairs);
        assert_eq!(new_pairs, [1.0, 0.5, 0.0, 0.0]);
    }
}
