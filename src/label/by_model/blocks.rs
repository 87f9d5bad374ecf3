//! What one block's own text shows: counts of words, of punctuation, of capitals.
//!
//! The same for HTML and for flattened text. Bytes are looked at, not characters: all that is not
//! ASCII counts as letters.

use super::tables::{Odds, Tables};
use super::tokens::{self, Family, Hasher};

/// Counts over the text of one block.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TextFacts {
    pub(super) n_bytes: u32,
    /// Words as the scripts that part them with spaces have them. For other scripts, where a run of
    /// characters is a clause, one word per [`BYTES_PER_WORD`] bytes outside of ASCII.
    pub(super) n_words: u32,
    pub(super) n_capital_words: u32,
    pub(super) n_digits: u32,
    pub(super) n_commas: u32,
    pub(super) n_symbols: u32,
    /// Full stops, question and exclamation marks with white space or the end behind them.
    pub(super) n_stops: u32,
    /// What the block ends with: 0 a letter, 1 a stop, 2 a colon, 3 a digit, 4 anything else.
    pub(super) ending: u8,
    pub(super) starts_small: bool,
    /// Plain hash of the first words together, when there are at most [`MAX_LINE_WORDS`].
    pub(super) line: Option<u64>,
    pub(super) word_odds: Odds,
    pub(super) line_odds: f32,
    pub(super) start_odds: f32,
}

/// Longest block, in words, that is also looked up as a whole.
pub(super) const MAX_LINE_WORDS: usize = 9;
/// Words looked up at the start of a block. More tell little more and cost as much each.
pub(super) const N_FIRST_WORDS: usize = 10;
/// Words looked up at the end of a longer block.
pub(super) const N_LAST_WORDS: usize = 3;

/// Four characters of three bytes. Words of scripts with two bytes per letter are shorter than that
/// on average, so their count is hardly touched.
const BYTES_PER_WORD: u32 = 12;

/// Bytes that are counted together: small enough for counts in bytes, and whole vector registers.
const CHUNK: usize = 32;

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
}

impl Counts {
    /// Adds a chunk. `before` tells whether the byte before was of a word, or a stop; afterwards
    /// the same of the last byte. Plain loops over bytes, which the compiler turns into vector code.
    fn add(&mut self, chunk: &[u8; CHUNK], before: &mut (u8, u8)) {
        let mut word = [0u8; CHUNK + 1];
        let mut stop = [0u8; CHUNK + 1];
        (word[0], stop[0]) = *before;
        let (mut n_words, mut n_capital_words, mut n_digits, mut n_commas) = (0u8, 0u8, 0u8, 0u8);
        let (mut n_symbols, mut n_stops, mut n_high) = (0u8, 0u8, 0u8);
        for at in 0..CHUNK {
            let byte = chunk[at];
            let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
            let is_word = is_letter | (byte.wrapping_sub(b'0') < 10) | (byte == b'_') | (byte >= 0x80);
            let is_stop = (byte == b'.') | (byte == b'!') | (byte == b'?');
            word[at + 1] = u8::from(is_word);
            stop[at + 1] = u8::from(is_stop);
        }
        for at in 0..CHUNK {
            let byte = chunk[at];
            let is_comma = (byte == b',') | (byte == b';');
            let is_space = (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
            let is_mark = (byte == b'\'')
                | (byte == b'"')
                | (byte == b'-')
                | (byte == b'(')
                | (byte == b')')
                | (byte == b':');
            let starts_word = word[at + 1] & !word[at];
            n_words += starts_word;
            n_capital_words += starts_word & u8::from(byte.wrapping_sub(b'A') < 26);
            n_digits += u8::from(byte.wrapping_sub(b'0') < 10);
            n_commas += u8::from(is_comma);
            n_symbols += (word[at + 1] | stop[at + 1] | u8::from(is_comma | is_space | is_mark)) ^ 1;
            n_stops += stop[at] & u8::from(is_space);
            n_high += byte >> 7;
        }
        self.n_words += u32::from(n_words);
        self.n_capital_words += u32::from(n_capital_words);
        self.n_digits += u32::from(n_digits);
        self.n_commas += u32::from(n_commas);
        self.n_symbols += u32::from(n_symbols);
        self.n_stops += u32::from(n_stops);
        self.n_high += u32::from(n_high);
        *before = (word[CHUNK], stop[CHUNK]);
    }
}

impl TextFacts {
    /// Counts `text`, and looks its words up; tokens that are looked up go to `seen` as well. The
    /// plain hashes of the first words are left in `first_words`.
    pub(super) fn of(
        text: &str,
        tables: &Tables,
        first_words: &mut Vec<u64>,
        seen: &mut impl FnMut(u32),
    ) -> Self {
        let mut facts = TextFacts::count(text.as_bytes());
        facts.look_up(text, tables, first_words, seen);
        facts
    }

    fn count(bytes: &[u8]) -> Self {
        let mut counts = Counts::default();
        let mut before = (0, 0);
        let (chunks, rest) = bytes.as_chunks::<CHUNK>();
        for chunk in chunks {
            counts.add(chunk, &mut before);
        }
        // Spaces behind the end count as nothing, and show the stop the text ends with.
        let mut last = [b' '; CHUNK];
        last[..rest.len()].copy_from_slice(rest);
        counts.add(&last, &mut before);
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

    fn look_up(&mut self, text: &str, tables: &Tables, words: &mut Vec<u64>, seen: &mut impl FnMut(u32)) {
        words.clear();
        tokens::word_hashes(text, |hash| {
            words.push(hash);
            words.len() < N_FIRST_WORDS
        });
        let n_first = words.len();
        if self.n_words as usize > N_FIRST_WORDS {
            let from = tokens::last_words_start(text, N_LAST_WORDS);
            tokens::word_hashes(&text[from..], |hash| {
                words.push(hash);
                true
            });
        }
        for &hash in words.iter() {
            let token = tokens::token(hash, Family::Word);
            seen(token);
            if let Some(value) = tables.get(token) {
                self.word_odds.add(value);
            }
        }
        words.truncate(n_first);
        let mut line = Hasher::new();
        for (number, &hash) in words.iter().enumerate().take(MAX_LINE_WORDS) {
            line.number(hash);
            if number == 1 {
                let token = line.token(Family::Start);
                seen(token);
                self.start_odds = tables.get(token).unwrap_or(0.0);
            }
        }
        if n_first <= MAX_LINE_WORDS {
            self.line = Some(line.finish());
            let token = line.token(Family::Line);
            seen(token);
            self.line_odds = tables.get(token).unwrap_or(0.0);
        }
    }
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
        Some(_) if bytes.ends_with("»".as_bytes()) || bytes.ends_with("。".as_bytes()) => 1,
        Some(&byte) if tokens::is_word_byte(byte) => 0,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_counted() {
        let facts =
            TextFacts::of("Hello, World 42! \"Really?\"", &Tables::default(), &mut Vec::new(), &mut |_| {});
        assert_eq!((facts.n_words, facts.n_capital_words, facts.n_digits), (4, 3, 2));
        assert_eq!((facts.n_commas, facts.n_stops, facts.ending), (1, 1, 1));
    }
}
