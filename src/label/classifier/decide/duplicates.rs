//! Passages that stand on a page twice are kept once.
//!
//! A page may hold its article three times, for wide, middle and small screens, and show one of them; a
//! discussion quotes above each answer what it answers; a shop repeats its description in a drawer. The forest
//! cannot see that a passage is a repeat. A run of kept blocks that stands before, word for word and in the
//! same order, is dropped, and with it what was kept of a third copy, however short. Short lines that only the first
//! copy has are passed over.
//!
//! Single blocks are left alone, and so are runs of short lines: songs have refrains, and lists the same
//! entries. A run right below a heading of its own is another section that says the same (documentation says of
//! each function what it said of the one before), and stays, unless it is long and most of what stands above.

use crate::label::classifier::features::elements::inside;
use crate::page::{Cause, Markup, Page};

use super::{Decision, PageFacts, Pass};

/// Fewest words of a passage. With 25, 30 and 40 the scores are within .0001 of each other.
const MIN_WORDS: u32 = 30;
/// Fewest blocks of a passage, one of them prose.
const MIN_BLOCKS: usize = 2;
/// Words of a line that only the first copy has, "Advertisement" or "Jump to the text", and how many may follow
/// each other.
const ASIDE_WORDS: u32 = 3;
const MAX_ASIDES: usize = 2;
/// What a passage below a heading of its own holds when it is the article again: blocks, words, and the share of
/// all that is kept above it.
const MIN_COPY: (usize, u32, f32) = (3, 80, 0.4);

/// The pass, with memory that the next page uses again.
#[derive(Debug, Default)]
pub(crate) struct Duplicates {
    /// Looks for nothing but the article again: what else was kept after the first look, a refrain or a quotation,
    /// was kept for a reason.
    only_copies: bool,
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

    /// True for a long passage that is much of the words above it.
    fn is_most_of(self, n_above: u32) -> bool {
        let (n_blocks, n_words, share) = MIN_COPY;
        self.n_blocks >= n_blocks && self.n_words >= n_words && self.n_words as f32 >= share * n_above as f32
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
        let (mut at, mut n_above) = (0, 0_u32);
        while at < self.kept.len() {
            let passage = self.passage_from(facts, at);
            let next = at + passage.n_blocks.max(1);
            self.note_places(facts, at..next);
            let needs_most = self.only_copies || self.is_section(facts.page, at);
            let is_said_again = self.only_copies && is_quoted(facts, self.kept[at] as usize);
            let is_dropped = !is_said_again && (!needs_most || passage.is_most_of(n_above));
            if passage.is_duplicate() && is_dropped {
                for &block in &self.kept[at..next] {
                    self.is_dropped[facts.repeats.text_of(block as usize)] = true;
                    decisions[block as usize].drop_for(Cause::Duplicate);
                }
            }
            n_above +=
                self.kept[at..next].iter().map(|&block| facts.blocks[block as usize].n_words).sum::<u32>();
            at = next;
        }
    }
}

impl Duplicates {
    /// The pass that looks for nothing but the article again: a copy for the printer that was kept for the sake of
    /// its neighbours.
    pub(crate) fn of_whole_articles() -> Self {
        Duplicates { only_copies: true, ..Self::default() }
    }

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
        let mut old = before;
        for &new in &self.kept[at..] {
            // A passage does not begin with what only the first copy has.
            let most = if passage.n_blocks > 0 { MAX_ASIDES } else { 0 };
            let places = old..at.min(old + most + 1);
            let Some(place) = self.place_of(facts, places, page.block_text(&page.blocks[new as usize]))
            else {
                break;
            };
            old = place + 1;
            let block = facts.blocks[new as usize];
            passage.n_blocks += 1;
            passage.n_words += block.n_words;
            passage.has_prose |= block.is_prose;
            passage.n_dropped += usize::from(self.is_dropped[facts.repeats.text_of(new as usize)]);
        }
        passage
    }

    /// The first of some places where a text stands, nothing but asides before it.
    fn place_of(
        &self,
        facts: &PageFacts<'_>,
        mut places: std::ops::Range<usize>,
        text: &str,
    ) -> Option<usize> {
        let of = |place: usize| facts.page.block_text(&facts.page.blocks[self.kept[place] as usize]);
        let is_it = |place: usize| is_same(of(place), text);
        let is_aside = |place: usize| {
            let block = facts.blocks[self.kept[place] as usize];
            block.n_words <= ASIDE_WORDS && !block.is_prose
        };
        places.find(|&place| is_it(place) || !is_aside(place)).filter(|&place| is_it(place))
    }
}

/// True for a block in a quotation: an answer may quote all that it answers.
fn is_quoted(facts: &PageFacts<'_>, block: usize) -> bool {
    facts.page.blocks[block].markup == Markup::Quote
        || facts.stats.is_some_and(|stats| stats.inside_of(block) & inside::QUOTE != 0)
}

/// True for texts of the same words: one of two copies may have lost its no-break spaces, or the dash of a speech.
fn is_same(one: &str, other: &str) -> bool {
    one == other || !begin_apart(one, other) && words_behind_dash(one).eq(words_behind_dash(other))
}

/// True for texts that begin with different letters of ASCII: nearly all that are not the same do.
fn begin_apart(one: &str, other: &str) -> bool {
    let first = |text: &str| text.bytes().next().filter(u8::is_ascii_alphanumeric);
    first(one).zip(first(other)).is_some_and(|(one, other)| one != other)
}

fn words_behind_dash(text: &str) -> impl Iterator<Item = &str> {
    text.trim_start_matches(['-', '–', '—', ' ']).split_whitespace()
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
    /// words, equal ones the same, `x` a label of three; capitals are headings.
    fn check(blocks: &str, before: &str, expected: &str) {
        check_with(Duplicates::default(), blocks, before, expected);
    }

    fn check_with(mut pass: Duplicates, blocks: &str, before: &str, expected: &str) {
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
            let is_aside = letter == 'x';
            let n_words = if is_heading || is_aside { 3 } else { 20 };
            facts.push(BlockFacts { n_words, is_prose: !is_heading && !is_aside, parent: None });
        }
        let mut after = decisions(before);
        let facts = PageFacts {
            page: &page,
            blocks: &facts,
            repeats: &repeats,
            margins: &[],
            scores: &[],
            stats: None,
        };
        pass.run(&facts, &mut after);
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
        check("AbcdefghijklDbcd", "kkkkkkkkkkkkkkkk", "kkkkkkkkkkkkkkkk");
    }

    #[test]
    fn the_article_again_below_another_headline_is_a_copy() {
        check("AbcxxdeBbcde", "kkkkkkkkkkkk", "kkkkkkkkdddd");
    }

    #[test]
    fn the_last_look_is_for_whole_articles() {
        check_with(Duplicates::of_whole_articles(), "AbcdexbcdefbcGbc", &"k".repeat(16), "kkkkkkddddkkkkkk");
    }

    #[test]
    fn what_is_dropped_is_no_first_copy() {
        check("bcbc", "ddkk", "ddkk");
    }
}
