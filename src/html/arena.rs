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
//! - the text of `script` (see [`Dom::raw_texts`]), `style`, `iframe`, `noembed` and `noframes`;
//! - text that stands directly in an svg or math element (HTML inside `foreignObject` stays).
//!
//! Attribute names stay lower-case in svg and math too (`viewbox`, `xlink:href`).

use std::hash::{BuildHasher, RandomState};

use super::attr::AttrName;
use super::names::Names;
use super::tag::Tag;
use super::tree::Scratch;

/// No node.
pub(crate) const NIL: u32 = u32::MAX;
/// The document itself.
pub(crate) const ROOT: u32 = 0;

/// Name numbers take the low bits of [`Node::name`], flags the high ones.
const NAME_BITS: u32 = 24;
const NAME_MASK: u32 = (1 << NAME_BITS) - 1;
/// A text node.
const IS_TEXT: u32 = 1 << 24;
/// The text lies in the side buffer, not in the source.
const IN_SIDE: u32 = 1 << 25;
/// The document, or the place where the content of a template goes.
const IS_FRAGMENT: u32 = 1 << 26;
/// A formatting element that is open while the page is parsed.
const IS_OPEN: u32 = 1 << 27;
/// Shift of the two bits that hold the [`Namespace`].
const NAMESPACE_SHIFT: u32 = 28;
/// For a name whose page has more different names than the mask can count.
const LAST_NAME: u32 = NAME_MASK;

/// Names of unknown elements are kept from page to page, up to so many.
const MAX_KEPT_NAMES: usize = 4096;

/// Options of [`Arena::parse`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseOptions {
    /// Most elements that may be open at once; deeper ones become children of the last one that
    /// may. Default 512, as in browsers.
    pub max_depth: u16,
    /// Most nodes; what follows is left out. Default 4,000,000 (128 MB of nodes).
    pub max_nodes: u32,
    /// Most bytes of source that are read. Default 1 GiB, at most `u32::MAX - 1`.
    pub max_bytes: u32,
}

impl Default for ParseOptions {
    fn default() -> Self {
        ParseOptions { max_depth: 512, max_nodes: 4_000_000, max_bytes: 1 << 30 }
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
    /// Misnested formatting elements were to be copied so often that the page would have grown
    /// beyond all measure; from there on they were not.
    pub copies: bool,
}

impl LimitsHit {
    /// True when any limit was reached.
    pub fn any(self) -> bool {
        self.depth || self.nodes || self.bytes || self.copies
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

/// One node, 32 bytes. For an element, `start` and `len` are a range of [`Tree::attrs`]; for a text
/// node they are a byte range of the source or of the side buffer, and `first` is the room it has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) parent: u32,
    pub(crate) prev: u32,
    pub(crate) next: u32,
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) start: u32,
    pub(crate) len: u32,
    name: u32,
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
    /// Index of the [`AttrName`], 0 when it has none.
    pub(crate) known: u8,
    pub(crate) name_in_side: bool,
    pub(crate) value_in_side: bool,
}

impl Attr {
    /// Where the name's spelling lies; means nothing for a name that has a number.
    #[inline]
    fn name_span(&self) -> TextSpan {
        TextSpan { start: self.name_start, len: self.name_len, in_side: self.name_in_side }
    }

    /// Where the value lies.
    #[inline]
    pub(crate) fn value_span(&self) -> TextSpan {
        TextSpan { start: self.value_start, len: self.value_len, in_side: self.value_in_side }
    }
}

/// The content of a script, as a span.
#[derive(Clone, Copy, Debug)]
struct RawSpan {
    node: u32,
    text: TextSpan,
}

/// The content of one `<script>` element.
#[derive(Clone, Copy, Debug)]
pub struct RawText<'a> {
    /// The element; its `type` attribute tells what the content is.
    pub node: NodeId,
    /// The content as the source holds it, nothing decoded.
    pub text: &'a str,
}

/// Everything a page is made of, but the source.
#[derive(Default, Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    pub(crate) attrs: Vec<Attr>,
    pub(crate) side: String,
    /// Names of elements that have no [`Tag`].
    other_names: Names,
    raw: Vec<RawSpan>,
    /// Keyed at random, so that no page can choose names that collide.
    hasher: RandomState,
    pub(crate) limits: LimitsHit,
}

/// Reusable buffers for parsing pages one after the other; one per worker.
#[derive(Default, Debug)]
pub struct Arena {
    pub(crate) tree: Tree,
    pub(crate) scratch: Scratch,
    /// The source with its line ends made `\n`, for a page that has other ones.
    pub(crate) normalized: String,
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

    /// Bytes of memory the arena holds on to between pages.
    pub fn n_bytes(&self) -> usize {
        self.tree.n_bytes() + self.scratch.n_bytes() + self.normalized.capacity()
    }
}

impl Tree {
    /// Forgets the page, keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
        self.attrs.clear();
        self.side.clear();
        self.raw.clear();
        self.limits = LimitsHit::default();
        if self.other_names.len() > MAX_KEPT_NAMES {
            self.other_names.clear();
        }
        self.add_fragment();
    }

    fn n_bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
            + self.attrs.capacity() * size_of::<Attr>()
            + self.side.capacity()
            + self.raw.capacity() * size_of::<RawSpan>()
            + self.other_names.n_bytes()
    }

    pub(crate) fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    #[inline]
    pub(crate) fn node(&self, id: u32) -> &Node {
        &self.nodes[id as usize]
    }

    #[inline]
    fn node_mut(&mut self, id: u32) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    #[inline]
    fn add(&mut self, node: Node) -> u32 {
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

    /// True when none of the tag's attributes has this name, which has no number.
    #[inline]
    pub(crate) fn is_new_attr(&self, source: &str, attr_start: usize, name: TextSpan) -> bool {
        let olds = &self.attrs[attr_start..];
        if olds.iter().all(|old| old.known != 0 || old.name_len != name.len) {
            return true;
        }
        let text = self.slice(source, name);
        !olds.iter().any(|old| old.known == 0 && self.slice(source, old.name_span()) == text)
    }

    /// Drops, from the attributes after `attr_start`, those whose name came before.
    #[cold]
    pub(crate) fn drop_repeated_attrs(&mut self, source: &str, attr_start: usize) {
        let mut keys = self.attr_keys(source, attr_start);
        keep_likely_repetitions(&mut keys);
        keys.sort_unstable();
        let mut repeated = Vec::new();
        for same in keys.chunk_by(|left, right| left.0 == right.0) {
            // One name, but for hashes that meet by chance: all that are no repetition of the first.
            let (first, others) = (same[0].1, &same[1..]);
            let first = self.attr_name_text(source, first);
            let others = others.iter().map(|&(_, at)| at);
            repeated.extend(others.filter(|&at| self.attr_name_text(source, at) == first));
        }
        repeated.sort_unstable();
        let Some(&first) = repeated.first() else { return };
        let mut kept = first as usize;
        let mut repeated = repeated.into_iter().peekable();
        for at in first..self.attrs.len() as u32 {
            if repeated.next_if_eq(&at).is_none() {
                self.attrs[kept] = self.attrs[at as usize];
                kept += 1;
            }
        }
        self.attrs.truncate(kept);
    }

    /// A number for the name of each attribute after `attr_start`, and its index.
    fn attr_keys(&self, source: &str, attr_start: usize) -> Vec<(u64, u32)> {
        let attrs = self.attrs[attr_start..].iter().zip(attr_start as u32..);
        let keys = attrs.map(|(attr, at)| {
            let key = match AttrName::from_index(attr.known) {
                Some(known) => self.hasher.hash_one(known.name()),
                None => self.hasher.hash_one(self.slice(source, attr.name_span())),
            };
            (key, at)
        });
        keys.collect()
    }

    /// The name of the attribute at an index of [`Tree::attrs`].
    pub(crate) fn attr_name_text<'t>(&'t self, source: &'t str, at: u32) -> &'t str {
        self.attr_name(source, &self.attrs[at as usize])
    }

    #[inline]
    pub(crate) fn attr_name<'t>(&'t self, source: &'t str, attr: &Attr) -> &'t str {
        match AttrName::from_index(attr.known) {
            Some(known) => known.name(),
            None => self.slice(source, attr.name_span()),
        }
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

    /// Adds text at the end of `parent`, to its last child if that is text.
    #[inline]
    pub(crate) fn append_text(&mut self, source: &str, parent: u32, text: TextSpan) {
        let last = self.node(parent).last;
        if last != NIL && self.node(last).is_text() {
            self.extend_text(source, last, text);
            return;
        }
        let child = self.add_text(text);
        self.append(parent, child);
    }

    /// Adds text right before `sibling`, to the node before it if that is text.
    pub(crate) fn insert_text_before(&mut self, source: &str, sibling: u32, text: TextSpan) {
        let prev = self.node(sibling).prev;
        if prev != NIL && self.node(prev).is_text() {
            self.extend_text(source, prev, text);
            return;
        }
        let child = self.add_text(text);
        self.insert_before(sibling, child);
    }

    #[inline]
    fn add_text(&mut self, text: TextSpan) -> u32 {
        let name = if text.in_side { IS_TEXT | IN_SIDE } else { IS_TEXT };
        self.add(Node { name, start: text.start, len: text.len, ..DETACHED })
    }

    /// Adds text to a text node. Runs that follow each other where they lie only grow the span.
    #[inline]
    fn extend_text(&mut self, source: &str, id: u32, text: TextSpan) {
        let node = self.node_mut(id);
        let in_side = node.name & IN_SIDE != 0;
        if in_side == text.in_side && node.start + node.len == text.start {
            node.len += text.len;
            return;
        }
        self.join_text(source, id, text);
    }

    /// Adds text that lies elsewhere: the node moves to the end of the side buffer, unless it is
    /// there already or has room. Room doubles with each move, so that nodes which grow in turns
    /// cost no more than twice their length.
    fn join_text(&mut self, source: &str, id: u32, text: TextSpan) {
        let node = *self.node(id);
        let in_side = node.name & IN_SIDE != 0;
        let new_len = node.len + text.len;
        let at_end = in_side && (node.start + node.len) as usize == self.side.len();
        if at_end {
            push_span(&mut self.side, source, text);
            self.node_mut(id).len = new_len;
            return;
        }
        let room = if node.first == NIL { 0 } else { node.first };
        if in_side && room >= new_len {
            self.overwrite(source, node.start + node.len, text);
            self.node_mut(id).len = new_len;
            return;
        }
        let start = self.side.len() as u32;
        push_span(&mut self.side, source, TextSpan { start: node.start, len: node.len, in_side });
        push_span(&mut self.side, source, text);
        // The first move leaves no room: most nodes are joined once or stay at the end.
        let new_room = if in_side { new_len.saturating_mul(2) } else { new_len };
        let padding = (new_room - new_len) as usize;
        self.side.extend(std::iter::repeat_n(' ', padding));
        let node = self.node_mut(id);
        node.start = start;
        node.len = new_len;
        node.first = new_room;
        node.name |= IN_SIDE;
    }

    /// Writes text over padding of the side buffer.
    fn overwrite(&mut self, source: &str, at: u32, text: TextSpan) {
        let range = text.start as usize..(text.start + text.len) as usize;
        let added = if text.in_side { self.side[range].to_owned() } else { source[range].to_owned() };
        self.side.replace_range(at as usize..at as usize + added.len(), &added);
    }

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

/// Appends a span to the side buffer, where it may lie itself.
fn push_span(side: &mut String, source: &str, text: TextSpan) {
    let range = text.start as usize..(text.start + text.len) as usize;
    if text.in_side {
        side.extend_from_within(range);
    } else {
        side.push_str(&source[range]);
    }
}

/// Drops most of the keys that are there only once, with a filter small enough to stay near: half a
/// million names are too many to sort, or to look up in a table, for what they are worth.
fn keep_likely_repetitions(keys: &mut Vec<(u64, u32)>) {
    /// One key in sixteen meets another by chance.
    const BITS_PER_KEY: usize = 16;
    let n_bits = (BITS_PER_KEY * keys.len()).next_power_of_two().max(64);
    let place = |key: u64| {
        let bit = key as usize & (n_bits - 1);
        (bit / 64, 1u64 << (bit % 64))
    };
    let (mut once, mut twice) = (vec![0u64; n_bits / 64], vec![0u64; n_bits / 64]);
    for &(key, _) in keys.iter() {
        let (word, bit) = place(key);
        if once[word] & bit != 0 {
            twice[word] |= bit;
        }
        once[word] |= bit;
    }
    keys.retain(|&(key, _)| {
        let (word, bit) = place(key);
        twice[word] & bit != 0
    });
}

const DETACHED: Node =
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
    fn tag(&self) -> Tag {
        let tag = Tag::from_index(self.name_number());
        if self.namespace() == Namespace::Html || matches!(tag, Tag::SVG | Tag::MATH) {
            tag
        } else {
            Tag::OTHER
        }
    }
}

/// A parsed page, lent by an [`Arena`]. Cheap to copy.
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
        let attr = self.attr_slice(id).iter().find(|attr| self.attr_name(attr) == name)?;
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

    /// The contents of all `<script>` elements that have any, in the order of the source.
    pub fn raw_texts(self) -> impl Iterator<Item = RawText<'a>> {
        self.tree
            .raw
            .iter()
            .map(move |raw| RawText { node: NodeId(raw.node), text: self.tree.slice(self.source, raw.text) })
    }

    /// Which limits the page reached.
    pub fn limits_hit(self) -> LimitsHit {
        self.tree.limits
    }
}

#[inline]
fn some(id: u32) -> Option<NodeId> {
    if id == NIL { None } else { Some(NodeId(id)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree_with_two_texts() -> (Tree, u32, u32) {
        let mut tree = Tree::default();
        tree.clear();
        let left = tree.add_element(Tag::P.index() as u32, Namespace::Html, 0, 0);
        let right = tree.add_element(Tag::P.index() as u32, Namespace::Html, 0, 0);
        tree.append(ROOT, left);
        tree.append(ROOT, right);
        (tree, left, right)
    }

    #[test]
    fn a_node_is_32_bytes() {
        assert_eq!(size_of::<Node>(), 32);
    }

    #[test]
    fn texts_that_grow_in_turns_keep_their_content_and_stay_linear() {
        let source = "abcdefghij";
        let (mut tree, left, right) = tree_with_two_texts();
        for _ in 0..1000 {
            tree.append_text(source, left, TextSpan { start: 0, len: 3, in_side: false });
            tree.append_text(source, right, TextSpan { start: 5, len: 2, in_side: false });
        }
        assert!(tree.side.len() < 40_000, "{}", tree.side.len());
        let dom = Dom::new(&tree, source);
        let text_in = |id| dom.text(dom.first_child(NodeId(id)).expect("text was added"));
        assert_eq!(text_in(left), "abc".repeat(1000));
        assert_eq!(text_in(right), "fg".repeat(1000));
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
