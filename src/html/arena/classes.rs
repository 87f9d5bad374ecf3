//! The different values of `class` of a page, numbered in the order of their first appearance.
//!
//! A page repeats its class values: three of four elements have one that came before. Whoever
//! judges elements by class (selectors, hints at bylines, the features of the model) does so once
//! for each different value and keeps the verdict in a table by its number. Numbering costs one
//! hash and one comparison for each value. Knows values, not what they mean.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use super::node::TextSpan;
use super::tree::Tree;
use crate::html::attr::AttrName;

/// Fewest slots; a power of two, as all their numbers are.
const MIN_SLOTS: usize = 256;

/// The different values, and how to find them by their text.
#[derive(Default, Debug)]
pub(super) struct Classes {
    /// Where each value first stands.
    values: Vec<TextSpan>,
    hashes: Vec<u64>,
    slots: Vec<Slot>,
    /// Counts the pages: a slot of another page is empty, so that none need be emptied.
    page: u32,
    /// Keyed at random, so that no page can choose values that collide.
    hasher: RandomState,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    page: u32,
    number: u32,
}

impl Classes {
    /// Forgets the page, keeps the memory.
    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.hashes.clear();
        self.page = self.page.wrapping_add(1);
        if self.page == 0 {
            self.slots.fill(Slot::default());
            self.page = 1;
        }
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.values.capacity() * size_of::<TextSpan>()
            + self.hashes.capacity() * size_of::<u64>()
            + self.slots.capacity() * size_of::<Slot>()
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    pub(super) fn value(&self, number: usize) -> Option<TextSpan> {
        self.values.get(number).copied()
    }

    /// The slot that holds the value, or the empty one where it belongs.
    #[inline]
    fn slot(&self, hash: u64, is_same: impl Fn(TextSpan) -> bool) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            let number = slot.number as usize;
            if slot.page != self.page || self.hashes[number] == hash && is_same(self.values[number]) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let n_slots = (4 * self.slots.len()).max(MIN_SLOTS);
        self.slots.clear();
        self.slots.resize(n_slots, Slot::default());
        for number in 0..self.hashes.len() {
            let at = self.slot(self.hashes[number], |_| false);
            self.slots[at] = Slot { page: self.page, number: number as u32 };
        }
    }
}

impl Tree {
    /// Gives each value of `class` its number; done once, when all attributes are known.
    pub(crate) fn number_classes(&mut self, source: &str) {
        for at in 0..self.attrs.len() {
            if usize::from(self.attrs[at].known) == AttrName::CLASS.index() {
                let number = self.class_number(source, self.attrs[at].value_span());
                self.attrs[at].set_value_number(number);
            }
        }
    }

    #[inline]
    fn class_number(&mut self, source: &str, value: TextSpan) -> u32 {
        if 2 * self.classes.values.len() >= self.classes.slots.len() {
            self.classes.grow();
        }
        let text = self.slice(source, value).as_bytes();
        let mut hasher = self.classes.hasher.build_hasher();
        hasher.write(text);
        let hash = hasher.finish();
        let slot = self.classes.slot(hash, |old| self.slice(source, old).as_bytes() == text);
        if self.classes.slots[slot].page == self.classes.page {
            return self.classes.slots[slot].number;
        }
        let number = self.classes.values.len() as u32;
        self.classes.slots[slot] = Slot { page: self.classes.page, number };
        self.classes.values.push(value);
        self.classes.hashes.push(hash);
        number
    }
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, ParseOptions, Tag};

    #[test]
    fn equal_values_have_one_number_on_every_page() {
        let mut arena = Arena::new();
        for n_values in [3, 2_000, 0, 5] {
            let page: String =
                (0..2 * n_values).map(|at| format!("<p class='value {}'>", at % n_values)).collect();
            let dom = arena.parse(&page, &ParseOptions::default());
            assert_eq!(dom.n_classes(), n_values);
            let paragraphs = dom.descendants(dom.root()).filter(|&node| dom.tag(node) == Some(Tag::P));
            for (at, node) in paragraphs.enumerate() {
                let class = dom.attr_views(node).find_map(|attr| attr.class()).expect("all have one");
                assert_eq!(class, at % n_values);
                assert_eq!(dom.class_text(class), format!("value {class}"));
            }
        }
    }
}
