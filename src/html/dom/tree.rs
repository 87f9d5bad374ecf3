//! The tree while it is built: vectors of nodes and attributes, and the links between nodes.
//!
//! The tree builder says where a node goes; here it is hung there, in constant time, without an
//! allocation of its own. Text that grows is in [`super::text`], repeated attributes are in
//! [`super::attrs`]. Knows no rule of the standard.

use std::hash::RandomState;

use super::classes::Classes;
use super::kinds::{LimitsHit, NIL, Namespace, Unread};
use super::node::{
    Attr, DETACHED, IS_FRAGMENT, IS_OPEN, LAST_NAME, NAMESPACE_SHIFT, Node, RawSpan, TextSpan,
};
use crate::deadline::Deadline;
use crate::html::names::Names;
use crate::html::tag::Tag;

/// Names of unknown elements are kept from page to page, up to so many.
const MAX_KEPT_NAMES: usize = 4096;
/// Everything a page is made of, but the source.
#[derive(Default, Debug)]
pub(crate) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(crate) attrs: Vec<Attr>,
    pub(crate) side: String,
    /// Names of elements that have no [`Tag`].
    other_names: Names,
    pub(super) raw: Vec<RawSpan>,
    /// The different values of `class`.
    pub(super) classes: Classes,
    /// Keyed at random, so that no page can choose names that collide.
    pub(super) hasher: RandomState,
    /// There is a `<template>` somewhere.
    pub(crate) has_templates: bool,
    pub(crate) limits: LimitsHit,
    pub(crate) unread: Unread,
    pub(crate) deadline: Deadline,
}

impl Tree {
    /// Forgets the page, keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
        self.attrs.clear();
        self.side.clear();
        self.raw.clear();
        self.classes.clear();
        self.has_templates = false;
        self.limits = LimitsHit::default();
        self.unread = Unread::default();
        self.deadline = Deadline::never();
        if self.other_names.len() > MAX_KEPT_NAMES {
            self.other_names.clear();
        }
        self.add_fragment();
    }

    pub(crate) fn n_bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
            + self.attrs.capacity() * size_of::<Attr>()
            + self.side.capacity()
            + self.raw.capacity() * size_of::<RawSpan>()
            + self.other_names.n_bytes()
            + self.classes.n_bytes()
    }

    pub(crate) fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    #[inline]
    pub(crate) fn node(&self, id: u32) -> &Node {
        &self.nodes[id as usize]
    }

    #[inline]
    pub(super) fn node_mut(&mut self, id: u32) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    #[inline]
    pub(super) fn add(&mut self, node: Node) -> u32 {
        let id = self.nodes.len() as u32;
        self.nodes.push(node);
        id
    }

    /// A new document, or a new place for the content of a template.
    pub(crate) fn add_fragment(&mut self) -> u32 {
        self.add(Node { name: IS_FRAGMENT, ..DETACHED })
    }

    /// A new element without a place, its attributes a range of [`Tree::attrs`].
    #[inline]
    pub(crate) fn add_element(
        &mut self,
        name: u32,
        namespace: Namespace,
        attr_start: u32,
        n_attrs: u32,
    ) -> u32 {
        let name = name | ((namespace as u32) << NAMESPACE_SHIFT);
        self.add(Node { name, start: attr_start, len: n_attrs, ..DETACHED })
    }

    /// The number of a name that has no [`Tag`]; the same for the same name.
    pub(crate) fn other_name(&mut self, name: &str) -> u32 {
        let (number, _) = self.other_names.insert(name);
        ((Tag::COUNT + number) as u32).min(LAST_NAME)
    }

    /// The spelling behind a name's number.
    pub(crate) fn name_text(&self, number: u32) -> &str {
        if (number as usize) < Tag::COUNT {
            return Tag::from_index(number).name();
        }
        self.other_names.get(number as usize - Tag::COUNT)
    }

    /// Gives an element another range of attributes.
    pub(crate) fn set_attrs(&mut self, id: u32, attr_start: u32, n_attrs: u32) {
        let node = self.node_mut(id);
        node.start = attr_start;
        node.len = n_attrs;
    }

    /// Whether the formatting element is on the stack of open elements, as last told.
    #[inline]
    pub(crate) fn is_open(&self, id: u32) -> bool {
        self.node(id).name & IS_OPEN != 0
    }

    #[inline]
    pub(crate) fn set_open(&mut self, id: u32, is_open: bool) {
        let name = &mut self.node_mut(id).name;
        *name = if is_open { *name | IS_OPEN } else { *name & !IS_OPEN };
    }

    pub(crate) fn add_raw_text(&mut self, node: u32, text: TextSpan) {
        self.raw.push(RawSpan { node, text });
    }

    /// Appends to the raw text of an element whose text comes in pieces, one behind the other.
    #[cfg(any(test, feature = "html5ever"))]
    pub(crate) fn append_raw_text(&mut self, node: u32, text: &str) {
        let text = self.push_side(text);
        match self.raw.last_mut() {
            Some(last)
                if last.node == node
                    && last.text.in_side
                    && last.text.start + last.text.len == text.start =>
            {
                last.text.len += text.len;
            }
            _ => self.add_raw_text(node, text),
        }
    }

    /// Makes `child`, which has no parent, the last child of `parent`.
    #[inline]
    pub(crate) fn append(&mut self, parent: u32, child: u32) {
        let last = std::mem::replace(&mut self.node_mut(parent).last, child);
        if last == NIL {
            self.node_mut(parent).first = child;
        } else {
            self.node_mut(last).next = child;
        }
        let node = self.node_mut(child);
        node.parent = parent;
        node.prev = last;
    }

    /// Puts `child`, which has no parent, right before `sibling`, which has one.
    pub(crate) fn insert_before(&mut self, sibling: u32, child: u32) {
        let Node { parent, prev, .. } = *self.node(sibling);
        if prev == NIL {
            self.node_mut(parent).first = child;
        } else {
            self.node_mut(prev).next = child;
        }
        self.node_mut(sibling).prev = child;
        let node = self.node_mut(child);
        node.parent = parent;
        node.prev = prev;
        node.next = sibling;
    }

    /// Takes `id` out of its parent, if it has one.
    pub(crate) fn detach(&mut self, id: u32) {
        let Node { parent, prev, next, .. } = *self.node(id);
        if parent == NIL {
            return;
        }
        if prev == NIL {
            self.node_mut(parent).first = next;
        } else {
            self.node_mut(prev).next = next;
        }
        if next == NIL {
            self.node_mut(parent).last = prev;
        } else {
            self.node_mut(next).prev = prev;
        }
        let node = self.node_mut(id);
        node.parent = NIL;
        node.prev = NIL;
        node.next = NIL;
    }

    /// Moves all children of `from` to the end of `to`.
    pub(crate) fn move_children(&mut self, from: u32, to: u32) {
        let Node { first, last, .. } = *self.node(from);
        if first == NIL {
            return;
        }
        let mut child = first;
        while child != NIL {
            let node = self.node_mut(child);
            node.parent = to;
            child = node.next;
        }
        let before = std::mem::replace(&mut self.node_mut(to).last, last);
        if before == NIL {
            self.node_mut(to).first = first;
        } else {
            self.node_mut(before).next = first;
            self.node_mut(first).prev = before;
        }
        let node = self.node_mut(from);
        node.first = NIL;
        node.last = NIL;
    }

    /// The text a span stands for. Asked of every text and every value by every stage: the call would cost half as much
    /// as the look.
    #[inline(always)]
    pub(crate) fn slice<'t>(&'t self, source: &'t str, text: TextSpan) -> &'t str {
        let range = text.start as usize..(text.start + text.len) as usize;
        if text.in_side { &self.side[range] } else { &source[range] }
    }

    /// Appends to the side buffer; returns where it lies.
    pub(crate) fn push_side(&mut self, text: &str) -> TextSpan {
        let start = self.side.len() as u32;
        self.side.push_str(text);
        TextSpan { start, len: text.len() as u32, in_side: true }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::html::dom::ROOT;

    /// A document with two empty paragraphs, and these.
    pub(in crate::html::dom) fn tree_with_two_texts() -> (Tree, u32, u32) {
        let mut tree = Tree::default();
        tree.clear();
        let left = tree.add_element(Tag::P.index() as u32, Namespace::Html, 0, 0);
        let right = tree.add_element(Tag::P.index() as u32, Namespace::Html, 0, 0);
        tree.append(ROOT, left);
        tree.append(ROOT, right);
        (tree, left, right)
    }

    #[test]
    fn children_move_and_leave() {
        let (mut tree, left, right) = tree_with_two_texts();
        let child = tree.add_element(Tag::B.index() as u32, Namespace::Html, 0, 0);
        tree.append(left, child);
        tree.move_children(left, right);
        assert_eq!((tree.node(left).first, tree.node(right).last), (NIL, child));
        tree.detach(child);
        assert_eq!((tree.node(right).first, tree.node(child).parent), (NIL, NIL));
        tree.insert_before(right, child);
        assert_eq!((tree.node(left).next, tree.node(child).next), (child, right));
    }
}
