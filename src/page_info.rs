//! A parsed page -> what it says about itself: `<head>`, JSON-LD, microdata, times, bylines.
//!
//! One pass over the elements notes everything that could tell a field; nothing is judged here, and
//! nothing is read twice. [`crate::fields`] decides what to believe. Texts are borrowed from the page
//! where the page has them in one piece. Knows no rule and no outlet.

pub mod address;
pub mod archive;
mod hint;
pub(crate) mod json_ld;
pub(crate) mod told;

use std::borrow::Cow;

use serde_json::Value;

use crate::html::spaces::words;
use crate::html::{AttrName, Dom, NodeId, Tag};

use crate::page_info::hint::{Hint, Hints};
use crate::segment::html::Segmented;
use crate::text::{is_folded, trimmed};

/// Most a page may name of each thing. Real pages stay far below; a hostile one must not make the
/// lists longer than the page.
const MAX_NOTES: usize = 2_000;

/// Nodes looked at for the text of one element: a byline of empty elements must not cost a page.
const MAX_NODES_PER_TEXT: usize = 2_000;

/// An element that may tell something, and how far down the page it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// The element.
    pub node: NodeId,
    /// Bytes of the page's text before it.
    pub at: u32,
}

/// What a page says about itself, in page order.
#[derive(Debug, Clone, Default)]
pub struct Meta<'a> {
    /// `lang` of the `<html>` element.
    pub language: Option<&'a str>,
    /// The `<title>` element of the head.
    pub title: Option<NodeId>,
    /// Every `<meta>` with a name (`name`, `property`, `itemprop` or `http-equiv`, lower case) and
    /// a content.
    pub entries: Vec<(Cow<'a, str>, &'a str)>,
    /// Every `<link rel href>`.
    pub links: Vec<(&'a str, &'a str)>,
    /// The JSON-LD scripts that could be read.
    pub json_ld: Vec<Value>,
    /// Elements with an `itemprop`, `<meta>` not among them.
    pub items: Vec<(&'a str, Note)>,
    /// `<h1>` elements.
    pub headings: Vec<Note>,
    /// `<time>` elements.
    pub times: Vec<Note>,
    /// Links with `rel=author`.
    pub author_links: Vec<Note>,
    /// Elements whose class or id sounds like a byline.
    pub byline_hints: Vec<Note>,
    /// Elements whose class or id sounds like a date.
    pub date_hints: Vec<Note>,
    /// Elements whose class or id sounds like a headline.
    pub title_hints: Vec<Note>,
    /// Fields for an address of mail.
    pub mail_fields: Vec<Note>,
    /// `<h2>` and `<h3>` elements.
    pub subheadings: Vec<Note>,
    /// `<img>` elements.
    pub images: Vec<Note>,
    /// Text areas, and elements that can be edited like one.
    pub text_areas: Vec<Note>,
    /// On a page without an `<h1>`: the line that says what the `<title>` begins or ends with.
    pub title_line: Option<Note>,
    /// Where relative addresses start from, as the page says.
    pub base: Option<&'a str>,
    /// What stands in the first filled field of a search.
    pub sought: Option<&'a str>,
}

impl<'a> Meta<'a> {
    /// Notes what the page says about itself. Never fails. What segmenting left out stands where the
    /// text before it ends.
    pub fn gather(dom: Dom<'a>, segmented: &Segmented) -> Self {
        let mut meta = Self::default();
        let hints = Hints::new(dom);
        let mut at = 0;
        let watch = dom.deadline().watch();
        for &node in segmented.elements.iter().take_while(|_| !watch.is_over()) {
            at = at.max(segmented.spans[node.index()].start);
            let tag = dom.tag(node).unwrap_or(Tag::OTHER);
            meta.note(dom, Note { node, at }, tag, &hints);
        }
        if meta.headings.is_empty() {
            meta.title_line = meta.title.and_then(|title| title_line(dom, segmented, title));
        }
        for script in dom.raw_texts().take_while(|_| !dom.deadline().is_over()) {
            if dom.attr(script.node, AttrName::TYPE).is_some_and(is_json_ld) {
                json_ld::read(script.text, &mut meta.json_ld);
            }
        }
        meta
    }

    /// The contents of all `<meta>` elements of one (lower-case) name.
    pub fn contents(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.entries.iter().filter(move |entry| entry.0 == name).map(|entry| entry.1)
    }

    /// Every object of the JSON-LD, outer before inner.
    pub(crate) fn objects(&self) -> Vec<&json_ld::Object> {
        json_ld::objects(&self.json_ld)
    }

    fn note(&mut self, dom: Dom<'a>, note: Note, tag: Tag, hints: &Hints) {
        let node = note.node;
        match tag {
            Tag::META => return self.note_meta(dom, node),
            Tag::LINK => return self.note_link(dom, node),
            Tag::HTML => {
                self.language = dom.attr(node, AttrName::LANG).or_else(|| dom.attr(node, AttrName::XML_LANG))
            }
            Tag::TITLE => self.title = self.title.or(Some(node)),
            Tag::BASE => self.base = self.base.or_else(|| dom.attr(node, AttrName::HREF)),
            Tag::H1 => note_in(&mut self.headings, note),
            Tag::H2 | Tag::H3 => note_in(&mut self.subheadings, note),
            Tag::TIME => note_in(&mut self.times, note),
            Tag::IMG => note_in(&mut self.images, note),
            Tag::TEXTAREA => note_in(&mut self.text_areas, note),
            Tag::INPUT => {
                self.sought = self.sought.or_else(|| sought_in(dom, node));
                if takes_mail(dom, node) {
                    note_in(&mut self.mail_fields, note);
                }
            }
            _ => {}
        }
        for attr in dom.attr_views(node) {
            match attr.name() {
                Some(AttrName::CLASS) => {
                    self.note_hint(note, tag, attr.class().and_then(|class| hints.of_class(class)));
                }
                Some(AttrName::ID | AttrName::DATA_TESTID) => {
                    self.note_hint(note, tag, hints.of(attr.value()))
                }
                Some(AttrName::ITEMPROP) if self.items.len() < MAX_NOTES => {
                    self.items.extend(attr.value().split_ascii_whitespace().map(|word| (word, note)));
                }
                Some(AttrName::REL) if tag == Tag::A && has_word(attr.value(), "author") => {
                    note_in(&mut self.author_links, note)
                }
                None if attr.is_spelled("contenteditable") && attr.value() != "false" => {
                    note_in(&mut self.text_areas, note);
                }
                _ => {}
            }
        }
    }

    fn note_meta(&mut self, dom: Dom<'a>, node: NodeId) {
        const NAMES: [AttrName; 4] =
            [AttrName::PROPERTY, AttrName::NAME, AttrName::ITEMPROP, AttrName::HTTP_EQUIV];
        let content = dom.attr(node, AttrName::CONTENT).map_or("", str::trim);
        if content.is_empty() || self.entries.len() >= MAX_NOTES {
            return;
        }
        for name in NAMES.into_iter().filter_map(|name| dom.attr(node, name)) {
            self.entries.push((lower_case(name.trim()), content));
        }
    }

    fn note_link(&mut self, dom: Dom<'a>, node: NodeId) {
        if let (Some(rel), Some(href)) = (dom.attr(node, AttrName::REL), dom.attr(node, AttrName::HREF))
            && self.links.len() < MAX_NOTES
        {
            self.links.push((rel, href));
        }
    }

    fn note_hint(&mut self, note: Note, tag: Tag, hint: Option<Hint>) {
        let Some(hint) = hint.filter(|_| !matches!(tag, Tag::HTML | Tag::BODY | Tag::HEAD)) else { return };
        match hint {
            Hint::Byline => note_in(&mut self.byline_hints, note),
            Hint::Date => note_in(&mut self.date_hints, note),
            Hint::Title => note_in(&mut self.title_hints, note),
        }
    }
}

/// The longest of the first lines of a page that the `<title>` begins or ends with: old pages write their headline
/// without a heading.
fn title_line(dom: Dom<'_>, segmented: &Segmented, title: NodeId) -> Option<Note> {
    /// Lines that are compared.
    const MAX_LINES: usize = 200;
    /// Bytes of a headline.
    const BYTES: std::ops::RangeInclusive<usize> = 12..=300;
    let title = text_of(dom, title, *BYTES.end());
    let lines = segmented.page.blocks.iter().zip(&segmented.places).take(MAX_LINES);
    let says = |line: &str| BYTES.contains(&line.len()) && (title.starts_with(line) || title.ends_with(line));
    let said = lines.filter_map(|(block, place)| {
        // The byline may be in the same block, behind a `<br>`.
        let first = if dom.is_text(place.first) { trimmed(dom.text(place.first)) } else { "" };
        let line = [segmented.page.block_text(block), first].into_iter().find(|line| says(line))?;
        Some((line.len(), Note { node: place.first, at: block.span.start }))
    });
    // The first of equals.
    said.min_by_key(|(length, _)| std::cmp::Reverse(*length)).map(|said| said.1)
}

/// True for a field that takes an address of mail.
fn takes_mail(dom: Dom<'_>, node: NodeId) -> bool {
    let is_named = |name| {
        let value: &str = dom.attr(node, name).unwrap_or("");
        value.len() >= 4 && value.as_bytes().windows(4).any(|part| part.eq_ignore_ascii_case(b"mail"))
    };
    let is_other = |kind: &str| ["hidden", "submit", "checkbox", "radio"].contains(&kind);
    !dom.attr(node, AttrName::TYPE).is_some_and(is_other)
        && [AttrName::TYPE, AttrName::NAME].into_iter().any(is_named)
}

/// What somebody looked for, as the field of a search still shows it.
fn sought_in<'a>(dom: Dom<'a>, node: NodeId) -> Option<&'a str> {
    /// Names that forms of searches give it.
    const NAMES: [&str; 12] = [
        "q",
        "s",
        "query",
        "search",
        "keyword",
        "keywords",
        "k",
        "term",
        "searchword",
        "search_query",
        "text",
        "wd",
    ];
    let is_named = |name| {
        dom.attr(node, name).is_some_and(|value| NAMES.iter().any(|known| known.eq_ignore_ascii_case(value)))
    };
    let value = dom.attr(node, AttrName::VALUE)?.trim();
    (!value.is_empty() && (is_named(AttrName::NAME) || is_named(AttrName::TYPE))).then_some(value)
}

/// The text of an element, white space folded, at most about `max_bytes` of it. Texts of block
/// elements and table cells are kept apart by a space.
pub(crate) fn text_of(dom: Dom<'_>, node: NodeId, max_bytes: usize) -> String {
    /// Bytes of nearly every text that is asked for: it grows no more.
    const USUAL_BYTES: usize = 128;
    let mut text = String::with_capacity(max_bytes.min(USUAL_BYTES));
    let mut next = dom.first_child(node);
    let end = dom.next_skipping_children(node);
    let mut n_nodes = 0;
    while let Some(at) = next
        && next != end
        && text.len() < max_bytes
        && n_nodes < MAX_NODES_PER_TEXT
    {
        n_nodes += 1;
        next = dom.following(at);
        match dom.tag(at) {
            Some(tag) if tag.is(crate::html::TagProps::HIDDEN) => next = dom.next_skipping_children(at),
            Some(tag) if tag == Tag::BR || !tag.is(crate::html::TagProps::PHRASING) => push_gap(&mut text),
            Some(_) => {}
            None => push_folded(&mut text, dom.text(at)),
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Appends a text with every run of white space folded to one space, none at the start.
pub(crate) fn push_folded(text: &mut String, more: &str) {
    if more.starts_with(char::is_whitespace) {
        push_gap(text);
    }
    let inner = trimmed(more);
    if is_folded(inner) {
        text.push_str(inner);
    } else if inner.is_ascii() && memchr::memchr(VERTICAL_TAB, inner.as_bytes()).is_none() {
        push_words(text, words(inner));
    } else {
        push_words(text, inner.split_whitespace());
    }
    if !inner.is_empty() && more.ends_with(char::is_whitespace) {
        text.push(' ');
    }
}

/// White space that HTML does not know.
const VERTICAL_TAB: u8 = 0x0b;

fn push_words<'t>(text: &mut String, words: impl Iterator<Item = &'t str>) {
    for (number, word) in words.enumerate() {
        if number > 0 {
            text.push(' ');
        }
        text.push_str(word);
    }
}

/// Appends a space, unless the text is empty or ends in one.
fn push_gap(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

fn note_in(list: &mut Vec<Note>, note: Note) {
    if list.len() < MAX_NOTES && list.last() != Some(&note) {
        list.push(note);
    }
}

fn is_json_ld(kind: &str) -> bool {
    let kind = kind.trim().as_bytes();
    kind.get(..19).is_some_and(|start| start.eq_ignore_ascii_case(b"application/ld+json"))
}

fn has_word(value: &str, word: &str) -> bool {
    value.split_ascii_whitespace().any(|own| own.eq_ignore_ascii_case(word))
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Meta, Segmented, text_of};
    use crate::html::{Arena, ParseOptions};

    #[test]
    fn gathers_in_page_order() {
        let page = r#"<html lang="en-GB"><head><title>A | B</title><meta property="OG:Title" content=" A ">
            <meta name=date content=""><link rel=canonical href="/a">
            <script type="application/ld+json">{"@type":"Article","headline":"A"}</script></head>
            <body><h1>A <br>b</h1><div class="post-author-name"><a rel="nofollow author" href=x>Jane Doe</a></div>
            <time datetime="2019-05-12" itemprop="datePublished">May 12</time></body>"#;
        let mut arena = Arena::new();
        let dom = arena.parse(page, &ParseOptions::default());
        let mut segmented = Segmented::default();
        segmented.segment(dom);
        let meta = Meta::gather(dom, &segmented);
        assert_eq!(meta.language, Some("en-GB"));
        assert_eq!(meta.contents("og:title").collect::<Vec<_>>(), ["A"]);
        assert_eq!(meta.entries.len(), 1);
        assert_eq!(meta.links, [("canonical", "/a")]);
        assert_eq!(meta.objects().len(), 1);
        assert_eq!(meta.items.len(), 1);
        assert_eq!(meta.times.len(), 1);
        assert_eq!(meta.author_links.len(), 1);
        assert_eq!(text_of(dom, meta.byline_hints[0].node, 100), "Jane Doe");
        assert_eq!(text_of(dom, meta.headings[0].node, 100), "A b");
    }
}
