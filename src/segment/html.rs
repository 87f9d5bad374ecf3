//! A parsed page to one text cut into blocks: a single walk over the tree, which also lists its elements for
//! the stages behind.
//!
//! A block is what lies between two boundaries of block-level elements; two `<br>` in a row cut
//! it, one only breaks the line. Lines of `<pre>` are blocks of their own, with their indentation
//! left in the white space before them. A row of a data table is one block (see [`super::rows`]).
//!
//! White space collapses as a browser does it (ASCII white space only: no-break spaces are text).
//! Nothing visible is left out, menus and footers included: what to keep is not decided here. What no
//! browser shows is left out (see [`super::hidden`]), and so are marks that belong to no sentence: readings
//! above Japanese words, numbers of notes, arrows back from a note, letters of icon fonts. Formulas come as
//! one readable line (see [`super::formula`]).

mod blocks;
mod containers;

use crate::html::{AttrName, Dom, NodeId, NodeKind, Tag, TagProps};
use crate::page::{Inline, InlineKind, Markup, Page, Span};
use crate::text::trimmed;

use super::formula;
use super::hidden::{Hidden, Sign};
use super::marks;
pub use super::place::BlockPlace;
use super::printed_lines::{self, Segments};
use super::rows::Tables;
use super::seam::Seam;

/// A page and what of the tree stands behind its blocks.
#[derive(Debug, Default)]
pub struct Segmented {
    /// The page.
    pub page: Page,
    /// For each block of the page, where it hangs in the tree.
    pub places: Vec<BlockPlace>,
    /// For each node (by index), the bytes of the text that its subtree covers. May begin or end
    /// with white space; empty for nodes without visible text.
    pub spans: Vec<Span>,
    /// The elements in page order, those without text among them: for all who look at each.
    pub elements: Vec<NodeId>,
    /// The page's time was up before its end: the rest of it is missing.
    pub is_cut: bool,
    /// What happens to readings above words (`<ruby>`).
    pub readings: Readings,
    /// Formulas of which nothing could be read.
    pub n_lost_formulas: usize,
    hidden: Hidden,
    /// Single `<br>`s of the page.
    n_line_breaks: usize,
}

/// What happens to the readings that stand above words of Japanese and Chinese (`<rt>` in `<ruby>`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Readings {
    /// They are left out: the words stand as they are written.
    #[default]
    Without,
    /// They stand in brackets behind their words.
    InBrackets,
}

/// Inline elements around a whole block of which it takes note, the outermost ones: people nest a
/// handful, pages that close nothing nest hundreds, and each block would name all of them.
const MAX_INLINES_OF_BLOCK: usize = 32;

/// Highest number that a list or an item may tell as its own: years stand in front of lines, not of items.
const MAX_LIST_NUMBER: u16 = 999;

/// The content of `<noscript>` is read when the rest of the page has fewer bytes of text than
/// this (about 150 words), or less than `<noscript>` has: pages that a script would have filled.
const FEW_BYTES: usize = 900;

/// Share of a page's time by whose end the text must stand: it must still be labelled.
const SEGMENT_PERCENT: u32 = 75;

impl Segmented {
    /// Cuts `dom` into blocks, reusing this value's memory. The page text of an earlier call is
    /// dropped. Never fails.
    pub fn segment(&mut self, dom: Dom<'_>) {
        self.hidden.read(dom);
        let hidden_bytes = self.walk(dom, false);
        let with_noscript =
            hidden_bytes > 0 && (self.page.text.len() < FEW_BYTES || hidden_bytes > self.page.text.len());
        if !self.is_cut && with_noscript {
            self.walk(dom, true);
        }
        let (page, places, spans) = (&mut self.page, &mut self.places, &mut self.spans);
        printed_lines::join(dom, Segments { page, places, spans }, self.n_line_breaks);
    }

    /// One walk over the tree; returns the bytes of text that `<noscript>` elements hold.
    fn walk(&mut self, dom: Dom<'_>, with_noscript: bool) -> usize {
        self.page.text.clear();
        self.page.blocks.clear();
        self.page.inlines.clear();
        self.page.hrefs.clear();
        self.page.languages.clear();
        self.places.clear();
        self.elements.clear();
        // About every other node is a text.
        self.elements.reserve(dom.len() / 2);
        self.spans.clear();
        self.spans.resize(dom.len(), Span::default());
        self.n_lost_formulas = 0;
        // The page is given away each time; so much of a usual source is text.
        self.page.text.reserve(dom.source_len() / 16);
        self.page.hrefs.reserve(dom.source_len() / 32);
        let mut writer = Writer::new(dom, self, with_noscript);
        let is_cut = writer.run();
        writer.close_block();
        let (noscript_bytes, n_line_breaks) = (writer.noscript_bytes, writer.n_line_breaks);
        if writer.unsorted {
            self.page.inlines.sort_by_key(in_order);
        }
        self.n_line_breaks = n_line_breaks;
        self.is_cut = is_cut;
        noscript_bytes
    }
}

/// Outer elements stand before inner ones, empty cells before what begins in the same place.
fn in_order(inline: &Inline) -> (u32, bool, std::cmp::Reverse<u32>) {
    let is_empty_cell = inline.kind == InlineKind::Cell && inline.span.is_empty();
    (inline.span.start, !is_empty_cell, std::cmp::Reverse(inline.span.end))
}

/// A block-level element that is open.
#[derive(Clone, Copy)]
struct Container {
    node: NodeId,
    markup: Markup,
    /// Items counted so far, for `<ol>`; `u16::MAX` for other lists.
    items: u16,
}

/// An inline element that is open.
struct OpenInline {
    node: NodeId,
    kind: InlineKind,
    start: u32,
}

/// The walk's state.
struct Writer<'a, 'p> {
    dom: Dom<'a>,
    page: &'p mut Page,
    places: &'p mut Vec<BlockPlace>,
    spans: &'p mut Vec<Span>,
    elements: &'p mut Vec<NodeId>,
    with_noscript: bool,
    noscript_bytes: usize,
    containers: Vec<Container>,
    inlines: Vec<OpenInline>,
    tables: Tables,
    /// The cell that is open and is one block, whatever elements it holds.
    soft_cell: Option<NodeId>,
    /// An item of a list ended in that cell.
    comma: bool,
    readings: Readings,
    hidden: &'p mut Hidden,
    n_lost_formulas: &'p mut usize,
    list_depth: u8,
    pre_depth: u32,
    /// The outermost `<pre>` that is open.
    listing: Option<NodeId>,
    /// The block being written: where it starts, and its first text node; `None` between blocks.
    block: Option<(u32, NodeId)>,
    link_bytes: u32,
    /// White space was seen since the last character.
    space: bool,
    /// `<br>` seen since the last character.
    n_breaks: u32,
    n_line_breaks: usize,
    unsorted: bool,
    seam: Seam,
    /// The last line of the text holds more than indentation.
    line_used: bool,
}

impl<'a, 'p> Writer<'a, 'p> {
    fn new(dom: Dom<'a>, out: &'p mut Segmented, with_noscript: bool) -> Self {
        let root = Container { node: dom.root(), markup: Markup::None, items: u16::MAX };
        Writer {
            dom,
            page: &mut out.page,
            places: &mut out.places,
            spans: &mut out.spans,
            elements: &mut out.elements,
            with_noscript,
            noscript_bytes: 0,
            containers: vec![root],
            inlines: Vec::new(),
            tables: Tables::default(),
            soft_cell: None,
            comma: false,
            readings: out.readings,
            hidden: &mut out.hidden,
            n_lost_formulas: &mut out.n_lost_formulas,
            list_depth: 0,
            pre_depth: 0,
            listing: None,
            block: None,
            link_bytes: 0,
            space: false,
            n_breaks: 0,
            n_line_breaks: 0,
            unsorted: false,
            seam: Seam::new(),
            line_used: false,
        }
    }

    /// Visits every node once on the way down and every element once on the way up. True when there
    /// was no time for all of them: then the way leads straight up. Asked where an element with
    /// content ends, for most nodes have none.
    fn run(&mut self) -> bool {
        let dom = self.dom;
        let root = dom.root();
        let watch = dom.deadline().share(SEGMENT_PERCENT).watch();
        let mut is_late = false;
        let Some(mut node) = dom.first_child(root) else { return false };
        loop {
            if self.enter(node)
                && let Some(child) = dom.first_child(node)
            {
                node = child;
                continue;
            }
            loop {
                self.leave(node);
                if !is_late && let Some(next) = dom.next_sibling(node) {
                    node = next;
                    break;
                }
                match dom.parent(node) {
                    Some(parent) if parent != root => node = parent,
                    _ => return is_late,
                }
                is_late = watch.is_over();
            }
        }
    }

    fn end(&self) -> u32 {
        self.page.text.len() as u32
    }

    /// Handles a node on the way down; false when its children are not part of the text.
    fn enter(&mut self, node: NodeId) -> bool {
        self.spans[node.index()].start = self.end();
        match self.dom.kind(node) {
            NodeKind::Text => {
                self.write(node);
                false
            }
            NodeKind::Element(tag) => self.enter_element(node, tag),
            NodeKind::Document => true,
        }
    }

    fn enter_element(&mut self, node: NodeId, tag: Tag) -> bool {
        self.elements.push(node);
        let props = tag.props();
        if props.contains(TagProps::HIDDEN) {
            if matches!(tag, Tag::MATH | Tag::SCRIPT) {
                self.enter_formula(node, tag);
            }
            self.pass_over(node);
            return false;
        }
        if let Some(sign) = self.hidden.hides(self.dom, node, tag) {
            self.space |= sign == Sign::Ornament;
            self.pass_over(node);
            return false;
        }
        let is_block = props.contains(TagProps::BLOCK);
        if self.soft_cell.is_some() && is_block {
            self.soft_break(tag);
            return true;
        }
        if is_block || self.part_in_grid(node, tag) != tag {
            self.close_block();
            self.open_container(node, tag);
            return true;
        }
        self.enter_inline(node, tag)
    }

    fn enter_inline(&mut self, node: NodeId, tag: Tag) -> bool {
        match tag {
            Tag::BR => self.line_break(),
            Tag::A => {
                if marks::is_way_back(self.dom, node) || self.is_note_behind_word(node) {
                    self.pass_over(node);
                    return false;
                }
                self.open_link(node);
            }
            Tag::B | Tag::STRONG => self.open_inline(node, InlineKind::Strong),
            Tag::I | Tag::EM => self.open_inline(node, InlineKind::Emphasis),
            Tag::CODE | Tag::KBD | Tag::SAMP | Tag::TT => self.open_inline(node, InlineKind::Code),
            Tag::BUTTON => self.space = true,
            Tag::IMG => self.enter_image(node),
            Tag::SUP => return self.enter_superscript(node),
            Tag::RT | Tag::RP | Tag::RTC => return self.enter_reading(node, tag),
            Tag::NOSCRIPT if !self.with_noscript => {
                self.noscript_bytes += self.pass_over(node);
                return false;
            }
            Tag::OTHER if marks::is_prefixed_formula(self.dom, node) => {
                self.enter_formula(node, Tag::MATH);
                self.pass_over(node);
                return false;
            }
            // What is there to choose from is no part of the sentence around it.
            Tag::SELECT if self.soft_cell.is_none() => {
                self.close_block();
                self.open_container(node, tag);
                return true;
            }
            Tag::SPAN | Tag::FONT | Tag::LABEL | Tag::OTHER
                if self.soft_cell.is_none() && marks::is_paragraph(self.dom, node, tag) =>
            {
                self.close_block();
                self.open_container(node, tag);
                return true;
            }
            _ => {}
        }
        if self.block.is_some()
            && self.seam.touches(self.end())
            && marks::stands_in_row(self.dom, node)
            && !self.is_in_code()
        {
            self.space = true;
        }
        self.seam.enter(tag, self.end());
        true
    }

    /// An element that would part blocks, in a cell that is one.
    fn soft_break(&mut self, tag: Tag) {
        self.space = true;
        self.comma |= matches!(tag, Tag::LI | Tag::DD);
    }

    fn enter_formula(&mut self, node: NodeId, tag: Tag) {
        let dom = self.dom;
        let line = if tag == Tag::MATH {
            formula::of_math(dom, node)
        } else if dom.attr(node, AttrName::TYPE).is_some_and(|kind| kind.trim_start().starts_with("math/tex"))
        {
            dom.raw_texts().find(|raw| raw.node == node).and_then(|raw| formula::of_tex(raw.text))
        } else {
            return;
        };
        match line {
            Some(line) => self.write_formula(node, &line),
            None => *self.n_lost_formulas += usize::from(dom.first_child(node).is_some()),
        }
    }

    fn write_formula(&mut self, node: NodeId, line: &str) {
        if self.pre_depth > 0 {
            self.write_line(node, line);
            return;
        }
        self.open_block(node);
        let start = self.end();
        self.page.text.push_str(line);
        self.note_inline(InlineKind::Formula, start);
    }

    /// A picture parts words, but for one that shows a formula.
    fn enter_image(&mut self, node: NodeId) {
        match marks::formula_of_image(self.dom, node) {
            marks::FormulaImage::None => self.space = true,
            marks::FormulaImage::Copy => {}
            marks::FormulaImage::Tex(tex) => {
                if let Some(line) = formula::of_tex(tex) {
                    self.write_formula(node, &line);
                }
            }
        }
    }

    /// Numbers of notes are left out; a number higher than another gets the sign that tells them apart.
    fn enter_superscript(&mut self, node: NodeId) -> bool {
        let before =
            self.page.text.as_bytes().last().copied().filter(|_| self.block.is_some() && !self.space);
        match marks::superscript(self.dom, node, before, &self.page.text) {
            marks::Superscript::Note => {
                self.pass_over(node);
                return false;
            }
            marks::Superscript::LooseNote(mark) => {
                self.open_block(node);
                self.page.text.extend(["[", mark, "]"]);
                self.pass_over(node);
                return false;
            }
            marks::Superscript::Power => self.page.text.push('^'),
            marks::Superscript::PartOfWord => {}
        }
        self.seam.enter(Tag::SUP, self.end());
        true
    }

    /// True for a link that is the number of a note and touches the word before it.
    fn is_note_behind_word(&self, link: NodeId) -> bool {
        self.block.is_some()
            && !self.space
            && self.page.text.ends_with(|last: char| last.is_alphabetic() || matches!(last, '.' | '”' | '"'))
            && marks::is_note_number(self.dom, link)
    }

    fn enter_reading(&mut self, node: NodeId, tag: Tag) -> bool {
        if self.readings == Readings::InBrackets && tag == Tag::RT {
            self.space = false;
            if self.block.is_some() {
                self.page.text.push('(');
            }
            return true;
        }
        self.pass_over(node);
        false
    }

    /// Leaves out what is inside an element: its elements are noted, its text is counted, in bytes,
    /// white space at the ends of each text node aside.
    fn pass_over(&mut self, node: NodeId) -> usize {
        let dom = self.dom;
        let end = dom.next_skipping_children(node);
        let mut n_bytes = 0;
        let mut next = dom.first_child(node);
        while let Some(inner) = next
            && next != end
        {
            if dom.is_element(inner) {
                self.elements.push(inner);
            } else {
                n_bytes += trimmed(dom.text(inner)).len();
            }
            next = dom.following(inner);
        }
        n_bytes
    }

    /// Handles a node on the way up.
    #[inline]
    fn leave(&mut self, node: NodeId) {
        self.spans[node.index()].end = self.end();
        if let NodeKind::Element(tag) = self.dom.kind(node) {
            self.leave_element(node, tag);
        }
    }

    fn leave_element(&mut self, node: NodeId, tag: Tag) {
        if self.containers.last().is_some_and(|open| open.node == node) {
            self.close_block();
            self.close_container(node, tag);
        } else if self.inlines.last().is_some_and(|open| open.node == node) {
            self.close_inline();
        } else if tag == Tag::BUTTON {
            self.space = true;
        } else if tag == Tag::RT {
            if self.readings == Readings::InBrackets && self.block.is_some() {
                self.page.text.push(')');
            }
        } else if self.soft_cell.is_some() && tag.is(TagProps::BLOCK) {
            self.soft_break(tag);
        }
        self.seam.leave(tag, self.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Arena, ParseOptions};

    fn blocks(html: &str) -> Vec<(String, Markup)> {
        let mut arena = Arena::new();
        let mut segmented = Segmented::default();
        segmented.segment(arena.parse(html, &ParseOptions::default()));
        let page = &segmented.page;
        assert_eq!(page.blocks.len(), segmented.places.len());
        page.blocks.iter().map(|block| (page.block_text(block).to_owned(), block.markup)).collect()
    }

    fn check(html: &str, expected: &[(&str, Markup)]) {
        let expected: Vec<_> = expected.iter().map(|&(text, markup)| (text.to_owned(), markup)).collect();
        assert_eq!(blocks(html), expected, "{html}");
    }

    #[test]
    fn what_styles_draw_as_a_table_is_one() {
        let row = |markup: [&str; 2], cells: [&str; 2]| {
            let cell = |text: &str| format!("<div {}>{text}</div>", markup[1]);
            format!("<div {}>{}{}</div>", markup[0], cell(cells[0]), cell(cells[1]))
        };
        let rows = |markup| row(markup, ["Oak", "12"]) + &row(markup, ["Ash", "7"]);
        let expected = [("Oak 12", Markup::Row { header: false }), ("Ash 7", Markup::Row { header: false })];
        let inline = rows(["style='display: table-row'", "style='display:table-cell'"]);
        check(&format!("<div style='color:red;display:table'>{inline}</div>"), &expected);
        let classes = rows(["class='r x'", "class=c"]);
        let sheet = "<style>.t{display:table}.r{display:table-row}.c{padding:0;display:table-cell}</style>";
        check(&format!("{sheet}<div class=t>{classes}</div>"), &expected);
        // Columns of a layout hold no data, and a sheet may be for other elements.
        let long = "The wheel has stood still since the flood, and nobody knows who broke it. ".repeat(2);
        let columns = row(["style='display:table-row'", "style='display:table-cell'"], [&long, &long]);
        let whole = blocks(&format!("<div style='display:table'>{columns}{columns}</div>"));
        assert!(whole.len() == 4 && whole.iter().all(|block| block.1 == Markup::None), "{whole:?}");
        let plain = blocks(&format!(
            "<style>.y{{display:table}}.z{{display:table-row}}</style><div class=t>{classes}</div>"
        ));
        assert!(plain.iter().all(|block| block.1 == Markup::None), "{plain:?}");
    }

    #[test]
    fn block_elements_part_blocks_and_white_space_collapses() {
        check(
            "<title>x</title><div> One <b>two</b>\n three<p>Four</div>five",
            &[("One two three", Markup::None), ("Four", Markup::Paragraph), ("five", Markup::None)],
        );
    }

    #[test]
    fn two_breaks_part_a_block_and_one_does_not() {
        check("<p>a<br>b<br> <br>c", &[("a b", Markup::Paragraph), ("c", Markup::Paragraph)]);
    }

    #[test]
    fn short_cells_share_a_row_and_long_ones_do_not() {
        check(
            "<table><tr><th>Year<th>Sum<tr><td>2019<td>7</table>",
            &[("Year Sum", Markup::Row { header: true }), ("2019 7", Markup::Row { header: false })],
        );
        let long = "word ".repeat(30);
        assert_eq!(blocks(&format!("<table><tr><td>Menu<td>{long}</table>")).len(), 2);
    }

    #[test]
    fn words_in_elements_side_by_side_are_two() {
        let apart = [
            ("<p><a>LinkedIn</a><a>Mail</a>", "LinkedIn Mail"),
            ("<p><span>Price</span><b><span>12 euros</span></b><i>In stock</i>", "Price 12 euros In stock"),
            ("<p><a>Comments<svg></svg></a><span>14</span>", "Comments 14"),
            ("<p class='d-flex gap-2'><b>12</b><b>34</b>", "12 34"),
            ("<p style='display: grid'><i>oak</i><i>ash</i>", "oak ash"),
        ];
        let together = [
            "<p><b>S</b><i>he</i> saw <b>m</b><sup>2</sup>, <b>CO</b><sub>2</sub> and <b>word</b><i>s</i>",
            "<p>Mc<b></b>Gregor, <b>i</b><b>Phone</b>, <code><b>is</b><b>Null</b></code>, <b>20</b><b>26</b>",
            "<p class=flexible><b>12</b><b>34</b> <code class=flex><b>a</b><b>b</b></code>",
            "<p><b>Well</b><b>, he</b><b>said</b>, <b>令和</b><b>2年</b><b>東京</b>",
        ];
        for (html, text) in apart {
            check(html, &[(text, Markup::Paragraph)]);
        }
        for html in together {
            let mut text = String::new();
            for part in html.split('<') {
                text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
            }
            check(html, &[(&text, Markup::Paragraph)]);
        }
    }

    #[test]
    fn lists_keep_depth_and_number() {
        let item = |depth, ordinal| Markup::ListItem { depth, ordinal };
        check(
            "<ol><li>a<li>b<ul><li>c</ul></ol>",
            &[("a", item(1, 1)), ("b", item(1, 2)), ("c", item(2, 0))],
        );
    }

    #[test]
    fn lists_begin_where_they_say() {
        let item = |ordinal| Markup::ListItem { depth: 1, ordinal };
        check(
            "<ol start=4><li>a<li>b<li value=9>c<li>d</ol>",
            &[("a", item(4)), ("b", item(5)), ("c", item(9)), ("d", item(10))],
        );
    }

    #[test]
    fn letters_that_nobody_sees_are_left_out() {
        check(
            "<p>Donau&shy;dampf<b>&shy;er</b> back&#8203;ground \u{feff}x",
            &[("Donaudampfer background x", Markup::Paragraph)],
        );
        check("<p>ไทย&#8203;แลนด์", &[("ไทย\u{200b}แลนด์", Markup::Paragraph)]);
        check("<noscript>a&shy;b</noscript>", &[("ab", Markup::None)]);
    }

    #[test]
    fn sentences_that_would_touch_are_paragraphs() {
        let first = "The boat belongs to a baker who bought it from the harbour board for the price of its engine alone.";
        let second = "He says that he never meant to carry people, but a nurse asked him on the second day, and stayed.";
        for tag in ["span", "font", "label", "ps"] {
            check(
                &format!("<div><{tag} class=x>{first}</{tag}><{tag} class=x>{second}</{tag}></div>"),
                &[(first, Markup::None), (second, Markup::None)],
            );
            let both = format!("{first} {second}");
            check(
                &format!("<p><{tag}>{first}</{tag}> <{tag}>{second}</{tag}>"),
                &[(&both, Markup::Paragraph)],
            );
        }
    }

    #[test]
    fn numbers_of_notes_go_with_and_without_a_superscript() {
        check(
            "<p>the pier<a href='#fn:5' role=doc-noteref>5</a> and <a href='#fn2'>2</a> more, [<a href='#ref1'>1</a>,<a href='#ref2'>2</a>]",
            &[("the pier and 2 more, [1,2]", Markup::Paragraph)],
        );
    }

    #[test]
    fn code_lines_are_blocks_behind_their_indentation() {
        let mut arena = Arena::new();
        let mut segmented = Segmented::default();
        segmented.segment(arena.parse("<pre>if x:\n    y\n\nz</pre>", &ParseOptions::default()));
        assert_eq!(segmented.page.text, "if x:\n    y\n\nz");
        assert_eq!(segmented.page.blocks.len(), 3);
        let html = "<pre><code><div>if x:</div><div>    y</div></code></pre><pre>z</pre>";
        segmented.segment(arena.parse(html, &ParseOptions::default()));
        let groups: Vec<u32> = segmented.page.blocks.iter().map(|block| block.group).collect();
        assert!(groups[0] == groups[1] && groups[1] != groups[2], "{groups:?}");
    }

    #[test]
    fn links_are_counted_per_block() {
        let mut arena = Arena::new();
        let mut segmented = Segmented::default();
        let html = "<a href=/x><div>One two</div>three</a> four";
        segmented.segment(arena.parse(html, &ParseOptions::default()));
        let counted: Vec<u32> = segmented.page.blocks.iter().map(|block| block.link_bytes).collect();
        assert_eq!(counted, [7, 5]);
        assert_eq!(segmented.page.hrefs, "/x");
    }

    #[test]
    fn noscript_is_read_when_the_page_has_little_else() {
        check(
            "<p>Loading<noscript><p>The whole story</noscript>",
            &[("Loading", Markup::Paragraph), ("The whole story", Markup::Paragraph)],
        );
        let long = "word ".repeat(300);
        assert_eq!(blocks(&format!("<p>{long}<noscript>hidden</noscript>")).len(), 1);
    }
}
