//! Headlines of other stories above, beside or below the text: lists of links that are built one like the other, each
//! perhaps with a line of its story.
//!
//! Where the forest is unsure of a whole page its threshold is low, and such a list passes it block by block. What
//! gives it away is the list: several kept blocks of one look, each a link of some words, none of which the forest
//! takes for text by itself, while other blocks are text beyond doubt. They go, and with them what stands between
//! them: the label above a headline, the summary below it.
//!
//! Where the forest is sure of nothing, as on old pages in languages it saw little of, the title tells the story
//! from the list: with a date next to it and prose below, it is that of an article, and the headlines behind are
//! those of others. Lists of products and of links have no date. On such a page a single heading behind the last kept
//! text goes, too: what it headed was dropped.

use std::cell::LazyCell;
use std::ops::Range;

use crate::fields;
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
/// Fewest words of prose between a title with a date and a list that the forest is unsure of. (40 words gain less than
/// half as much on foreign news; 20 cost a `dragnet` page its list.)
const MIN_STORY_WORDS: u32 = 30;
/// Blocks above the title and below it among which its date stands, and most words of a line that is one.
const BLOCKS_BEFORE_TITLE: usize = 3;
const BLOCKS_BEHIND_TITLE: usize = 5;
const MAX_DATE_WORDS: u32 = 20;

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
        if has_sure_text(facts, decisions) {
            self.drop_lists(facts, stats, decisions, MAX_SCORE, |_, _| true);
        }
        // A date is looked for only where it decides something.
        let is_dated = LazyCell::new(|| stats.title.is_some_and(|title| is_dated(facts, title)));
        self.drop_lists(facts, stats, decisions, SURE_SCORE, |list, decisions| {
            follows_story(facts, decisions, list, stats.title) && *is_dated
        });
    }
}

impl OtherStories {
    /// Drops the lists of headlines up to a score that are those of other stories.
    fn drop_lists(
        &mut self,
        facts: &PageFacts<'_>,
        stats: &PageStats,
        decisions: &mut [Decision],
        max_score: f32,
        is_of_others: impl Fn(&[(u32, usize)], &[Decision]) -> bool,
    ) {
        let kept = (0..decisions.len()).filter(|&block| decisions[block].keep);
        let headlines = kept.filter(|&block| is_headline(facts, stats, block, max_score));
        self.headlines.clear();
        self.headlines.extend(headlines.map(|block| (stats.rows[block].own_sign, block)));
        self.headlines.sort_unstable();
        for list in self.headlines.chunk_by(|a, b| a.0 == b.0) {
            if list.len() >= MIN_HEADLINES && is_of_others(list, decisions) {
                drop_list(facts, stats, list, decisions, &mut self.between);
            }
        }
    }
}

/// True where a date stands next to the title: above it, or in the lines below.
fn is_dated(facts: &PageFacts<'_>, title: usize) -> bool {
    let near =
        title.saturating_sub(BLOCKS_BEFORE_TITLE)..(title + BLOCKS_BEHIND_TITLE).min(facts.blocks.len());
    near.into_iter().any(|block| {
        facts.blocks[block].n_words <= MAX_DATE_WORDS
            && fields::has_date(facts.page.block_text(&facts.page.blocks[block]))
    })
}

/// True for a list that the forest takes for no text as a whole, with prose between the title and it.
fn follows_story(
    facts: &PageFacts<'_>,
    decisions: &[Decision],
    list: &[(u32, usize)],
    title: Option<usize>,
) -> bool {
    let (Some(title), Some(&(_, first))) = (title, list.first()) else { return false };
    let mean = list.iter().map(|&(_, block)| facts.scores[block]).sum::<f32>() / list.len() as f32;
    let is_prose = |&block: &usize| decisions[block].keep && facts.blocks[block].is_prose;
    let n_words: u32 = (title + 1..first).filter(is_prose).map(|block| facts.blocks[block].n_words).sum();
    mean <= MAX_SCORE && n_words >= MIN_STORY_WORDS
}

/// Drops the headlines of a list and what stands between them and next to them.
fn drop_list(
    facts: &PageFacts<'_>,
    stats: &PageStats,
    list: &[(u32, usize)],
    decisions: &mut [Decision],
    between: &mut Vec<u32>,
) {
    between.clear();
    for pair in list.windows(2) {
        drop_between(facts, stats, pair[0].1 + 1..pair[1].1, decisions, between);
    }
    list.iter().for_each(|&(_, block)| decisions[block].drop_for(Cause::OtherStory));
    let (Some(first), Some(last)) = (list.first(), list.last()) else { return };
    let before = first.1.saturating_sub(MAX_BETWEEN)..first.1;
    let behind = last.1 + 1..(last.1 + 1 + MAX_BETWEEN).min(decisions.len());
    drop_alike(facts, stats, before.rev(), decisions, between);
    drop_alike(facts, stats, behind, decisions, between);
}

/// The pass over headings behind the text, once all else is decided: what is kept below a heading keeps it.
#[derive(Debug, Default)]
pub(crate) struct LastHeadings;

impl Pass for LastHeadings {
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]) {
        let headings = last_headings(facts, decisions);
        let title = facts.stats.and_then(|stats| stats.title);
        if !headings.is_empty() && title.is_some_and(|title| is_dated(facts, title)) {
            headings.into_iter().for_each(|block| decisions[block].drop_for(Cause::OtherStory));
        }
    }
}

/// The kept headings behind the last kept text: what they head was dropped. Headings one below the other may be a list.
fn last_headings(facts: &PageFacts<'_>, decisions: &[Decision]) -> Vec<usize> {
    let is_heading = |block: usize| matches!(facts.page.blocks[block].markup, Markup::Heading(_));
    let text = (0..decisions.len()).rev().find(|&block| decisions[block].keep && !is_heading(block));
    let Some(text) = text else { return Vec::new() };
    // The last block of a page heads nothing that could have been dropped.
    let behind = text + 1..decisions.len().saturating_sub(1);
    let is_listed =
        |block: usize| is_heading(block + 1) || decisions[block - 1].keep && is_heading(block - 1);
    behind
        .filter(|&block| decisions[block].keep && facts.scores[block] <= SURE_SCORE)
        .filter(|&block| !is_listed(block))
        .collect()
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
fn is_headline(facts: &PageFacts<'_>, stats: &PageStats, block: usize, max_score: f32) -> bool {
    facts.scores[block] <= max_score
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
    /// doubt; of other stories `l` is the label, `h` the headline (`g` one that the forest likes better), `s` the
    /// summary. `T` is the title, `d` a date, `u` prose that the forest is unsure of, `H` a heading, `n` was dropped
    /// before.
    fn check(blocks: &str, expected: &str) {
        let mut page = Page::default();
        let (mut facts, mut scores, mut stats) = (Vec::new(), Vec::new(), PageStats::default());
        for (number, letter) in (0..).zip(blocks.chars()) {
            let start = page.text.len() as u32;
            page.text.push_str(if letter == 'd' { "28 November 2011, 9:15" } else { "text" });
            let markup = if letter == 'H' { Markup::Heading(2) } else { Markup::Paragraph };
            let span = Span::new(start, page.text.len() as u32);
            page.blocks.push(Block { span, markup, link_bytes: 0, group: number });
            let (score, n_words, link_share) = match letter {
                'p' => (2.0, 40, 0.0),
                'u' => (-0.5, 40, 0.0),
                't' => (1.0, 6, 1.0),
                'h' => (-0.5, 6, 1.0),
                'g' => (0.5, 6, 1.0),
                's' => (-1.0, 20, 0.0),
                _ => (-1.0, 1, 0.0),
            };
            scores.push(score);
            facts.push(BlockFacts { n_words, is_prose: matches!(letter, 'p' | 'u'), parent: None });
            // Headlines have one look, whatever the forest thinks of each.
            let look = if letter == 'g' { 'h' } else { letter };
            stats.rows.push(Row { link_share, own_sign: look as u32, ..Row::default() });
        }
        stats.title = blocks.find('T');
        let facts = PageFacts {
            page: &page,
            blocks: &facts,
            repeats: &Repeats::default(),
            margins: &[],
            scores: &scores,
            stats: Some(&stats),
        };
        let mut after = decisions(&blocks.replace(|letter| letter != 'n', "k").replace('n', "d"));
        OtherStories::default().run(&facts, &mut after);
        LastHeadings.run(&facts, &mut after);
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

    #[test]
    fn below_an_article_with_a_date_the_forest_need_not_be_sure() {
        check("Tduhshshsh", "kkkddddddd");
        check("dTuhghh", "kkkdddd");
        // No date, as in shops; no story; a list that the forest likes as a whole.
        check("Tuhshshsh", "kkkkkkkkk");
        check("Tdhshshsh", "kkkkkkkkk");
        check("Tduhggg", "kkkkkkk");
    }

    #[test]
    fn headings_behind_the_text_of_an_article_with_a_date_go() {
        check("TduHx", "kkkkk");
        check("TduHnHn", "kkkdddd");
        check("TduHHHn", "kkkkkkd");
        check("TuHn", "kkkd");
    }
}
