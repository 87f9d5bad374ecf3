//! Labels to clean text: joins, white space, control characters. Never changes a visible
//! character, never reorders, never prints a byte twice.

use crate::model::{Label, LabelledSpan, Markup, Page};

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
/// keep their indentation.
pub fn clean(page: &Page, labels: &[LabelledSpan], wanted: impl Fn(Label) -> bool, spaces: Spaces) -> String {
    let mut text = String::with_capacity(page.text.len() / 4);
    let mut last: Option<&LabelledSpan> = None;
    for span in labels.iter().filter(|span| wanted(span.label)) {
        let is_code = span.markup == Markup::Code;
        if let Some(last) = last {
            text.push_str(separator(page, last, span));
        }
        if is_code {
            text.push_str(indentation(page, span));
        }
        let keep_runs = is_code || spaces == Spaces::Keep;
        append(&mut text, page.slice(span.span), if keep_runs { Spaces::Keep } else { Spaces::Fold });
        last = Some(span);
    }
    text
}

fn separator(page: &Page, last: &LabelledSpan, next: &LabelledSpan) -> &'static str {
    let group = |span: &LabelledSpan| page.blocks[span.block as usize].group;
    if last.block == next.block {
        " "
    } else if last.markup == Markup::Code && next.markup == Markup::Code && group(last) == group(next) {
        "\n"
    } else {
        "\n\n"
    }
}

/// The white space between a code line and the line break before it.
pub fn indentation<'a>(page: &'a Page, span: &LabelledSpan) -> &'a str {
    let before = &page.text[..span.span.start as usize];
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    if line.trim().is_empty() { line } else { "" }
}

/// Appends `piece` without control characters (line feeds and tabs aside), folded if asked.
pub fn append(text: &mut String, piece: &str, spaces: Spaces) {
    let mut gap = false;
    for character in piece.chars() {
        if spaces == Spaces::Fold && character.is_whitespace() {
            gap = true;
            continue;
        }
        if is_control(character) {
            continue;
        }
        if gap && !text.is_empty() && !text.ends_with([' ', '\n']) {
            text.push(' ');
        }
        gap = false;
        text.push(character);
    }
}

/// The text without control characters; borrowed when there are none.
pub fn without_controls(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains(is_control) {
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
