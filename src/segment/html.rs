//! A parsed page to one text cut into blocks: a single walk over the tree, which also lists its elements for
//! the stages behind.
//!
//! A block is what lies between two boundaries of block-level elements; two `<br>` in a row cut
//! it, one only breaks the line. Lines of `<pre>` are blocks of their own, with their indentation
//! left in the white space before them. The cells of a table row share one block when each is
//! short and simple, so that data tables read as rows and layout tables as what is in them.
//!
//! White space collapses as a browser does it (ASCII white space only: no-break spaces are text).
//! Nothing visible is left out, menus and footers included: what to keep is not decided here.

use crate::html::spaces::{is_space, skip_indentation, space_from};
use crate::html::{AttrName, Dom, NodeId, NodeKind, Tag, TagProps};
use crate::page::{Block, Inline, InlineKind, Markup, Page, Span};

use super::seam::Seam;
use super::text::visible;

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
}

/// Where a block hangs in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockPlace {
    /// The text node the block begins with.
    pub first: NodeId,
    /// The innermost block-level element around that node.
    pub container: NodeId,
}

/// A row's cells are joined into one block when none is longer than this, in bytes: data cells
/// are short, cells of layout tables hold paragraphs. 100 bytes is about one printed line.
const MAX_CELL_BYTES: u32 = 100;

/// Inline elements around a whole block of which it takes note, the outermost ones: people nest a
/// handful, pages that close nothing nest hundreds, and each block would name all of them.
const MAX_INLINES_OF_BLOCK: usize = 32;

/// The content of `<noscript>` is read when the rest of the page has fewer bytes of text than
/// this (about 150 words), or less than `<noscript>` has: pages that a script would have filled.
const FEW_BYTES: usize = 900;

/// Share of a page's time by whose end the text must stand: it must still be labelled.
const SEGMENT_PERCENT: u32 = 75;

impl Segmented {
    /// Cuts `dom` into blocks, reusing this value's memory. The page text of an earlier call is
    /// dropped. Never fails.
    pub fn segment(&mut self, dom: Dom<'_>) {
        let hidden_bytes = self.walk(dom, false);
        if !self.is_cut
            && hidden_bytes > 0
            && (self.page.text.len() < FEW_BYTES || hidden_bytes > self.page.text.len())
        {
            self.walk(dom, true);
        }
    }

    /// One walk over the tree; returns the bytes of text that `<noscript>` elements hold.
    fn walk(&mut self, dom: Dom<'_>, with_noscript: bool) -> usize {
        self.page.text.clear();
        self.page.blocks.clear();
        self.page.inlines.clear();
        self.page.hrefs.clear();
        self.places.clear();
        self.elements.clear();
        // About every other node is a text.
        self.elements.reserve(dom.len() / 2);
        self.spans.clear();
        self.spans.resize(dom.len(), Span::default());
        // The page is given away each time; so much of a usual source is text.
        self.page.text.reserve(dom.source_len() / 16);
        self.page.hrefs.reserve(dom.source_len() / 32);
        let mut writer = Writer::new(dom, self, with_noscript);
        let is_cut = writer.run();
        writer.close_block();
        let noscript_bytes = writer.noscript_bytes;
        if writer.unsorted {
            self.page.inlines.sort_by_key(|inline| (inline.span.start, std::cmp::Reverse(inline.span.end)));
        }
        self.is_cut = is_cut;
        noscript_bytes
    }
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

/// A table row that is open.
struct OpenRow {
    first_block: usize,
    cell_block: usize,
    n_cells: u32,
    n_header_cells: u32,
    simple: bool,
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
    rows: Vec<OpenRow>,
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
            rows: Vec::new(),
            list_depth: 0,
            pre_depth: 0,
            listing: None,
            block: None,
            link_bytes: 0,
            space: false,
            n_breaks: 0,
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
            self.pass_over(node);
            return false;
        }
        if props.contains(TagProps::BLOCK) {
            self.close_block();
            self.open_container(node, tag);
        } else {
            match tag {
                Tag::BR => self.line_break(),
                Tag::A => self.open_link(node),
                Tag::B | Tag::STRONG => self.open_inline(node, InlineKind::Strong),
                Tag::I | Tag::EM => self.open_inline(node, InlineKind::Emphasis),
                Tag::CODE | Tag::KBD | Tag::SAMP | Tag::TT => self.open_inline(node, InlineKind::Code),
                Tag::BUTTON | Tag::IMG => self.space = true,
                Tag::NOSCRIPT if !self.with_noscript => {
                    self.noscript_bytes += self.pass_over(node);
                    return false;
                }
                _ => {}
            }
            self.seam.enter(tag, self.end());
        }
        true
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
                n_bytes += dom.text(inner).trim().len();
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
            self.close_container(tag);
        } else if self.inlines.last().is_some_and(|open| open.node == node) {
            self.close_inline();
        } else if tag == Tag::BUTTON {
            self.space = true;
        }
        self.seam.leave(tag, self.end());
    }

    fn open_container(&mut self, node: NodeId, tag: Tag) {
        let above = self.containers.last().map_or(Markup::None, |open| open.markup);
        let mut items = u16::MAX;
        let markup = match tag {
            Tag::H1 => Markup::Heading(1),
            Tag::H2 => Markup::Heading(2),
            Tag::H3 => Markup::Heading(3),
            Tag::H4 => Markup::Heading(4),
            Tag::H5 => Markup::Heading(5),
            Tag::H6 => Markup::Heading(6),
            Tag::PRE | Tag::LISTING | Tag::XMP | Tag::PLAINTEXT => {
                self.pre_depth += 1;
                self.listing = self.listing.or(Some(node));
                Markup::Code
            }
            Tag::BLOCKQUOTE => Markup::Quote,
            Tag::FIGCAPTION | Tag::CAPTION => Markup::Caption,
            Tag::UL | Tag::OL | Tag::DL | Tag::MENU | Tag::DIR => {
                self.list_depth = self.list_depth.saturating_add(1);
                if tag == Tag::OL {
                    items = 0;
                }
                Markup::None
            }
            Tag::LI | Tag::DT | Tag::DD => {
                Markup::ListItem { depth: self.list_depth.max(1), ordinal: self.next_ordinal() }
            }
            Tag::TR => {
                let first_block = self.page.blocks.len();
                self.rows.push(OpenRow {
                    first_block,
                    cell_block: first_block,
                    n_cells: 0,
                    n_header_cells: 0,
                    simple: true,
                });
                Markup::None
            }
            Tag::TD | Tag::TH => {
                if let Some(row) = self.rows.last_mut() {
                    row.n_cells += 1;
                    row.n_header_cells += u32::from(tag == Tag::TH);
                    row.cell_block = self.page.blocks.len();
                }
                Markup::None
            }
            _ => match above {
                Markup::Quote | Markup::ListItem { .. } | Markup::Caption | Markup::Code => above,
                _ if tag == Tag::P => Markup::Paragraph,
                Markup::Heading(_) => above,
                _ => Markup::None,
            },
        };
        self.containers.push(Container { node, markup, items });
    }

    /// The number of a list item that opens now; 0 outside `<ol>`.
    fn next_ordinal(&mut self) -> u16 {
        match self.containers.last_mut() {
            Some(list) if list.items < u16::MAX - 1 => {
                list.items += 1;
                list.items
            }
            _ => 0,
        }
    }

    fn close_container(&mut self, tag: Tag) {
        self.containers.pop();
        match tag {
            Tag::PRE | Tag::LISTING | Tag::XMP | Tag::PLAINTEXT => {
                self.pre_depth = self.pre_depth.saturating_sub(1);
                if self.pre_depth == 0 {
                    self.listing = None;
                }
            }
            Tag::UL | Tag::OL | Tag::DL | Tag::MENU | Tag::DIR => {
                self.list_depth = self.list_depth.saturating_sub(1);
            }
            Tag::TD | Tag::TH => {
                let n_blocks = self.page.blocks.len();
                if let Some(row) = self.rows.last_mut() {
                    row.simple &= n_blocks <= row.cell_block + 1;
                }
            }
            Tag::TR => {
                if let Some(row) = self.rows.pop() {
                    self.close_row(&row);
                }
            }
            _ => {}
        }
    }

    /// Joins the cells of a row into one block if they are short and simple.
    fn close_row(&mut self, row: &OpenRow) {
        let cells = &self.page.blocks[row.first_block..];
        let n_blocks = cells.len();
        if !row.simple
            || n_blocks < 2
            || n_blocks as u32 > row.n_cells
            || cells.iter().any(|cell| cell.span.len() > MAX_CELL_BYTES || cell.markup == Markup::Code)
        {
            return;
        }
        let (Some(first), Some(last)) = (cells.first().copied(), cells.last().copied()) else { return };
        let link_bytes = cells.iter().map(|cell| cell.link_bytes).sum();
        for cell in cells {
            self.page.inlines.push(Inline { span: cell.span, kind: InlineKind::Cell });
        }
        self.unsorted = true;
        for pair in self.page.blocks[row.first_block..].windows(2) {
            let gap = pair[0].span.end as usize..pair[1].span.start as usize;
            let spaces = " ".repeat(gap.len());
            self.page.text.replace_range(gap, &spaces);
        }
        self.page.blocks.truncate(row.first_block);
        self.places.truncate(row.first_block + 1);
        let header = row.n_header_cells == row.n_cells;
        self.page.blocks.push(Block {
            span: Span::new(first.span.start, last.span.end),
            markup: Markup::Row { header },
            link_bytes,
            group: first.group,
        });
    }

    fn open_link(&mut self, node: NodeId) {
        let href = self.dom.attr(node, AttrName::HREF).unwrap_or("");
        let start = self.page.hrefs.len() as u32;
        self.page.hrefs.push_str(href.trim());
        let address = Span::new(start, self.page.hrefs.len() as u32);
        self.open_inline(node, InlineKind::Link(address));
    }

    fn open_inline(&mut self, node: NodeId, kind: InlineKind) {
        self.inlines.push(OpenInline { node, kind, start: self.end() });
    }

    fn close_inline(&mut self) {
        if let Some(open) = self.inlines.pop() {
            self.note_inline(open.kind, open.start);
        }
    }

    /// Notes an inline element from `start` to the end of the text, if it holds any.
    fn note_inline(&mut self, kind: InlineKind, start: u32) {
        let Some((block_start, _)) = self.block else { return };
        let end = self.end();
        let mut start = start.max(block_start);
        if start < end && self.page.text.as_bytes()[start as usize] == b' ' {
            start += 1;
        }
        if start >= end {
            return;
        }
        if matches!(kind, InlineKind::Link(_)) {
            self.link_bytes += end - start;
        }
        // An element that closes now may hold others that closed before: they start later.
        self.unsorted |= self.page.inlines.last().is_some_and(|last| last.span.start >= start);
        self.page.inlines.push(Inline { span: Span::new(start, end), kind });
    }

    fn line_break(&mut self) {
        self.n_breaks += 1;
        if self.n_breaks >= 2 || self.pre_depth > 0 {
            self.close_block();
        } else {
            self.space = true;
        }
    }

    /// Ends the block being written, if there is one.
    fn close_block(&mut self) {
        self.space = false;
        self.n_breaks = 0;
        let Some((start, first)) = self.block else { return };
        let end = self.end();
        for index in 0..self.inlines.len().min(MAX_INLINES_OF_BLOCK) {
            let (kind, inline_start) = (self.inlines[index].kind, self.inlines[index].start);
            self.note_inline(kind, inline_start);
            self.inlines[index].start = end;
        }
        self.block = None;
        let link_bytes = std::mem::take(&mut self.link_bytes);
        let container = *self.containers.last().expect("the root is never closed");
        let Some(span) = visible(&self.page.text, start as usize, end as usize) else { return };
        self.page.blocks.push(Block {
            span,
            markup: container.markup,
            link_bytes,
            group: self.listing.unwrap_or(container.node).index() as u32,
        });
        self.places.push(BlockPlace { first, container: container.node });
    }

    fn write(&mut self, node: NodeId) {
        let text = self.dom.text(node);
        if self.pre_depth > 0 {
            self.write_lines(node, text);
        } else {
            self.write_flowing(node, text);
        }
    }

    /// Makes room for the next character: a line break between blocks, a space between words.
    fn open_block(&mut self, node: NodeId) {
        if self.block.is_none() {
            self.break_line();
            self.block = Some((self.end(), node));
            self.line_used = true;
        } else if self.space {
            if self.n_breaks > 0 {
                let at = self.end();
                self.page.inlines.push(Inline { span: Span::new(at, at), kind: InlineKind::Break });
            }
            self.page.text.push(' ');
        }
        self.space = false;
        self.n_breaks = 0;
    }

    /// Starts a new line of the text, unless the current one holds no more than indentation.
    fn break_line(&mut self) {
        if self.line_used {
            self.page.text.push('\n');
            self.line_used = false;
        }
    }

    /// Writes text whose white space collapses.
    fn write_flowing(&mut self, node: NodeId, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        if self.block.is_some() && self.seam.parts(&self.page.text, text) && !self.is_in_code() {
            self.space = true;
        }
        while at < bytes.len() {
            if is_space(bytes[at]) {
                self.space = true;
                at = skip_indentation(bytes, at + 1);
                continue;
            }
            let from = at;
            at = regular_end(bytes, at);
            self.open_block(node);
            self.page.text.push_str(&text[from..at]);
        }
    }

    fn is_in_code(&self) -> bool {
        self.inlines.iter().any(|open| open.kind == InlineKind::Code)
    }

    /// Writes preformatted text: each line is a block, its indentation stands before it.
    fn write_lines(&mut self, node: NodeId, text: &str) {
        let mut rest = text;
        loop {
            let (line, more) = match rest.find('\n') {
                Some(at) => (&rest[..at], Some(&rest[at + 1..])),
                None => (rest, None),
            };
            self.write_line(node, line);
            let Some(more) = more else { return };
            self.close_block();
            if !self.page.text.is_empty() {
                self.page.text.push('\n');
                self.line_used = false;
            }
            rest = more;
        }
    }

    fn write_line(&mut self, node: NodeId, line: &str) {
        if self.block.is_some() {
            self.page.text.push_str(line);
            return;
        }
        let shown = line.trim_start();
        let indentation = &line[..line.len() - shown.len()];
        self.break_line();
        self.page.text.push_str(indentation);
        if !shown.is_empty() {
            self.block = Some((self.end(), node));
            self.line_used = true;
            self.page.text.push_str(shown);
        }
    }
}

/// The end of the run from `at` that can be copied as it stands: up to white space that is not a
/// single space between two words.
fn regular_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = space_from(bytes, at);
        let is_word_gap =
            bytes.get(at) == Some(&b' ') && bytes.get(at + 1).is_some_and(|&next| !is_space(next));
        if !is_word_gap {
            return at;
        }
        at += 1;
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
        ];
        let together = [
            "<p><b>S</b><i>he</i> saw <b>m</b><sup>2</sup>, <b>CO</b><sub>2</sub> and <b>word</b><i>s</i>",
            "<p>Mc<b></b>Gregor, <b>i</b><b>Phone</b>, <code><b>is</b><b>Null</b></code>, <b>20</b><b>26</b>",
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
