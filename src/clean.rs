//! Labels to clean text: joins, white space, control characters. Never changes a visible
//! character, never reorders, never prints a byte twice.

use crate::page::{InlineKind, Label, LabelledSpan, Markup, Page, Span};
use crate::text::control::is_control;
use crate::text::is_folded;

/// What happens to white space inside a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spaces {
    /// Each run, no-break spaces included, becomes one space.
    #[default]
    Fold,
    /// As the page has it.
    Keep,
}

/// The spans whose label is wanted, in page order: one blank line between blocks, one space
/// between pieces of one block. Lines of one `<pre>` follow each other without a blank line and
/// keep their indentation; so do rows of one table. A single `<br>` is a line break, but in headings and rows.
pub fn clean(page: &Page, labels: &[LabelledSpan], wanted: impl Fn(Label) -> bool, spaces: Spaces) -> String {
    let mut text = String::with_capacity(page.text.len() / 4);
    let mut last: Option<&LabelledSpan> = None;
    let mut breaks = page.inlines.iter().filter(|inline| inline.kind == InlineKind::Break).peekable();
    for span in labels.iter().filter(|span| wanted(span.label)) {
        let is_code = span.markup == Markup::Code;
        if let Some(last) = last {
            text.push_str(separator(page, last, span));
        }
        if is_code {
            text.push_str(indentation(page, span.span));
        }
        let keep_runs = is_code || spaces == Spaces::Keep;
        let spaces = if keep_runs { Spaces::Keep } else { Spaces::Fold };
        let mut start = span.span.start;
        while let Some(line_break) = breaks.next_if(|line_break| line_break.span.start < span.span.end) {
            let at = line_break.span.start;
            if at > start && !matches!(span.markup, Markup::Heading(_) | Markup::Row { .. }) {
                append(&mut text, page.slice(Span::new(start, at)), spaces);
                text.truncate(text.trim_end_matches(' ').len());
                text.push('\n');
                start = at + leading_space(page, at);
            }
        }
        append(&mut text, page.slice(Span::new(start, span.span.end)), spaces);
        last = Some(span);
    }
    text
}

/// Bytes of the white space with which a line behind a break begins.
fn leading_space(page: &Page, at: u32) -> u32 {
    let rest = &page.text[at as usize..];
    (rest.len() - rest.trim_start().len()) as u32
}

fn separator(page: &Page, last: &LabelledSpan, next: &LabelledSpan) -> &'static str {
    let group = |span: &LabelledSpan| page.blocks[span.block as usize].group;
    if last.block == next.block {
        " "
    } else if group(last) == group(next)
        && matches!(
            (last.markup, next.markup),
            (Markup::Code, Markup::Code) | (Markup::Row { .. }, Markup::Row { .. })
        )
    {
        "\n"
    } else {
        "\n\n"
    }
}

/// The white space between a code line and the line break before it.
pub fn indentation(page: &Page, line: Span) -> &str {
    let before = &page.text[..line.start as usize];
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    if line.trim().is_empty() { line } else { "" }
}

/// Appends `piece` without control characters (line feeds and tabs aside), folded if asked.
pub fn append(text: &mut String, piece: &str, spaces: Spaces) {
    if is_folded(piece) {
        text.push_str(piece);
        return;
    }
    let bytes = piece.as_bytes();
    let mut gap = false;
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        at = plain_end(bytes, from);
        if from < at {
            push_after_gap(text, gap, &piece[from..at]);
            gap = false;
            continue;
        }
        let Some(character) = piece[at..].chars().next() else { break };
        let next = at + character.len_utf8();
        if spaces == Spaces::Fold && character.is_whitespace() {
            gap = true;
        } else if !is_control(character) {
            push_after_gap(text, gap, &piece[at..next]);
            gap = false;
        }
        at = next;
    }
}

/// Appends `run`; after a gap one space goes before it, unless white space stands there already.
fn push_after_gap(text: &mut String, gap: bool, run: &str) {
    if gap && !text.is_empty() && !text.ends_with([' ', '\n']) {
        text.push(' ');
    }
    text.push_str(run);
}

/// The end of the run from `from` that is copied as it stands: neither control characters nor
/// white space but single spaces between words. Almost all text is one such run per block.
fn plain_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    loop {
        while at < bytes.len() && PLAIN[usize::from(bytes[at])] {
            at += 1;
        }
        let is_word_gap = at > from
            && bytes.get(at) == Some(&b' ')
            && bytes.get(at + 1).is_some_and(|next| PLAIN[usize::from(*next)]);
        if !is_word_gap {
            return at;
        }
        at += 1;
    }
}

/// True for bytes that neither are nor begin white space or a control character. Of characters
/// beyond ASCII only some that begin with `0xC2` and `0xE1..=0xE3` are.
static PLAIN: [bool; 256] = plain_bytes();

const fn plain_bytes() -> [bool; 256] {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = byte > 0x20 && !matches!(byte, 0x7F | 0xC2 | 0xE1..=0xE3);
        byte += 1;
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::control::{has_control, without_controls};

    fn check(before: &str, piece: &str, spaces: Spaces, expected: &str) {
        let mut text = before.to_owned();
        append(&mut text, piece, spaces);
        assert_eq!(text, expected, "{before:?} + {piece:?}");
    }

    #[test]
    fn white_space_folds_and_control_characters_go() {
        check("", " One  two\u{a0}\u{202f}three ", Spaces::Fold, "One two three");
        check("a", " b", Spaces::Fold, "a b");
        check("a ", " b", Spaces::Fold, "a b");
        check("", "a\u{7}b\u{85}c\u{9f}d é\u{3000}日本", Spaces::Fold, "ab cd é 日本");
        check("", "a \u{1b}[0m b", Spaces::Fold, "a [0m b");
        check("", " a\t\u{a0} b\u{0}", Spaces::Keep, " a\t\u{a0} b");
    }

    #[test]
    fn what_counts_as_folded_is_what_comes_out_as_it_went_in() {
        let pieces =
            ["soup", " ", "  ", "\n", "\u{a0}", "\u{3000}", "\u{2009}", "é", "日", "\u{85}", "\u{7f}", "x"];
        for (first, second) in
            pieces.iter().flat_map(|first| pieces.iter().map(move |second| (first, second)))
        {
            for n_before in [0, 1, 29, 30, 31, 32, 33, 63, 64] {
                let text = format!("{}{first}{second}{first}", "y".repeat(n_before));
                for text in [text.clone(), text + "end"] {
                    if is_folded(&text) {
                        let words: Vec<&str> = text.split_whitespace().collect();
                        assert_eq!(without_controls(&words.join(" ")), text);
                    }
                }
            }
        }
        assert!(is_folded("Une soupe servie à midi, et tout le village est venu la manger."));
    }

    #[test]
    fn plain_bytes_begin_no_character_that_changes() {
        for character in (0..=0x10FFFF).filter_map(char::from_u32) {
            let first = character.to_string().as_bytes()[0];
            let changes = character.is_whitespace() || is_control(character);
            assert!(!(changes && PLAIN[usize::from(first)]), "{character:?}");
            assert_eq!(has_control(&character.to_string()), is_control(character), "{character:?}");
        }
    }
}
