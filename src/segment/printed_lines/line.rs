//! The lines of a page that may be print, and what a line by itself says.

use crate::html::{AttrName, Dom, NodeId};
use crate::page::{InlineKind, Markup, Page, Span};

use crate::segment::place::BlockPlace;

/// A line: a block, or what stands between two `<br>`s of one.
#[derive(Debug)]
pub(super) struct Line<'p> {
    pub(super) span: Span,
    pub(super) text: &'p str,
    /// Number of its block.
    pub(super) block: usize,
    /// In letters.
    pub(super) width: usize,
    /// Where it stands: lines of one sheet have the same number, and no other block between them.
    pub(super) sheet: (usize, usize),
    /// Blocks of other kinds before it.
    pub(super) n_others: usize,
    /// What parts it from the next line: an element of this tag, or a `<br>`.
    pub(super) kind: Option<crate::html::Tag>,
    /// Fonts and class names, those of places aside.
    pub(super) look: String,
    /// How far from the left it begins, in whatever words.
    pub(super) left: String,
    /// Its markup tells its place on the sheet.
    pub(super) is_placed: bool,
}

/// All lines of a page that may be print, in page order.
pub(super) fn lines_of<'p>(dom: Dom<'_>, page: &'p Page, places: &[BlockPlace]) -> Vec<Line<'p>> {
    let mut breaks =
        page.inlines.iter().filter(|inline| inline.kind == InlineKind::Break).map(|inline| inline.span.start);
    let mut next_break = breaks.next();
    let mut lines = Vec::new();
    // Another kind of block parts sheets.
    let mut n_others = 0;
    for (number, (block, place)) in page.blocks.iter().zip(places).enumerate() {
        let mut ends = Vec::new();
        while let Some(at) = next_break.filter(|&at| at <= block.span.end) {
            ends.extend((at > block.span.start && at < block.span.end).then_some(at));
            next_break = breaks.next();
        }
        if !matches!(block.markup, Markup::None | Markup::Paragraph) || block.is_link() {
            n_others += 1;
            continue;
        }
        let above = dom.parent(place.container).unwrap_or(place.container);
        let is_broken = !ends.is_empty();
        let sheet = if is_broken { (number, usize::MAX) } else { (above.index(), n_others) };
        let kind = if is_broken { None } else { dom.tag(place.container) };
        let look = if is_broken { String::new() } else { look(dom, place.first, place.container) };
        let is_placed = !is_broken && is_placed(dom, place.container);
        let left = if is_broken { String::new() } else { left(dom, place.container) };
        let mut start = block.span.start;
        for end in ends.into_iter().chain([block.span.end]) {
            let text = page.slice(Span::new(start, end));
            let blank = (text.len() - text.trim_start().len()) as u32;
            let text = text.trim();
            let span = Span::new(start + blank, start + blank + text.len() as u32);
            start = end;
            if !text.is_empty() {
                let (width, look, left) = (text.chars().count(), look.clone(), left.clone());
                lines.push(Line {
                    span,
                    text,
                    block: number,
                    width,
                    sheet,
                    n_others,
                    kind,
                    look,
                    left,
                    is_placed,
                });
            }
        }
    }
    lines
}

/// The fonts and class names between a text and the element that is its line.
fn look(dom: Dom<'_>, first: NodeId, container: NodeId) -> String {
    let mut look = String::new();
    for node in dom.ancestors(first) {
        if let Some(tag) = dom.tag(node).filter(|_| node != container) {
            look.push_str(tag.name());
        }
        for class in dom.attr(node, AttrName::CLASS).unwrap_or("").split_ascii_whitespace() {
            if !is_place(class) {
                look.push(' ');
                look.push_str(class);
            }
        }
        for part in dom.attr(node, AttrName::STYLE).unwrap_or("").split(';') {
            if part.trim_start().starts_with("font") {
                look.push_str(part.trim());
            }
        }
        if node == container {
            break;
        }
    }
    look
}

/// True for a class that tells where a line stands or how far its words are set apart: `x12`, `y4f`, `ws0`.
fn is_place(class: &str) -> bool {
    let digits =
        class.trim_start_matches(|letter: char| letter.is_ascii_lowercase() && !letter.is_ascii_digit());
    let name = &class[..class.len() - digits.len()];
    let is_number = digits.starts_with(|letter: char| letter.is_ascii_digit());
    is_number && matches!(name, "x" | "y" | "w" | "h" | "ls" | "ws" | "sc" | "m")
        || class.starts_with(['x', 'y', 'h', 'w'])
            && class.len() > 1
            && class[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// True for an element of which style or classes tell how far down it stands.
fn is_placed(dom: Dom<'_>, node: NodeId) -> bool {
    let style = dom.attr(node, AttrName::STYLE).unwrap_or("");
    let names = style.split(';').filter_map(|part| part.split_once(':'));
    let mut classes = dom.attr(node, AttrName::CLASS).unwrap_or("").split_ascii_whitespace();
    names.into_iter().any(|(name, _)| matches!(name.trim(), "top" | "bottom"))
        || classes.any(|class| class.starts_with('y') && is_place(class))
}

/// How far from the left an element begins.
fn left(dom: Dom<'_>, node: NodeId) -> String {
    let style = dom.attr(node, AttrName::STYLE).unwrap_or("");
    let sides = style.split(';').filter_map(|part| part.split_once(':'));
    let told =
        sides.into_iter().find(|(name, _)| matches!(name.trim(), "left" | "margin-left" | "text-indent"));
    if let Some((_, value)) = told {
        return value.trim().to_owned();
    }
    let classes = dom.attr(node, AttrName::CLASS).unwrap_or("").split_ascii_whitespace();
    let mut classes = classes.into_iter().filter(|class| class.starts_with('x') && is_place(class));
    classes.next().unwrap_or("").to_owned()
}

/// Marks that may stand behind the end of a sentence.
const CLOSING: [char; 10] = ['"', '”', '’', '\'', '»', '“', ')', ']', '」', '』'];
/// Ends of sentences.
const ENDS: [char; 13] = ['.', '!', '?', ':', '…', '。', '！', '？', '۔', '؟', '।', '։', '።'];

/// True when the text ends as sentences do.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(CLOSING).ends_with(ENDS)
}

/// How many sentences end inside the text: a full stop and a capital, or a mark of scripts without any.
pub(super) fn n_ends_inside(text: &str) -> usize {
    let mut n_ends = 0;
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_end = ENDS.contains(&letter) && before.is_alphanumeric() && letter != ':';
        if is_end && !letter.is_ascii() && letter != '…' {
            n_ends += usize::from(letters.peek().is_some());
        } else if is_end {
            let mut behind = letters.clone().skip_while(|letter| CLOSING.contains(letter));
            let is_apart = behind.next().is_some_and(char::is_whitespace);
            let starts = behind.next().is_some_and(|next| !next.is_lowercase());
            // An initial ends no sentence.
            n_ends += usize::from(is_apart && starts && before.is_lowercase());
        }
        before = letter;
    }
    n_ends
}

/// True when the text may go on a sentence: its first letter is no capital.
pub(super) fn starts_small(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_uppercase())
}

/// True when the text begins as items of lists do: `•`, `– `, `(a)`, `3.`
pub(super) fn begins_item(text: &str) -> bool {
    if text.starts_with(['•', '▪', '●', '◦', '‣', '■', '·', '∙', '\u{f0b7}']) {
        return true;
    }
    let (head, rest) = text.split_once(' ').unwrap_or((text, ""));
    let number = head.trim_start_matches('(').trim_end_matches([')', '.']);
    let is_marked = head.len() > number.len();
    let is_number =
        !number.is_empty() && number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_letter =
        number.len() == 1 && head.ends_with(')') && number.bytes().all(|byte| byte.is_ascii_lowercase());
    matches!(head, "-" | "–" | "—" | "*") || !rest.is_empty() && is_marked && (is_number || is_letter)
}

/// The number of a page, where the line is nothing else: `41`, `– 41 –`, `[41]`, `41/120`, `xiv`.
pub(super) fn page_number(text: &str) -> Option<u32> {
    /// Bytes.
    const MAX_BYTES: usize = 14;
    let is_frame = |letter: char| {
        letter.is_whitespace() || matches!(letter, '-' | '–' | '—' | '[' | ']' | '|' | '.' | '·')
    };
    let bare = text.trim_matches(is_frame);
    if bare.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let number = bare.split_once('/').map_or(bare, |(number, _)| number).trim();
    let is_whole = bare.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '/' | ' '));
    if is_whole && number.len() <= 4 {
        return number.parse().ok();
    }
    roman(bare)
}

/// The value of small Roman figures.
fn roman(text: &str) -> Option<u32> {
    let value = |letter: char| match letter {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let values: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    let mut sum: u32 = 0;
    for (at, &own) in values.iter().enumerate() {
        let is_taken_off = values.get(at + 1).is_some_and(|&next| next > own);
        sum = if is_taken_off { sum.checked_sub(own).unwrap_or(sum) } else { sum + own };
    }
    (sum > 0).then_some(sum)
}

/// The line as it stands on every sheet: without its figures.
pub(super) fn without_figures(text: &str) -> String {
    let letters: String = text.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages_are_read() {
        for (text, number) in
            [("41", 41), ("– 41 –", 41), ("[7]", 7), ("3/12", 3), ("xiv", 14), ("12 / 90", 12)]
        {
            assert_eq!(page_number(text), Some(number), "{text}");
        }
        for text in ["", "41 boats", "1998–2001", "mill", "12345", "3.5"] {
            assert_eq!(page_number(text), None, "{text}");
        }
    }

    #[test]
    fn items_and_ends_are_told() {
        for item in ["• oak", "– oak", "(a) oak", "3. oak", "12) oak"] {
            assert!(begins_item(item), "{item}");
        }
        for line in ["oak", "1998. It was", "a. m.", "-ing", "3."] {
            assert!(!begins_item(line), "{line}");
        }
        assert_eq!(n_ends_inside("of oak. Of these, J. S. Bell saw two. They"), 2);
        assert_eq!(n_ends_inside("川は流れる。橋は"), 1);
        assert_eq!(n_ends_inside("the end."), 0);
    }
}
