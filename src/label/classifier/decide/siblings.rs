//! Paragraphs among paragraphs: what stands between kept siblings is kept.
//!
//! The trees judge each block by itself. A paragraph of prose that hangs below the same element as
//! most of the text, with kept ones before and behind it, is hardly ever anything but text, and to
//! lose it is the worst fault; on very long pages the trees have seen too few to be sure of all.

use crate::label::classifier::decide::moved::Moved;
use crate::label::classifier::features::survey::Survey;

/// Share of an element's words of prose that must be kept before the rest is looked at.
const MOST: f32 = 0.6;
/// Paragraphs that must be kept.
const MIN_KEPT: u32 = 3;
/// Paragraphs right below one element from which on they are a book, if they are
const BOOK: u32 = 100;
/// at least this share of the page's prose, of which anything is kept: however much it repeats itself,
/// there is nothing else on the page that could be the text.
const BOOK_SHARE: f32 = 0.9;

/// The prose right below one element.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::label::classifier) struct Family {
    n_blocks: u32,
    n_kept: u32,
    first: u32,
    last: u32,
    words: f32,
    kept_words: f32,
}

impl Family {
    fn is_text(self) -> bool {
        self.n_kept >= MIN_KEPT && self.kept_words >= MOST * self.words
    }

    fn is_book(self, all_words: f32) -> bool {
        self.n_blocks >= BOOK && self.n_kept > 0 && self.words >= BOOK_SHARE * all_words
    }
}

/// Memory, and what was done with the page read last.
#[derive(Debug, Default)]
pub(in crate::label::classifier) struct Siblings {
    families: Vec<Family>,
    pub(in crate::label::classifier) raised: Moved,
}

/// Raises the scores of dropped paragraphs between kept ones, and of all in a book, to `least`.
pub(in crate::label::classifier) fn keep(
    survey: &Survey,
    scores: &mut [f32],
    least: f32,
    siblings: &mut Siblings,
) {
    let Siblings { families, raised } = siblings;
    raised.clear();
    families.clear();
    families.resize(survey.elements.list.len() + 1, Family::default());
    let mut all_words = 0.0;
    for (block, row) in survey.rows.iter().enumerate().filter(|(_, row)| row.is_long) {
        let family = &mut families[family_of(survey, row.container)];
        let words = row.text.n_words as f32;
        all_words += words;
        family.n_blocks += 1;
        family.words += words;
        if scores[block] >= least {
            family.first = if family.n_kept == 0 { block as u32 } else { family.first };
            family.last = block as u32;
            family.n_kept += 1;
            family.kept_words += words;
        }
    }
    for (block, row) in survey.rows.iter().enumerate().filter(|(_, row)| row.is_long) {
        let family = families[family_of(survey, row.container)];
        let is_between = (family.first..family.last).contains(&(block as u32));
        let is_kept = is_between && family.is_text() || family.is_book(all_words);
        if is_kept {
            raised.raise(block, scores, least);
        }
    }
}

/// The element above a block's own; the last place is for blocks without one.
fn family_of(survey: &Survey, container: u32) -> usize {
    let above = survey.elements.list[container as usize].block_parent as usize;
    above.min(survey.elements.list.len())
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    /// Prose in which no two paragraphs are the same, and which repeats itself more than any book.
    fn paragraph(number: usize) -> String {
        let town = ["lower", "upper", "old", "new", "little"][number % 5];
        let cause = ["the river rose", "snow came", "the bridge fell", "fire spread"][number / 5 % 4];
        format!(
            "<p>The bakers of the {town} town carried sack {number} upstairs when {cause}, and nobody \
             slept before it was dry, which took the whole of the night.</p>"
        )
    }

    #[test]
    fn no_paragraph_of_a_book_is_lost() {
        let extractor = Extractor::new(RuleSet::embedded());
        for n_paragraphs in [40, 400, 4_000] {
            let book: String = (0..n_paragraphs).map(paragraph).collect();
            let html = format!("<title>The sacks</title><h1>The sacks</h1><div>{book}</div>");
            let text = extractor.extract(Document::html(html.as_bytes())).text;
            assert_eq!(text.matches("The bakers").count(), n_paragraphs);
        }
    }
}
