//! Class names and ids to tokens: each name as a whole, and its parts: `comment` and `list` of
//! `comment-list`, of `commentList` too.
//!
//! As in `words.rs`, a window of bytes is folded and sorted into kinds at once. A run of digits counts
//! as one zero: `post-8812` and `post-17` are one name.

use fearless_simd::{Level, Simd, dispatch, mask8x32, prelude::*, u8x32};

use crate::label::classifier::features::tokens::{Family, token};
use crate::label::classifier::features::words::{PIECE, WINDOW, are_digits, fold, hash_of};

/// Longest name that is looked at, in bytes: longer ones are generated.
const MAX_NAME_BYTES: usize = 60;

/// Names of one element that are looked at. Longer lists set margins and colours: with twelve the scores
/// were the same (`training/MODEL_CARD.md`).
const MAX_NAMES: u32 = 8;

/// Bytes of two windows: more than the longest name, as many as a mask has bits.
const SPAN: usize = 2 * WINDOW;

/// Some bytes of a value as they are hashed, with room behind them for the last piece, and masks with a
/// bit for each: what parts names, letters, digits, and where the parts of names begin.
struct Span {
    bytes: [u8; SPAN + PIECE],
    names: u64,
    letters: u64,
    digits: u64,
    starts: u64,
}

impl Span {
    /// The first `n_bytes` of `from`; what stands behind them is white space.
    #[inline(always)]
    fn new<S: Simd>(simd: S, from: &[u8; SPAN], n_bytes: usize) -> Self {
        let mut span = Span { bytes: [0; SPAN + PIECE], names: 0, letters: 0, digits: 0, starts: 0 };
        let (mut capitals, mut small) = (0, 0);
        for (number, window) in from.as_chunks::<WINDOW>().0.iter().enumerate().take(n_bytes.div_ceil(WINDOW))
        {
            let at = number * WINDOW;
            let window = u8x32::simd_from(simd, *window);
            let all = |byte: u8| u8x32::splat(simd, byte);
            let bits = |mask: mask8x32<S>| u64::from(mask.to_bitmask() as u32) << at;
            let is_of = |first: u8, n: u8| (window - all(first)).simd_lt(all(n));
            let (is_capital, is_small) = (is_of(b'A', 26), is_of(b'a', 26));
            span.bytes[at..at + WINDOW].copy_from_slice(&fold(simd, window));
            // White space of HTML: the vertical tab is none, and is in no name either.
            span.names |= bits(!(window.simd_eq(all(b' ')) | is_of(b'\t', 5)));
            span.letters |= bits(is_capital | is_small | window.simd_ge(all(0x80)));
            span.digits |= bits(are_digits(simd, window));
            capitals |= bits(is_capital);
            small |= bits(is_small);
        }
        span.starts = span.letters & (!(span.letters << 1) | capitals & (small << 1));
        span
    }

    /// Calls `each` with the tokens of the name from `start` to `end`: of its parts of two letters and
    /// more, then of the whole.
    #[inline(always)]
    fn name(&self, start: usize, end: usize, each: &mut impl FnMut(u32, Family)) {
        let inside = u64::MAX << start & u64::MAX >> (SPAN - end);
        let mut starts = self.starts & inside;
        let stops = !self.letters | self.starts | !inside;
        while starts != 0 {
            let first = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let behind = (stops & (u64::MAX << first << 1)).trailing_zeros() as usize;
            if behind - first > 1 {
                let hash = hash_of(&self.bytes, first, behind);
                each(token(hash, Family::ClassWord), Family::ClassWord);
            }
        }
        let repeated = self.digits & (self.digits << 1) & inside;
        let hash = if repeated == 0 { hash_of(&self.bytes, start, end) } else { self.shortened(start, end) };
        each(token(hash, Family::Class), Family::Class);
    }

    /// Hash of a name with one zero for each run of digits.
    fn shortened(&self, start: usize, end: usize) -> u64 {
        let mut short = [0; SPAN + PIECE];
        let mut n_bytes = 0;
        for at in start..end {
            if at > start && self.bytes[at] == b'0' && self.bytes[at - 1] == b'0' {
                continue;
            }
            short[n_bytes] = self.bytes[at];
            n_bytes += 1;
        }
        hash_of(&short, 0, n_bytes)
    }
}

/// Calls `each` for every token of a `class` or `id` value.
pub(crate) fn tokens_of(level: Level, value: &str, each: impl FnMut(u32, Family)) {
    dispatch!(level, simd => tokens_in(simd, value.as_bytes(), each));
}

#[inline(always)]
fn tokens_in<S: Simd>(simd: S, value: &[u8], mut each: impl FnMut(u32, Family)) {
    let mut from = 0;
    let mut n_left = MAX_NAMES;
    while from < value.len() {
        let rest = &value[from..];
        let mut bytes = [b' '; SPAN];
        let n_bytes = rest.len().min(SPAN);
        bytes[..n_bytes].copy_from_slice(&rest[..n_bytes]);
        let span = Span::new(simd, &bytes, n_bytes);
        let mut names = span.names;
        let mut n_read = n_bytes;
        while names != 0 {
            let start = names.trailing_zeros() as usize;
            let end = start + (names >> start).trailing_ones() as usize;
            if end == SPAN && rest.len() > SPAN {
                // It goes on behind: the next span begins with it, or behind it when it is too long.
                let length = rest[start..].iter().position(u8::is_ascii_whitespace);
                n_read = if start > 0 { start } else { length.unwrap_or(rest.len()) };
                break;
            }
            if n_left == 0 {
                return;
            }
            n_left -= 1;
            if end - start <= MAX_NAME_BYTES {
                span.name(start, end, &mut each);
            }
            names &= u64::MAX << (end - 1) << 1;
        }
        from += n_read;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(value: &str) -> Vec<(u32, Family)> {
        let mut all = Vec::new();
        tokens_of(Level::new(), value, |token, family| all.push((token, family)));
        all
    }

    #[test]
    fn digits_and_case_do_not_tell_names_apart() {
        assert_eq!(tokens("post-8812 commentlist"), tokens("POST-17 commentlist"));
        assert_ne!(tokens("post-1"), tokens("post-"));
        assert_eq!(tokens("x"), tokens(" x\n"));
    }

    #[test]
    fn names_have_parts() {
        let words = |value| tokens(value).iter().filter(|(_, family)| *family == Family::ClassWord).count();
        assert_eq!(
            ["comment-list", "commentList", "x-comment_2list", "x", "COMMENT"].map(words),
            [2, 2, 2, 0, 1]
        );
        assert_eq!(tokens("comment-list")[..2], tokens("commentList")[..2]);
        assert_eq!(tokens("comment-list").len(), 3);
    }

    #[test]
    fn names_are_the_same_wherever_they_stand() {
        let names = ["comment-list", "post-8812-b", "y".repeat(60).as_str(), "étéBleu"].map(str::to_owned);
        let alone: Vec<_> = names.iter().flat_map(|name| tokens(name)).collect();
        for n_spaces in 0..150 {
            assert_eq!(
                tokens(&(" ".repeat(n_spaces) + &names.join("\t"))),
                alone,
                "{n_spaces} spaces before"
            );
        }
    }

    #[test]
    fn names_too_long_and_too_many_are_left_out() {
        for length in [61, 63, 64, 65, 200] {
            let value = format!("{} menu", "z".repeat(length));
            assert_eq!(tokens(&value), tokens("menu"), "{length}");
        }
        assert_eq!(tokens(&"a ".repeat(40)).len(), MAX_NAMES as usize);
    }
}
