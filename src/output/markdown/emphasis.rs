//! Where `*` and `**` may stand for emphasis, and where only tags do.
//!
//! CommonMark takes a delimiter for one only when what stands beside it lets it (section 6.2, "left-flanking"
//! and "right-flanking"): `**「word」**word` is no emphasis. The writer marks where emphasis begins and ends with
//! control characters, which no text holds; here each pair becomes asterisks or, where those would be read
//! otherwise, `<strong>` or `<em>`.

/// The control characters that mark emphasis.
pub(super) struct Mark;

impl Mark {
    pub(super) const OPEN_STRONG: char = '\u{1}';
    pub(super) const CLOSE_STRONG: char = '\u{2}';
    pub(super) const OPEN_EMPHASIS: char = '\u{3}';
    pub(super) const CLOSE_EMPHASIS: char = '\u{4}';
}

fn is_mark(letter: char) -> bool {
    ('\u{1}'..='\u{4}').contains(&letter)
}

/// The text with each pair of marks replaced.
pub(super) fn resolve(text: &str) -> String {
    if !text.contains(is_mark) {
        return text.to_owned();
    }
    let letters: Vec<char> = without_seams(text).chars().collect();
    // For each open mark its place, and whether asterisks would do there.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut has_asterisks = vec![false; letters.len()];
    for (at, &letter) in letters.iter().enumerate().filter(|(_, letter)| is_mark(**letter)) {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let behind = letters.get(at + 1).copied();
        match letter {
            Mark::OPEN_STRONG | Mark::OPEN_EMPHASIS => open.push((at, may_flank(behind, before))),
            _ => {
                if let Some((start, may_open)) = open.pop() {
                    let is_good = may_open && may_flank(before, behind);
                    has_asterisks[start] = is_good;
                    has_asterisks[at] = is_good;
                }
            }
        }
    }
    let mut resolved = String::with_capacity(text.len() + 16);
    for (at, &letter) in letters.iter().enumerate() {
        match (letter, has_asterisks[at]) {
            (Mark::OPEN_STRONG | Mark::CLOSE_STRONG, true) => resolved.push_str("**"),
            (Mark::OPEN_EMPHASIS | Mark::CLOSE_EMPHASIS, true) => resolved.push('*'),
            (Mark::OPEN_STRONG, false) => resolved.push_str("<strong>"),
            (Mark::CLOSE_STRONG, false) => resolved.push_str("</strong>"),
            (Mark::OPEN_EMPHASIS, false) => resolved.push_str("<em>"),
            (Mark::CLOSE_EMPHASIS, false) => resolved.push_str("</em>"),
            (other, _) => resolved.push(other),
        }
    }
    resolved
}

/// Emphasis that ends where the same begins again is one.
pub(super) fn without_seams(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for letter in text.chars() {
        let is_seam = match letter {
            Mark::OPEN_STRONG => joined.ends_with(Mark::CLOSE_STRONG),
            Mark::OPEN_EMPHASIS => joined.ends_with(Mark::CLOSE_EMPHASIS),
            _ => false,
        };
        if is_seam {
            joined.pop();
        } else {
            joined.push(letter);
        }
    }
    joined
}

/// True when a delimiter between `inner`, which it wraps, and `outer` is read as one.
fn may_flank(inner: Option<char>, outer: Option<char>) -> bool {
    let is_sign = |letter: char| !letter.is_alphanumeric() && !letter.is_whitespace();
    let Some(inner) = inner.filter(|inner| !inner.is_whitespace() && !is_mark(*inner)) else { return false };
    match outer {
        None => true,
        Some(outer) if is_mark(outer) => false,
        Some(outer) => !is_sign(inner) || outer.is_whitespace() || is_sign(outer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asterisks_stand_where_they_are_read() {
        for (text, expected) in [
            ("\u{1}Note\u{2}: it", "**Note**: it"),
            ("re\u{3}write\u{4}s", "re*write*s"),
            ("\u{1}「水」\u{2}は", "<strong>「水」</strong>は"),
            ("\u{1}a\u{2}\u{1}b\u{2}", "**ab**"),
            ("\u{1}\u{3}a\u{4}\u{2}\u{1}\u{3}b\u{4}\u{2}", "<strong><em>ab</em></strong>"),
            ("\u{1}\u{3}a\u{4}\u{2}", "<strong><em>a</em></strong>"),
            ("\u{1}a\u{2}\u{3}b\u{4}", "<strong>a</strong><em>b</em>"),
        ] {
            assert_eq!(resolve(text), expected);
        }
    }
}
