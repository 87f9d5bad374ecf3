//! What one block's own text shows: counts of words, of punctuation, of capitals.
//!
//! The same for HTML and for flattened text. Bytes are looked at, not characters: all that is not
//! ASCII counts as letters.

use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch, mask8x32, prelude::*, u8x32};

use crate::page::Page;

use crate::label::classifier::features::tables::{Odds, Tables};
use crate::label::classifier::features::tokens::{self, Family, Hasher};
use crate::label::classifier::features::words::{self, WINDOW};

/// Counts over the text of one block.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TextFacts {
    pub(crate) n_bytes: u32,
    /// Words as the scripts that part them with spaces have them. For other scripts, where a run of
    /// characters is a clause, one word per [`BYTES_PER_WORD`] bytes outside of ASCII.
    pub(crate) n_words: u32,
    pub(crate) n_capital_words: u32,
    pub(crate) n_digits: u32,
    pub(crate) n_commas: u32,
    pub(crate) n_symbols: u32,
    /// Full stops, question and exclamation marks with white space or the end behind them.
    pub(crate) n_stops: u32,
    /// What the block ends with: 0 a letter, 1 a stop, 2 a colon, 3 a digit, 4 anything else.
    pub(crate) ending: u8,
    pub(crate) starts_small: bool,
    /// Plain hash of the first words together, when there are at most [`MAX_LINE_WORDS`].
    pub(crate) line: Option<u64>,
    pub(crate) word_odds: Odds,
    pub(crate) line_odds: f32,
    /// Log-odds of the first two words; 0 before [`Texts::look_up_start`].
    pub(crate) start_odds: f32,
}

/// Longest block, in words, that is also looked up as a whole.
const MAX_LINE_WORDS: usize = 9;
/// Words looked up at the start of a block. More tell little more and cost as much each.
const N_FIRST_WORDS: usize = 10;
/// Words looked up at the end of a longer block.
const N_LAST_WORDS: u32 = 3;

/// Four characters of three bytes. Words of scripts with two bytes per letter are shorter than that
/// on average, so their count is hardly touched.
const BYTES_PER_WORD: u32 = 12;

/// Counts over some bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    n_words: u32,
    n_capital_words: u32,
    n_digits: u32,
    n_commas: u32,
    n_symbols: u32,
    n_stops: u32,
    n_high: u32,
    /// Whether the last byte was of a word, and whether it was a stop: 1 or 0.
    in_word: u32,
    behind_stop: u32,
}

impl Counts {
    /// Adds a chunk: each question is asked of all its bytes, and the answers are one bit for each.
    #[inline(always)]
    fn add<S: Simd>(&mut self, simd: S, chunk: &[u8; WINDOW]) {
        let all = |byte: u8| u8x32::splat(simd, byte);
        let bits = |mask: mask8x32<S>| mask.to_bitmask() as u32;
        let bytes = u8x32::simd_from(simd, *chunk);
        let is = |byte: u8| bytes.simd_eq(all(byte));
        let is_of = |bytes: u8x32<S>, first: u8, n: u8| (bytes - all(first)).simd_lt(all(n));
        let is_digit = words::are_digits(simd, bytes);
        let is_high = bytes.simd_ge(all(0x80));
        let word = bits(words::are_of_words(simd, bytes));
        let stop = bits(is(b'.') | is(b'!') | is(b'?'));
        let comma = bits(is(b',') | is(b';'));
        let space = bits(is(b' ') | is_of(bytes, b'\t', 5));
        let mark = bits(is(b'\'') | is(b'"') | is(b'-') | is(b'(') | is(b')') | is(b':'));
        let starts_word = word & !(word << 1 | self.in_word);
        self.n_words += starts_word.count_ones();
        self.n_capital_words += (starts_word & bits(is_of(bytes, b'A', 26))).count_ones();
        self.n_digits += bits(is_digit).count_ones();
        self.n_commas += comma.count_ones();
        self.n_symbols += (word | stop | comma | space | mark).count_zeros();
        self.n_stops += (space & (stop << 1 | self.behind_stop)).count_ones();
        self.n_high += bits(is_high).count_ones();
        self.in_word = word >> (WINDOW - 1);
        self.behind_stop = stop >> (WINDOW - 1);
    }

    /// Adds the commas and stops of scripts that have marks of their own: Chinese and Japanese, Arabic, Hindi.
    /// Their stops end a sentence without a space behind them.
    fn add_wide_marks(&mut self, bytes: &[u8]) {
        for window in bytes.windows(3) {
            match window {
                // Full-width comma and semicolon, ideographic comma; the Arabic comma and semicolon.
                [0xEF, 0xBC, 0x8C | 0x9B] | [0xE3, 0x80, 0x81] | [0xD8, 0x8C | 0x9B, _] => self.n_commas += 1,
                _ if is_wide_stop(window) => self.n_stops += 1,
                _ => {}
            }
        }
        self.n_stops += u32::from(bytes.last_chunk::<3>().is_some_and(|end| end[1..] == [0xD8, 0x9F]));
    }
}

/// The texts of the blocks of a page; keeps its memory for the next.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    pub(crate) facts: Vec<TextFacts>,
    /// Plain hashes of the first and last words of all blocks, one block after the other.
    words: Vec<u64>,
    /// Where those of each block end: the first, the last.
    ends: Vec<(usize, usize)>,
}

impl Texts {
    /// Reads the blocks of a page; no word is looked up.
    pub(crate) fn read(&mut self, page: &Page) {
        self.facts.clear();
        self.words.clear();
        self.ends.clear();
        let texts = page.blocks.iter().map(|block| page.block_text(block).as_bytes());
        dispatch!(Level::new(), simd => texts.for_each(|text| self.add(simd, text)));
    }

    #[inline(always)]
    fn add<S: Simd>(&mut self, simd: S, text: &[u8]) {
        let facts = TextFacts::count(simd, text);
        let start = self.words.len();
        words::each_in(simd, text, |hash| {
            self.words.push(hash);
            self.words.len() < start + N_FIRST_WORDS
        });
        let first = self.words.len();
        if facts.n_words as usize > N_FIRST_WORDS {
            words::last_in(simd, text, N_LAST_WORDS, |hash| self.words.push(hash));
        }
        self.ends.push((first, self.words.len()));
        self.facts.push(facts);
    }

    /// Where the words of a block are: the first, and all.
    fn places_of(&self, block: usize) -> (Range<usize>, Range<usize>) {
        let start = if block == 0 { 0 } else { self.ends[block - 1].1 };
        let (first, last) = self.ends[block];
        (start..first, start..last)
    }

    /// Tells the text of a block, which was looked up, from other texts: a line by its words, whatever the
    /// case and the digits, longer text as it stands, whatever its no-break spaces: copies for the printer have none.
    pub(crate) fn key(&self, page: &Page, block: usize) -> u64 {
        if let Some(line) = self.facts[block].line {
            return line;
        }
        let text = page.block_text(&page.blocks[block]);
        if memchr::memchr(0xC2, text.as_bytes()).is_some() && text.contains('\u{A0}') {
            return tokens::string_hash(&text.replace('\u{A0}', " "));
        }
        tokens::string_hash(text)
    }

    /// Plain hashes of the first words of a block.
    pub(crate) fn first_words(&self, block: usize) -> &[u64] {
        &self.words[self.places_of(block).0]
    }

    /// Plain hashes of the words of a block that are looked at: the first, then the last.
    pub(crate) fn words(&self, block: usize) -> &[u64] {
        &self.words[self.places_of(block).1]
    }

    /// How many words of the page are looked at.
    pub(crate) fn n_words(&self) -> usize {
        self.words.len()
    }

    /// Share of these that training saw often enough; 0.0 without any.
    pub(crate) fn known_share(&self) -> f32 {
        let n_known: u32 = self.facts.iter().map(|facts| u32::from(facts.word_odds.n_known())).sum();
        n_known as f32 / self.words.len().max(1) as f32
    }

    /// Looks the words of a block up; its tokens, that of its start too, go to `seen` as well.
    pub(crate) fn look_up(&mut self, block: usize, tables: &Tables, seen: &mut impl FnMut(u32)) {
        let (first, all) = self.places_of(block);
        let facts = &mut self.facts[block];
        for &hash in &self.words[all] {
            let token = tokens::token(hash, Family::Word);
            seen(token);
            facts.word_odds.add(tables.units(token));
        }
        let first = &self.words[first];
        if let Some(token) = start_token(first) {
            seen(token);
        }
        if first.len() <= MAX_LINE_WORDS {
            let line = hash_of(first);
            facts.line = Some(line.finish());
            let token = line.token(Family::Line);
            seen(token);
            facts.line_odds = tables.odds(token);
        }
    }

    /// Looks the start of a block up: of flattened text, where it tells more than in HTML.
    pub(crate) fn look_up_start(&mut self, block: usize, tables: &Tables) {
        let (first, _) = self.places_of(block);
        let token = start_token(&self.words[first]);
        self.facts[block].start_odds = token.map_or(0.0, |token| tables.odds(token));
    }
}

/// Hash of several words together.
fn hash_of(words: &[u64]) -> Hasher {
    let mut hasher = Hasher::new();
    words.iter().for_each(|&word| hasher.number(word));
    hasher
}

/// The first two words of a block as a token.
fn start_token(words: &[u64]) -> Option<u32> {
    words.first_chunk::<2>().map(|two| hash_of(two).token(Family::Start))
}

impl TextFacts {
    #[inline(always)]
    fn count<S: Simd>(simd: S, bytes: &[u8]) -> Self {
        let mut counts = Counts::default();
        let (chunks, rest) = bytes.as_chunks::<WINDOW>();
        for chunk in chunks {
            counts.add(simd, chunk);
        }
        // Spaces behind the end count as nothing, and show the stop the text ends with.
        let mut last = [b' '; WINDOW];
        last[..rest.len()].copy_from_slice(rest);
        counts.add(simd, &last);
        if counts.n_high as usize > bytes.len() / 2 {
            counts.add_wide_marks(bytes);
        }
        TextFacts {
            n_bytes: bytes.len() as u32,
            n_words: counts.n_words.max(counts.n_high / BYTES_PER_WORD),
            n_capital_words: counts.n_capital_words,
            n_digits: counts.n_digits,
            n_commas: counts.n_commas,
            n_symbols: counts.n_symbols,
            n_stops: counts.n_stops,
            starts_small: bytes.first().is_some_and(u8::is_ascii_lowercase),
            ending: ending(bytes),
            ..TextFacts::default()
        }
    }
}

/// Full-width exclamation and question marks, the ideographic full stop, the danda of Hindi; the Arabic question
/// mark before another byte.
fn is_wide_stop(window: &[u8]) -> bool {
    matches!(window, [0xEF, 0xBC, 0x81 | 0x9F] | [0xE3, 0x80, 0x82] | [0xE0, 0xA5, 0xA4] | [0xD8, 0x9F, _])
}

/// Code of the last visible byte, closing quotes and brackets aside.
fn ending(bytes: &[u8]) -> u8 {
    let last = bytes.iter().rev().find(|byte| !matches!(byte, b'"' | b'\'' | b')' | b']' | b' '));
    match last {
        Some(b'.' | b'!' | b'?') => 1,
        Some(b':') => 2,
        Some(byte) if byte.is_ascii_digit() => 3,
        // An ellipsis, a closing quote or a full-width stop: bytes of the blocks E2 80 and E3 80.
        Some(_) if bytes.ends_with("…".as_bytes()) || bytes.ends_with("”".as_bytes()) => 1,
        Some(_) if bytes.ends_with("»".as_bytes()) || bytes.ends_with("؟".as_bytes()) => 1,
        Some(_) if bytes.last_chunk::<3>().is_some_and(|end| is_wide_stop(end)) => 1,
        Some(&byte) if words::is_of_word(byte) => 0,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_counted() {
        let text = b"Hello, World 42! \"Really?\"";
        let facts = dispatch!(Level::new(), simd => TextFacts::count(simd, text));
        assert_eq!((facts.n_words, facts.n_capital_words, facts.n_digits), (4, 3, 2));
        assert_eq!((facts.n_commas, facts.n_stops, facts.ending), (1, 1, 1));
    }

    #[test]
    fn marks_of_other_scripts_are_counted() {
        for (text, n_commas, n_stops, ending) in [
            ("渡船来了，带着煤、羊和船长。没有人说话！", 2, 2, 1),
            ("وصلت العبارة، متأخرة؛ لماذا؟", 2, 1, 1),
            ("नाव देर से आई। कोई नहीं बोला।", 0, 2, 1),
            ("渡船时刻表", 0, 0, 0),
        ] {
            let facts = dispatch!(Level::new(), simd => TextFacts::count(simd, text.as_bytes()));
            assert_eq!((facts.n_commas, facts.n_stops, facts.ending), (n_commas, n_stops, ending), "{text}");
        }
    }
}
