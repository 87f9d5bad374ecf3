//! Where the words of class and id values begin: at a letter behind what is none, and at a capital behind a small
//! letter (`articleComments`).
//!
//! All values of a page come through here, so that a window of bytes is asked at once.

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x32};

/// Bytes looked at together: a vector register.
const WINDOW: usize = 32;

/// True when one of the words of a value is what is asked for; `is` gets the place of each, from the first on,
/// until one is.
pub(crate) fn any_word(level: Level, text: &[u8], mut is: impl FnMut(usize) -> bool) -> bool {
    // Windows share a byte, so that each letter is seen beside the one before it.
    for from in (0..text.len()).step_by(WINDOW - 1) {
        let rest = &text[from..];
        let mut starts = dispatch!(level, simd => starts_in(simd, rest));
        if from > 0 {
            starts &= !1;
        }
        while starts != 0 {
            if is(from + starts.trailing_zeros() as usize) {
                return true;
            }
            starts &= starts - 1;
        }
    }
    false
}

/// A bit for each byte of the first window of `text` at which a word begins, the first counted as behind no
/// letter.
#[inline(always)]
fn starts_in<S: Simd>(simd: S, text: &[u8]) -> u32 {
    let window = match text.first_chunk::<WINDOW>() {
        Some(window) => *window,
        None => {
            let mut window = [0; WINDOW];
            window[..text.len()].copy_from_slice(text);
            window
        }
    };
    let bytes = u8x32::simd_from(simd, window);
    let between = |from: u8, to: u8| {
        let is = bytes.simd_ge(u8x32::splat(simd, from)) & bytes.simd_le(u8x32::splat(simd, to));
        is.to_bitmask() as u32
    };
    let (small, capital) = (between(b'a', b'z'), between(b'A', b'Z'));
    let letter = small | capital;
    letter & !(letter << 1) | capital & (small << 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_where_a_letter_by_letter_walk_says() {
        let level = Level::new();
        let values = [
            "",
            "a",
            "x reacties",
            "wp-comments-list__item articleComments 12px-Wide ÄrgerComment",
            "mt-4 flex md:hidden aVeryLongCamelCaseNameThatGoesOverTheEndOfOneWindow and-the-next-one-too",
            "-- 99 __",
        ];
        for value in values.map(str::to_owned).into_iter().chain((0..70).map(|n| "x".repeat(n) + "Ab-c")) {
            let bytes = value.as_bytes();
            let mut found = Vec::new();
            any_word(level, bytes, |at| {
                found.push(at);
                false
            });
            let begins = |&at: &usize| {
                let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
                let (own, is_after_letter) = (bytes[at], before.is_ascii_alphabetic());
                own.is_ascii_alphabetic() && !is_after_letter
                    || own.is_ascii_uppercase() && before.is_ascii_lowercase()
            };
            assert_eq!(found, (0..bytes.len()).filter(begins).collect::<Vec<_>>(), "{value}");
        }
    }
}
