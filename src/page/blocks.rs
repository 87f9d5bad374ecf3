//! A page as one text and the spans over it (*standoff annotation*, as in corpus linguistics).

use std::ops::Range;

/// Half-open byte range into [`Page::text`]; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end);
        Self { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// True when the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True when every byte of `other` lies in this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same as a range of `usize`, to index a string.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// One page as one text. Blocks stand in reading order, never overlap, hold no line break,
/// and only white space lies between them. So the flattened page ([`Page::text`]), cut at its
/// line breaks, gives the same blocks back.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// Every visible character of the page, in reading order.
    pub text: String,
    /// The page cut into blocks.
    pub blocks: Vec<Block>,
    /// What lies inside blocks: links, emphasis, soft breaks, cells. Sorted by start; ranges
    /// may nest, and never leave their block. Empty for flattened text.
    pub inlines: Vec<Inline>,
    /// Addresses that [`InlineKind::Link`] refers to, concatenated.
    pub hrefs: String,
    /// For each listing of code whose markup names its language ([`Block::group`] of its lines) the name, as
    /// in `class="language-rust"`.
    pub languages: Vec<(u32, String)>,
}

impl Page {
    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The language of the listing with this [`Block::group`], where the markup names it.
    #[doc(hidden)]
    pub fn language_of(&self, group: u32) -> Option<&str> {
        self.languages.iter().find(|(listing, _)| *listing == group).map(|(_, language)| language.as_str())
    }

    /// What lies inside a block, outer elements before inner ones.
    pub(crate) fn inlines_of(&self, block: &Block) -> &[Inline] {
        let first = self.inlines.partition_point(|inline| inline.span.start < block.span.start);
        let inside = &self.inlines[first..];
        &inside[..inside.partition_point(|inline| inline.span.start < block.span.end)]
    }

    /// The text of one block.
    pub fn block_text(&self, block: &Block) -> &str {
        self.slice(block.span)
    }
}

/// A line of flattened text, or what HTML sets apart as one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// Where it stands; never empty, starts and ends with a visible character.
    pub span: Span,
    /// What the tags say it is, never what the text is for.
    pub markup: Markup,
    /// Bytes of the block that lie inside links.
    pub link_bytes: u32,
    /// Number of the element that opened the block, counted among the page's block-level
    /// elements: blocks of one element (a paragraph cut by two `<br>`) share it, and so do the lines of a
    /// `<pre>`, whatever stands around each, and the rows of a table. For flattened text, the number of the paragraph (lines with no blank line between).
    pub group: u32,
}

impl Block {
    /// True when more than half of it, in bytes, lies inside links.
    pub fn is_link(&self) -> bool {
        self.link_bytes * 2 > self.span.len()
    }
}

/// What the tags say a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Markup {
    /// Flattened text, or text in no telling element.
    #[default]
    None,
    /// `<p>`, or text cut from it.
    Paragraph,
    /// `<h1>` to `<h6>`.
    Heading(u8),
    /// `<li>`, `<dt>`, `<dd>`; `depth` counts from 1.
    ListItem {
        /// Nesting depth, from 1.
        depth: u8,
        /// Number in an `<ol>` (from 1), or 0 in any other list.
        ordinal: u16,
    },
    /// Inside `<blockquote>`.
    Quote,
    /// One line of a `<pre>`.
    Code,
    /// One row of a table; [`InlineKind::Cell`] tells the cells apart.
    Row {
        /// True for rows of `<th>` cells.
        header: bool,
    },
    /// `<figcaption>` or `<caption>`.
    Caption,
}

/// Something inside a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inline {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: InlineKind,
}

/// What an [`Inline`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum InlineKind {
    /// `<a href>`: the address as the page gives it, a span of [`Page::hrefs`].
    Link(Span),
    /// `<b>`, `<strong>`.
    Strong,
    /// `<i>`, `<em>`.
    Emphasis,
    /// `<code>`, `<kbd>`, `<samp>`, `<tt>`.
    Code,
    /// A single `<br>`: an empty span where the line breaks.
    Break,
    /// A table cell; an empty span for one that holds no text.
    Cell,
    /// A formula, as TeX or written out.
    Formula,
}
