//! Paragraphs between kept paragraphs of the same element are kept.
//!
//! The forest judges each block by itself. A paragraph of prose that hangs below the same element as most of
//! the text, with kept ones before and behind it, is hardly ever anything but text, and to lose it is the worst
//! fault. On very long pages the forest has seen too few blocks like theirs to be sure of all.

use crate::page::Cause;

use super::super::features::BlockFacts;
use super::{Decision, PageFacts, Pass};

/// Share of an element's words of prose that must be kept before its gaps are filled.
const MIN_KEPT_SHARE: f32 = 0.6;
/// Paragraphs that must be kept.
const MIN_KEPT: u32 = 3;
/// Least number of paragraphs of a book, which is kept whole as soon as any of it is kept: there is nothing
/// else on the page that could be the text, however much it repeats itself.
const BOOK_PARAGRAPHS: u32 = 100;
/// Least share of the page's prose in a book.
const BOOK_SHARE: f32 = 0.9;

/// The prose below one element.
#[derive(Debug, Clone, Copy, Default)]
struct SiblingGroup {
    n_blocks: u32,
    n_kept: u32,
    first_kept: u32,
    last_kept: u32,
    words: u32,
    kept_words: u32,
}

impl SiblingGroup {
    fn add(&mut self, block: u32, n_words: u32, is_kept: bool) {
        self.n_blocks += 1;
        self.words += n_words;
        if is_kept {
            self.first_kept = if self.n_kept == 0 { block } else { self.first_kept };
            self.last_kept = block;
            self.n_kept += 1;
            self.kept_words += n_words;
        }
    }

    fn has_gap_at(&self, block: u32) -> bool {
        (self.first_kept..self.last_kept).contains(&block)
            && self.n_kept >= MIN_KEPT
            && self.kept_words as f32 >= MIN_KEPT_SHARE * self.words as f32
    }

    fn is_book(&self, page_words: u32) -> bool {
        self.n_blocks >= BOOK_PARAGRAPHS
            && self.n_kept > 0
            && self.words as f32 >= BOOK_SHARE * page_words as f32
    }
}

/// The pass, with memory that the next page uses again.
#[derive(Debug, Default)]
pub(crate) struct GapFilling {
    groups: Vec<SiblingGroup>,
}

impl Pass for GapFilling {
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]) {
        self.groups.clear();
        let mut page_words = 0;
        for (block, fact, parent) in prose(facts.blocks) {
            page_words += fact.n_words;
            if self.groups.len() <= parent {
                self.groups.resize(parent + 1, SiblingGroup::default());
            }
            self.groups[parent].add(block as u32, fact.n_words, decisions[block].keep);
        }
        for (block, _, parent) in prose(facts.blocks) {
            let group = &self.groups[parent];
            if group.has_gap_at(block as u32) || group.is_book(page_words) {
                decisions[block].keep_for(Cause::Gap);
            }
        }
    }
}

/// The blocks of prose of an HTML page, each with the number of the element they hang below.
fn prose(blocks: &[BlockFacts]) -> impl Iterator<Item = (usize, &BlockFacts, usize)> {
    let all = blocks.iter().enumerate().filter(|(_, fact)| fact.is_prose);
    all.filter_map(|(block, fact)| Some((block, fact, fact.parent? as usize)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{decisions, letters};
    use super::*;
    use crate::page::Page;

    /// The decisions about prose of 20 words below the given elements, behind the pass.
    fn check(parents: &[u32], before: &str, expected: &str) {
        let fact = |&parent: &u32| BlockFacts { n_words: 20, is_prose: true, parent: Some(parent) };
        let blocks: Vec<BlockFacts> = parents.iter().map(fact).collect();
        let mut after = decisions(before);
        let facts = PageFacts {
            page: &Page::default(),
            blocks: &blocks,
            repeats: &Default::default(),
            margins: &[],
            scores: &[],
            stats: None,
        };
        GapFilling::default().run(&facts, &mut after);
        assert_eq!(letters(&after), expected);
        let raised = after.iter().zip(before.chars()).filter(|(decision, was)| decision.keep && *was == 'd');
        assert!(raised.into_iter().all(|(decision, _)| decision.cause == Cause::Gap));
    }

    #[test]
    fn gaps_between_siblings_are_filled() {
        check(&[1, 1, 1, 1], "kdkk", "kkkk");
        check(&[1, 1, 1, 1, 1, 1], "kdkkkd", "kkkkkd");
    }

    #[test]
    fn blocks_elsewhere_and_elements_mostly_dropped_are_left_alone() {
        check(&[1, 2, 1, 1], "kdkk", "kdkk");
        check(&[1, 1, 1, 1, 1, 1], "kddddk", "kddddk");
    }

    #[test]
    fn no_paragraph_of_a_book_is_lost() {
        let kept_once = format!("{}k{}", "d".repeat(60), "d".repeat(60));
        check(&[3; 121], &kept_once, &"k".repeat(121));
        check(&[3; 121], &"d".repeat(121), &"d".repeat(121));
    }
}
