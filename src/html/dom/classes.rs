//! The different values of `class` of a page, numbered in the order of their first appearance.
//!
//! A page repeats its class values: three of four elements have one that came before. Whoever
//! judges elements by class (selectors, hints at bylines, the features of the model) does so once
//! for each different value and keeps the verdict in a table by its number. Numbering costs one
//! hash and one comparison for each value. Knows values, not what they mean.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use super::node::TextSpan;

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

    /// The number of the value that stands at `span` and reads `text`; `text_at` reads the values that
    /// came before.
    #[inline]
    pub(super) fn number_of<'t>(
        &mut self,
        span: TextSpan,
        text: &[u8],
        text_at: impl Fn(TextSpan) -> &'t [u8],
    ) -> u32 {
        if 2 * self.values.len() >= self.slots.len() {
            self.grow();
        }
        let mut hasher = self.hasher.build_hasher();
        hasher.write(text);
        let hash = hasher.finish();
        let slot = self.slot(hash, |old| text_at(old) == text);
        if self.slots[slot].page == self.page {
            return self.slots[slot].number;
        }
        let number = self.values.len() as u32;
        self.slots[slot] = Slot { page: self.page, number };
        self.values.push(span);
        self.hashes.push(hash);
        number
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
