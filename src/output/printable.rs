//! Text of a page, made safe to print: control and escape characters never reach a terminal.

use std::borrow::Cow;

use crate::text::control::is_unprintable;

/// The text without control characters; line breaks and tabs stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unprintable) {
        Cow::Owned(text.chars().filter(|&character| !is_unprintable(character)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The text on one line: control characters dropped, every run of white space one space.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|character: char| character.is_whitespace() || is_unprintable(character)) {
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
