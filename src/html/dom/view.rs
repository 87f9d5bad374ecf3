//! [`Dom`]: the parsed page as others see it, a view that only reads.
//!
//! Every walk is a loop over links, so a page may be as deep as it likes.

use super::kinds::{LimitsHit, NIL, Namespace, NodeId, NodeKind, ROOT, RawText, Unread};
use super::node::{Attr, IN_SIDE, Node, TextSpan};
use super::tree::Tree;
use crate::deadline::Deadline;
use crate::html::attr::AttrName;
use crate::html::tag::Tag;

/// A parsed page, lent by an [`Arena`](crate::html::Arena). Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Dom<'a> {
    tree: &'a Tree,
    source: &'a str,
}

impl<'a> Dom<'a> {
    /// The document, parent of the `<html>` element.
    pub const ROOT: NodeId = NodeId(ROOT);

    #[inline]
    pub(crate) fn new(tree: &'a Tree, source: &'a str) -> Dom<'a> {
        Dom { tree, source }
    }

    /// Bytes of the source.
    pub(crate) fn source_len(self) -> usize {
        self.source.len()
    }

    /// The document, parent of the `<html>` element.
    #[inline]
    pub fn root(self) -> NodeId {
        Dom::ROOT
    }

    /// How many nodes the arena holds: every [`NodeId::index`] is below. Some of them may stand
    /// outside the tree.
    #[inline]
    pub fn len(self) -> usize {
        self.tree.nodes.len()
    }

    /// True when the page has no element, which never happens after a parse.
    pub fn is_empty(self) -> bool {
        self.first_child(Dom::ROOT).is_none()
    }

    #[inline]
    fn node(self, id: NodeId) -> &'a Node {
        self.tree.node(id.0)
    }

    /// The parent; `None` for the document.
    #[inline]
    pub fn parent(self, id: NodeId) -> Option<NodeId> {
        some(self.node(id).parent)
    }

    /// The first child.
    #[inline]
    pub fn first_child(self, id: NodeId) -> Option<NodeId> {
        let node = self.node(id);
        if node.is_text() { None } else { some(node.first) }
    }

    /// The last child.
    #[inline]
    pub fn last_child(self, id: NodeId) -> Option<NodeId> {
        some(self.node(id).last)
    }

    /// The node after this one under the same parent.
    #[inline]
    pub fn next_sibling(self, id: NodeId) -> Option<NodeId> {
        some(self.node(id).next)
    }

    /// The node before this one under the same parent.
    #[inline]
    pub fn prev_sibling(self, id: NodeId) -> Option<NodeId> {
        some(self.node(id).prev)
    }

    /// What the node is.
    #[inline]
    pub fn kind(self, id: NodeId) -> NodeKind {
        let node = self.node(id);
        if node.is_text() {
            NodeKind::Text
        } else if node.is_element() {
            NodeKind::Element(node.tag())
        } else {
            NodeKind::Document
        }
    }

    /// True for elements.
    #[inline]
    pub fn is_element(self, id: NodeId) -> bool {
        self.node(id).is_element()
    }

    /// True for text nodes.
    #[inline]
    pub fn is_text(self, id: NodeId) -> bool {
        self.node(id).is_text()
    }

    /// The element's tag; [`Tag::OTHER`] for unknown names and for what stands inside svg and
    /// math; `None` for text and for the document.
    #[inline]
    pub fn tag(self, id: NodeId) -> Option<Tag> {
        let node = self.node(id);
        node.is_element().then(|| node.tag())
    }

    /// The element's name, lower-case in svg and math too; "" for text and for the document.
    pub fn tag_name(self, id: NodeId) -> &'a str {
        let node = self.node(id);
        if !node.is_element() {
            return "";
        }
        self.tree.name_text(node.name_number())
    }

    /// Number of the element's name, equal for equal names within one page.
    #[inline]
    pub(crate) fn name_number(self, id: NodeId) -> u32 {
        self.node(id).name_number()
    }

    /// Which language the element belongs to.
    #[inline]
    pub fn namespace(self, id: NodeId) -> Namespace {
        self.node(id).namespace()
    }

    /// The text of a text node; "" for all others.
    #[inline]
    pub fn text(self, id: NodeId) -> &'a str {
        let node = self.node(id);
        if !node.is_text() {
            return "";
        }
        let in_side = node.name & IN_SIDE != 0;
        self.tree.slice(self.source, TextSpan { start: node.start, len: node.len, in_side })
    }

    /// The texts of all text nodes of the arena, in no order, among them some that stand outside the tree: cheaper than
    /// a walk for who asks whether any text is like this.
    pub(crate) fn texts_in_any_order(self) -> impl Iterator<Item = &'a str> {
        let nodes = (0..self.len() as u32).map(NodeId);
        nodes.filter(move |&id| self.is_text(id)).map(move |id| self.text(id))
    }

    #[inline]
    fn attr_slice(self, id: NodeId) -> &'a [Attr] {
        let node = self.node(id);
        if !node.is_element() {
            return &[];
        }
        &self.tree.attrs[node.start as usize..(node.start + node.len) as usize]
    }

    #[inline]
    fn attr_value(self, attr: &Attr) -> &'a str {
        self.tree.slice(self.source, attr.value_span())
    }

    #[inline]
    fn attr_name(self, attr: &Attr) -> &'a str {
        self.tree.attr_name(self.source, attr)
    }

    /// The value of an attribute, decoded; `None` when the element does not have it.
    #[inline]
    pub fn attr(self, id: NodeId, name: AttrName) -> Option<&'a str> {
        let known = name.index() as u8;
        let attr = self.attr_slice(id).iter().find(|attr| attr.known == known)?;
        Some(self.attr_value(attr))
    }

    /// The value of an attribute of any (lower-case) name.
    pub fn attr_named(self, id: NodeId, name: &str) -> Option<&'a str> {
        if let Some(known) = AttrName::from_name(name) {
            return self.attr(id, known);
        }
        self.attr_unlisted(id, name)
    }

    /// The same for a name that has no number.
    fn attr_unlisted(self, id: NodeId, name: &str) -> Option<&'a str> {
        let is_named = |attr: &&Attr| {
            let is_as_long = attr.name_len as usize == name.len();
            is_as_long && attr.known == 0 && self.attr_name(attr) == name
        };
        let attr = self.attr_slice(id).iter().find(is_named)?;
        Some(self.attr_value(attr))
    }

    /// All attributes in the order of the source: names lower-case, values decoded.
    pub fn attrs(self, id: NodeId) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.attr_slice(id).iter().map(move |attr| (self.attr_name(attr), self.attr_value(attr)))
    }

    /// The attributes whose names have numbers, in the order of the source.
    #[inline]
    pub(crate) fn known_attrs(self, id: NodeId) -> impl Iterator<Item = (AttrName, &'a str)> {
        self.attr_slice(id)
            .iter()
            .filter_map(move |attr| Some((AttrName::from_index(attr.known)?, self.attr_value(attr))))
    }

    /// How many different values of `class` the page has.
    pub(crate) fn n_classes(self) -> usize {
        self.tree.classes.len()
    }

    /// The value of `class` with this number, below [`Dom::n_classes`].
    pub(crate) fn class_text(self, number: usize) -> &'a str {
        self.tree.classes.value(number).map_or("", |value| self.tree.slice(self.source, value))
    }

    /// The attributes in the order of the source, read no further than they are asked.
    #[inline]
    pub(crate) fn attr_views(self, id: NodeId) -> impl Iterator<Item = AttrView<'a>> {
        self.attr_slice(id).iter().map(move |attr| AttrView { dom: self, attr })
    }

    /// The node's identity for the selector matcher.
    pub(crate) fn opaque(self, id: NodeId) -> selectors::OpaqueElement {
        selectors::OpaqueElement::new(self.node(id))
    }

    /// The next node in document order.
    #[inline]
    pub fn following(self, id: NodeId) -> Option<NodeId> {
        self.first_child(id).or_else(|| self.next_skipping_children(id))
    }

    /// The next node in document order that is not inside this one.
    #[inline]
    pub fn next_skipping_children(self, id: NodeId) -> Option<NodeId> {
        let mut at = id;
        loop {
            if let Some(next) = self.next_sibling(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
    }

    /// Parent, grandparent and so on, up to the document.
    pub fn ancestors(self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(id), move |&at| self.parent(at))
    }

    /// The children, first to last.
    pub fn children(self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.first_child(id), move |&at| self.next_sibling(at))
    }

    /// Everything inside the node, in document order.
    pub fn descendants(self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let end = self.next_skipping_children(id);
        std::iter::successors(self.first_child(id), move |&at| self.following(at))
            .take_while(move |&at| Some(at) != end)
    }

    /// The contents of all `<script>` and `<style>` elements that have any, in the order of the source.
    pub fn raw_texts(self) -> impl Iterator<Item = RawText<'a>> {
        self.tree
            .raw
            .iter()
            .map(move |raw| RawText { node: NodeId(raw.node), text: self.tree.slice(self.source, raw.text) })
    }

    /// What stands where the parser does not look.
    pub(crate) fn unread(self) -> Unread {
        self.tree.unread
    }

    /// Which limits the page reached.
    pub fn limits_hit(self) -> LimitsHit {
        self.tree.limits
    }

    /// When the page must be done: for all who walk its tree.
    pub fn deadline(self) -> Deadline {
        self.tree.deadline
    }
}

#[inline]
fn some(id: u32) -> Option<NodeId> {
    if id == NIL { None } else { Some(NodeId(id)) }
}

/// One attribute, of which nothing is read before it is asked for.
#[derive(Clone, Copy)]
pub(crate) struct AttrView<'a> {
    dom: Dom<'a>,
    attr: &'a Attr,
}

impl<'a> AttrView<'a> {
    /// The name's number; `None` when it has none.
    #[inline]
    pub(crate) fn name(self) -> Option<AttrName> {
        AttrName::from_index(self.attr.known)
    }

    /// The name's number, 0 when it has none: an index of tables by name.
    #[inline]
    pub(crate) fn name_index(self) -> usize {
        usize::from(self.attr.known)
    }

    /// True for a name that has no number and is spelled like this.
    #[inline]
    pub(crate) fn is_spelled(self, name: &str) -> bool {
        let is_as_long = self.attr.name_span().len as usize == name.len();
        is_as_long && self.attr.known == 0 && self.name_text() == name
    }

    /// The name's spelling.
    pub(crate) fn name_text(self) -> &'a str {
        self.dom.attr_name(self.attr)
    }

    /// The value, decoded.
    #[inline]
    pub(crate) fn value(self) -> &'a str {
        self.dom.attr_value(self.attr)
    }

    /// The number of the value, for a `class`.
    #[inline]
    pub(crate) fn class(self) -> Option<usize> {
        (self.name() == Some(AttrName::CLASS)).then(|| self.attr.value_number() as usize)
    }
}
