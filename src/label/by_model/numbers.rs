//! Numbers for what a page shows, in the order it comes: looks, surroundings, texts, each known by a
//! hash.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// For maps and sets whose keys are hashes already.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct PassThrough(u64);

impl std::hash::Hasher for PassThrough {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// A number as a key: hash maps look at the lowest and at the highest bits.
pub(super) fn spread(number: u64) -> u64 {
    let product = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    product ^ (product >> 32)
}

/// A number for each key; keeps its memory for the next page.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<u64, u32, BuildHasherDefault<PassThrough>>);

impl Numbers {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The number of a key: that which it has, or the next.
    #[inline]
    pub(super) fn of(&mut self, key: u64) -> usize {
        let next = self.0.len() as u32;
        *self.0.entry(key).or_insert(next) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_numbered_as_they_come() {
        let mut numbers = Numbers::default();
        assert_eq!([0, 5, 6, 5, 0, 9].map(|key| numbers.of(key)), [0, 1, 2, 1, 0, 3]);
        numbers.clear();
        assert_eq!(numbers.of(9), 0);
    }
}
