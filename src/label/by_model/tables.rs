//! What training learned about single tokens: the log-odds that text under, or with, a token is
//! content, averaged over sites.
//!
//! An open-addressing table that is stored as it is used: the slot is the low part of the token's
//! hash, the fingerprint the high part. Two of a million unknown tokens meet a wrong entry.

/// Log-odds per unit of the stored values.
const UNIT: f32 = 1.0 / 24.0;

/// Token hash to log-odds.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    /// High half of the token in each slot, 0 for an empty one.
    fingerprints: Vec<u16>,
    values: Vec<i8>,
    mask: usize,
}

impl Tables {
    /// `None` unless the lengths are the same power of two and a slot is free.
    pub(super) fn new(fingerprints: Vec<u16>, values: Vec<i8>) -> Option<Self> {
        let n_slots = fingerprints.len();
        let fits = n_slots.is_power_of_two() && values.len() == n_slots && fingerprints.contains(&0);
        fits.then(|| Tables { mask: n_slots - 1, fingerprints, values })
    }

    /// Log-odds of a token, `None` when training did not see it often enough.
    #[inline]
    pub(super) fn get(&self, token: u32) -> Option<f32> {
        if self.fingerprints.is_empty() {
            return None;
        }
        let fingerprint = ((token >> 16) as u16).max(1);
        let mut slot = token as usize & self.mask;
        loop {
            let found = self.fingerprints[slot];
            if found == fingerprint {
                return Some(f32::from(self.values[slot]) * UNIT);
            }
            if found == 0 {
                return None;
            }
            slot = (slot + 1) & self.mask;
        }
    }
}

/// What training learned of the tokens of whole pages (words of the address, claimed types): the
/// log-odds of each of the seven kinds. Sorted by token.
#[derive(Debug, Clone, Default)]
pub(super) struct KindTable {
    tokens: Vec<u32>,
    odds: Vec<[i8; 7]>,
}

impl KindTable {
    /// `None` unless the tokens are sorted and there are as many rows.
    pub(super) fn new(tokens: Vec<u32>, odds: Vec<[i8; 7]>) -> Option<Self> {
        let fits = tokens.is_sorted() && tokens.len() == odds.len();
        fits.then_some(KindTable { tokens, odds })
    }

    /// Mean over the tokens that are known, pulled towards 0 for few.
    pub(super) fn mean_odds(&self, tokens: &[u32]) -> [f32; 7] {
        let mut sums = [0.0f32; 7];
        let mut n_known = 0.0f32;
        for token in tokens {
            let Ok(at) = self.tokens.binary_search(token) else { continue };
            n_known += 1.0;
            for (sum, &odds) in sums.iter_mut().zip(&self.odds[at]) {
                *sum += f32::from(odds) * UNIT;
            }
        }
        sums.map(|sum| sum / (n_known + 1.0))
    }
}

/// Sum, least and greatest log-odds of several tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Odds {
    pub(super) sum: f32,
    pub(super) min: f32,
    pub(super) max: f32,
    pub(super) n: u32,
}

impl Odds {
    #[inline]
    pub(super) fn add(&mut self, value: f32) {
        self.sum += value;
        self.min = if self.n == 0 { value } else { self.min.min(value) };
        self.max = if self.n == 0 { value } else { self.max.max(value) };
        self.n += 1;
    }

    /// Mean, pulled towards 0 for few tokens.
    #[inline]
    pub(super) fn mean(self) -> f32 {
        self.sum / (self.n as f32 + 0.5)
    }
}
