//! Finding the next telling byte: classes of bytes, and searches that look at eight bytes at once.
//!
//! Names and values are short, so the next byte that matters is mostly within a few words: these are
//! looked at here, and only what lies further is left to `memchr`, whose call costs more than such
//! a look. Knows bytes, no markup: what a found byte means is for the states to say.

use memchr::{memchr, memchr2};

/// White space that separates attributes.
pub(super) const SPACE: u8 = 1;
/// Ends a tag's name: white space, `/`, `>`.
pub(super) const ENDS_TAG_NAME: u8 = 2;
/// Ends an attribute's name: the same and `=`.
pub(super) const ENDS_ATTR_NAME: u8 = 4;
/// Ends an unquoted value: white space, `>`.
pub(super) const ENDS_VALUE: u8 = 8;
/// Starts a tag's name.
pub(super) const LETTER: u8 = 16;
/// Must not be in a name as it stands: capitals and U+0000.
pub(super) const CHANGED_IN_NAME: u8 = 32;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let spaces = [b'\t', b'\n', b'\r', 0x0c, b' '];
    let mut at = 0;
    while at < spaces.len() {
        table[spaces[at] as usize] = SPACE | ENDS_TAG_NAME | ENDS_ATTR_NAME | ENDS_VALUE;
        at += 1;
    }
    table[b'/' as usize] = ENDS_TAG_NAME | ENDS_ATTR_NAME;
    table[b'>' as usize] = ENDS_TAG_NAME | ENDS_ATTR_NAME | ENDS_VALUE;
    table[b'=' as usize] = ENDS_ATTR_NAME;
    table[0] = CHANGED_IN_NAME;
    let mut letter = b'a';
    while letter <= b'z' {
        table[letter as usize] = LETTER;
        table[letter.to_ascii_uppercase() as usize] = LETTER | CHANGED_IN_NAME;
        letter += 1;
    }
    table
}

#[inline]
pub(super) fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
/// The bit that tells small letters from capitals; digits, `-` and `:` have it anyway.
pub(super) const CASE_BITS: u64 = 0x2020_2020_2020_2020;
/// Without these bits, `<`, `=`, `>` and `?` are one.
const THREES: u64 = 0x0303_0303_0303_0303;

#[inline]
pub(super) fn load(bytes: &[u8], at: usize) -> Option<u64> {
    let chunk = bytes.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*chunk))
}

/// High bits of the bytes below `limit`; right up to the first one, which is all we look at.
#[inline]
pub(super) fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * limit as u64) & !word & HIGH_BITS
}

/// High bits of the bytes equal to `byte`; right up to the first one.
#[inline]
pub(super) fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ (ONES * byte as u64), 1)
}

/// High bits of the bytes that may end an attribute's name; right up to the first one.
#[inline]
pub(super) fn attr_name_stops(word: u64) -> u64 {
    below(word, 0x2d) | equal(word, b'/') | equal(word & !THREES, b'<')
}

/// High bits of capitals and zeros, and perhaps of bytes after a zero.
#[inline]
pub(super) fn changed_in_name(word: u64) -> u64 {
    let low = word & !HIGH_BITS;
    let from_a = low + ONES * (0x80 - b'A' as u64);
    let beyond_z = low + ONES * (0x7f - b'Z' as u64);
    ((from_a ^ beyond_z) & !word & HIGH_BITS) | below(word, 1)
}

/// Where the attribute's name ends that goes on at `at`; `None` when the text ends inside it.
pub(super) fn attr_name_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(word) = load(bytes, at) {
        let len = first_byte(attr_name_stops(word));
        at += len;
        if len == 8 {
            continue;
        }
        if is(bytes[at], ENDS_ATTR_NAME) {
            return Some(at);
        }
        at += 1;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|&byte| is(byte, ENDS_ATTR_NAME)).map(|len| at + len)
}

/// True when the name from `start` to `end` must not be kept as it stands.
pub(super) fn changes_in(bytes: &[u8], start: usize, end: usize) -> bool {
    let mut at = start;
    while at < end {
        let Some(word) = load(bytes, at) else {
            return bytes[at..end].iter().any(|&byte| is(byte, CHANGED_IN_NAME));
        };
        let own = if end - at < 8 { low_bytes(end - at) } else { u64::MAX };
        if changed_in_name(word) & own != 0 {
            return true;
        }
        at += 8;
    }
    false
}

/// Index of the first byte whose high bit is set, 8 when there is none.
#[inline]
pub(super) fn first_byte(bits: u64) -> usize {
    (bits.trailing_zeros() / 8) as usize
}

/// A mask of the first `n` bytes, `n` below 8.
#[inline]
pub(super) fn low_bytes(n: usize) -> u64 {
    (1 << (8 * n)) - 1
}

/// The place after the spaces at `at`, or at the end before the last few of them: attributes on lines
/// of their own are indented.
#[inline]
pub(super) fn skip_spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = load(bytes, at) {
        let n_spaces = (word ^ (ONES * b' ' as u64)).trailing_zeros() as usize / 8;
        at += n_spaces;
        if n_spaces < 8 {
            break;
        }
    }
    at
}

/// How many words are looked at before a search is worth the call.
const N_SHORT_WORDS: usize = 3;

/// The same for values, where a look costs less.
const N_SHORT_VALUE_WORDS: usize = 5;

/// Place of the next `byte` from `start`, or the end.
#[inline]
pub(super) fn find(bytes: &[u8], start: usize, byte: u8) -> usize {
    memchr(byte, &bytes[start..]).map_or(bytes.len(), |found| start + found)
}

/// Place of the next `first` or `second` from `start`, or the end.
#[inline]
pub(super) fn find_either(bytes: &[u8], start: usize, first: u8, second: u8) -> usize {
    let mut at = start;
    for _ in 0..N_SHORT_WORDS {
        let Some(word) = load(bytes, at) else { break };
        let hits = equal(word, first) | equal(word, second);
        if hits != 0 {
            return at + first_byte(hits);
        }
        at += 8;
    }
    memchr2(first, second, &bytes[at..]).map_or(bytes.len(), |found| at + found)
}

/// Place of the next byte from `start` that ends an unquoted value, must be decoded in one, or is a control character;
/// or the end.
#[inline]
pub(super) fn find_value_stop(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(word) = load(bytes, at) {
        let stops = below(word, b' ' + 1) | equal(word, b'>') | equal(word, b'&');
        if stops != 0 {
            return at + first_byte(stops);
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|&byte| byte <= b' ' || matches!(byte, b'>' | b'&')).map_or(bytes.len(), |n| at + n)
}

/// Place of the next `quote`, `"` or `'`, or `&` from `start`, or the end.
#[inline]
pub(super) fn find_quote(bytes: &[u8], start: usize, quote: u8) -> usize {
    // Either quote differs from `&` in one bit only: without that bit both are found by one compare.
    let other_bit = ONES * u64::from(quote ^ b'&');
    let common = quote & b'&';
    let mut at = start;
    for _ in 0..N_SHORT_VALUE_WORDS {
        let Some(word) = load(bytes, at) else { break };
        let hits = equal(word & !other_bit, common);
        if hits != 0 {
            return at + first_byte(hits);
        }
        at += 8;
    }
    memchr2(quote, b'&', &bytes[at..]).map_or(bytes.len(), |found| at + found)
}
