//! Flattened text to a page: one block per line that shows anything.

use crate::page::{Block, Markup, Page, Span};

/// Cuts a flattened page at its line breaks (`\n`, `\r\n`, `\r`). Lines of white space only make
/// no block; they end a group. Never fails.
///
/// ```
/// let page = tamis::segment::text::segment("One\n\n  Two \nThree".to_owned());
/// let lines: Vec<_> = page.blocks.iter().map(|block| page.block_text(block)).collect();
/// assert_eq!(lines, ["One", "Two", "Three"]);
/// assert_eq!(page.blocks[1].group, page.blocks[2].group);
/// ```
pub fn segment(text: String) -> Page {
    let mut blocks = Vec::new();
    let mut group = 0;
    let mut start = 0;
    let mut apart = true;
    while start <= text.len() {
        let end = text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length);
        match visible(&text, start, end) {
            Some(span) => {
                group += u32::from(apart);
                apart = false;
                blocks.push(Block { span, markup: Markup::None, link_bytes: 0, group });
            }
            None => apart |= end > start || !text[..end].ends_with('\r'),
        }
        start = end + 1;
    }
    Page { text, blocks, ..Page::default() }
}

/// The visible part of `text[start..end]`, `None` when there is none.
pub(super) fn visible(text: &str, start: usize, end: usize) -> Option<Span> {
    let line = &text[start..end];
    let trimmed = line.trim_start_matches(is_invisible);
    let from = end - trimmed.len();
    let kept = trimmed.trim_end_matches(is_invisible);
    (!kept.is_empty()).then(|| Span::new(from as u32, (from + kept.len()) as u32))
}

/// True for characters that show nothing: white space, control characters, zero-width ones, the
/// byte order mark.
pub fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}
