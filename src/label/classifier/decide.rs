//! From scores to decisions: which blocks of a page are kept, and why.
//!
//! The forest judges each block by itself; `threshold` turns its scores into first decisions. Then come a few
//! passes, each for a fact that no figure of a single block shows (a passage stands on the page before), or
//! because the output must be whole (a code block, a chapter). All have one signature: a pass reads
//! [`PageFacts`] and changes [`Decision`]s. No pass edits a score, so the probability that is told of a block
//! is always the forest's, and the cause says what overruled it.
//!
//! `training/ablate.py` measures what each pass is worth.

mod alike;
mod allowance;
mod code_blocks;
mod duplicates;
mod gap_filling;
mod other_stories;
mod posts;
mod quotes;
mod story;
mod threshold;

use crate::page::{Cause, Page};

use super::features::BlockFacts;
use super::features::page_stats::PageStats;
use super::features::repeats::Repeats;

use alike::Alike;
pub(crate) use allowance::Allowance;
use code_blocks::CodeBlocks;
use duplicates::Duplicates;
use gap_filling::GapFilling;
use other_stories::{LastHeadings, OtherStories};
use posts::Posts;
use quotes::PullQuotes;
use story::Story;

pub use threshold::Bias;

/// What is decided about a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) keep: bool,
    pub(crate) cause: Cause,
}

impl Decision {
    /// Keeps a block that was dropped; a kept one stays as it is.
    fn keep_for(&mut self, cause: Cause) {
        if !self.keep {
            *self = Decision { keep: true, cause };
        }
    }

    /// Drops a block.
    fn drop_for(&mut self, cause: Cause) {
        *self = Decision { keep: false, cause };
    }
}

/// What the passes may know of a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageFacts<'a> {
    pub(crate) page: &'a Page,
    /// For each block of the page.
    pub(crate) blocks: &'a [BlockFacts],
    pub(crate) repeats: &'a Repeats,
    /// For each block how far its score lies above the threshold, in log-odds.
    pub(crate) margins: &'a [f32],
    /// For each block its score, in log-odds.
    pub(crate) scores: &'a [f32],
    /// The elements around the blocks; `None` for flattened text.
    pub(crate) stats: Option<&'a PageStats>,
}

/// One pass over the decisions about a page.
pub(crate) trait Pass {
    /// Changes what the score alone decides wrongly.
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]);
}

/// The passes, by their causes, in the order they run: gaps are filled before copies are looked for, so that two
/// copies are compared whole; lists of other stories go before the story is found in what is left; and copies that
/// only the story completed are looked for once more, as are headings of which nothing is left.
pub(crate) const PASSES: [Cause; 10] = [
    Cause::Gap,
    Cause::CodeBlock,
    Cause::Duplicate,
    Cause::OtherStory,
    Cause::Story,
    Cause::Alike,
    Cause::Alike,
    Cause::Duplicate,
    Cause::PullQuote,
    Cause::OtherStory,
];

/// What the scores of a page promise.
#[derive(Debug, Default)]
pub(crate) struct Promise {
    /// For each block the probability that it is content.
    pub(crate) probabilities: Vec<f32>,
    /// The F1 that the threshold promises, if the probabilities are right.
    pub(crate) expected_f1: f32,
}

/// Decides about one page after the other; keeps its memory.
#[derive(Debug)]
pub(crate) struct Decider {
    /// What the passes know of the blocks of the page at hand; to be filled before [`Decider::decide`].
    pub(crate) blocks: Vec<BlockFacts>,
    /// What the kind of the page at hand allows; to be set before [`Decider::decide`].
    pub(crate) allowance: Allowance,
    /// What was decided.
    pub(crate) decisions: Vec<Decision>,
    /// Causes whose pass is left out, to measure what it is worth.
    pub(crate) without: Vec<Cause>,
    order: Vec<u32>,
    margins: Vec<f32>,
    gap_filling: GapFilling,
    code_blocks: CodeBlocks,
    duplicates: Duplicates,
    other_stories: OtherStories,
    story: Story,
    posts: Posts,
    alike: Alike,
    late_duplicates: Duplicates,
    pull_quotes: PullQuotes,
    last_headings: LastHeadings,
}

impl Default for Decider {
    fn default() -> Self {
        Decider {
            blocks: Vec::new(),
            allowance: Allowance::NONE,
            decisions: Vec::new(),
            without: Vec::new(),
            order: Vec::new(),
            margins: Vec::new(),
            gap_filling: GapFilling::default(),
            code_blocks: CodeBlocks,
            duplicates: Duplicates::default(),
            other_stories: OtherStories::default(),
            story: Story::default(),
            posts: Posts,
            alike: Alike::default(),
            late_duplicates: Duplicates::of_whole_articles(),
            pull_quotes: PullQuotes,
            last_headings: LastHeadings,
        }
    }
}

impl Decider {
    /// Decides about the blocks of `page` from their scores. `stats` are those of an HTML page; flattened text
    /// has none, and may have been cleaned before, so that nothing of it is to be dropped.
    pub(crate) fn decide(
        &mut self,
        page: &Page,
        repeats: &Repeats,
        stats: Option<&PageStats>,
        scores: &[f32],
        bias: Bias,
    ) -> Promise {
        let probabilities: Vec<f32> = scores.iter().map(|&score| threshold::probability(score)).collect();
        let best = threshold::best(&probabilities, &self.blocks, &mut self.order);
        let may_be_clean = stats.is_none() && bias != Bias::Precision;
        self.decisions.clear();
        if may_be_clean && threshold::looks_clean(&probabilities, &self.blocks) {
            self.decisions.resize(scores.len(), Decision { keep: true, cause: Cause::CleanText });
        } else {
            let shift = threshold::shift(bias) - self.allowance.of_doubt;
            let least = best.least_score(&probabilities, scores) + shift;
            self.margins.clear();
            self.margins.extend(scores.iter().map(|score| score - least));
            let by_score = |&score: &f32| Decision { keep: score >= least, cause: Cause::Score };
            self.decisions.extend(scores.iter().map(by_score));
            self.run_passes(page, repeats, stats, scores);
        }
        Promise { probabilities, expected_f1: best.expected }
    }

    /// Runs all passes that are not left out.
    fn run_passes(&mut self, page: &Page, repeats: &Repeats, stats: Option<&PageStats>, scores: &[f32]) {
        let facts = PageFacts { page, blocks: &self.blocks, repeats, margins: &self.margins, scores, stats };
        let passes: [&mut dyn Pass; PASSES.len()] = [
            &mut self.gap_filling,
            &mut self.code_blocks,
            &mut self.duplicates,
            &mut self.other_stories,
            &mut self.story,
            &mut self.posts,
            &mut self.alike,
            &mut self.late_duplicates,
            &mut self.pull_quotes,
            &mut self.last_headings,
        ];
        for (cause, pass) in PASSES.iter().zip(passes) {
            let is_needless = *cause == Cause::Story && !self.allowance.has_story;
            if !is_needless && !self.without.contains(cause) {
                pass.run(&facts, &mut self.decisions);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decisions by score, written as one letter per block: `k` for kept.
    pub(super) fn decisions(letters: &str) -> Vec<Decision> {
        letters.chars().map(|letter| Decision { keep: letter == 'k', cause: Cause::Score }).collect()
    }

    /// The other way round.
    pub(super) fn letters(decisions: &[Decision]) -> String {
        decisions.iter().map(|decision| if decision.keep { 'k' } else { 'd' }).collect()
    }

    #[test]
    fn a_cause_is_told_only_where_a_pass_changed_something() {
        let mut decisions = decisions("kd");
        decisions.iter_mut().for_each(|decision| decision.keep_for(Cause::Gap));
        assert_eq!(
            decisions.iter().map(|decision| decision.cause).collect::<Vec<_>>(),
            [Cause::Score, Cause::Gap]
        );
    }
}
