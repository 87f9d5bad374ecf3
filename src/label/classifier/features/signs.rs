//! What blocks have in common that stand in elements which look the same. Teasers, posts and the
//! paragraphs of an article each look one way on a page.

use crate::label::classifier::features::elements::NONE;

/// Totals over all blocks whose elements look the same: a sign.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SignFacts {
    pub(crate) n_blocks: f32,
    pub(crate) n_words: f32,
    pub(crate) n_words_squared: f32,
    pub(crate) n_link_words: f32,
    /// Words of long prose.
    pub(crate) n_long_words: f32,
    pub(crate) odds: f32,
    /// Blocks whose text other blocks have too.
    pub(crate) n_copied: f32,
    pub(crate) first: u32,
    pub(crate) last: u32,
}

/// What a block adds to its sign.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    pub(crate) block: u32,
    pub(crate) n_words: f32,
    pub(crate) n_link_words: f32,
    pub(crate) n_long_words: f32,
    pub(crate) odds: f32,
}

/// The signs of a page, numbered as they come; keeps its memory for the next.
#[derive(Debug, Default)]
pub(crate) struct Signs {
    pub(crate) list: Vec<SignFacts>,
    /// For each look, or pair of looks, the number of its sign; [`NONE`] before the first block.
    numbers: Vec<u32>,
}

impl Signs {
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.numbers.clear();
    }

    /// The number of the sign of a look; a new one for a look that no block had before.
    fn number_of(&mut self, look: u32, block: u32) -> u32 {
        let look = look as usize;
        if self.numbers.len() <= look {
            self.numbers.resize(look + 1, NONE);
        }
        if self.numbers[look] == NONE {
            self.numbers[look] = self.list.len() as u32;
            self.list.push(SignFacts { first: block, ..SignFacts::default() });
        }
        self.numbers[look]
    }

    /// Adds a block whose element has the look (or pair of looks) of this number; returns the number of
    /// its sign.
    pub(crate) fn add(&mut self, look: u32, share: &Share) -> u32 {
        let number = self.number_of(look, share.block);
        let sign = &mut self.list[number as usize];
        sign.n_blocks += 1.0;
        sign.n_words += share.n_words;
        sign.n_words_squared += share.n_words * share.n_words;
        sign.n_link_words += share.n_link_words;
        sign.n_long_words += share.n_long_words;
        sign.odds += share.odds;
        sign.last = share.block;
        number
    }

    /// The sign whose blocks hold most words of long prose.
    pub(crate) fn wordiest(&self) -> Option<u32> {
        let signs = self.list.iter().enumerate();
        let best = signs.max_by(|(_, a), (_, b)| a.n_long_words.total_cmp(&b.n_long_words))?;
        (best.1.n_long_words > 0.0).then_some(best.0 as u32)
    }
}

impl SignFacts {
    /// Standard deviation of the number of words over its mean.
    pub(crate) fn spread(&self) -> f32 {
        let mean = self.n_words / self.n_blocks;
        let variance = (self.n_words_squared / self.n_blocks - mean * mean).max(0.0);
        variance.sqrt() / mean.max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_added_up_by_look() {
        let mut signs = Signs::default();
        let mut add = |look, block: u32| {
            let n_words = block as f32;
            let share = Share { block, n_words, n_link_words: 0.0, n_long_words: n_words, odds: 0.5 };
            signs.add(look, &share)
        };
        assert_eq!([add(7, 0), add(7, 1), add(9, 2), add(7, 3)], [0, 0, 1, 0]);
        let facts = &signs.list[0];
        assert_eq!((facts.n_blocks, facts.n_words, facts.odds), (3.0, 4.0, 1.5));
        assert_eq!((facts.first, facts.last), (0, 3));
        assert!(facts.spread() > 0.9 && facts.spread() < 1.0);
        assert_eq!(signs.wordiest(), Some(0));
        signs.clear();
        assert_eq!(signs.wordiest(), None);
    }
}
