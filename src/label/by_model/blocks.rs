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
pub(super) const N_FIRST_WORDS: usize = 14;
/// Words looked up at the end of a longer block.
pub(super) const N_LAST_WORDS: usize = 4;

/// Four characters of three bytes. Words of scripts with two bytes per letter are shorter than that
/// on average, so their count is hardly touched.
const BYTES_PER_WORD: u32 = 12;

/// What a byte is, as bits.
const WORD: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
const COMMA: u8 = 8;
const STOP: u8 = 16;
const SYMBOL: u8 = 32;
const SPACE: u8 = 64;

static CLASSES: [u8; 256] = byte_classes();

const fn byte_classes() -> [u8; 256] {
    let mut classes = [0u8; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        classes[byte] = if b.is_ascii_digit() {
            WORD | DIGIT
        } else if b.is_ascii_uppercase() {
            WORD | CAPITAL
        } else if b.is_ascii_lowercase() || b == b'_' || b >= 0x80 {
            WORD
        } else if b == b',' || b == b';' {
            COMMA
        } else if b == b'.' || b == b'!' || b == b'?' {
            STOP
        } else if b.is_ascii_whitespace() {
            SPACE
        } else if matches!(b, b'\'' | b'"' | b'-' | b'(' | b')' | b':') {
            0
        } else {
            SYMBOL
        };
        byte += 1;
    }
    classes
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
        let mut facts = TextFacts { n_bytes: bytes.len() as u32, ..TextFacts::default() };
        let mut before = 0u8;
        let mut n_high = 0u32;
        for &byte in bytes {
            n_high += u32::from(byte >> 7);
            let class = CLASSES[byte as usize];
            let starts_word = class & WORD & !before;
            facts.n_words += u32::from(starts_word);
            facts.n_capital_words += u32::from(starts_word & (class / CAPITAL));
            facts.n_digits += u32::from((class / DIGIT) & 1);
            facts.n_commas += u32::from((class / COMMA) & 1);
            facts.n_symbols += u32::from((class / SYMBOL) & 1);
            facts.n_stops += u32::from((before / STOP) & (class / SPACE) & 1);
            before = class;
        }
        facts.n_stops += u32::from((before / STOP) & 1);
        facts.n_words = facts.n_words.max(n_high / BYTES_PER_WORD);
        facts.starts_small = bytes.first().is_some_and(u8::is_ascii_lowercase);
        facts.ending = ending(bytes);
        facts
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
