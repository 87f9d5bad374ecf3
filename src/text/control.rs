//! Characters that are orders, not text: a terminal, or a reader of plain text, would obey them.
//!
//! Clean text loses control characters ([`is_control`]). What is printed for people loses, besides, the marks
//! that turn the direction of what follows ([`is_unprintable`]): clean text keeps them, since Arabic and
//! Hebrew pages mean them.

use std::borrow::Cow;

/// True when the text holds a character that [`is_control`] names.
pub fn has_control(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_low =
        |byte: u8| ((byte < 0x20) & (byte != b'\n') & (byte != b'\t') & (byte != b'\r')) | (byte == 0x7F);
    // The others are U+0080 to U+009F: C2 80 to C2 9F.
    let behind = bytes.get(1..).unwrap_or_default();
    let pairs = bytes.iter().zip(behind);
    // Without early returns the compiler looks at many bytes at once.
    bytes.iter().fold(false, |any, &byte| any | is_low(byte))
        || pairs.fold(false, |any, (&lead, &byte)| any | ((lead == 0xC2) & (byte < 0xA0)))
}

/// The text without control characters; borrowed when there are none.
pub fn without_controls(text: &str) -> Cow<'_, str> {
    if has_control(text) {
        text.chars().filter(|&character| !is_control(character)).collect::<String>().into()
    } else {
        text.into()
    }
}

/// Control characters that never reach an output: a terminal would obey them. Line feed, carriage
/// return and tab stay.
pub fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t' | '\r')
}

/// True for control characters (line break and tab aside) and for the marks that turn the writing direction:
/// what neither a terminal nor a field on one line should see.
pub fn is_unprintable(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dropped_from_clean_text_is_never_printed() {
        for character in (0..=0x10FFFF).filter_map(char::from_u32) {
            assert!(!is_control(character) || is_unprintable(character), "{character:?}");
            assert_eq!(has_control(&character.to_string()), is_control(character), "{character:?}");
        }
        assert!(is_unprintable('\u{202E}') && !is_control('\u{202E}'));
    }
}
