//! Listings of code are kept whole or dropped whole.
//!
//! Each line of a `<pre>` is a block, and the trees judge each by itself: of `}` and `end` they can tell
//! nothing, and a listing without them is of no use to anybody. All lines are kept where a good part of the
//! words is, in documentation where any is: there, code is what the page is for.

use crate::model::{Markup, Page};

use super::dropped::{DOCUMENTATION, Dropped};

/// Share of a listing's words that must be kept for all to be. With .5 and .7 the scores are the same
/// (`training/MODEL_CARD.md`).
const MIN_SHARE: f32 = 0.3;

/// What was done with the page read last.
#[derive(Debug, Default)]
pub(super) struct Listings {
    /// The lines whose scores were raised, and by how much.
    raised: Vec<(usize, f32)>,
    dropped: Dropped,
}

impl Listings {
    /// By how much the score of a line was raised, or lowered; 0.0 for all that is no listing.
    pub(super) fn merit_of(&self, block: usize) -> f32 {
        let raised = self.raised.iter().find(|raised| raised.0 == block);
        raised.map_or_else(|| self.dropped.merit_of(block), |raised| raised.1)
    }

    /// Puts all lines of each listing of `page`, which is documentation with that probability, on one side
    /// of `least`.
    pub(super) fn keep_whole(
        &mut self,
        page: &Page,
        n_words: impl Fn(usize) -> u32,
        documentation: f32,
        scores: &mut [f32],
        least: f32,
    ) {
        self.raised.clear();
        self.dropped.clear();
        let min_share = if documentation >= DOCUMENTATION { 0.0 } else { MIN_SHARE };
        let mut start = 0;
        while let Some(first) = page.blocks.get(start) {
            let is_same =
                |at: &usize| page.blocks[*at].markup == Markup::Code && page.blocks[*at].group == first.group;
            let end =
                (start..page.blocks.len()).take_while(is_same).last().map_or(start + 1, |last| last + 1);
            // A line of marks alone counts as well.
            let n_words = |line: usize| n_words(line).max(1);
            let all: u32 = (start..end).map(n_words).sum();
            let kept: u32 = (start..end).filter(|&line| scores[line] >= least).map(n_words).sum();
            if kept > 0 && kept < all {
                let is_kept = kept as f32 >= min_share * all as f32;
                (start..end).for_each(|line| self.put(line, is_kept, scores, least));
            }
            start = end;
        }
    }

    fn put(&mut self, line: usize, is_kept: bool, scores: &mut [f32], least: f32) {
        if is_kept && scores[line] < least {
            self.raised.push((line, least - scores[line]));
            scores[line] = least;
        } else if !is_kept && scores[line] >= least {
            self.dropped.put_below(line, scores, least);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    const PROSE: [&str; 2] = [
        "The ferry is steered by a small program, which the captain wrote himself, and which nobody has read.",
        "It was written again for the second boat, in another language, since the first was forgotten by then.",
    ];

    /// A page with a listing between two paragraphs.
    fn page(listing: &str) -> String {
        let [before, behind] = PROSE;
        format!(
            "<title>Steering</title><article><h1>Steering</h1><p>{before}</p>{listing}<p>{behind}</p></article>"
        )
    }

    #[test]
    fn no_line_of_a_listing_is_lost() {
        let lines = ["fn steer(to: Pier) {", "    loop {", "        turn(to);", "    }", "}"];
        let extractor = Extractor::new(RuleSet::embedded());
        let of_lines = |open: &str, close: &str| lines.map(|line| format!("{open}{line}{close}")).join("");
        let plain = format!("<pre><code>{}</code></pre>", lines.join("\n"));
        let editor = format!("<pre><code>{}</code></pre>", of_lines("<div class=cm-line>", "</div>"));
        for listing in [plain, editor] {
            let text = extractor.extract(Document::html(page(&listing).as_bytes())).text;
            assert!(text.contains(&lines.join("\n")), "{text}");
        }
    }
}
