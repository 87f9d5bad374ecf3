//! The parsed page: nodes as numbers in vectors that are used again for the next page.
//!
//! An [`Arena`] belongs to one worker. [`Arena::parse`] fills it and lends out a [`Dom`], a view
//! that walks the tree by [`NodeId`]. Text and attribute values are spans of the source wherever
//! the source holds them as they are, so most of a page is never copied; what had to be decoded or
//! joined lies in one side buffer. Nodes are numbered in the order the parser made them, which is
//! document order except where the standard moves or reopens elements (misnested formatting,
//! text fostered out of tables): walk by the links, not by the numbers.
//!
//! What the tree leaves out, by design:
//! - comments, the doctype, and everything inside `<template>`;
//! - the text of `script` and `style` (see [`Dom::raw_texts`]), `iframe`, `noembed` and `noframes`;
//! - text that stands directly in an svg element (HTML inside `foreignObject` stays).
//!
//! Attribute names stay lower-case in svg and math too (`viewbox`, `xlink:href`).
mod attrs;
mod classes;
mod dom;
mod node;
mod text;
mod tree;

use super::tag::Tag;
use super::tree::Scratch;
use crate::deadline::Deadline;

pub(crate) use dom::AttrView;
pub use dom::Dom;
pub(crate) use node::{Attr, TextSpan};
pub(crate) use tree::Tree;

/// No node.
pub(crate) const NIL: u32 = u32::MAX;
/// The document itself.
pub(crate) const ROOT: u32 = 0;
/// Options of [`Arena::parse`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseOptions {
    /// Most elements that may be open at once; deeper ones become children of the last one that
    /// may. Default 512, as in browsers.
    pub max_depth: u16,
    /// Most nodes, two attributes counted as one; what follows is left out. Default 4,000,000 (128 MB of
    /// nodes).
    pub max_nodes: u32,
    /// Most bytes of source that are read. Default 1 GiB, at most `u32::MAX - 1`.
    pub max_bytes: u32,
    /// When the page must be done. Parsing takes half of the time; what was not read by then is left
    /// out. Default: never.
    pub deadline: Deadline,
    /// Read the page as a browser shows it, where the standard has a page without scripts lose what
    /// stands on it. Default: no, as the standard says. Then what differs is:
    /// - An element in `<noscript>` whose content is raw text, such as the `<iframe/>` of a tracker,
    ///   which never ends, ends with the `<noscript>`; it would hold the rest of the page.
    /// - Parts that a streaming server sent last, hidden, stand where they belong.
    pub as_shown: bool,
}

impl Default for ParseOptions {
    fn default() -> Self {
        ParseOptions {
            max_depth: 512,
            max_nodes: 4_000_000,
            max_bytes: 1 << 30,
            deadline: Deadline::never(),
            as_shown: false,
        }
    }
}

/// Which limits a page reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LimitsHit {
    /// [`ParseOptions::max_depth`]: some elements stand less deep than the page says.
    pub depth: bool,
    /// [`ParseOptions::max_nodes`]: the end of the page is missing.
    pub nodes: bool,
    /// [`ParseOptions::max_bytes`]: the end of the page is missing.
    pub bytes: bool,
    /// [`ParseOptions::deadline`]: the end of the page is missing.
    pub time: bool,
    /// Misnested formatting elements were to be copied so often that the page would have grown
    /// beyond all measure; from there on they were not.
    pub copies: bool,
}

/// What a page that is read as it is shown holds where the standard has no text: noted in passing, for
/// whoever wants to read it after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Unread {
    /// An `<iframe srcdoc>`.
    pub(crate) frame: bool,
    /// A `<template shadowrootmode>`.
    pub(crate) shadow_root: bool,
    /// An HTML element that ends with its own tag, as in XML, and is not void.
    pub(crate) self_closed: bool,
    /// A `<title>` that holds a tag.
    pub(crate) open_title: bool,
}

impl LimitsHit {
    /// True when any limit was reached.
    pub fn any(self) -> bool {
        self.depth || self.nodes || self.bytes || self.time || self.copies
    }
}

/// A node of a [`Dom`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The node's number, from 0 (the document) to [`Dom::len`], to index a table of one's own.
    #[inline]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NodeKind {
    /// The root.
    Document,
    /// An element; [`Tag::OTHER`] for unknown names and for what stands inside svg and math.
    Element(Tag),
    /// A run of text; never empty, never beside another text node.
    Text,
}

/// Which language an element belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Namespace {
    /// HTML, all unknown elements included.
    Html,
    /// `<svg>` and what it holds.
    Svg,
    /// `<math>` and what it holds.
    MathMl,
}

/// The content of one `<script>` or `<style>` element.
#[derive(Clone, Copy, Debug)]
pub struct RawText<'a> {
    /// The element; its `type` attribute tells what the content is.
    pub node: NodeId,
    /// The content as the source holds it, nothing decoded.
    pub text: &'a str,
}

/// Reusable buffers for parsing pages one after the other; one per worker.
#[derive(Default, Debug)]
pub struct Arena {
    pub(crate) tree: Tree,
    pub(crate) scratch: Scratch,
}

impl Arena {
    /// An arena that holds nothing yet.
    pub fn new() -> Arena {
        Arena::default()
    }

    /// Parses a page as a browser without scripts would. Never fails: every text is a page.
    pub fn parse<'a>(&'a mut self, source: &'a str, options: &ParseOptions) -> Dom<'a> {
        super::tree::parse(self, source, options)
    }

    /// Tokenizes a page without making a tree of it, to learn what the tokenizer costs by itself;
    /// gives the number of tokens. The options' limits on depth and nodes are those of the tree, and
    /// do not count here.
    pub fn count_tokens(&mut self, source: &str, options: &ParseOptions) -> usize {
        super::tree::count(self, source, options)
    }

    /// Bytes of memory the arena holds on to between pages.
    pub fn n_bytes(&self) -> usize {
        self.tree.n_bytes() + self.scratch.n_bytes()
    }
}
