//! Text of a record beside its page, which tells its own encoding: UTF-8, or what old programs for Windows write.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// The text that bytes hold. Where UTF-8 was written and damaged, what is damaged is replaced; where no letter of
/// UTF-8 stands, it was an old code page.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) if bytes.utf8_chunks().all(|chunk| chunk.valid().is_ascii()) => {
            WINDOWS_1252.decode_without_bom_handling(bytes).0
        }
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_code_pages_are_told_from_damage() {
        assert_eq!(text_of("Zürich".as_bytes()), "Zürich");
        assert_eq!(text_of(b"Z\xFCrich \x96 1,50 \x80"), "Zürich – 1,50 €");
        assert_eq!(text_of([b"caf\xC3\xA9 ".as_slice(), b"\xE9"].concat().as_slice()), "café \u{FFFD}");
    }
}
