//! The attributes of one tag, as the tree keeps them: names compared, repetitions dropped.
//!
//! Most tags have a handful, which are compared one by one while they are read. A tag with a hundred
//! thousand must cost no more per attribute: there all are looked at once, in the end.

use std::hash::BuildHasher;

use super::node::{Attr, TextSpan};
use super::tree::Tree;
use crate::html::attr::AttrName;

impl Tree {
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
