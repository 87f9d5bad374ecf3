//! A set of names that gives each a number: one buffer of text, no allocation per name.
//!
//! Made for the page with half a million different names, where a table no longer fits a cache and
//! every look into it costs more than the name is worth. A name that was not there before, which is
//! what such a page is made of, is told by one bit of a filter small enough to stay near; it is then
//! put in front of its chain without looking at the chain.

use std::hash::{BuildHasher, RandomState};

/// Names and their numbers, which count from 0 in the order of arrival.
#[derive(Default, Debug)]
pub(super) struct Names {
    text: String,
    names: Vec<Name>,
    /// First of each chain: a number plus one, or 0. The length is a power of two.
    chains: Vec<u32>,
    /// Bits of the hashes that are there.
    filter: Vec<u64>,
    /// Keyed at random, so that no page can choose names that collide.
    hasher: RandomState,
}

#[derive(Clone, Copy, Debug)]
struct Name {
    /// Where it ends in the text.
    end: u32,
    hash: u32,
    /// The next of its chain: a number plus one, or 0.
    next: u32,
}

/// Fewest chains, when there are any.
const MIN_CHAINS: usize = 64;

/// More are given back by [`Names::clear`]: emptying them would cost every page for one large one.
const MAX_KEPT_CHAINS: usize = 1 << 16;

/// Bits of the filter for each chain, and so for each name at least: one name in sixteen is looked
/// for in vain.
const FILTER_BITS: usize = 16;

impl Names {
    pub(super) fn clear(&mut self) {
        if self.chains.len() > MAX_KEPT_CHAINS {
            *self = Names::default();
            return;
        }
        self.text.clear();
        self.names.clear();
        self.chains.fill(0);
        self.filter.fill(0);
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn n_bytes(&self) -> usize {
        self.text.capacity()
            + self.names.capacity() * size_of::<Name>()
            + self.chains.capacity() * size_of::<u32>()
            + self.filter.capacity() * size_of::<u64>()
    }

    /// The name of a number; "" when there is none.
    pub(super) fn get(&self, number: usize) -> &str {
        let Some(name) = self.names.get(number) else { return "" };
        let start = if number == 0 { 0 } else { self.names[number - 1].end };
        &self.text[start as usize..name.end as usize]
    }

    /// The number of a name, and whether it was not there before.
    pub(super) fn insert(&mut self, name: &str) -> (usize, bool) {
        if self.names.len() >= self.chains.len() {
            self.grow();
        }
        let hash = self.hasher.hash_one(name) as u32;
        let bit = hash as usize & (64 * self.filter.len() - 1);
        let chain = hash as usize & (self.chains.len() - 1);
        let word = &mut self.filter[bit / 64];
        let may_be_there = *word & (1 << (bit % 64)) != 0;
        *word |= 1 << (bit % 64);
        if may_be_there && let Some(number) = self.find(chain, hash, name) {
            return (number, false);
        }
        let number = self.names.len();
        self.text.push_str(name);
        let next = std::mem::replace(&mut self.chains[chain], number as u32 + 1);
        self.names.push(Name { end: self.text.len() as u32, hash, next });
        (number, true)
    }

    fn find(&self, chain: usize, hash: u32, name: &str) -> Option<usize> {
        let mut at = self.chains[chain];
        while let Some(number) = (at as usize).checked_sub(1) {
            if self.names[number].hash == hash && self.get(number) == name {
                return Some(number);
            }
            at = self.names[number].next;
        }
        None
    }

    fn grow(&mut self) {
        // Fourfold, since growing means going through all chains out of order.
        let n_chains = (4 * self.chains.len()).max(MIN_CHAINS);
        self.chains.clear();
        self.chains.resize(n_chains, 0);
        self.filter.clear();
        self.filter.resize(n_chains * FILTER_BITS / 64, 0);
        for (number, name) in self.names.iter_mut().enumerate() {
            let bit = name.hash as usize & (n_chains * FILTER_BITS - 1);
            self.filter[bit / 64] |= 1 << (bit % 64);
            let chain = &mut self.chains[name.hash as usize & (n_chains - 1)];
            name.next = std::mem::replace(chain, number as u32 + 1);
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
