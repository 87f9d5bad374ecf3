//! Pull quotes that are not word for word: "the oldest part of some carriages" for "the oldest part of some of them".
//!
//! Only what stands in a box for such quotes, or ends without a full stop, is asked, and only where nearly all of
//! its words stand in one sentence of the article, in the same order.

use foldhash::HashMap;

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
/// Passages of a page that are compared word by word: a text that holds a quote's words in another order has one at
/// each of them.
const MAX_PASSAGES: usize = 2_000;
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
    if asked.is_empty() {
        return;
    }
    let is_text = |&block: &usize| {
        decisions[block].keep
            && stats.rows[block].is_long
            && stats.inside_of(block) & (inside::ASIDE | inside::QUOTE) == 0
    };
    let quotes: Vec<(usize, Vec<u64>)> =
        asked.into_iter().map(|block| (block, words_of(page, block))).collect();
    let known = Known::of(quotes.iter().map(|(_, quote)| quote.as_slice()));
    // Each block's words once, however many quotes ask for them.
    let texts: Vec<Text> =
        (0..decisions.len()).filter(is_text).map(|block| Text::of(page, block, &known)).collect();
    let mut n_left = MAX_PASSAGES;
    for (number, (block, quote)) in quotes.iter().enumerate() {
        // Without spaces a clause is a word, and an abstract in brackets a quote.
        if page.block_text(&page.blocks[*block]).chars().count() > MAX_PER_WORD * quote.len() {
            continue;
        }
        let mut says_it = |text: &Text| {
            text.block != *block
                && decisions[text.block].keep
                && stats.rows[text.block].text.n_words as usize > quote.len()
                && text.n_known[number] as usize >= n_needed(quote)
                && holds(&text.words, quote, &|word| known.has(word, number), &mut n_left)
        };
        if texts.iter().any(&mut says_it) {
            decisions[*block].drop_for(Cause::PullQuote);
        }
    }
}

/// A paragraph of the article.
struct Text {
    block: usize,
    words: Vec<u64>,
    /// How many of them each quote has: few paragraphs have as many as a quote needs.
    n_known: [u32; MAX_ASKED],
}

impl Text {
    fn of(page: &Page, block: usize, known: &Known) -> Self {
        let words = words_of(page, block);
        let mut n_known = [0; MAX_ASKED];
        for mut quotes in words.iter().map(|&word| known.quotes_with(word)).filter(|quotes| *quotes != 0) {
            while quotes != 0 {
                n_known[quotes.trailing_zeros() as usize] += 1;
                quotes &= quotes - 1;
            }
        }
        Text { block, words, n_known }
    }
}

/// How many words of a quote must stand in a passage.
fn n_needed(quote: &[u64]) -> usize {
    (SHARE * quote.len() as f32).ceil() as usize
}

/// True for a line in quotation marks, or without a full stop.
fn stands_out(page: &Page, block: usize, ending: u8) -> bool {
    let text = page.block_text(&page.blocks[block]);
    ending == 0 || ending == 4 && text.starts_with(['"', '“', '„', '«', '»', '‘', '‹'])
}

/// The hashes of a block's words, upper and lower case alike.
fn words_of(page: &Page, block: usize) -> Vec<u64> {
    hashes_of(page.block_text(&page.blocks[block]))
}

fn hashes_of(text: &str) -> Vec<u64> {
    let mut words = Vec::with_capacity(text.len() / 5);
    let mut word = None;
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let small = match SMALL.get(usize::from(byte)) {
            Some(&small) => {
                at += 1;
                u32::from(small)
            }
            None => {
                let letter = text[at..].chars().next().unwrap_or_default();
                at += letter.len_utf8();
                small_of(letter)
            }
        };
        if small == 0 {
            words.extend(word.take());
            continue;
        }
        // FNV-1a, letter by letter.
        let hash = word.unwrap_or(0xCBF2_9CE4_8422_2325_u64);
        word = Some((hash ^ u64::from(small)).wrapping_mul(0x100_0000_01B3));
    }
    words.extend(word);
    words
}

/// Letters and figures of ASCII as they are hashed, 0 for all that parts words.
static SMALL: [u8; 128] = {
    let mut small = [0; 128];
    let mut byte = 0;
    while byte < 128_u8 {
        if byte.is_ascii_alphanumeric() {
            small[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    small
};

/// The same for any other letter. Two letters for one, as for `ß`, tell no words apart.
#[cold]
fn small_of(letter: char) -> u32 {
    if letter.is_alphanumeric() { letter.to_lowercase().next().unwrap_or(letter).into() } else { 0 }
}

/// The words of all quotes, to be asked for each word of the text.
struct Known {
    /// A bit for the lowest twelve of each hash: nearly all words are told by that.
    marks: [u64; 64],
    /// A bit for each quote that has the word.
    quotes: HashMap<u64, u32>,
}

impl Known {
    fn of<'q>(quotes: impl Iterator<Item = &'q [u64]>) -> Self {
        let mut known = Known { marks: [0; 64], quotes: HashMap::default() };
        for (number, quote) in quotes.enumerate() {
            for &word in quote {
                let (at, mark) = mark_of(word);
                known.marks[at] |= mark;
                *known.quotes.entry(word).or_default() |= 1 << number;
            }
        }
        known
    }

    fn quotes_with(&self, word: u64) -> u32 {
        let (at, mark) = mark_of(word);
        if self.marks[at] & mark == 0 { 0 } else { self.quotes.get(&word).copied().unwrap_or(0) }
    }

    fn has(&self, word: u64, quote: usize) -> bool {
        self.quotes_with(word) >> quote & 1 == 1
    }
}

/// Where the bit of a word is.
fn mark_of(word: u64) -> (usize, u64) {
    ((word >> 6) as usize % 64, 1 << (word & 63))
}

/// True when a passage of the text holds most words of the quote in their order.
fn holds(text: &[u64], quote: &[u64], is_known: &dyn Fn(u64) -> bool, n_left: &mut usize) -> bool {
    let needed = n_needed(quote);
    let window = quote.len() * MAX_STRETCH;
    let n_known_in = |words: &[u64]| words.iter().filter(|&&word| is_known(word)).count();
    // Words of the quote in the passage at hand: with too few in any order, no order is asked for.
    let mut n_known = n_known_in(&text[..window.min(text.len())]);
    for start in 0..text.len() {
        let starts_known = is_known(text[start]);
        let end = (start + window).min(text.len());
        if starts_known && n_known >= needed {
            *n_left = n_left.saturating_sub(1);
            if *n_left == 0 || n_in_order(&text[start..end], quote) >= needed {
                return *n_left > 0;
            }
        }
        n_known -= usize::from(starts_known);
        n_known += text.get(start + window).map_or(0, |&word| usize::from(is_known(word)));
    }
    false
}

/// Length of the longest run of words, with gaps, that both have in the same order.
fn n_in_order(text: &[u64], quote: &[u64]) -> usize {
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
        let check = |text: &str, quote: &str| {
            let (text, quote) = (hashes_of(text), hashes_of(quote));
            let known = Known::of([quote.as_slice()].into_iter());
            holds(&text, &quote, &|word| known.has(word, 0), &mut 100)
        };
        let text =
            "it has been mended so often that the oldest part of some of them is the number plate he says";
        assert!(check(text, "the oldest part of some carriages is the number plate"));
        assert!(!check(text, "the newest part of each carriage is a coat of green paint"));
        assert!(!check(text, "plate number the is them of some of part oldest the"));
    }
}
