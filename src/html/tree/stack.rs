//! The stack of open elements, with the answers to the standard's questions kept ready.
//!
//! The standard asks of this stack again and again whether some element is "in scope", and answers
//! by walking down. On a page with a hundred thousand unclosed elements that walk is what makes
//! parsers quadratic. Here every entry carries the answers for the stack up to itself, made from
//! those of the entry below when it is pushed: a few bit operations, whatever the depth.

use super::Mode;
use crate::html::dom::Namespace;
use crate::html::tag::{Tag, TagProps};

/// An element's name and namespace in one number: the number of the name, the namespace above.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Key(u32);

const NAMESPACE_SHIFT: u32 = 24;

impl Key {
    #[inline]
    pub(super) const fn html(tag: Tag) -> Key {
        Key(tag.index() as u32)
    }

    #[inline]
    pub(super) fn new(name: u32, namespace: Namespace) -> Key {
        Key(name | ((namespace as u32) << NAMESPACE_SHIFT))
    }

    #[inline]
    pub(super) fn name(self) -> u32 {
        self.0 & ((1 << NAMESPACE_SHIFT) - 1)
    }

    #[inline]
    pub(super) fn is_html(self) -> bool {
        self.0 >> NAMESPACE_SHIFT == 0
    }

    pub(super) fn namespace(self) -> Namespace {
        match self.0 >> NAMESPACE_SHIFT {
            0 => Namespace::Html,
            1 => Namespace::Svg,
            _ => Namespace::MathMl,
        }
    }

    /// The tag of the name, whatever the namespace.
    #[inline]
    pub(super) fn tag(self) -> Tag {
        Tag::from_index(self.name())
    }

    /// The tag of an HTML element; [`Tag::OTHER`] for all others.
    #[inline]
    pub(super) fn html_tag(self) -> Tag {
        Tag::from_index(self.0)
    }

    pub(super) fn is_mathml_text_point(self) -> bool {
        self.namespace() == Namespace::MathMl
            && matches!(self.tag(), Tag::MI | Tag::MO | Tag::MN | Tag::MS | Tag::MTEXT)
    }

    pub(super) fn is_svg_html_point(self) -> bool {
        self.namespace() == Namespace::Svg
            && matches!(self.tag(), Tag::FOREIGNOBJECT | Tag::DESC | Tag::TITLE)
    }
}

/// A `p` is in button scope.
pub(super) const P_IN_SCOPE: u8 = 1;
/// A `li` is in list item scope.
pub(super) const LI_IN_SCOPE: u8 = 2;
/// Walking down, a `li` comes before any special element but `address`, `div` and `p`.
pub(super) const LI_NEAR: u8 = 4;
/// The same of `dd` or `dt`.
pub(super) const DD_NEAR: u8 = 8;
/// A `template` is open.
pub(super) const IN_TEMPLATE: u8 = 16;
const ALL_FLAGS: u8 = 31;

/// One open element, and what holds for the stack up to and with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) node: u32,
    pub(super) key: Key,
    /// Index of the topmost HTML element.
    pub(super) html_index: u32,
    pub(super) flags: u8,
    /// Where "reset the insertion mode appropriately" leads.
    pub(super) mode: Mode,
    /// [`bit_of`] the names in table scope that are asked for there: the low ones.
    table: u16,
    /// [`bit_of`] the names in (default) scope.
    scope: u64,
    /// [`bit_of`] the names down to the first special element and with it; names that share a
    /// bit may be meant by it.
    near: u64,
}

/// How a push of a tag changes the answers.
#[derive(Clone, Copy)]
struct Row {
    bit: u64,
    keep_scope: u64,
    keep_near: u64,
    keep_table: u16,
    keep_flags: u8,
    set_flags: u8,
    mode: Option<Mode>,
}

/// Tags with a bit of their own; all headings share one. Those that are asked for in table scope
/// come first: their bits are kept apart, in fewer.
const OWN_BITS: [Tag; 52] = [
    Tag::TABLE,
    Tag::CAPTION,
    Tag::TBODY,
    Tag::TFOOT,
    Tag::THEAD,
    Tag::TR,
    Tag::TD,
    Tag::TH,
    Tag::P,
    Tag::LI,
    Tag::DD,
    Tag::DT,
    Tag::BUTTON,
    Tag::NOBR,
    Tag::SELECT,
    Tag::OPTION,
    Tag::OPTGROUP,
    Tag::RUBY,
    Tag::FORM,
    Tag::H1,
    Tag::BODY,
    Tag::DIV,
    Tag::SECTION,
    Tag::ARTICLE,
    Tag::ASIDE,
    Tag::HEADER,
    Tag::FOOTER,
    Tag::NAV,
    Tag::MAIN,
    Tag::UL,
    Tag::OL,
    Tag::DL,
    Tag::ADDRESS,
    Tag::BLOCKQUOTE,
    Tag::CENTER,
    Tag::DETAILS,
    Tag::DIALOG,
    Tag::DIR,
    Tag::FIELDSET,
    Tag::FIGCAPTION,
    Tag::FIGURE,
    Tag::HGROUP,
    Tag::LISTING,
    Tag::MENU,
    Tag::PRE,
    Tag::SEARCH,
    Tag::SUMMARY,
    Tag::APPLET,
    Tag::MARQUEE,
    Tag::OBJECT,
    Tag::SPAN,
    Tag::A,
];

/// The bit of a name in [`Open::scope`] and the like; names without a bit of their own share the
/// rest by their number.
#[inline]
const fn shared_bit(name: u32) -> u64 {
    1 << (OWN_BITS.len() as u32 + name % (64 - OWN_BITS.len() as u32))
}

static ROWS: [Row; Tag::COUNT] = rows();

const fn rows() -> [Row; Tag::COUNT] {
    let mut rows = [INHERIT; Tag::COUNT];
    let mut index = 0;
    while index < Tag::COUNT {
        rows[index] = row(Tag::from_index(index as u32));
        index += 1;
    }
    rows
}

const INHERIT: Row = Row {
    bit: 0,
    keep_scope: !0,
    keep_near: !0,
    keep_table: !0,
    keep_flags: ALL_FLAGS,
    set_flags: 0,
    mode: None,
};

const fn row(tag: Tag) -> Row {
    let props = tag.const_props();
    let mut row = INHERIT;
    row.bit = own_bit(tag);
    if props.intersects(TagProps::SCOPE) {
        row.keep_scope = 0;
        row.keep_flags &= !(P_IN_SCOPE | LI_IN_SCOPE);
    }
    if props.intersects(TagProps::SPECIAL) {
        row.keep_near = 0;
        if !same(tag, Tag::ADDRESS) && !same(tag, Tag::DIV) && !same(tag, Tag::P) {
            row.keep_flags &= !(LI_NEAR | DD_NEAR);
        }
    }
    if same(tag, Tag::HTML) || same(tag, Tag::TABLE) || same(tag, Tag::TEMPLATE) {
        row.keep_table = 0;
    }
    if same(tag, Tag::BUTTON) {
        row.keep_flags &= !P_IN_SCOPE;
    }
    if same(tag, Tag::OL) || same(tag, Tag::UL) {
        row.keep_flags &= !LI_IN_SCOPE;
    }
    if same(tag, Tag::P) {
        row.set_flags = P_IN_SCOPE;
    } else if same(tag, Tag::LI) {
        row.set_flags = LI_IN_SCOPE | LI_NEAR;
    } else if same(tag, Tag::DD) || same(tag, Tag::DT) {
        row.set_flags = DD_NEAR;
    } else if same(tag, Tag::TEMPLATE) {
        row.set_flags = IN_TEMPLATE;
    }
    row.mode = reset_mode(tag);
    row
}

const fn same(left: Tag, right: Tag) -> bool {
    left.index() == right.index()
}

const fn own_bit(tag: Tag) -> u64 {
    if tag.const_props().intersects(TagProps::HEADING) {
        return own_bit_of(Tag::H1);
    }
    own_bit_of(tag)
}

const fn own_bit_of(tag: Tag) -> u64 {
    let mut at = 0;
    while at < OWN_BITS.len() {
        if same(OWN_BITS[at], tag) {
            return 1 << at;
        }
        at += 1;
    }
    shared_bit(tag.index() as u32)
}

/// The insertion mode that an open element of this tag calls for.
const fn reset_mode(tag: Tag) -> Option<Mode> {
    const MODES: [(Tag, Mode); 14] = [
        (Tag::TD, Mode::InCell),
        (Tag::TH, Mode::InCell),
        (Tag::TR, Mode::InRow),
        (Tag::TBODY, Mode::InTableBody),
        (Tag::THEAD, Mode::InTableBody),
        (Tag::TFOOT, Mode::InTableBody),
        (Tag::CAPTION, Mode::InCaption),
        (Tag::COLGROUP, Mode::InColumnGroup),
        (Tag::TABLE, Mode::InTable),
        (Tag::TEMPLATE, Mode::InTemplate),
        (Tag::HEAD, Mode::InHead),
        (Tag::BODY, Mode::InBody),
        (Tag::FRAMESET, Mode::InFrameset),
        (Tag::HTML, Mode::AfterHead),
    ];
    let mut at = 0;
    while at < MODES.len() {
        if same(MODES[at].0, tag) {
            return Some(MODES[at].1);
        }
        at += 1;
    }
    None
}

/// The bit of an HTML name.
#[inline]
pub(super) fn bit_of(name: u32) -> u64 {
    match ROWS.get(name as usize) {
        Some(row) if name != 0 => row.bit,
        _ => shared_bit(name),
    }
}

#[inline]
fn row_of(key: Key) -> Row {
    if key.is_html() {
        let row = ROWS.get(key.name() as usize).copied();
        return row.unwrap_or(Row { bit: shared_bit(key.name()), ..INHERIT });
    }
    foreign_row(key)
}

#[cold]
fn foreign_row(key: Key) -> Row {
    let mut row = Row { bit: bit_of(key.name()), ..INHERIT };
    if key.is_mathml_text_point() || key.is_svg_html_point() {
        row.keep_scope = 0;
        row.keep_flags &= !(P_IN_SCOPE | LI_IN_SCOPE);
    }
    row
}

/// What holds for an empty stack.
const NOTHING: Open =
    Open { node: 0, key: Key(0), html_index: 0, flags: 0, mode: Mode::InBody, table: 0, scope: 0, near: 0 };

impl Open {
    #[inline]
    fn above(below: &Open, index: u32, node: u32, key: Key) -> Open {
        let row = row_of(key);
        let is_html = key.is_html();
        // Foreign names are in no scope; only the end tags of foreign content look for them.
        let scope_bit = if is_html { row.bit } else { 0 };
        Open {
            node,
            key,
            html_index: if is_html { index } else { below.html_index },
            flags: below.flags & row.keep_flags | row.set_flags,
            mode: row.mode.unwrap_or(below.mode),
            table: below.table & row.keep_table | scope_bit as u16,
            scope: below.scope & row.keep_scope | scope_bit,
            near: below.near & row.keep_near | row.bit,
        }
    }

    /// Of HTML elements; none for others.
    #[inline]
    pub(super) fn props(&self) -> TagProps {
        self.key.html_tag().props()
    }

    /// True when an HTML element of this tag, which must have a bit of its own, is in scope. For
    /// `h1`, when any heading is.
    #[inline]
    pub(super) fn has_in_scope(&self, tag: Tag) -> bool {
        self.scope & bit_of(tag.index() as u32) != 0
    }

    /// The same for table scope, of a table or a part of one.
    #[inline]
    pub(super) fn has_in_table_scope(&self, tag: Tag) -> bool {
        let bit = bit_of(tag.index() as u32) as u16;
        debug_assert_ne!(bit, 0, "{tag:?} is no part of a table");
        self.table & bit != 0
    }

    /// False when no element of this name comes before or as the first special element.
    #[inline]
    pub(super) fn may_have_near(&self, name: u32) -> bool {
        self.near & bit_of(name) != 0
    }
}

/// The stack of open elements.
#[derive(Default, Debug)]
pub(super) struct Stack {
    entries: Vec<Open>,
}

impl Stack {
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Open>()
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The current node; something that answers no to all when there is none.
    #[inline]
    pub(super) fn top(&self) -> &Open {
        self.entries.last().unwrap_or(&NOTHING)
    }

    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&Open> {
        self.entries.get(index)
    }

    pub(super) fn entries(&self) -> &[Open] {
        &self.entries
    }

    #[inline]
    pub(super) fn push(&mut self, node: u32, key: Key) {
        let entry = Open::above(self.top(), self.entries.len() as u32, node, key);
        self.entries.push(entry);
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<Open> {
        self.entries.pop()
    }

    /// Where the element stands, searched from the top.
    pub(super) fn index_of(&self, node: u32) -> Option<usize> {
        self.entries.iter().rposition(|entry| entry.node == node)
    }

    /// Puts another node of the same name in an element's place.
    pub(super) fn replace(&mut self, index: usize, node: u32) {
        self.entries[index].node = node;
    }

    pub(super) fn remove(&mut self, index: usize) -> Open {
        let removed = self.entries.remove(index);
        self.refresh_from(index);
        removed
    }

    pub(super) fn insert(&mut self, index: usize, node: u32, key: Key) {
        self.entries.insert(index, Open { node, key, ..NOTHING });
        self.refresh_from(index);
    }

    fn refresh_from(&mut self, start: usize) {
        for index in start..self.entries.len() {
            let below = if index == 0 { NOTHING } else { self.entries[index - 1] };
            let Open { node, key, .. } = self.entries[index];
            self.entries[index] = Open::above(&below, index as u32, node, key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack_of(tags: &[Tag]) -> Stack {
        let mut stack = Stack::default();
        for (node, &tag) in tags.iter().enumerate() {
            stack.push(node as u32, Key::html(tag));
        }
        stack
    }

    #[test]
    fn an_open_element_is_32_bytes() {
        assert_eq!(size_of::<Open>(), 32);
    }

    #[test]
    fn scopes_end_where_the_standard_says() {
        let stack = stack_of(&[Tag::HTML, Tag::BODY, Tag::P, Tag::TABLE, Tag::TR, Tag::TD, Tag::DIV]);
        let top = stack.top();
        assert!(top.has_in_scope(Tag::DIV) && top.has_in_scope(Tag::TD));
        assert!(!top.has_in_scope(Tag::P) && top.flags & P_IN_SCOPE == 0);
        assert!(top.has_in_table_scope(Tag::TR) && top.has_in_table_scope(Tag::TABLE));
        assert_eq!(top.mode, Mode::InCell);
    }

    #[test]
    fn a_list_item_is_near_through_div_but_not_through_section() {
        assert_ne!(stack_of(&[Tag::HTML, Tag::LI, Tag::DIV, Tag::B]).top().flags & LI_NEAR, 0);
        assert_eq!(stack_of(&[Tag::HTML, Tag::LI, Tag::SECTION]).top().flags & LI_NEAR, 0);
        assert_eq!(stack_of(&[Tag::HTML, Tag::LI, Tag::UL]).top().flags & LI_IN_SCOPE, 0);
    }

    #[test]
    fn taking_one_out_renews_the_answers_above() {
        let mut stack = stack_of(&[Tag::HTML, Tag::BODY, Tag::P, Tag::SPAN, Tag::I]);
        assert_ne!(stack.top().flags & P_IN_SCOPE, 0);
        stack.remove(2);
        assert_eq!(stack.top().flags & P_IN_SCOPE, 0);
        stack.insert(3, 9, Key::html(Tag::BUTTON));
        assert!(stack.top().has_in_scope(Tag::BUTTON));
    }
}
