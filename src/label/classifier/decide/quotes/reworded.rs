//! Pull quotes that are not word for word: "the oldest part of some carriages" for "the oldest part of some of them".
//!
//! Only what stands in a box for such quotes, or ends without a full stop, is asked, and only where nearly all of
//! its words stand in one sentence of the article, in the same order.

use foldhash::HashSet;

use super::super::Decision;
use crate::label::classifier::features::elements::inside;
use crate::label::classifier::features::page_stats::PageStats;
use crate::page::{Cause, Markup, Page};

/// Words of such a quote.
const WORDS: std::ops::RangeInclusive<usize> = 6..=40;
/// Share of its words that must stand in the article, in their order.
const SHARE: f32 = 0.8;
/// How much longer the passage of the article may be.
const MAX_STRETCH: usize = 2;
/// Most characters of a quote for each of its words.
const MAX_PER_WORD: usize = 10;
/// Most blocks that are asked.
const MAX_ASKED: usize = 20;

pub(super) fn drop_reworded(page: &Page, stats: &PageStats, decisions: &mut [Decision]) {
    let is_asked = |&block: &usize| {
        let row = &stats.rows[block];
        let is_boxed = stats.inside_of(block) & (inside::ASIDE | inside::QUOTE) != 0;
        let is_plain = matches!(page.blocks[block].markup, Markup::None | Markup::Paragraph);
        decisions[block].keep
            && WORDS.contains(&(row.text.n_words as usize))
            && row.link_share == 0.0
            && (is_boxed && page.blocks[block].markup != Markup::Code
                || is_plain && stands_out(page, block, row.text.ending))
    };
    let asked: Vec<usize> = (0..decisions.len()).filter(is_asked).take(MAX_ASKED).collect();
    for block in asked {
        let quote = words_of(page, block);
        // Without spaces a clause is a word, and an abstract in brackets a quote.
        if page.block_text(&page.blocks[block]).chars().count() > MAX_PER_WORD * quote.len() {
            continue;
        }
        let known: HashSet<&str> = quote.iter().map(String::as_str).collect();
        let says_it = |&other: &usize| {
            other != block
                && decisions[other].keep
                && stats.rows[other].is_long
                && stats.inside_of(other) & (inside::ASIDE | inside::QUOTE) == 0
                && stats.rows[other].text.n_words as usize > quote.len()
                && holds(&words_of(page, other), &quote, &known)
        };
        if (0..decisions.len()).any(|other| says_it(&other)) {
            decisions[block].drop_for(Cause::PullQuote);
        }
    }
}

/// True for a line in quotation marks, or without a full stop.
fn stands_out(page: &Page, block: usize, ending: u8) -> bool {
    let text = page.block_text(&page.blocks[block]);
    ending == 0 || ending == 4 && text.starts_with(['"', '“', '„', '«', '»', '‘', '‹'])
}

fn words_of(page: &Page, block: usize) -> Vec<String> {
    let words = page.block_text(&page.blocks[block]).split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// True when a passage of the text holds most words of the quote in their order.
fn holds(text: &[String], quote: &[String], known: &HashSet<&str>) -> bool {
    let needed = (SHARE * quote.len() as f32).ceil() as usize;
    let n_known = text.iter().filter(|word| known.contains(word.as_str())).count();
    if n_known < needed {
        return false;
    }
    let window = quote.len() * MAX_STRETCH;
    let starts = (0..text.len()).filter(|&at| known.contains(text[at].as_str()));
    starts.into_iter().any(|start| {
        let passage = &text[start..(start + window).min(text.len())];
        n_in_order(passage, quote) >= needed
    })
}

/// Length of the longest run of words, with gaps, that both have in the same order.
fn n_in_order(text: &[String], quote: &[String]) -> usize {
    let mut row = vec![0_usize; quote.len() + 1];
    for word in text {
        let mut above_left = 0;
        for (at, quoted) in quote.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == quoted { above_left + 1 } else { above.max(row[at]) };
            above_left = above;
        }
    }
    row[quote.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reworded_quotes_are_found() {
        let words = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        let check = |text: &str, quote: &str| {
            let (text, quote) = (words(text), words(quote));
            let known = quote.iter().map(String::as_str).collect();
            holds(&text, &quote, &known)
        };
        let text =
            "it has been mended so often that the oldest part of some of them is the number plate he says";
        assert!(check(text, "the oldest part of some carriages is the number plate"));
        assert!(!check(text, "the newest part of each carriage is a coat of green paint"));
        assert!(!check(text, "plate number the is them of some of part oldest the"));
    }
}
