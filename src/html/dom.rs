//! The parsed page: nodes as numbers in vectors that are used again for the next page.
//!
//! A [`Tree`] is filled by a parser; a [`Dom`] is a view that walks it by [`NodeId`]. Text and
//! attribute values are spans of the source wherever the source holds them as they are, so most of a
//! page is never copied; what had to be decoded or joined lies in one side buffer. Nodes are numbered
//! in the order the parser made them, which is document order except where the standard moves or
//! reopens elements (misnested formatting, text fostered out of tables): walk by the links, not by
//! the numbers.
//!
//! What the tree leaves out, by design:
//! - comments, the doctype, and everything inside `<template>`;
//! - the text of `script` and `style` (see [`Dom::raw_texts`]), `iframe`, `noembed` and `noframes`;
//! - text that stands directly in an svg element (HTML inside `foreignObject` stays).
//!
//! Attribute names stay lower-case in svg and math too (`viewbox`, `xlink:href`). Knows no parser.

mod attrs;
mod class_numbers;
mod classes;
mod kinds;
mod node;
mod text;
mod tree;
mod view;

pub use kinds::{LimitsHit, Namespace, NodeId, NodeKind, RawText};
pub(crate) use kinds::{NIL, ROOT, Unread};
pub(crate) use node::{Attr, TextSpan};
pub(crate) use tree::Tree;
pub(crate) use view::AttrView;
pub use view::Dom;
