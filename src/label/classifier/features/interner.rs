//! Interner for what a page shows, in the order it comes: looks, surroundings, texts, each known by a
//! hash.

/// A number as a key, all bits of which move the lowest ones.
pub(crate) fn spread(number: u64) -> u64 {
    let product = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ (product >> 32)
}

/// Fewest slots; a power of two, as all their numbers are.
const MIN_SLOTS: usize = 256;

/// A number for each key; keeps its memory for the next page.
///
/// Hardly a page has a thousand keys, each of which is asked for a few times: a map of the standard library
/// costs more to clear and fill than all its look-ups.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    slots: Vec<Slot>,
    n_keys: u32,
    /// Counts the pages: a slot of another page is empty, so that none need be emptied.
    page: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    page: u32,
    number: u32,
}

impl Interner {
    pub(crate) fn clear(&mut self) {
        self.n_keys = 0;
        self.page = self.page.wrapping_add(1);
        if self.page == 0 {
            self.slots.clear();
        }
    }

    /// The number of a key, which is a hash: that which it has, or the next.
    #[inline]
    pub(crate) fn of(&mut self, key: u64) -> usize {
        if 2 * self.n_keys as usize >= self.slots.len() {
            self.grow();
        }
        let at = self.slot(key);
        let slot = &mut self.slots[at];
        if slot.page != self.page {
            *slot = Slot { key, page: self.page, number: self.n_keys };
            self.n_keys += 1;
        }
        slot.number as usize
    }

    /// The slot that holds the key, or the empty one where it belongs.
    #[inline]
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        while self.slots[at].page == self.page && self.slots[at].key != key {
            at = (at + 1) & mask;
        }
        at
    }

    /// Makes room for four times as many keys.
    #[cold]
    fn grow(&mut self) {
        let n_slots = (4 * self.slots.len()).max(MIN_SLOTS);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); n_slots]);
        // Slots that were never written must not be of this page.
        let was = self.page;
        self.page = self.page.max(1);
        for slot in old.into_iter().filter(|slot| slot.page == was) {
            let at = self.slot(slot.key);
            self.slots[at] = Slot { page: self.page, ..slot };
        }
    }

    /// How many keys have numbers.
    pub(crate) fn len(&self) -> usize {
        self.n_keys as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_numbered_as_they_come() {
        let mut numbers = Interner::default();
        assert_eq!([0, 5, 6, 5, 0, 9].map(|key| numbers.of(key)), [0, 1, 2, 1, 0, 3]);
        assert_eq!(numbers.len(), 4);
        numbers.clear();
        assert_eq!((numbers.len(), numbers.of(9)), (0, 0));
    }

    #[test]
    fn many_keys_that_want_one_place_have_their_numbers() {
        let mut numbers = Interner::default();
        for page in 0..3 {
            numbers.clear();
            for turn in 0..2 {
                for key in 0..1_000 {
                    assert_eq!(numbers.of(key << 12), key as usize, "page {page}, turn {turn}");
                }
            }
        }
    }
}
