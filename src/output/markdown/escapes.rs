//! Characters that Markdown would take for markup, escaped where it would and nowhere else.

/// Appends a word, with a backslash before what would be markup inside a line.
pub(super) fn escape(word: &str, has_formulas: bool, text: &mut String) {
    for (at, letter) in word.char_indices() {
        let rest = &word[at + letter.len_utf8()..];
        let is_markup = match letter {
            '\\' => rest.is_empty() || rest.starts_with(|next: char| next.is_ascii_punctuation()),
            '*' | '`' | '[' | ']' => true,
            '<' => {
                rest.starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'))
            }
            '&' => is_entity(rest),
            // Inside of a word an underscore is one.
            '_' => {
                let is_of_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
                !is_of_word(word[..at].chars().next_back()) || !is_of_word(rest.chars().next())
            }
            '~' => rest.starts_with('~') || word[..at].ends_with('~'),
            '$' => has_formulas,
            _ => false,
        };
        if is_markup {
            text.push('\\');
        }
        text.push(letter);
    }
}

/// True for what stands behind the `&` of a character reference.
fn is_entity(rest: &str) -> bool {
    let Some((name, _)) = rest.split_once(';') else { return false };
    let digits = name.strip_prefix('#').map(|digits| digits.trim_start_matches(['x', 'X']));
    let is_of = |text: &str, is: fn(&u8) -> bool| !text.is_empty() && text.bytes().all(|byte| is(&byte));
    match digits {
        Some(digits) => is_of(digits, u8::is_ascii_hexdigit),
        None => is_of(name, u8::is_ascii_alphanumeric),
    }
}

/// Appends a line, with a backslash before what would be markup at its start: `#`, `>`, `-`, `1.` and so on.
pub(super) fn escape_line_start(line: &str, text: &mut String) {
    let n_digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[n_digits..];
    let ends_marker = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    if (1..=9).contains(&n_digits) && rest.starts_with(['.', ')']) && ends_marker(&rest[1..]) {
        text.extend([&line[..n_digits], "\\", rest]);
        return;
    }
    let is_all = |sign: char| line.chars().all(|letter| letter == sign || letter == ' ');
    let is_markup = match line.chars().next() {
        Some('#') => ends_marker(line.trim_start_matches('#')),
        Some('>' | '|') => true,
        Some('+') => ends_marker(&line[1..]),
        Some('-') => ends_marker(&line[1..]) || is_all('-'),
        Some('=') => is_all('='),
        Some('~') => line.starts_with("~~~"),
        _ => false,
    };
    if is_markup {
        text.push('\\');
    }
    text.push_str(line);
}

/// Appends the address of a link.
pub(super) fn push_address(href: &str, text: &mut String) {
    for (at, letter) in href.char_indices() {
        match letter {
            ' ' => text.push_str("%20"),
            '(' => text.push_str("%28"),
            ')' => text.push_str("%29"),
            '<' => text.push_str("%3C"),
            '>' => text.push_str("%3E"),
            '\\' => text.push_str("%5C"),
            '|' => text.push_str("%7C"),
            '&' if is_entity(&href[at + 1..]) => text.push_str("&amp;"),
            other if other.is_whitespace() => text.push_str("%20"),
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        for (word, expected) in [
            ("AT&T", "AT&T"),
            ("&amp;", "\\&amp;"),
            ("snake_case", "snake_case"),
            ("_x", "\\_x"),
            ("2*3", "2\\*3"),
            ("a<b", "a\\<b"),
            ("<3", "<3"),
            ("C:\\x", "C:\\x"),
            ("\\*", "\\\\\\*"),
        ] {
            let mut text = String::new();
            escape(word, false, &mut text);
            assert_eq!(text, expected);
        }
        for (line, expected) in [
            ("1. May", "1\\. May"),
            ("1.5 km", "1.5 km"),
            ("#tag", "#tag"),
            ("# x", "\\# x"),
            ("- x", "\\- x"),
            ("-5 °C", "-5 °C"),
            ("---", "\\---"),
        ] {
            let mut text = String::new();
            escape_line_start(line, &mut text);
            assert_eq!(text, expected);
        }
    }
}
