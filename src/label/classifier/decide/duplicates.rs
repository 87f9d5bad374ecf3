//! Passages that stand on a page twice are kept once.
//!
//! A page may hold its article three times, for wide, middle and small screens, and show one of them; a
//! discussion quotes above each answer what it answers; a shop repeats its description in a drawer. The forest
//! cannot see that a passage is a repeat. A run of kept blocks that stands before, word for word and in the
//! same order, is dropped, and with it what was kept of a third copy, however short.
//!
//! Single blocks are left alone, and so are runs of short lines: songs have refrains, and lists the same
//! entries. A run right below a heading of its own is another section that says the same (documentation says of
//! each function what it said of the one before), and stays.

use crate::page::{Cause, Markup, Page};

use super::{Decision, PageFacts, Pass};

/// Fewest words of a passage. With 25, 30 and 40 the scores are within .0001 of each other.
const MIN_WORDS: u32 = 30;
/// Fewest blocks of a passage, one of them prose.
const MIN_BLOCKS: usize = 2;

/// The pass, with memory that the next page uses again.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    /// The kept blocks, in page order.
    kept: Vec<u32>,
    /// For each text, by its number, the first and the last of `kept` that have it.
    places: Vec<Option<(u32, u32)>>,
    /// For each text whether a passage with it was dropped.
    is_dropped: Vec<bool>,
}

/// A run of kept blocks that equals an earlier one.
#[derive(Debug, Clone, Copy, Default)]
struct Passage {
    n_blocks: usize,
    n_words: u32,
    has_prose: bool,
    /// Blocks whose texts were dropped before.
    n_dropped: usize,
}

impl Passage {
    fn is_duplicate(self) -> bool {
        // Of a third copy less may be kept.
        let is_third = self.n_dropped == self.n_blocks;
        self.n_blocks >= MIN_BLOCKS && (self.n_words >= MIN_WORDS || is_third) && self.has_prose
    }
}

impl Pass for Duplicates {
    fn run(&mut self, facts: &PageFacts<'_>, decisions: &mut [Decision]) {
        self.kept.clear();
        let kept = decisions.iter().enumerate().filter(|(_, decision)| decision.keep);
        self.kept.extend(kept.map(|(block, _)| block as u32));
        if !self.kept.iter().any(|&block| facts.repeats.of(block as usize).n_before > 0) {
            return;
        }
        self.places.clear();
        self.places.resize(facts.repeats.n_texts(), None);
        self.is_dropped.clear();
        self.is_dropped.resize(facts.repeats.n_texts(), false);
        let mut at = 0;
        while at < self.kept.len() {
            let passage = self.passage_from(facts, at);
            let next = at + passage.n_blocks.max(1);
            self.note_places(facts, at..next);
            if passage.is_duplicate() && !self.is_section(facts.page, at) {
                for &block in &self.kept[at..next] {
                    self.is_dropped[facts.repeats.text_of(block as usize)] = true;
                    decisions[block as usize].drop_for(Cause::Duplicate);
                }
            }
            at = next;
        }
    }
}

impl Duplicates {
    fn note_places(&mut self, facts: &PageFacts<'_>, kept: std::ops::Range<usize>) {
        for place in kept {
            let text = facts.repeats.text_of(self.kept[place] as usize);
            let (first, _) = self.places[text].unwrap_or((place as u32, 0));
            self.places[text] = Some((first, place as u32));
        }
    }

    /// True when the kept block before the one at `at` is a heading, which is not part of the passage and so
    /// says something new.
    fn is_section(&self, page: &Page, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| page.blocks[self.kept[before] as usize]);
        before.is_some_and(|block| matches!(block.markup, Markup::Heading(_)))
    }

    /// The longer of the runs from `at` on that go on as the text did behind the first, or behind the
    /// last block before with the same text.
    fn passage_from(&self, facts: &PageFacts<'_>, at: usize) -> Passage {
        let text = facts.repeats.text_of(self.kept[at] as usize);
        let Some((first, last)) = self.places[text] else { return Passage::default() };
        let behind_first = self.common(facts, first as usize, at);
        if first == last {
            return behind_first;
        }
        let behind_last = self.common(facts, last as usize, at);
        if behind_last.n_blocks > behind_first.n_blocks { behind_last } else { behind_first }
    }

    /// How long the text from `before` on, up to `at`, is the same as that from `at` on.
    fn common(&self, facts: &PageFacts<'_>, before: usize, at: usize) -> Passage {
        let page = facts.page;
        let mut passage = Passage::default();
        for (&old, &new) in self.kept[before..at].iter().zip(&self.kept[at..]) {
            let [before, text] = [old, new].map(|block| page.block_text(&page.blocks[block as usize]));
            if before != text {
                break;
            }
            let block = facts.blocks[new as usize];
            passage.n_blocks += 1;
            passage.n_words += block.n_words;
            passage.has_prose |= block.is_prose;
            passage.n_dropped += usize::from(self.is_dropped[facts.repeats.text_of(new as usize)]);
        }
        passage
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{decisions, letters};
    use super::*;
    use crate::label::classifier::features::BlockFacts;
    use crate::label::classifier::features::repeats::Repeats;
    use crate::label::classifier::features::tokens::string_hash;
    use crate::page::{Block, Span};

    /// The decisions about a page behind the pass. Each letter is a block: small ones are paragraphs of 20
    /// words, equal ones the same; capitals are headings.
    fn check(blocks: &str, before: &str, expected: &str) {
        let mut page = Page { text: blocks.to_owned(), ..Page::default() };
        let mut repeats = Repeats::default();
        repeats.clear(blocks.len());
        let mut facts = Vec::new();
        for (at, letter) in blocks.char_indices() {
            let is_heading = letter.is_ascii_uppercase();
            let markup = if is_heading { Markup::Heading(2) } else { Markup::Paragraph };
            let span = Span::new(at as u32, at as u32 + 1);
            page.blocks.push(Block { span, markup, link_bytes: 0, group: at as u32 });
            repeats.add(string_hash(&letter.to_string()), &[]);
            let n_words = if is_heading { 3 } else { 20 };
            facts.push(BlockFacts { n_words, is_prose: !is_heading, parent: None });
        }
        let mut after = decisions(before);
        let facts = PageFacts { page: &page, blocks: &facts, repeats: &repeats, margins: &[], stats: None };
        Duplicates::default().run(&facts, &mut after);
        assert_eq!(letters(&after), expected, "{blocks}");
    }

    #[test]
    fn an_article_for_three_screens_is_kept_once() {
        check("AbcdAbcdAbcd", "kkkkkkkkkkkk", "kkkkdddddddd");
        // Of the third copy less was kept.
        check("AbcdAbcdAbcd", "kkkkkkkkdkkd", "kkkkdddddddd");
    }

    #[test]
    fn a_refrain_comes_again() {
        check("abcbdbeb", "kkkkkkkk", "kkkkkkkk");
    }

    #[test]
    fn sections_that_say_the_same_stay() {
        check("AbcDbcEbc", "kkkkkkkkk", "kkkkkkkkk");
    }

    #[test]
    fn what_is_dropped_is_no_first_copy() {
        check("bcbc", "ddkk", "ddkk");
    }
}
