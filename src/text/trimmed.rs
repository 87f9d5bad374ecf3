//! Texts without the white space at their ends.

/// [`str::trim`] at a fraction of its cost where what stands at the ends is ASCII, as in nearly every text of a
/// page: the white space there is the indentation of the source.
pub(crate) fn trimmed(text: &str) -> &str {
    let inner = text[n_indenting(text.as_bytes())..].trim_ascii();
    let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = inner.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) { inner } else { inner.trim() }
}

/// Bytes of a line break and the spaces behind it, eight at a time; the last few are left.
fn n_indenting(bytes: &[u8]) -> usize {
    let mut at = usize::from(bytes.first() == Some(&b'\n'));
    while bytes[at..].first_chunk() == Some(b"        ") {
        at += 8;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::trimmed;

    #[test]
    fn trims_as_the_library_does() {
        for text in [
            "",
            " ",
            "\n",
            "\n         ",
            "                 a                 ",
            "\n\t a b \r\n",
            "\u{b} a",
            "\u{a0}a\u{a0}",
            " \u{3000}é\u{2028} ",
            "\u{1}a\u{1}",
            "é",
        ] {
            assert_eq!(trimmed(text), text.trim(), "{text:?}");
        }
    }
}
