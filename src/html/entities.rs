//! Character references: `&amp;`, `&eacute`, `&#8217;` to the characters they stand for.
//!
//! The names are in [`entity_table`](super::entity_table), sorted; a name is found by narrowing a
//! range of that table letter by letter, since the standard wants the longest name that fits.

use memchr::memchr;

use super::entity_table::ENTITIES;

/// Where a reference stands, which decides what `&copy=` means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

/// Appends `raw` to `out` with its references decoded as in text.
pub(crate) fn decode_text(raw: &str, out: &mut String) {
    decode(raw, Place::Text, out);
}

/// Appends `raw` to `out` with its references decoded as in an attribute's value.
pub(crate) fn decode_attribute(raw: &str, out: &mut String) {
    decode(raw, Place::Attribute, out);
}

/// True when the text starts with a numeric reference that lacks its `;`.
pub(crate) fn starts_unclosed(raw: &str) -> bool {
    let Some(number) = raw.strip_prefix("&#") else { return false };
    let is_hex = number.starts_with(['x', 'X']);
    let digits = if is_hex { &number[1..] } else { number };
    let base = if is_hex { 16 } else { 10 };
    let after = digits.trim_start_matches(|char: char| char.is_digit(base));
    after.len() < digits.len() && !after.starts_with(';')
}

fn decode(raw: &str, place: Place, out: &mut String) {
    let mut rest = raw;
    while let Some(found) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..found]);
        let name = &rest[found + 1..];
        let len = decode_one(name, place, out);
        if len == 0 {
            out.push('&');
        }
        rest = &name[len..];
    }
    out.push_str(rest);
}

/// Decodes the reference whose `&` stands before `text`; gives its length, 0 when it is none.
///
/// § 13.2.5.72 <https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state>
fn decode_one(text: &str, place: Place, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(b'#') => numeric(&bytes[1..], out).map_or(0, |len| len + 1),
        Some(byte) if byte.is_ascii_alphanumeric() => named(bytes, place, out),
        _ => 0,
    }
}

/// A reference by name.
///
/// § 13.2.5.73 <https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state>
fn named(text: &[u8], place: Place, out: &mut String) -> usize {
    // What most references are.
    if text.starts_with(b"amp;") {
        out.push('&');
        return 4;
    }
    if text.starts_with(b"quot;") {
        out.push('"');
        return 5;
    }
    if text.starts_with(b"nbsp;") {
        out.push('\u{a0}');
        return 5;
    }
    let Some((len, characters)) = longest_name(text) else { return 0 };
    let after = text.get(len).copied().unwrap_or(0);
    let is_closed = text[len - 1] == b';';
    // For historical reasons: `?a=1&copy=2` is an address, not a reference.
    if place == Place::Attribute && !is_closed && (after == b'=' || after.is_ascii_alphanumeric()) {
        return 0;
    }
    out.push_str(characters);
    len
}

/// The longest name that `text` starts with, and what it stands for.
fn longest_name(text: &[u8]) -> Option<(usize, &'static str)> {
    let mut range: &[(&str, &str)] = &ENTITIES;
    let mut longest = None;
    for (depth, &byte) in text.iter().enumerate() {
        // All names of the range are at least `depth` long and agree up to there; a name that
        // ends there sorts first.
        let letter = |entry: &(&str, &str)| entry.0.as_bytes().get(depth).copied();
        let start = range.partition_point(|entry| letter(entry) < Some(byte));
        let end = range.partition_point(|entry| letter(entry) <= Some(byte));
        range = &range[start..end];
        let Some(first) = range.first() else { break };
        if first.0.len() == depth + 1 {
            longest = Some((depth + 1, first.1));
        }
    }
    longest
}

/// A numeric reference from after its `#`; gives its length, `None` when it has no digit.
///
/// § 13.2.5.75 to 13.2.5.79 <https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-state>
fn numeric(text: &[u8], out: &mut String) -> Option<usize> {
    let is_hex = matches!(text.first(), Some(b'x' | b'X'));
    let (start, base) = if is_hex { (1, 16) } else { (0, 10) };
    let digits = &text[start..];
    let n_digits = digits.iter().position(|&byte| !char::from(byte).is_digit(base)).unwrap_or(digits.len());
    if n_digits == 0 {
        return None;
    }
    let mut code = 0u32;
    for &byte in &digits[..n_digits] {
        let digit = char::from(byte).to_digit(base).expect("counted as a digit");
        code = code.saturating_mul(base).saturating_add(digit);
    }
    out.push(character(code));
    let is_closed = digits.get(n_digits) == Some(&b';');
    Some(start + n_digits + usize::from(is_closed))
}

/// What a number stands for: numbers that are no character, and U+0000, become U+FFFD; those of
/// the C1 control characters are taken for windows-1252.
///
/// § 13.2.5.80 <https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state>
fn character(code: u32) -> char {
    match code {
        0 => '\u{fffd}',
        0x80..=0x9f => WINDOWS_1252[(code - 0x80) as usize],
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    }
}

/// Characters 0x80 to 0x9F of windows-1252; the five it leaves open stay control characters.
#[rustfmt::skip]
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_in_text() {
        let check = |raw, expected: &str| {
            let mut out = String::new();
            decode_text(raw, &mut out);
            assert_eq!(out, expected, "{raw}");
        };
        check("a &amp; b &lt;&gt; &quot;", "a & b <> \"");
        check("&notit; &notin; &not", "¬it; ∉ ¬");
        check("&#8217;&#x2019&#X2019;", "’’’");
        check("&#0; &#x80; &#xD800; &#x110000; &#99999999999;", "\u{fffd} € \u{fffd} \u{fffd} \u{fffd}");
        check("& &; &# &#; &#x &#x; &nosuch; &", "& &; &# &#; &#x &#x; &nosuch; &");
        check("&NotEqualTilde;&eacute&copy=1", "\u{2242}\u{338}é©=1");
    }

    #[test]
    fn references_in_attributes() {
        let check = |raw, expected: &str| {
            let mut out = String::new();
            decode_attribute(raw, &mut out);
            assert_eq!(out, expected, "{raw}");
        };
        check("?a=1&copy=2&amp;b=3&lt", "?a=1&copy=2&b=3<");
        check("&notit; &not; &not it", "&notit; ¬ ¬ it");
    }

    /// The table is html5ever's, which is the standard's.
    #[test]
    fn the_table_is_whole() {
        let all = html5ever::data::NAMED_ENTITIES.entries().filter(|(_, codes)| codes.0 != 0);
        let mut expected: Vec<(String, String)> = all
            .map(|(name, codes)| {
                let codes = [codes.0, codes.1];
                let characters = codes.iter().filter(|&&code| code != 0);
                let characters = characters.map(|&code| char::from_u32(code).expect("a character"));
                (name.to_string(), characters.collect())
            })
            .collect();
        expected.sort();
        let found: Vec<(String, String)> =
            ENTITIES.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        assert!(found == expected, "{} entries, {} expected", found.len(), expected.len());
    }
}
