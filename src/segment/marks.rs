//! Marks among the words of a page that belong to none of its sentences: numbers of notes, arrows back,
//! letters of icon fonts, pictures of formulas; and elements that are paragraphs by another name.
//!
//! Looks at one element or one text each, and decides nothing about blocks.

use crate::html::spaces::words;
use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::text::trimmed;

/// Longest mark of a note, in bytes: `[12]`, `note 3`, `**`.
const MAX_MARK_BYTES: usize = 10;
/// Nodes of an element that are looked at for its text.
const MAX_NODES: usize = 24;
/// Fewest bytes of text of an element that is taken for a paragraph: about a line.
const MIN_PARAGRAPH_BYTES: usize = 80;

/// What a superscript is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Superscript<'a> {
    /// The number of a note, with a link to it.
    Note,
    /// The number of a note that a word wears without a link.
    LooseNote(&'a str),
    /// An exponent behind a digit.
    Power,
    /// Part of the word before it, as in m² or 1st.
    PartOfWord,
}

/// What the `<sup>` element `node` is; `before` is the last byte of the text right before it.
pub(super) fn superscript<'a>(dom: Dom<'a>, node: NodeId, before: Option<u8>, text: &str) -> Superscript<'a> {
    let mut mark = "";
    let mut has_link = dom.parent(node).is_some_and(|above| leads_into_page(dom, above));
    let mut n_bytes = 0;
    for inner in dom.descendants(node).take(MAX_NODES) {
        has_link |= leads_into_page(dom, inner);
        let own = trimmed(dom.text(inner));
        n_bytes += own.len();
        if !own.is_empty() {
            mark = own;
        }
    }
    if has_link && n_bytes <= MAX_MARK_BYTES {
        return Superscript::Note;
    }
    let is_number =
        !mark.is_empty() && n_bytes == mark.len() && mark.bytes().all(|byte| byte.is_ascii_digit());
    if is_bracketed_note(dom, node, n_bytes) {
        return Superscript::Note;
    }
    match before {
        Some(digit)
            if digit.is_ascii_digit()
                && mark.starts_with(|first: char| {
                    first.is_ascii_digit() || matches!(first, '-' | '−' | '+')
                }) =>
        {
            Superscript::Power
        }
        Some(_) if is_number && ends_with_long_word(text) => Superscript::LooseNote(mark),
        _ => Superscript::PartOfWord,
    }
}

/// `[citation needed]` and the like: a superscript in square brackets with a link in it.
fn is_bracketed_note(dom: Dom<'_>, node: NodeId, n_bytes: usize) -> bool {
    /// Longest of these, in bytes.
    const MAX_BYTES: usize = 60;
    if n_bytes > MAX_BYTES {
        return false;
    }
    let whole: String = dom.descendants(node).take(MAX_NODES).map(|inner| dom.text(inner)).collect();
    let has_link = || dom.descendants(node).take(MAX_NODES).any(|inner| dom.tag(inner) == Some(Tag::A));
    whole.trim().starts_with('[') && whole.trim().ends_with(']') && has_link()
}

/// Units and formulas are short (m², km², CO₂); words that wear a note have four letters or more.
fn ends_with_long_word(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ',', ';', ':', '"', '”', '»', ')']);
    text.chars().rev().take_while(|letter| letter.is_lowercase()).take(4).count() == 4
}

fn leads_into_page(dom: Dom<'_>, node: NodeId) -> bool {
    if dom.tag(node) != Some(Tag::A) {
        return false;
    }
    let href = dom.attr(node, AttrName::HREF).unwrap_or("");
    href.split_once('#')
        .is_some_and(|(_, anchor)| !anchor.is_empty() && (href.starts_with('#') || sounds_like_note(anchor)))
}

fn sounds_like_note(anchor: &str) -> bool {
    ["note", "fn", "ftn", "ref", "cite"].iter().any(|word| anchor.to_ascii_lowercase().contains(word))
}

/// True for a link that leads from a note back to where it stands in the text: an arrow and nothing else.
pub(super) fn is_way_back(dom: Dom<'_>, link: NodeId) -> bool {
    let leads_away = |href: &str| memchr::memchr(b'#', href.as_bytes()).is_none();
    if dom.attr(link, AttrName::HREF).is_none_or(leads_away) {
        return false;
    }
    let mut has_arrow = false;
    for inner in dom.descendants(link).take(MAX_NODES) {
        for letter in dom.text(inner).chars() {
            match letter {
                '↩' | '↑' | '⤴' | '⏎' | '↵' | '⮐' | '↖' | '⇧' | '⬆' | '^' => {
                    has_arrow = true
                }
                '\u{fe0e}' | '\u{fe0f}' | '[' | ']' => {}
                _ if letter.is_whitespace() => {}
                _ => return false,
            }
        }
    }
    has_arrow
}

/// True for a link that is nothing but the number or the sign of a note, and leads to it.
pub(super) fn is_note_number(dom: Dom<'_>, link: NodeId) -> bool {
    let Some((_, anchor)) = dom.attr(link, AttrName::HREF).and_then(|href| href.split_once('#')) else {
        return false;
    };
    let is_named = dom.attr(link, AttrName::ROLE) == Some("doc-noteref") || sounds_like_note(anchor);
    let is_mark =
        |letter: char| letter.is_ascii_digit() || matches!(letter, '[' | ']' | '*' | '†' | '‡' | ' ');
    let mut n_bytes = 0;
    for inner in dom.descendants(link).take(MAX_NODES) {
        let own = trimmed(dom.text(inner));
        n_bytes += own.len();
        if n_bytes > MAX_MARK_BYTES || !own.chars().all(is_mark) {
            return false;
        }
    }
    is_named && n_bytes > 0
}

/// True for a formula whose element bears a prefix: `<m:math>`.
pub(super) fn is_prefixed_formula(dom: Dom<'_>, node: NodeId) -> bool {
    dom.tag_name(node).ends_with(":math")
}

/// What a picture shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FormulaImage<'a> {
    /// No formula.
    None,
    /// A formula that stands beside it as MathML.
    Copy,
    /// A formula, and its source.
    Tex(&'a str),
}

pub(super) fn formula_of_image(dom: Dom<'_>, image: NodeId) -> FormulaImage<'_> {
    let alt = || dom.attr(image, AttrName::ALT).filter(|alt| !alt.trim().is_empty());
    let class = dom.attr(image, AttrName::CLASS).unwrap_or("");
    let shows_formula = |name: &str| {
        name.starts_with("mwe-math")
            || matches!(name, "tex" | "latex" | "math" | "formula" | "equation" | "texrender")
    };
    if !class.split_ascii_whitespace().any(shows_formula) {
        let drawn = alt().filter(|alt| is_tex(alt) && is_drawn_from_tex(dom, image));
        return drawn.map_or(FormulaImage::None, FormulaImage::Tex);
    }
    let beside = dom.parent(image).map(|above| dom.descendants(above).take(MAX_NODES));
    if beside.is_some_and(|mut beside| beside.any(|node| dom.tag(node) == Some(Tag::MATH))) {
        return FormulaImage::Copy;
    }
    alt().map_or(FormulaImage::None, FormulaImage::Tex)
}

/// True for what only TeX writes.
fn is_tex(alt: &str) -> bool {
    alt.contains(['\\', '^', '_', '=', '+'])
}

/// True for a picture whose address names a program that draws formulas.
fn is_drawn_from_tex(dom: Dom<'_>, image: NodeId) -> bool {
    let address = dom.attr(image, AttrName::SRC).unwrap_or("");
    ["latex", "mimetex", "mathtex", "math/render", "math.cgi", "texrender"]
        .iter()
        .any(|name| address.contains(name))
}

/// True for an inline element that is shown as a paragraph: a `<span>` whose style says so, an element of the
/// page's own (`<x-para>`, `<x-comment>`) that holds a whole sentence and stands among others of its name.
pub(super) fn is_paragraph(dom: Dom<'_>, node: NodeId, tag: Tag) -> bool {
    if let Some(style) = dom.attr(node, AttrName::STYLE)
        && style.contains("display")
    {
        let shows_block = |part: &str| {
            part.split_once(':').is_some_and(|(name, value)| {
                name.trim() == "display"
                    && matches!(value.trim(), "block" | "flex" | "grid" | "list-item" | "table")
            })
        };
        if style.split(';').any(shows_block) {
            return true;
        }
    }
    if touches_its_like(dom, node) {
        return true;
    }
    if tag != Tag::OTHER || !dom.tag_name(node).contains('-') {
        return false;
    }
    let is_beside = |other: Option<NodeId>| {
        other.is_none_or(|other| dom.is_element(other) || trimmed(dom.text(other)).is_empty())
    };
    if !is_beside(dom.next_sibling(node)) || !is_beside(dom.prev_sibling(node)) {
        return false;
    }
    is_sentence(dom, node)
}

/// True for an element in a box whose class or style shows what it holds side by side, each apart from the next: a row
/// of `<span>`s in `flex`.
pub(super) fn stands_in_row(dom: Dom<'_>, node: NodeId) -> bool {
    const NAMES: [&str; 8] =
        ["flex", "inline-flex", "grid", "inline-grid", "d-flex", "d-inline-flex", "d-grid", "uk-flex"];
    let Some(above) = dom.parent(node) else { return false };
    let attr = |name| dom.attr(above, name);
    let shows_row = |part: &str| {
        let (name, value) = part.split_once(':').unwrap_or_default();
        name.trim() == "display" && matches!(value.trim(), "flex" | "inline-flex" | "grid" | "inline-grid")
    };
    attr(AttrName::CLASS).is_some_and(|class| words(class).any(|name| NAMES.contains(&name)))
        || attr(AttrName::STYLE).is_some_and(|style| style.split(';').any(shows_row))
}

/// True for an element of at least a line that touches another of its name, both of whole sentences, in a box that
/// holds nothing but elements of this name: where no white space parts two sentences, only a style sheet can, and it
/// shows them as paragraphs. In a paragraph such elements are an editor's.
fn touches_its_like(dom: Dom<'_>, node: NodeId) -> bool {
    let name = dom.name_number(node);
    let is_like = |other: Option<NodeId>| {
        other.filter(|&other| dom.is_element(other) && dom.name_number(other) == name)
    };
    let Some(beside) = is_like(dom.next_sibling(node)).or_else(|| is_like(dom.prev_sibling(node))) else {
        return false;
    };
    let Some(above) = dom.parent(node) else { return false };
    let is_paragraph = |tag: Tag| tag == Tag::P || tag.is(TagProps::HEADING) || !tag.is(TagProps::BLOCK);
    if dom.tag(above).is_some_and(|tag| tag != Tag::OTHER && is_paragraph(tag)) {
        return false;
    }
    let all_like = || {
        dom.children(above).take(MAX_NODES).all(|child| {
            if dom.is_element(child) {
                dom.name_number(child) == name
            } else {
                trimmed(dom.text(child)).is_empty()
            }
        })
    };
    all_like() && is_sentence(dom, node) && is_sentence(dom, beside)
}

/// True for an element of a line or more that ends as sentences do, or of many.
fn is_sentence(dom: Dom<'_>, node: NodeId) -> bool {
    let mut n_bytes = 0;
    const ENDS: [char; 10] = ['.', '!', '?', '…', '”', '"', '»', '。', '؟', '।'];
    let (mut last, mut holds_paragraph) = ("", false);
    for inner in dom.descendants(node) {
        let own = trimmed(dom.text(inner));
        n_bytes += own.len();
        if !own.is_empty() {
            last = own;
            holds_paragraph |= own.len() >= MIN_PARAGRAPH_BYTES && own.ends_with(ENDS);
        }
        if n_bytes > 10 * MIN_PARAGRAPH_BYTES {
            return true;
        }
    }
    n_bytes >= MIN_PARAGRAPH_BYTES && (holds_paragraph || last.ends_with(ENDS))
}

/// Depth and number of a paragraph that Word wrote for an item of a list (`mso-list:l0 level2 lfo1`); number
/// 0 for a bullet.
pub(super) fn word_item(dom: Dom<'_>, paragraph: NodeId) -> Option<(u8, u16)> {
    const LIST: &str = "mso-list:";
    let style = dom.attr(paragraph, AttrName::STYLE)?;
    let list = &style[memchr::memmem::find(style.as_bytes(), LIST.as_bytes())? + LIST.len()..];
    let (_, level) = list.split(';').next()?.split_once("level")?;
    let depth = level.bytes().next().filter(u8::is_ascii_digit).map_or(1, |digit| digit - b'0').max(1);
    let texts = dom.descendants(paragraph).take(MAX_NODES).map(|inner| trimmed(dom.text(inner)));
    let marker = texts.into_iter().find(|text| !text.is_empty()).unwrap_or("");
    let digits = marker.trim_end_matches(['.', ')']);
    Some((depth, digits.parse().unwrap_or(0)))
}

/// The language that class names give a listing: those of the `<pre>`, of the `<code>` in it, of what is around.
pub(super) fn language_of_listing(dom: Dom<'_>, pre: NodeId) -> Option<&str> {
    let code = dom.children(pre).find(|&child| dom.tag(child) == Some(Tag::CODE));
    let around = dom.ancestors(pre).take(2);
    let classes =
        code.into_iter().chain([pre]).chain(around).filter_map(|node| dom.attr(node, AttrName::CLASS));
    let named = |class: &&str| {
        ["language-", "lang-", "highlight-source-", "highlight-"].iter().any(|start| class.starts_with(start))
    };
    let name = classes.flat_map(str::split_ascii_whitespace).find(named)?;
    let language = name.rsplit('-').next().unwrap_or("");
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '#' | '.');
    let is_telling = !matches!(language, "" | "none" | "plaintext" | "text" | "default");
    (is_telling && language.len() <= 20 && language.chars().all(is_name)).then_some(language)
}

/// The text without letters that only icon fonts draw, and without those that no browser draws; `None` when it holds
/// neither.
pub(super) fn as_drawn(text: &str) -> Option<String> {
    let without_icons = without_icons(text);
    let rest = without_icons.as_deref().unwrap_or(text);
    if may_hold_unseen(rest) { Some(without_unseen(rest)) } else { without_icons }
}

/// True for a text with a letter of private use, U+E000 to U+F8FF.
fn may_hold_icons(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_private = |at: usize| bytes[at] == 0xEE || bytes.get(at + 1).is_some_and(|second| *second <= 0xA3);
    memchr::memchr2_iter(0xEE, 0xEF, bytes).any(is_private)
}

/// The text without letters that only icon fonts draw (of the private use area, and standing alone); `None`
/// when it holds none, as nearly every text.
fn without_icons(text: &str) -> Option<String> {
    if !may_hold_icons(text) {
        return None;
    }
    let is_private = |letter: char| matches!(letter, '\u{e000}'..='\u{f8ff}');
    let is_icon = |word: &str| word.chars().all(is_private) && word.chars().count() <= 2;
    let words = text.split_inclusive(char::is_whitespace);
    Some(words.filter(|word| word.trim().is_empty() || !is_icon(word.trim())).collect())
}

/// True for a text that holds letters that no browser draws.
fn may_hold_unseen(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3_iter(0xAD, 0x8B, 0xBF, bytes).any(|at| {
        matches!(
            (at.checked_sub(2).map(|two| bytes[two]), at.checked_sub(1).map(|one| bytes[one]), bytes[at]),
            (_, Some(0xC2), 0xAD) | (Some(0xE2), Some(0x80), 0x8B) | (Some(0xEF), Some(0xBB), 0xBF)
        )
    })
}

/// The text without marks of where a word may break and of where a text begins. Between letters of scripts that part
/// no words (Thai, Lao, Burmese, Khmer) the mark of a gap is all there is of it, and stays.
fn without_unseen(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for letter in text.chars() {
        let parts_words =
            || kept.ends_with(|last| matches!(last, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'));
        match letter {
            '\u{ad}' | '\u{feff}' => {}
            '\u{200b}' if !parts_words() => {}
            _ => kept.push(letter),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, ParseOptions};

    fn with_first<T>(html: &str, tag: Tag, look: impl FnOnce(Dom<'_>, NodeId) -> T) -> T {
        let mut arena = Arena::new();
        let dom = arena.parse(html, &ParseOptions::default());
        let node = dom.descendants(dom.root()).find(|&node| dom.tag(node) == Some(tag));
        look(dom, node.expect("the element"))
    }

    #[test]
    fn superscripts_are_told_apart() {
        let is = |html: &str, before: &str| {
            with_first(html, Tag::SUP, |dom, node| {
                format!("{:?}", superscript(dom, node, before.bytes().last(), before))
            })
        };
        assert_eq!(is("<sup><a href='#fn1'>1</a></sup>", "oil"), "Note");
        assert_eq!(is("<a href='#fn1'><sup>1</sup></a>", "oil"), "Note");
        assert_eq!(is("<sup>[<i><a href=/w>citation needed</a></i>]</sup>", "oil"), "Note");
        assert_eq!(is("<sup>1</sup>", "rapeseed"), "LooseNote(\"1\")");
        assert_eq!(is("<sup>6</sup>", "10"), "Power");
        assert_eq!(is("<sup>2</sup>", "12 m"), "PartOfWord");
        assert_eq!(is("<sup>st</sup>", "1"), "PartOfWord");
    }

    #[test]
    fn arrows_back_and_icons_are_known() {
        let is = |html: &str| with_first(html, Tag::A, is_way_back);
        assert!(is("<a href='#r1'>↩\u{fe0e}</a>") && is("<a href='#r1'><b>^</b></a>"));
        assert!(!is("<a href='#r1'>up ↑</a>") && !is("<a href='/x'>↑</a>") && !is("<a href='#r1'></a>"));
        assert_eq!(without_icons("\u{f101} Share").as_deref(), Some("Share"));
        assert_eq!(without_icons("文字，もじ"), None);
    }
}
