//! What a page is made of: nodes, attributes and spans, each as small as it can be.
//!
//! A page has some thousand of each, and every stage walks them: a node takes half a cache line, and
//! names, kinds and flags share one of its words. Knows no tree: who is whose child is only a number
//! here.

use super::kinds::{NIL, Namespace};
use crate::html::tag::Tag;

/// Name numbers take the low bits of [`Node::name`], flags the high ones.
const NAME_BITS: u32 = 24;
pub(super) const NAME_MASK: u32 = (1 << NAME_BITS) - 1;
/// A text node.
pub(super) const IS_TEXT: u32 = 1 << 24;
/// The text lies in the side buffer, not in the source.
pub(super) const IN_SIDE: u32 = 1 << 25;
/// The document, or the place where the content of a template goes.
pub(super) const IS_FRAGMENT: u32 = 1 << 26;
/// A formatting element that is open while the page is parsed.
pub(super) const IS_OPEN: u32 = 1 << 27;
/// Shift of the two bits that hold the [`Namespace`].
pub(super) const NAMESPACE_SHIFT: u32 = 28;
/// For a name whose page has more different names than the mask can count.
pub(super) const LAST_NAME: u32 = NAME_MASK;

/// One node, 32 bytes. For an element, `start` and `len` are a range of the tree's attributes; for a
/// text node they are a byte range of the source or of the side buffer, and `first` is the room it has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) parent: u32,
    pub(crate) prev: u32,
    pub(crate) next: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) start: u32,
    pub(crate) len: u32,
    pub(super) name: u32,
}

/// A byte range of the source, or of the side buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextSpan {
    pub(crate) start: u32,
    pub(crate) len: u32,
    pub(crate) in_side: bool,
}

/// One attribute; name and value each lie in the source or in the side buffer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attr {
    pub(crate) name_start: u32,
    pub(crate) name_len: u32,
    pub(crate) value_start: u32,
    pub(crate) value_len: u32,
    /// Index of the [`AttrName`](crate::html::AttrName), 0 when it has none.
    pub(crate) known: u8,
    pub(crate) name_in_side: bool,
    pub(crate) value_in_side: bool,
}

impl Attr {
    /// Where the name's spelling lies; means nothing for a name that has a number.
    #[inline]
    pub(super) fn name_span(&self) -> TextSpan {
        TextSpan { start: self.name_start, len: self.name_len, in_side: self.name_in_side }
    }

    /// Number of the value, for a `class`: kept where other attributes keep their name's place.
    #[inline]
    pub(super) fn value_number(&self) -> u32 {
        self.name_start
    }

    #[inline]
    pub(super) fn set_value_number(&mut self, number: u32) {
        self.name_start = number;
    }

    /// Where the value lies.
    #[inline]
    pub(crate) fn value_span(&self) -> TextSpan {
        TextSpan { start: self.value_start, len: self.value_len, in_side: self.value_in_side }
    }
}

/// The content of a script, as a span.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawSpan {
    pub(super) node: u32,
    pub(super) text: TextSpan,
}

pub(super) const DETACHED: Node =
    Node { parent: NIL, prev: NIL, next: NIL, first: NIL, last: NIL, start: 0, len: 0, name: 0 };

impl Node {
    #[inline]
    pub(crate) fn is_text(&self) -> bool {
        self.name & IS_TEXT != 0
    }

    #[inline]
    pub(crate) fn is_element(&self) -> bool {
        self.name & (IS_TEXT | IS_FRAGMENT) == 0
    }

    /// True for an HTML element of this name.
    pub(crate) fn is_html(&self, tag: Tag) -> bool {
        self.is_element() && self.namespace() == Namespace::Html && self.name_number() == tag.index() as u32
    }

    /// Number of the element's name: a [`Tag`]'s index, or beyond [`Tag::COUNT`].
    #[inline]
    pub(crate) fn name_number(&self) -> u32 {
        self.name & NAME_MASK
    }

    #[inline]
    pub(crate) fn namespace(&self) -> Namespace {
        match (self.name >> NAMESPACE_SHIFT) & 3 {
            0 => Namespace::Html,
            1 => Namespace::Svg,
            _ => Namespace::MathMl,
        }
    }

    #[inline]
    pub(super) fn tag(&self) -> Tag {
        let tag = Tag::from_index(self.name_number());
        if self.namespace() == Namespace::Html || matches!(tag, Tag::SVG | Tag::MATH) {
            tag
        } else {
            Tag::OTHER
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Node;

    #[test]
    fn a_node_is_32_bytes() {
        assert_eq!(size_of::<Node>(), 32);
    }
}
