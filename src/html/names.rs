//! A set of names that gives each a number: one buffer of text, one table, no allocation per name.

use std::hash::{BuildHasher, RandomState};

/// Names and their numbers, which count from 0 in the order of arrival.
#[derive(Default, Debug)]
pub(super) struct Names {
    text: String,
    /// Where each name ends in `text`, and the low bits of its hash.
    names: Vec<Name>,
    /// Numbers plus one; 0 is an empty slot. The length is a power of two, at least twice the names.
    slots: Vec<u32>,
    /// Keyed at random, so that no page can choose names that collide.
    hasher: RandomState,
}

#[derive(Clone, Copy, Debug)]
struct Name {
    end: u32,
    hash: u32,
}

/// Smallest table that is not empty.
const MIN_SLOTS: usize = 64;

impl Names {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.names.clear();
        self.slots.fill(0);
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.text.capacity()
            + self.names.capacity() * size_of::<Name>()
            + self.slots.capacity() * size_of::<u32>()
    }

    /// The name of a number; "" when there is none.
    pub(super) fn get(&self, number: usize) -> &str {
        let Some(name) = self.names.get(number) else { return "" };
        let start = if number == 0 { 0 } else { self.names[number - 1].end };
        &self.text[start as usize..name.end as usize]
    }

    /// The number of a name, and whether it was not there before.
    pub(super) fn insert(&mut self, name: &str) -> (usize, bool) {
        if 2 * (self.names.len() + 1) > self.slots.len() {
            self.grow();
        }
        let hash = self.hasher.hash_one(name) as u32;
        let mut slot = hash as usize & (self.slots.len() - 1);
        while let Some(number) = (self.slots[slot] as usize).checked_sub(1) {
            if self.names[number].hash == hash && self.get(number) == name {
                return (number, false);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        let number = self.names.len();
        self.slots[slot] = number as u32 + 1;
        self.text.push_str(name);
        self.names.push(Name { end: self.text.len() as u32, hash });
        (number, true)
    }

    fn grow(&mut self) {
        let n_slots = (2 * self.slots.len()).max(MIN_SLOTS);
        self.slots.clear();
        self.slots.resize(n_slots, 0);
        for (number, name) in self.names.iter().enumerate() {
            let mut slot = name.hash as usize & (n_slots - 1);
            while self.slots[slot] != 0 {
                slot = (slot + 1) & (n_slots - 1);
            }
            self.slots[slot] = number as u32 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_numbers() {
        let mut names = Names::default();
        for number in 0..1000 {
            assert_eq!(names.insert(&format!("name-{number}")), (number, true));
        }
        for number in (0..1000).rev() {
            let name = format!("name-{number}");
            assert_eq!(names.insert(&name), (number, false));
            assert_eq!(names.get(number), name);
        }
        names.clear();
        assert_eq!((names.insert("again"), names.get(0), names.len()), ((0, true), "again", 1));
    }
}
