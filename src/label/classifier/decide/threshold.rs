//! From probabilities to a choice of blocks: the threshold of a page that promises the best F1.

use super::super::features::BlockFacts;

/// Least and greatest threshold. Outside of these the expected F1 of a page is a poor guide: its
/// probabilities are then wrong as a whole. The range is that of the trial in which the method
/// was compared with fixed thresholds (fixed .3: -.004, wider: +.001).
const RANGE: (f32, f32) = (0.15, 0.6);

/// A page with so many words and no block within the range still has something to say, so that its
/// most likely blocks are kept. A page with fewer may be the shell of one that a script fills: of
/// those, three of four have no content in truth (six of eight pages of WCXB, development split; only
/// two pages there have more words, so that any number from 600 to 1,100 would do).
const MANY_WORDS: f32 = 1_000.0;

/// Which way the model errs with doubtful blocks: the trade of precision for recall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bias {
    /// Drops them: rather lose a paragraph than keep a teaser.
    Precision,
    /// The best mean.
    #[default]
    Balanced,
    /// Keeps them: rather keep a teaser than lose a paragraph.
    Recall,
}

/// How far the threshold of a page moves from the one that promises most, in log-odds.
pub(super) fn shift(bias: Bias) -> f32 {
    match bias {
        Bias::Precision => 1.2,
        Bias::Balanced => 0.0,
        Bias::Recall => -1.2,
    }
}

/// A threshold and what it promises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Threshold {
    pub(super) probability: f32,
    /// Expected F1 of the blocks at or above it.
    pub(super) expected: f32,
}

impl Threshold {
    /// The same among the scores that the probabilities are of: rounded there and back, the block that
    /// sets the threshold may come out below itself.
    pub(super) fn least_score(&self, probabilities: &[f32], scores: &[f32]) -> f32 {
        let kept =
            probabilities.iter().zip(scores).filter(|(probability, _)| **probability >= self.probability);
        kept.map(|(_, &score)| score).fold(log_odds(self.probability), f32::min)
    }
}

/// The threshold within [`RANGE`] with the greatest expected F1: of blocks kept down to some
/// probability, the expected number of right words over the mean of the words kept and the words
/// expected to be content on the whole page. Below the range where nothing of a page with
/// [`MANY_WORDS`] lies in it.
pub(super) fn best(probabilities: &[f32], blocks: &[BlockFacts], order: &mut Vec<u32>) -> Threshold {
    let is_within = |&probability: &f32| probability >= RANGE.0;
    let is_empty = !probabilities.iter().any(is_within);
    let least = if is_empty && blocks.iter().map(words).sum::<f32>() >= MANY_WORDS { 0.0 } else { RANGE.0 };
    order.clear();
    let is_eligible = |&block: &u32| probabilities[block as usize] >= least;
    order.extend((0..probabilities.len() as u32).filter(is_eligible));
    order.sort_unstable_by(|&a, &b| probabilities[b as usize].total_cmp(&probabilities[a as usize]));
    let expected_words: f32 = probabilities.iter().zip(blocks).map(|(p, block)| p * words(block)).sum();
    let mut best = Threshold { probability: RANGE.1, expected: 0.0 };
    let (mut kept, mut right) = (0.0f32, 0.0f32);
    for (rank, &block) in order.iter().enumerate() {
        let probability = probabilities[block as usize];
        let n_words = words(&blocks[block as usize]);
        kept += n_words;
        right += probability * n_words;
        let next = order.get(rank + 1).map_or(0.0, |&next| probabilities[next as usize]);
        if next >= RANGE.1 || next == probability {
            continue;
        }
        let expected = 2.0 * right / (kept + expected_words).max(1.0);
        if expected > best.expected {
            best = Threshold { probability: probability.min(RANGE.1), expected };
        }
    }
    best
}

/// Lines below this probability speak against a text that was cleaned before.
const DOUBTFUL: f32 = 0.2;
/// Share of the words that such lines may hold in a text that was cleaned before.
const MAX_DOUBTFUL_SHARE: f32 = 0.03;

/// True when hardly anything of a text looks like something to drop.
pub(super) fn looks_clean(probabilities: &[f32], blocks: &[BlockFacts]) -> bool {
    let all: f32 = blocks.iter().map(words).sum();
    let doubtful = probabilities.iter().zip(blocks).filter(|(probability, _)| **probability < DOUBTFUL);
    doubtful.map(|(_, block)| words(block)).sum::<f32>() <= MAX_DOUBTFUL_SHARE * all
}

fn words(block: &BlockFacts) -> f32 {
    block.n_words as f32
}

/// The probability of some log-odds.
pub(super) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log-odds of a probability.
pub(super) fn log_odds(probability: f32) -> f32 {
    let clipped = probability.clamp(1e-4, 1.0 - 1e-4);
    (clipped / (1.0 - clipped)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_words(n_words: &[u32]) -> Vec<BlockFacts> {
        n_words.iter().map(|&n_words| BlockFacts { n_words, ..BlockFacts::default() }).collect()
    }

    #[test]
    fn sure_blocks_are_kept_and_unsure_ones_are_not() {
        let best = best(&[0.99, 0.02, 0.95, 0.3], &of_words(&[100, 50, 80, 200]), &mut Vec::new());
        assert!(best.probability > 0.3 && best.probability <= 0.6, "{best:?}");
        assert!(best.expected > 0.8);
    }

    #[test]
    fn the_block_that_sets_the_threshold_is_kept() {
        for step in 0..2_000 {
            let scores = [4.0, -1.5 + step as f32 * 1e-3, -6.0];
            let probabilities = scores.map(probability);
            let best = best(&probabilities, &of_words(&[10, 900, 5]), &mut Vec::new());
            let least = best.least_score(&probabilities, &scores);
            let kept = scores.map(|score| score >= least);
            assert_eq!(kept, probabilities.map(|probability| probability >= best.probability), "{scores:?}");
        }
    }

    #[test]
    fn a_page_with_many_words_is_never_empty() {
        let probabilities = [0.08, 0.02, 0.07];
        let kept = |n_words: &[u32]| best(&probabilities, &of_words(n_words), &mut Vec::new());
        assert_eq!(kept(&[50, 500, 40]).expected, 0.0);
        let much = kept(&[500, 5_000, 400]);
        assert!((much.probability - 0.07).abs() < 1e-6, "{much:?}");
    }

    #[test]
    fn where_nothing_is_sure_the_best_is_kept() {
        let best = best(&[0.2, 0.05, 0.25], &of_words(&[100, 50, 80]), &mut Vec::new());
        assert!((best.probability - 0.2).abs() < 1e-6, "{best:?}");
    }
}
