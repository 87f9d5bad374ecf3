//! Texts that were there before, exactly or nearly: a 64-bit simhash over word pairs, and an index
//! of its four 16-bit bands. Two texts within [`MAX_DISTANCE`] bits of each other agree in at least
//! one band, so none is missed. Decided in input order on one thread: the same on any number of them.

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use crate::batch::input::stable_hash;
use crate::batch::run::part::PartError;
use crate::batch::sink::side_log::SideLog;

/// Bits in which the simhashes of near-duplicates may differ: 3 of 64, as in Manku, Jain and
/// Das Sarma, "Detecting near-duplicates for web crawling" (2007). More would join other texts.
pub const MAX_DISTANCE: u32 = 3;

/// Fewest words for a simhash to mean anything; shorter texts are compared exactly. Below about
/// this, one changed word moves more than [`MAX_DISTANCE`] bits or none at all.
const MIN_WORDS: usize = 24;

/// What is done with texts that were there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DedupMode {
    /// Nothing.
    #[default]
    Off,
    /// They are written with the id of the earlier one.
    Mark,
    /// They are not written.
    Drop,
}

/// What of a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// 128 bits of BLAKE3: nobody can make two texts that share them, so none is taken for another.
    exact: u128,
    near: Option<u64>,
}

impl Signature {
    /// The signature of a text; `None` for empty ones, which are no duplicates of each other.
    pub fn of(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let words: Vec<u64> = text.split_whitespace().map(|word| stable_hash(word.as_bytes())).collect();
        let near = (words.len() >= MIN_WORDS).then(|| simhash(&words));
        Some(Self { exact: digest(text), near })
    }
}

fn digest(text: &str) -> u128 {
    let mut bytes = [0; 16];
    blake3::Hasher::new().update(text.as_bytes()).finalize_xof().fill(&mut bytes);
    u128::from_le_bytes(bytes)
}

/// The simhash (Charikar 2002) of the pairs of neighbouring words, given the words' hashes: each bit is what
/// most of the pairs' hashes have there.
fn simhash(words: &[u64]) -> u64 {
    let mut balance = [0i32; u64::BITS as usize];
    for pair in words.windows(2) {
        let hash = mixed(pair[0].rotate_left(23) ^ pair[1]);
        for (bit, balance) in balance.iter_mut().enumerate() {
            *balance += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    }
    balance.iter().rev().fold(0, |hash, &balance| hash << 1 | u64::from(balance > 0))
}

/// Spreads every bit over all others, as the last steps of MurmurHash3 do: neighbouring bits of FNV are not
/// independent enough to vote.
fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}

/// The texts seen so far, at most a window of them.
#[derive(Debug)]
pub struct Dedup {
    window: usize,
    texts: VecDeque<Text>,
    /// Number of the first text in the window.
    first: u64,
    exact: HashMap<u128, u64>,
    bands: HashMap<(u8, u16), VecDeque<u64>>,
    log: Option<SideLog>,
}

#[derive(Debug)]
struct Text {
    signature: Signature,
    id: String,
}

impl Dedup {
    /// Begins, or goes on after a killed run, of whose log the first `n_bytes` hold.
    ///
    /// # Errors
    /// When the log cannot be read or written.
    pub fn open(window: usize, log: Option<&Path>, n_bytes: u64) -> Result<Self, PartError> {
        let mut dedup = Self {
            window: window.max(1),
            texts: VecDeque::new(),
            first: 0,
            exact: HashMap::new(),
            bands: HashMap::new(),
            log: None,
        };
        if let Some(path) = log {
            let log = SideLog::open(path, n_bytes, &mut |line| dedup.restore(line), &mut |_| {})?;
            dedup.log = Some(log);
        }
        Ok(dedup)
    }

    /// The id of the earliest text like this one; remembers the text if there is none.
    ///
    /// # Errors
    /// When the log cannot be written.
    pub fn twin(&mut self, signature: Signature, id: &str) -> Result<Option<String>, PartError> {
        if let Some(number) = self.find(signature) {
            return Ok(self.text(number).map(|text| text.id.clone()));
        }
        if let Some(log) = &mut self.log {
            let near = signature.near.map_or_else(|| "-".to_owned(), |near| format!("{near:x}"));
            // Ids may hold anything; a line may not hold a line break.
            log.push(&format!("{:x} {near} {}", signature.exact, id.replace(['\n', '\r'], " ")))?;
        }
        self.remember(signature, id.to_owned());
        Ok(None)
    }

    /// Makes the log durable; tells how long it is.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn checkpoint(&mut self) -> Result<u64, PartError> {
        self.log.as_mut().map_or(Ok(0), SideLog::checkpoint)
    }

    /// Ends; the log goes with the journal's folder.
    pub fn remove(self) {
        drop(self);
    }

    fn find(&self, signature: Signature) -> Option<u64> {
        let exact = self.exact.get(&signature.exact).copied();
        let near = signature.near.and_then(|near| {
            bands(near)
                .filter_map(|band| self.bands.get(&band))
                .flatten()
                .copied()
                .filter(|&number| {
                    let other = self.text(number).and_then(|text| text.signature.near);
                    other.is_some_and(|other| (near ^ other).count_ones() <= MAX_DISTANCE)
                })
                .min()
        });
        exact.into_iter().chain(near).min()
    }

    fn text(&self, number: u64) -> Option<&Text> {
        self.texts.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    fn remember(&mut self, signature: Signature, id: String) {
        if self.texts.len() == self.window {
            self.forget();
        }
        let number = self.first + self.texts.len() as u64;
        self.exact.entry(signature.exact).or_insert(number);
        for band in signature.near.into_iter().flat_map(bands) {
            self.bands.entry(band).or_default().push_back(number);
        }
        self.texts.push_back(Text { signature, id });
    }

    fn forget(&mut self) {
        let Some(text) = self.texts.pop_front() else { return };
        let number = self.first;
        self.first += 1;
        if self.exact.get(&text.signature.exact) == Some(&number) {
            self.exact.remove(&text.signature.exact);
        }
        for band in text.signature.near.into_iter().flat_map(bands) {
            // The oldest text stands first in each of its bands.
            if let Some(numbers) = self.bands.get_mut(&band) {
                numbers.pop_front();
                if numbers.is_empty() {
                    self.bands.remove(&band);
                }
            }
        }
    }

    fn restore(&mut self, line: &str) {
        let mut parts = line.splitn(3, ' ');
        let (Some(exact), Some(near), Some(id)) = (parts.next(), parts.next(), parts.next()) else { return };
        let Ok(exact) = u128::from_str_radix(exact, 16) else { return };
        self.remember(Signature { exact, near: u64::from_str_radix(near, 16).ok() }, id.to_owned());
    }
}

fn bands(near: u64) -> impl Iterator<Item = (u8, u16)> {
    (0..4).map(move |band| (band, (near >> (16 * u32::from(band)) & 0xFFFF) as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seed: usize, n_words: usize) -> String {
        (0..n_words)
            .map(|word| format!("w{}", (word * 7919 + seed * 104_729) % 5_003))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn exact_and_near_twins_are_found_and_others_are_not() {
        let mut dedup = Dedup::open(100, None, 0).unwrap();
        let mut twin = |text: &str, id: &str| dedup.twin(Signature::of(text).unwrap(), id).unwrap();
        assert_eq!(twin(&text(1, 1_600), "a"), None);
        assert_eq!(twin(&text(2, 1_600), "b"), None);
        assert_eq!(twin(&text(1, 1_600), "c").as_deref(), Some("a"));
        assert_eq!(twin(&format!("{} end", text(1, 1_600)), "d").as_deref(), Some("a"));
        assert_eq!(twin("short", "e"), None);
        assert_eq!(twin("shorts", "f"), None);
        assert_eq!(twin("short", "g").as_deref(), Some("e"));
    }

    #[test]
    fn one_changed_word_moves_few_bits_and_another_text_many() {
        let near = |text: &str| Signature::of(text).and_then(|signature| signature.near).unwrap();
        let distance = |one: &str, other: &str| (near(one) ^ near(other)).count_ones();
        let mut n_far = 0;
        for seed in 0..40 {
            let changed = text(seed, 600).replacen("w1", "x1", 1);
            assert!(distance(&text(seed, 600), &changed) <= 5, "{seed}");
            n_far += usize::from(distance(&text(seed, 600), &text(seed + 40, 600)) > 16);
        }
        assert_eq!(n_far, 40);
    }

    #[test]
    fn the_window_is_kept() {
        let mut dedup = Dedup::open(2, None, 0).unwrap();
        for (seed, id) in [(1, "a"), (2, "b"), (3, "c")] {
            assert_eq!(dedup.twin(Signature::of(&text(seed, 50)).unwrap(), id).unwrap(), None);
        }
        assert_eq!(dedup.twin(Signature::of(&text(3, 50)).unwrap(), "x").unwrap().as_deref(), Some("c"));
        assert_eq!(dedup.twin(Signature::of(&text(1, 50)).unwrap(), "y").unwrap(), None);
        assert_eq!(dedup.texts.len(), 2);
        assert!(dedup.bands.values().all(|numbers| numbers.iter().all(|&n| n >= dedup.first)));
    }
}
