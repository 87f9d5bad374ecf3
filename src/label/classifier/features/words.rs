//! The words of a text as hashes.
//!
//! A window of bytes is folded at once (letters small, digits as zeros) and asked at once which of
//! its bytes are of words; each word is then hashed from the folded bytes, eight at a time.

use fearless_simd::{Level, Simd, dispatch, mask8x32, prelude::*, u8x32};

use crate::label::classifier::features::tokens::step;

/// Bytes that are looked at together: a vector register.
pub(crate) const WINDOW: usize = 32;
/// Bytes hashed together.
pub(crate) const PIECE: usize = 8;

/// Which of the bytes are of words: letters, digits, the underscore, all that is not ASCII.
#[inline(always)]
pub(crate) fn are_of_words<S: Simd>(simd: S, bytes: u8x32<S>) -> mask8x32<S> {
    let all = |byte: u8| u8x32::splat(simd, byte);
    let is_letter = ((bytes | all(0x20)) - all(b'a')).simd_lt(all(26));
    is_letter | are_digits(simd, bytes) | bytes.simd_eq(all(b'_')) | bytes.simd_ge(all(0x80))
}

/// Whether one byte is of a word.
pub(crate) fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Which of the bytes are digits.
#[inline(always)]
pub(crate) fn are_digits<S: Simd>(simd: S, bytes: u8x32<S>) -> mask8x32<S> {
    (bytes - u8x32::splat(simd, b'0')).simd_lt(u8x32::splat(simd, 10))
}

/// A window of a text: its bytes as they are hashed, and a bit for each that is of a word.
struct Folded {
    /// With room behind them for the last piece.
    bytes: [u8; WINDOW + PIECE],
    words: u64,
}

impl Folded {
    #[inline(always)]
    fn new<S: Simd>(simd: S, window: &[u8; WINDOW]) -> Self {
        let window = u8x32::simd_from(simd, *window);
        let mut bytes = [0; WINDOW + PIECE];
        bytes[..WINDOW].copy_from_slice(&fold(simd, window));
        Folded { bytes, words: are_of_words(simd, window).to_bitmask() as u32 as u64 }
    }

    /// Plain hash of the bytes from `start` to `end`.
    #[inline(always)]
    fn hash(&self, start: usize, end: usize) -> u64 {
        hash_of(&self.bytes, start, end)
    }
}

/// Plain hash of the bytes from `start` to `end`, with at least [`PIECE`] bytes behind them.
#[inline(always)]
pub(crate) fn hash_of(bytes: &[u8], start: usize, end: usize) -> u64 {
    let mut hash = 0;
    let mut at = start;
    while at < end {
        let piece = bytes[at..].first_chunk().copied().unwrap_or_default();
        let n_bytes = (end - at).min(PIECE);
        let piece = u64::from_le_bytes(piece) & (u64::MAX >> (u64::BITS as usize - 8 * n_bytes));
        hash = step(hash, piece);
        at += PIECE;
    }
    hash
}

/// The bytes as they are hashed: ASCII letters small, digits as zeros. Bit 5 makes letters small, most of
/// those with two bytes that come in pairs too.
#[inline(always)]
pub(crate) fn fold<S: Simd>(simd: S, bytes: u8x32<S>) -> [u8; WINDOW] {
    let small = bytes | u8x32::splat(simd, 0x20);
    are_digits(simd, bytes).select(u8x32::splat(simd, b'0'), small).into()
}

/// Start and end of the first run of set bits; `bits` has one.
#[inline(always)]
fn first_run(bits: u64) -> (usize, usize) {
    let start = bits.trailing_zeros();
    let end = start + (bits >> start).trailing_ones();
    (start as usize, end as usize)
}

/// Calls `each` with the plain hash of every word of `text`, until it returns false. A word longer than
/// a window counts as several.
#[inline(always)]
pub(crate) fn each_in<S: Simd>(simd: S, text: &[u8], mut each: impl FnMut(u64) -> bool) {
    let mut from = 0;
    while from < text.len() {
        let rest = &text[from..];
        let (window, is_last) = match rest.first_chunk() {
            Some(window) => (*window, rest.len() == WINDOW),
            None => {
                // Spaces behind the end are of no word.
                let mut window = [b' '; WINDOW];
                window[..rest.len()].copy_from_slice(rest);
                (window, true)
            }
        };
        let folded = Folded::new(simd, &window);
        let mut words = folded.words;
        let mut n_read = WINDOW;
        while words != 0 {
            let (start, end) = first_run(words);
            if end == WINDOW && start > 0 && !is_last {
                // It may go on behind the window: the next begins with it.
                n_read = start;
                break;
            }
            if !each(folded.hash(start, end)) {
                return;
            }
            words &= u64::MAX << end;
        }
        from += n_read;
    }
}

/// Calls `each` with the plain hashes of the last words of `text`, `most` at most, as far as they lie
/// within a window before its end.
#[inline(always)]
pub(crate) fn last_in<S: Simd>(simd: S, text: &[u8], most: u32, mut each: impl FnMut(u64)) {
    let Some((before, window)) = text.split_last_chunk() else {
        return;
    };
    let folded = Folded::new(simd, window);
    let mut words = folded.words;
    if before.last().is_some_and(|&byte| is_of_word(byte)) {
        // The first may have begun before.
        words &= words.wrapping_add(1);
    }
    let mut n_words = (words & !(words << 1)).count_ones();
    while words != 0 {
        let (start, end) = first_run(words);
        if n_words <= most {
            each(folded.hash(start, end));
        }
        n_words -= 1;
        words &= u64::MAX << end;
    }
}

/// Calls `each` with the plain hash of every word of `text`, until it returns false.
pub(crate) fn each(text: &str, each: impl FnMut(u64) -> bool) {
    dispatch!(Level::new(), simd => each_in(simd, text.as_bytes(), each));
}

/// One hash of two neighbouring words.
#[inline]
pub(crate) fn pair(first: u64, second: u64) -> u64 {
    first.rotate_left(17) ^ second
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        let mut all = Vec::new();
        each(text, |hash| {
            all.push(hash);
            true
        });
        all
    }

    fn last(text: &str, most: u32) -> Vec<u64> {
        let mut all = Vec::new();
        dispatch!(Level::new(), simd => last_in(simd, text.as_bytes(), most, |hash| all.push(hash)));
        all
    }

    #[test]
    fn words_are_the_same_wherever_they_stand() {
        let words = ["One", "two_three", "33", "été", "incomprehensibilities", "I"];
        let alone: Vec<u64> = words.iter().flat_map(|word| hashes(word)).collect();
        assert_eq!(alone.len(), words.len());
        for n_spaces in 0..80 {
            let text = " ".repeat(n_spaces) + &words.join(", ");
            assert_eq!(hashes(&text), alone, "{n_spaces} spaces before");
        }
    }

    #[test]
    fn case_and_digits_do_not_tell_words_apart() {
        assert_eq!(hashes("ÉTÉ Word 42"), hashes("été wORD 17"));
        assert_ne!(hashes("word"), hashes("words"));
        assert_ne!(hashes("12345678"), hashes("123456789"));
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let text = "x".repeat(3 * WINDOW + 5);
        assert_eq!(hashes(&text).len(), 4);
        assert_eq!(hashes(&text)[0], hashes(&text)[1]);
    }

    #[test]
    fn the_last_words_are_found() {
        let text = "a text of more than thirty-two bytes that ends with three words";
        let all = hashes(text);
        assert_eq!(last(text, 3), all[all.len() - 3..]);
        assert!(last("too short", 3).is_empty());
        let long = "y".repeat(40) + " at";
        assert_eq!(last(&long, 3), hashes("at"), "a word cut by the window is none");
    }

    #[test]
    fn reading_ends_when_it_is_told_to() {
        let mut n_words = 0;
        each("one two three four", |_| {
            n_words += 1;
            n_words < 2
        });
        assert_eq!(n_words, 2);
    }
}
