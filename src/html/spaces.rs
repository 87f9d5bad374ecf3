//! White space as HTML has it: five ASCII characters. Searches that look at eight bytes at once.
//!
//! A third of a page's text is line breaks and indentation between tags, and words are short, so
//! that a call of a general search would cost more than these do. Knows bytes, no markup.

/// ASCII white space as HTML defines it.
#[inline]
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c')
}

/// Place of the next white space from `at`, or the end.
#[inline]
pub(crate) fn space_from(bytes: &[u8], mut at: usize) -> usize {
    /// Of a byte up to a space, less this, the high bit is set; and of none above, but behind such.
    const ABOVE_SPACE: u64 = 0x2121_2121_2121_2121;
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let low = word.wrapping_sub(ABOVE_SPACE) & !word & HIGH_BITS;
        if low == 0 {
            at += 8;
            continue;
        }
        at += (low.trailing_zeros() / 8) as usize;
        if is_space(bytes[at]) {
            return at;
        }
        at += 1;
    }
    bytes[at..].iter().position(|&byte| is_space(byte)).map_or(bytes.len(), |found| at + found)
}

/// The place after the spaces or tabs at `at`, or before the last few tabs.
#[inline]
pub(crate) fn skip_indentation(bytes: &[u8], at: usize) -> usize {
    let mut at = at;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        if chunk != b"        " && chunk != b"\t\t\t\t\t\t\t\t" {
            break;
        }
        at += 8;
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// The words of an attribute's value that is a list of them, as `class` is.
#[inline]
pub(crate) fn words(value: &str) -> impl Iterator<Item = &str> {
    let bytes = value.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while is_space(*bytes.get(at)?) {
            at += 1;
        }
        let start = at;
        at = space_from(bytes, at);
        Some(&value[start..at])
    })
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_parted_by_ascii_white_space_only() {
        for value in ["", " ", "a", " a\tbc\n\n", "one-long-word two", "a\u{a0}b \u{1}c", "\u{b}x y"] {
            assert!(words(value).eq(value.split_ascii_whitespace()), "{value:?}");
        }
    }
}
