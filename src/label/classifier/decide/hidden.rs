//! Hidden text that repeats what the page shows.
//!
//! Tiles are there once for wide and once for small screens, an article a second time as Markdown for
//! machines, a quote folded away under the post it quotes, a description behind "read more". Hidden text
//! alone is no reason to drop it: an answer that a click unfolds is content. What is hidden (by an attribute,
//! a style, or a class that says so) and says again, for the most part, what is kept in sight, is a copy, word
//! for word or nearly so. Documentation is left alone: its panels tell the same for another language.

use crate::page::Page;

use crate::label::classifier::decide::moved::{DOCUMENTATION, Moved};
use crate::label::classifier::features::pairs::{self, HashedSet};

/// Share of the pairs of words of the hidden text that must stand in sight. Of .5, .6, .7 and .8 the
/// lowest that made no page of the benchmarks worse (`training/MODEL_CARD.md`).
const MIN_SHARE: f32 = 0.6;
/// Fewest pairs of words by which a page is judged.
const MIN_PAIRS: usize = 10;
/// A copy has at most so many times the pairs of what it copies: marks of Markdown add some, and not all
/// of a tile is in sight. Where most of a page is hidden, it is not hidden for good.
const MOST_TIMES: usize = 2;

/// Memory, and what was done with the page read last.
#[derive(Debug, Default)]
pub(in crate::label::classifier) struct HiddenCopies {
    /// The kept blocks that are hidden.
    hidden: Vec<usize>,
    /// Their pairs of words, as often as they are there.
    pairs: Vec<u64>,
    /// The same as a set, and those of it that are kept in sight.
    asked: HashedSet,
    shown: HashedSet,
    pub(in crate::label::classifier) dropped: Moved,
}

impl HiddenCopies {
    /// Drops the kept blocks of `page` for which `is_hidden` when they repeat the others.
    pub(in crate::label::classifier) fn drop_copies(
        &mut self,
        page: &Page,
        is_hidden: impl Fn(usize) -> bool,
        documentation: f32,
        scores: &mut [f32],
        least: f32,
    ) {
        self.dropped.clear();
        self.hidden.clear();
        let kept = || scores.iter().enumerate().filter(|(_, score)| **score >= least).map(|(block, _)| block);
        self.hidden.extend(kept().filter(|&block| is_hidden(block)));
        if self.hidden.is_empty() || documentation >= DOCUMENTATION {
            return;
        }
        if self.repeat(page, kept().filter(|&block| !is_hidden(block))) {
            for &block in &self.hidden {
                self.dropped.put_below(block, scores, least);
            }
        }
    }

    /// True when the hidden blocks, all together, say what the blocks in sight say. Of these nothing is
    /// remembered but what the hidden ones ask for: they are few, and most of a page is in sight.
    fn repeat(&mut self, page: &Page, in_sight: impl Iterator<Item = usize>) -> bool {
        let text = |block: usize| page.block_text(&page.blocks[block]);
        self.pairs.clear();
        for &block in &self.hidden {
            pairs::each_pair(text(block), |pair| self.pairs.push(pair));
        }
        if self.pairs.len() < MIN_PAIRS {
            return false;
        }
        self.asked.clear();
        self.shown.clear();
        self.pairs.iter().for_each(|&pair| _ = self.asked.insert(pair));
        let mut n_shown = 0;
        for block in in_sight {
            pairs::each_pair(text(block), |pair| {
                n_shown += 1;
                if self.asked.contains(pair) {
                    self.shown.insert(pair);
                }
            });
        }
        let n_told = self.pairs.iter().filter(|&&pair| self.shown.contains(pair)).count();
        self.pairs.len() <= MOST_TIMES * n_shown && n_told as f32 >= MIN_SHARE * self.pairs.len() as f32
    }
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    fn text(page: &str) -> String {
        Extractor::new(RuleSet::embedded()).extract(Document::html(page.as_bytes())).text
    }

    const PROSE: [&str; 4] = [
        "The bakers of the old town have agreed to sell yesterday's bread for half its price from Monday on.",
        "Three of them began with it in spring, and what they used to throw away was gone before nine.",
        "The mill, which sells them flour, has not been heard on the matter, though it was asked two times.",
        "A loaf that nobody takes on the second day still goes to the pigs of the abbey, as it always has.",
    ];

    fn page(hidden: &str) -> String {
        let shown = PROSE.map(|prose| format!("<p>{prose}")).join("");
        format!(
            "<title>Bread</title><article><h1>Bread</h1>{shown}<button aria-controls=a>At noon</button>\
             <div id=a hidden aria-hidden=true>{hidden}</div></article>"
        )
    }

    #[test]
    fn what_is_hidden_and_in_sight_is_told_once() {
        let copy = PROSE.map(|prose| format!("<p>**{}** {}", &prose[..9], &prose[10..])).join("");
        let text = text(&page(&copy));
        for prose in PROSE {
            assert_eq!(text.matches(&prose[20..]).count(), 1, "{text}");
        }
    }

    #[test]
    fn a_hidden_answer_is_content() {
        let answer =
            "<p>Whoever comes at noon will find white bread only, say the bakers, for the rye is sold first.";
        assert!(text(&page(answer)).contains("for the rye is sold first"));
    }
}
