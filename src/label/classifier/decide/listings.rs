//! Listings of code are kept whole.
//!
//! Each line of a `<pre>` is a block, and the trees judge each by itself: of `}` and `end` they can tell
//! nothing, and a listing without them is of no use to anybody. All lines are kept where a good part of the
//! words is, in documentation where any is: there, code is what the page is for. Where less is kept, no line
//! is touched: a mail that is one `<pre>` may be a short answer below a long quote.

use crate::page::{Markup, Page};

use crate::label::classifier::decide::moved::{DOCUMENTATION, Moved};

/// Share of a listing's words that must be kept for all to be. With .5 and .7 the scores are the same
/// (`training/MODEL_CARD.md`).
const MIN_SHARE: f32 = 0.3;

/// Raises the scores of the lines of each listing of `page`, which is documentation with that probability,
/// to `least` where enough of its words are kept; notes them in `raised`.
pub(in crate::label::classifier) fn keep_whole(
    page: &Page,
    n_words: impl Fn(usize) -> u32,
    documentation: f32,
    scores: &mut [f32],
    least: f32,
    raised: &mut Moved,
) {
    raised.clear();
    let min_share = if documentation >= DOCUMENTATION { 0.0 } else { MIN_SHARE };
    // A line of marks alone counts as well.
    let n_words = |line: usize| n_words(line).max(1);
    let mut start = 0;
    for listing in page.blocks.chunk_by(|a, b| a.markup == b.markup && a.group == b.group) {
        let lines = start..start + listing.len();
        start = lines.end;
        if listing[0].markup != Markup::Code {
            continue;
        }
        let all: u32 = lines.clone().map(n_words).sum();
        let kept: u32 = lines.clone().filter(|&line| scores[line] >= least).map(n_words).sum();
        if kept > 0 && kept as f32 >= min_share * all as f32 {
            lines.for_each(|line| raised.raise(line, scores, least));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Block, Span};
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

    /// The scores of the lines of one listing, each of ten words, behind the rule, for a threshold of 0.0.
    fn kept_whole<const N: usize>(scores: [f32; N], documentation: f32) -> [f32; N] {
        let line = Block { span: Span::new(0, 1), markup: Markup::Code, link_bytes: 0, group: 1 };
        let page = Page { text: "x".to_owned(), blocks: vec![line; N], ..Page::default() };
        let mut after = scores;
        keep_whole(&page, |_| 10, documentation, &mut after, 0.0, &mut Moved::default());
        after
    }

    #[test]
    fn of_a_listing_hardly_kept_no_line_is_touched() {
        let answer_below_a_quote = [-2.0, -2.0, -2.0, -2.0, 1.0];
        assert_eq!(kept_whole(answer_below_a_quote, 0.0), answer_below_a_quote);
        assert_eq!(kept_whole(answer_below_a_quote, 0.9), [0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(kept_whole([1.0, 2.0, -2.0], 0.0), [1.0, 2.0, 0.0]);
        assert_eq!(kept_whole([-1.0, -2.0], 0.9), [-1.0, -2.0]);
    }
}
