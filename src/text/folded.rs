//! Texts that are already as clean text has them: nothing to fold, nothing to remove.

/// True for a text that neither folding nor the removal of control characters changes, as far as a
/// look at its bytes tells: almost every block of HTML is one. Without early returns within a chunk
/// the compiler looks at many bytes at once.
pub(crate) fn is_folded(text: &str) -> bool {
    /// Small enough to stay in registers.
    const CHUNK: usize = 32;
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ') {
        return false;
    }
    let may_change = |byte: u8, next: u8| (byte < b' ') | (byte == 0x7F) | ((byte == b' ') & (next == b' '));
    // The last two bytes of white space outside of ASCII, and of control characters: U+0080 to U+00A0, U+1680, U+2000
    // to U+200A and U+3000, U+2028 to U+202F, U+205F. Curly quotes and dashes are none of them.
    let may_end_space = |byte: u8, next: u8| {
        (byte == 0xC2) & (next <= 0xA0)
            | (byte == 0x9A) & (next == 0x80)
            | (byte == 0x80) & ((next.wrapping_sub(0x80) <= 0x0A) | (next & 0xF8 == 0xA8))
            | (byte == 0x81) & (next == 0x9F)
    };
    let has_change = |bytes: &[u8; CHUNK + 1]| {
        let pairs = || bytes.iter().zip(bytes.iter().skip(1));
        pairs().fold(false, |any, (&byte, &next)| any | may_change(byte, next))
            || !bytes.is_ascii() && pairs().fold(false, |any, (&byte, &next)| any | may_end_space(byte, next))
    };
    let mut rest = bytes;
    while let Some(chunk) = rest.first_chunk() {
        if has_change(chunk) {
            return false;
        }
        rest = &rest[CHUNK..];
    }
    // A letter behind the end changes nothing, and chunks of one length are looked at at once.
    let mut last = [b'x'; CHUNK + 1];
    last[..rest.len()].copy_from_slice(rest);
    !has_change(&last)
}

#[cfg(test)]
mod tests {
    use super::is_folded;
    use crate::text::control::is_control;

    #[test]
    fn white_space_and_control_characters_are_found_wherever_they_stand() {
        for letter in ('\0'..=char::MAX).filter(|letter| letter.is_whitespace() || is_control(*letter)) {
            for n_before in [0, 1, 29, 30, 31, 32, 33, 64] {
                let text = "é".repeat(n_before / 2) + &"x".repeat(n_before % 2) + &letter.to_string();
                let is_gap = letter == ' ' && n_before > 0;
                assert_eq!(is_folded(&(text.clone() + "y")), is_gap, "{letter:?} behind {n_before}");
                assert!(!is_folded(&text), "{letter:?} at the end, behind {n_before}");
            }
        }
    }

    #[test]
    fn quotes_and_dashes_change_nothing() {
        for text in ["", "a b", "it’s “so” – and… so", "Ünïcode Ŵords · ½ №"] {
            assert!(is_folded(text), "{text}");
        }
        assert!(!is_folded("a  b") && !is_folded(" a"));
    }
}
