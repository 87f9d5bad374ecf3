//! Formatting elements: `<a>`, `<b>`, `<font>` and the others that the parser reopens where tags
//! overlap. The list of active ones, and the adoption agency that untangles them.

use super::stack::Key;
use super::{Builder, Place, Token};
use crate::html::dom::{Attr, NIL, Namespace};
use crate::html::tag::{Tag, TagProps};
use crate::html::tokenizer::StartTag;

/// More equal elements than this are dropped from the list (the standard's Noah's Ark clause).
const MAX_EQUAL: usize = 3;

/// One active formatting element, or a marker.
#[derive(Clone, Copy, Debug)]
struct Active {
    /// [`NIL`] for a marker.
    node: u32,
    tag: StartTag,
}

/// The list of active formatting elements.
#[derive(Default, Debug)]
pub(super) struct Formatting {
    list: Vec<Active>,
}

impl Formatting {
    pub(super) fn clear(&mut self) {
        self.list.clear();
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.list.capacity() * size_of::<Active>()
    }

    pub(super) fn push_marker(&mut self) {
        let tag = StartTag { name: 0, attr_start: 0, n_attrs: 0, self_closing: false };
        self.list.push(Active { node: NIL, tag });
    }

    pub(super) fn clear_to_marker(&mut self) {
        while let Some(popped) = self.list.pop() {
            if popped.node == NIL {
                break;
            }
        }
    }

    /// The last element of this name after the last marker.
    fn last_named(&self, name: u32) -> Option<usize> {
        let found = self.list.iter().rposition(|active| active.node == NIL || active.tag.name == name)?;
        (self.list[found].node != NIL).then_some(found)
    }

    fn position(&self, node: u32) -> Option<usize> {
        self.list.iter().rposition(|active| active.node == node)
    }
}

/// Where the new element goes in the list when the adoption agency is done.
enum Bookmark {
    /// In the formatting element's place.
    Replace,
    After(u32),
}

impl Builder<'_, '_> {
    /// "Reconstruct the active formatting elements".
    ///
    /// § 13.2.4.3 <https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements>
    #[inline]
    pub(super) fn reopen_formatting(&mut self) {
        if let Some(last) = self.formatting.list.last()
            && last.node != NIL
            && !self.tree.is_open(last.node)
        {
            self.reopen_closed_formatting();
        }
    }

    fn reopen_closed_formatting(&mut self) {
        let list = &self.formatting.list;
        let last_open = list.iter().rposition(|active| active.node == NIL || self.tree.is_open(active.node));
        let first = last_open.map_or(0, |at| at + 1);
        for index in first..self.formatting.list.len() {
            if !self.may_copy() {
                // What is not reopened now would be asked for at every text.
                self.formatting.list.truncate(index);
                return;
            }
            let tag = self.formatting.list[index].tag;
            let node = self.insert(tag);
            self.tree.set_open(node, true);
            self.formatting.list[index].node = node;
        }
    }

    /// Counts one more copy of a formatting element, if the page may have one.
    fn may_copy(&mut self) -> bool {
        if self.copies_left == 0 {
            self.tree.limits.copies = true;
            return false;
        }
        self.copies_left -= 1;
        true
    }

    /// Elements too deep in the stack are closed like any other, and never reopened.
    fn is_too_deep_to_adopt(&self) -> bool {
        self.stack.len() > self.max_depth || self.copies_left == 0
    }

    /// Inserts a formatting element and lists it.
    pub(super) fn insert_formatting(&mut self, tag: StartTag) {
        let is_listed = !self.is_too_deep_to_adopt();
        if is_listed {
            self.drop_surplus(tag);
        }
        let node = self.insert(tag);
        self.tree.set_open(node, true);
        if is_listed {
            self.formatting.list.push(Active { node, tag });
        }
    }

    /// The Noah's Ark clause: drops the earliest of three elements equal to `tag`.
    ///
    /// § 13.2.4.3 <https://html.spec.whatwg.org/multipage/parsing.html#push-onto-the-list-of-active-formatting-elements>
    fn drop_surplus(&mut self, tag: StartTag) {
        let mut n_equal = 0;
        let mut earliest = None;
        for (index, active) in self.formatting.list.iter().enumerate().rev() {
            if active.node == NIL {
                break;
            }
            if active.tag.name == tag.name && self.have_equal_attrs(active.tag, tag) {
                n_equal += 1;
                earliest = Some(index);
            }
        }
        if let Some(index) = earliest.filter(|_| n_equal >= MAX_EQUAL) {
            self.formatting.list.remove(index);
        }
    }

    /// True when two tags have the same attributes with the same values, in whatever order.
    fn have_equal_attrs(&self, left: StartTag, right: StartTag) -> bool {
        if left.n_attrs != right.n_attrs {
            return false;
        }
        let (left, right) = (self.attrs(left), self.attrs(right));
        let n_value_bytes = |attrs: &[Attr]| attrs.iter().map(|attr| u64::from(attr.value_len)).sum::<u64>();
        if n_value_bytes(left) != n_value_bytes(right) {
            return false;
        }
        let pair = |attr: &Attr| {
            (self.tree.attr_name(self.source, attr), self.tree.slice(self.source, attr.value_span()))
        };
        if left.iter().map(pair).eq(right.iter().map(pair)) {
            return true;
        }
        let sorted = |attrs: &[Attr]| {
            let mut pairs: Vec<_> = attrs.iter().map(pair).collect();
            pairs.sort_unstable();
            pairs
        };
        left.len() > 1 && sorted(left) == sorted(right)
    }

    /// An `<a>` inside an `<a>` ends the outer one.
    pub(super) fn close_open_a(&mut self) {
        let Some(index) = self.formatting.last_named(Tag::A.index() as u32) else { return };
        let node = self.formatting.list[index].node;
        self.adopt(Tag::A.index() as u32);
        if let Some(index) = self.formatting.position(node) {
            self.formatting.list.remove(index);
        }
        if self.tree.is_open(node) {
            self.remove_from_stack(node);
        }
    }

    /// The adoption agency algorithm for the end tag `name`.
    ///
    /// § 13.2.6.4.7 <https://html.spec.whatwg.org/multipage/parsing.html#adoption-agency-algorithm>
    pub(super) fn adopt(&mut self, name: u32) {
        let top = *self.top();
        if top.key.is_html() && top.key.name() == name && self.formatting.position(top.node).is_none() {
            self.pop();
            return;
        }
        for _ in 0..8 {
            let Some(index) = self.formatting.last_named(name) else {
                return self.end_any_other(name);
            };
            if !self.adopt_one(name, index) {
                return;
            }
        }
    }

    /// One round of the adoption agency for the list's element at `index`; false when all is done.
    fn adopt_one(&mut self, name: u32, index: usize) -> bool {
        let Active { node: element, tag } = self.formatting.list[index];
        if !self.tree.is_open(element) {
            self.formatting.list.remove(index);
            return false;
        }
        if self.is_too_deep_to_adopt() {
            self.end_any_other(name);
            if !self.tree.is_open(element) {
                self.formatting.list.remove(index);
            }
            return false;
        }
        let stack_index = self.stack.index_of(element).expect("an open element is on the stack");
        if !self.is_in_scope(stack_index) {
            return false;
        }
        let above = &self.stack.entries()[stack_index..];
        let Some(distance) = above.iter().position(|open| open.props().intersects(TagProps::SPECIAL)) else {
            self.pop_to_len(stack_index);
            self.formatting.list.remove(index);
            return false;
        };
        self.untangle(element, tag, stack_index, stack_index + distance);
        true
    }

    /// True when the element at this index of the stack is in scope.
    pub(super) fn is_in_scope(&self, stack_index: usize) -> bool {
        !self.stack.entries()[stack_index + 1..].iter().any(|open| {
            open.props().intersects(TagProps::SCOPE)
                || open.key.is_mathml_text_point()
                || open.key.is_svg_html_point()
        })
    }

    /// Steps 11 to 19 of the standard: moves the furthest block out of the formatting element and
    /// puts a copy of that inside it.
    fn untangle(&mut self, element: u32, tag: StartTag, stack_index: usize, block_index: usize) {
        let block = self.stack.entries()[block_index].node;
        let mut bookmark = Bookmark::Replace;
        let mut last = block;
        let mut at = block_index;
        let mut n_inner = 0;
        loop {
            n_inner += 1;
            at -= 1;
            let node = self.stack.entries()[at].node;
            if node == element {
                break;
            }
            let listed = self.formatting.position(node);
            let Some(listed) = listed.filter(|_| n_inner <= 3) else {
                if let Some(listed) = listed {
                    self.formatting.list.remove(listed);
                }
                self.remove_at(at);
                continue;
            };
            let copy = self.copy_formatting(self.formatting.list[listed].tag);
            self.tree.set_open(node, false);
            self.tree.set_open(copy, true);
            self.stack.replace(at, copy);
            self.formatting.list[listed].node = copy;
            if last == block {
                bookmark = Bookmark::After(copy);
            }
            self.tree.detach(last);
            self.tree.append(copy, last);
            last = copy;
        }
        self.tree.detach(last);
        let place = self.place_in(stack_index - 1);
        self.put(place, last);
        let copy = self.copy_formatting(tag);
        self.tree.move_children(block, copy);
        self.tree.append(block, copy);
        self.relist(element, Active { node: copy, tag }, bookmark);
        self.remove_from_stack(element);
        let block_index = self.stack.index_of(block).expect("the furthest block stays open");
        self.stack.insert(block_index + 1, copy, Key::new(tag.name, Namespace::Html));
        self.tree.set_open(copy, true);
    }

    fn copy_formatting(&mut self, tag: StartTag) -> u32 {
        // The limit was asked for before; one untangling makes a handful of copies.
        self.copies_left = self.copies_left.saturating_sub(1);
        self.tree.add_element(tag.name, Namespace::Html, tag.attr_start, tag.n_attrs)
    }

    fn remove_at(&mut self, index: usize) {
        let removed = self.stack.remove(index);
        if removed.props().intersects(TagProps::FORMATTING) {
            self.tree.set_open(removed.node, false);
        }
    }

    fn relist(&mut self, element: u32, new: Active, bookmark: Bookmark) {
        let old = self.formatting.position(element).expect("the formatting element is still listed");
        match bookmark {
            Bookmark::Replace => self.formatting.list[old] = new,
            Bookmark::After(node) => {
                let after = self.formatting.position(node).expect("the bookmark is listed") + 1;
                self.formatting.list.insert(after, new);
                let old = self.formatting.position(element).expect("the formatting element is still listed");
                self.formatting.list.remove(old);
            }
        }
    }

    /// Where a node goes whose parent shall be the stack's element at `index`.
    fn place_in(&mut self, index: usize) -> Place {
        let parent = self.stack.entries()[index];
        if self.fosters && parent.props().intersects(TagProps::FOSTER) {
            return self.foster_place();
        }
        if parent.key == Key::html(Tag::TEMPLATE) {
            return Place::LastChildOf(self.template_content());
        }
        Place::LastChildOf(parent.node)
    }

    /// "Any other end tag" in body.
    pub(super) fn end_any_other(&mut self, name: u32) {
        if !self.top().may_have_near(name) {
            return;
        }
        let entries = self.stack.entries();
        let found = entries.iter().rposition(|open| {
            (open.key.is_html() && open.key.name() == name) || open.props().intersects(TagProps::SPECIAL)
        });
        let Some(index) = found else { return };
        let key = entries[index].key;
        if !key.is_html() || key.name() != name {
            return;
        }
        self.close_implied_except(name);
        self.pop_to_len(index);
    }

    /// For [`Token`]s that are reprocessed as another tag.
    pub(super) fn renamed(tag: StartTag, name: Tag) -> Token {
        Token::Start(StartTag { name: name.index() as u32, ..tag })
    }
}
