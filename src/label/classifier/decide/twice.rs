//! Passages that a page holds twice are kept once.
//!
//! A page may hold its article three times, for wide, middle and small screens, and show one of them; a
//! discussion quotes above each answer what it answers; a shop repeats its description in a drawer. To the
//! trees each of these is prose like any other. A run of kept blocks that stands before, word for word
//! and in the same order, is dropped, and with it what the trees kept of a third copy, however short. Single
//! blocks are left alone, and so are runs of short lines: songs have refrains and lists the same entries. So
//! is documentation, which says of each function what it said of the one before.

use crate::page::Page;

use crate::label::classifier::decide::moved::{DOCUMENTATION, Moved};
use crate::label::classifier::features::repeats::Repeats;

/// Fewest words of a passage. With 25, 30 and 40 the scores are within .0001 of each other
/// (`training/MODEL_CARD.md`).
const MIN_WORDS: u32 = 30;
/// Fewest blocks of a passage, one of them prose.
const MIN_BLOCKS: usize = 2;

/// Memory, and what was done with the page read last.
#[derive(Debug, Default)]
pub(in crate::label::classifier) struct Twice {
    /// The kept blocks, in page order.
    kept: Vec<u32>,
    /// For each text, by its number, the first and the last of `kept` that have it.
    places: Vec<Option<(u32, u32)>>,
    /// For each text whether a passage with it was dropped.
    is_told: Vec<bool>,
    pub(in crate::label::classifier) dropped: Moved,
}

/// What is asked of the blocks of a page.
pub(in crate::label::classifier) struct Asked<'a, F> {
    pub(in crate::label::classifier) page: &'a Page,
    pub(in crate::label::classifier) repeats: &'a Repeats,
    /// The words of a block, and whether it is prose.
    pub(in crate::label::classifier) words: F,
    /// Probability that the page is documentation.
    pub(in crate::label::classifier) documentation: f32,
}

/// A run of kept blocks that equals an earlier one.
#[derive(Debug, Clone, Copy, Default)]
struct Passage {
    n_blocks: usize,
    n_words: u32,
    has_prose: bool,
    /// Blocks whose texts were dropped before.
    n_told: usize,
}

impl Passage {
    fn is_told_twice(self) -> bool {
        // Of a third copy the trees may keep less.
        let is_third = self.n_told == self.n_blocks;
        self.n_blocks >= MIN_BLOCKS && (self.n_words >= MIN_WORDS || is_third) && self.has_prose
    }
}

impl Twice {
    /// Puts the scores of passages that are kept already below `least`.
    pub(in crate::label::classifier) fn drop_passages<F>(
        &mut self,
        asked: &Asked<'_, F>,
        scores: &mut [f32],
        least: f32,
    ) where
        F: Fn(usize) -> (u32, bool),
    {
        let repeats = asked.repeats;
        self.dropped.clear();
        self.kept.clear();
        let kept = scores.iter().enumerate().filter(|(_, score)| **score >= least);
        self.kept.extend(kept.map(|(block, _)| block as u32));
        let has_copies = self.kept.iter().any(|&block| repeats.of(block as usize).n_before > 0);
        if !has_copies || asked.documentation >= DOCUMENTATION {
            return;
        }
        self.places.clear();
        self.places.resize(repeats.n_texts(), None);
        self.is_told.clear();
        self.is_told.resize(repeats.n_texts(), false);
        let mut at = 0;
        while at < self.kept.len() {
            let passage = self.passage_from(asked, at);
            let next = at + passage.n_blocks.max(1);
            for place in at..next {
                let text = repeats.text_of(self.kept[place] as usize);
                let (first, _) = self.places[text].unwrap_or((place as u32, 0));
                self.places[text] = Some((first, place as u32));
            }
            if passage.is_told_twice() {
                for &block in &self.kept[at..next] {
                    self.is_told[repeats.text_of(block as usize)] = true;
                    self.dropped.put_below(block as usize, scores, least);
                }
            }
            at = next;
        }
    }

    /// The longer of the runs from `at` on that go on as the text did behind the first, or behind the
    /// last block before with the same text.
    fn passage_from<F>(&self, asked: &Asked<'_, F>, at: usize) -> Passage
    where
        F: Fn(usize) -> (u32, bool),
    {
        let text = asked.repeats.text_of(self.kept[at] as usize);
        let Some((first, last)) = self.places[text] else { return Passage::default() };
        let behind_first = self.common(asked, first as usize, at);
        if first == last {
            return behind_first;
        }
        let behind_last = self.common(asked, last as usize, at);
        if behind_last.n_blocks > behind_first.n_blocks { behind_last } else { behind_first }
    }

    /// How long the text from `before` on, up to `at`, is the same as that from `at` on.
    fn common<F>(&self, asked: &Asked<'_, F>, before: usize, at: usize) -> Passage
    where
        F: Fn(usize) -> (u32, bool),
    {
        let page = asked.page;
        let mut passage = Passage::default();
        for (&old, &new) in self.kept[before..at].iter().zip(&self.kept[at..]) {
            let [before, text] = [old, new].map(|block| page.block_text(&page.blocks[block as usize]));
            if before != text {
                break;
            }
            let (n_words, is_prose) = (asked.words)(new as usize);
            passage.n_blocks += 1;
            passage.n_words += n_words;
            passage.has_prose |= is_prose;
            passage.n_told += usize::from(self.is_told[asked.repeats.text_of(new as usize)]);
        }
        passage
    }
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    fn text(page: &str) -> String {
        Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text
    }

    const PROSE: [&str; 4] = [
        "The ferry had not come by noon, and the two women on the quay began to talk about the price of coal.",
        "One of them, who had been a teacher, said that her brother had seen it on the other side, with smoke.",
        "It came at six, with a broken rail and forty sheep, and nobody who got off wished to say a word.",
        "The mayor has promised a second boat since 1998, and on Tuesday he promised it for another time.",
    ];

    fn article(class: &str) -> String {
        let [a, b, c, d] = PROSE;
        format!("<div class={class}><h2>The ferry</h2><p>{a}<p>{b}<p>{c}<p>{d}</div>")
    }

    #[test]
    fn an_article_for_three_screens_is_told_once() {
        let page = ["wide", "middle", "small"].map(article).join("");
        let text = text(&format!("<title>The ferry</title><main>{page}</main>"));
        for paragraph in PROSE {
            assert_eq!(text.matches(paragraph).count(), 1, "{text}");
        }
    }

    #[test]
    fn a_refrain_comes_again() {
        let refrain =
            "<p>O the ferry, the ferry that comes when it will, and the coal that lies dark on the hill.";
        let verses = PROSE.map(|verse| format!("<p>{verse}{refrain}")).join("");
        let text = text(&format!("<title>The ferry</title><article><h1>The ferry</h1>{verses}</article>"));
        assert_eq!(text.matches("that comes when it will").count(), 4, "{text}");
    }
}
