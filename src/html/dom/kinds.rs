//! What a node can be, how it is named, and which limits a page can reach.

use crate::html::tag::Tag;

/// No node.
pub(crate) const NIL: u32 = u32::MAX;
/// The document itself.
pub(crate) const ROOT: u32 = 0;

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
