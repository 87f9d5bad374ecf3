//! Headlines of other stories above, beside or below the text: lists of links that are built one like the other, each
//! perhaps with a line of its story.
//!
//! Where the forest is unsure of a whole page its threshold is low, and such a list passes it block by block. What
//! gives it away is the list: several kept blocks of one look, each a link of some words, none of which the forest
//! takes for text by itself, while other blocks are text beyond doubt. They go, and with them what stands between
//! them: the label above a headline, the summary below it.

use std::ops::Range;

use crate::page::{Cause, Markup};

use super::super::features::BlockFacts;
use super::super::features::page_stats::PageStats;
use super::{Decision, PageFacts, Pass};

/// Score, in log-odds, up to which a headline may be another story's, and up to which what stands between two
/// headlines goes with them.
const MAX_SCORE: f32 = 0.2;
const MAX_SCORE_BETWEEN: f32 = 0.0;
/// Score from which on prose is text beyond doubt, and fewest words and blocks of it. (A shop's list has one
/// paragraph above it. With words and blocks as they are, sets of articles gain up to .003 and pages that are lists
/// lose as much.)
const SURE_SCORE: f32 = 0.8;
const MIN_SURE_WORDS: u32 = 60;
const MIN_SURE_BLOCKS: usize = 2;
/// Share of a headline that is link, and its fewest words.
const MIN_LINK_SHARE: f32 = 0.6;
const MIN_WORDS: u32 = 3;
/// Fewest headlines of one look that are a list.
const MIN_HEADLINES: usize = 4;
/// Blocks between two headlines of a list, at most.
const MAX_BETWEEN: usize = 4;

/// The pass, with memory that the next page uses again.
#[derive(Debug, Default)]
pub(crate) struct OtherStories {
    /// Look and number of each headline, look by look.
    headlines: Vec<(u32, usize)>,
    /// The looks of what stands between headlines.
    between: Vec<u32>,
}

impl Pass for OtherStories {
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]) {
        let Some(stats) = facts.stats else { return };
        if !has_sure_text(facts, decisions) {
            return;
        }
        self.headlines.clear();
        let kept = (0..decisions.len()).filter(|&block| decisions[block].keep);
        let headlines = kept.filter(|&block| is_headline(facts, stats, block));
        self.headlines.extend(headlines.map(|block| (stats.rows[block].own_sign, block)));
        self.headlines.sort_unstable();
        for list in self.headlines.chunk_by(|a, b| a.0 == b.0) {
            if list.len() < MIN_HEADLINES {
                continue;
            }
            self.between.clear();
            for pair in list.windows(2) {
                drop_between(facts, stats, pair[0].1 + 1..pair[1].1, decisions, &mut self.between);
            }
            list.iter().for_each(|&(_, block)| decisions[block].drop_for(Cause::OtherStory));
            let (Some(first), Some(last)) = (list.first(), list.last()) else { continue };
            let before = first.1.saturating_sub(MAX_BETWEEN)..first.1;
            let behind = last.1 + 1..(last.1 + 1 + MAX_BETWEEN).min(decisions.len());
            drop_alike(facts, stats, before.rev(), decisions, &self.between);
            drop_alike(facts, stats, behind, decisions, &self.between);
        }
    }
}

/// True when a page holds text that the forest has no doubt of.
fn has_sure_text(facts: &PageFacts<'_>, decisions: &[Decision]) -> bool {
    let blocks = facts.blocks.iter().zip(facts.scores).zip(decisions);
    let is_sure =
        |((_, score), decision): &((&BlockFacts, &f32), &Decision)| decision.keep && **score >= SURE_SCORE;
    let sure = blocks.filter(is_sure).map(|((block, _), _)| block).filter(|block| block.is_prose);
    let (n_blocks, n_words) = sure.fold((0, 0), |(n, words), block| (n + 1, words + block.n_words));
    n_blocks >= MIN_SURE_BLOCKS && n_words >= MIN_SURE_WORDS
}

/// True for a block that is a link of some words and not surely text.
fn is_headline(facts: &PageFacts<'_>, stats: &PageStats, block: usize) -> bool {
    facts.scores[block] <= MAX_SCORE
        && stats.rows[block].link_share >= MIN_LINK_SHARE
        && facts.blocks[block].n_words >= MIN_WORDS
        && !matches!(facts.page.blocks[block].markup, Markup::Row { .. } | Markup::Code)
}

/// Drops what stands between two headlines that follow each other closely, and notes its looks.
fn drop_between(
    facts: &PageFacts<'_>,
    stats: &PageStats,
    gap: Range<usize>,
    decisions: &mut [Decision],
    looks: &mut Vec<u32>,
) {
    if gap.len() > MAX_BETWEEN {
        return;
    }
    for block in gap.filter(|&block| facts.scores[block] <= MAX_SCORE_BETWEEN) {
        looks.push(stats.rows[block].own_sign);
        if decisions[block].keep {
            decisions[block].drop_for(Cause::OtherStory);
        }
    }
}

/// Drops the blocks next to a list that look like what stands within.
fn drop_alike(
    facts: &PageFacts<'_>,
    stats: &PageStats,
    blocks: impl Iterator<Item = usize>,
    decisions: &mut [Decision],
    looks: &[u32],
) {
    let is_alike = |&block: &usize| {
        facts.scores[block] <= MAX_SCORE_BETWEEN && looks.contains(&stats.rows[block].own_sign)
    };
    for block in blocks.take_while(is_alike) {
        if decisions[block].keep {
            decisions[block].drop_for(Cause::OtherStory);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{decisions, letters};
    use super::*;
    use crate::label::classifier::features::page_stats::Row;
    use crate::label::classifier::features::repeats::Repeats;
    use crate::page::{Block, Page, Span};

    /// The decisions about a page of kept blocks behind the pass: `p` is prose beyond doubt, `t` a headline beyond
    /// doubt; of other stories `l` is the label, `h` the headline, `s` the summary.
    fn check(blocks: &str, expected: &str) {
        let mut page = Page { text: blocks.to_owned(), ..Page::default() };
        let (mut facts, mut scores, mut stats) = (Vec::new(), Vec::new(), PageStats::default());
        for (at, letter) in (0..).zip(blocks.chars()) {
            let span = Span::new(at, at + 1);
            page.blocks.push(Block { span, markup: Markup::Paragraph, link_bytes: 0, group: at });
            let (score, n_words, link_share) = match letter {
                'p' => (2.0, 40, 0.0),
                't' => (1.0, 6, 1.0),
                'h' => (-0.5, 6, 1.0),
                's' => (-1.0, 20, 0.0),
                _ => (-1.0, 1, 0.0),
            };
            scores.push(score);
            facts.push(BlockFacts { n_words, is_prose: letter == 'p', parent: None });
            stats.rows.push(Row { link_share, own_sign: letter as u32, ..Row::default() });
        }
        let facts = PageFacts {
            page: &page,
            blocks: &facts,
            repeats: &Repeats::default(),
            margins: &[],
            scores: &scores,
            stats: Some(&stats),
        };
        let mut after = decisions(&"k".repeat(blocks.len()));
        OtherStories::default().run(&facts, &mut after);
        assert_eq!(letters(&after), expected, "{blocks}");
    }

    #[test]
    fn headlines_of_one_look_go_with_what_stands_between_them() {
        check("pplhslhslhslhs", "kkdddddddddddd");
        check("hhhhpp", "ddddkk");
        check("pphshshshp", "kkdddddddk");
    }

    #[test]
    fn a_few_headlines_or_those_the_forest_trusts_stay() {
        check("pphshsh", "kkkkkkk");
        check("pptstststst", "kkkkkkkkkkk");
    }

    #[test]
    fn a_list_below_one_paragraph_is_what_the_page_is_about() {
        check("phshshshs", "kkkkkkkkk");
    }
}
