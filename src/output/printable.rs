//! Text of a page, made safe to print: control and escape characters never reach a terminal.

use std::borrow::Cow;

/// True for characters that a terminal, or a reader of plain text, would take for an order:
/// C0 and C1 controls, DELETE, and the marks that turn the direction of what follows.
pub fn is_control(character: char) -> bool {
    matches!(character,
        '\u{0}'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text without control characters; line breaks and tabs stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_control) {
        Cow::Owned(text.chars().filter(|&character| !is_control(character)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text on one line: control characters dropped, every run of white space one space.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|character: char| character.is_whitespace() || is_control(character)) {
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_their_escape() {
        assert_eq!(printable("a\u{1b}[31mb\u{9b}c\u{7f}\nd\te"), "a[31mbc\nd\te");
        assert_eq!(one_line(" a\u{a0} b\nc\u{1b}d "), "a b c d");
    }
}
