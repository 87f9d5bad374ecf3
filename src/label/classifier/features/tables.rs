//! What training learned about single tokens: the log-odds that text under, or with, a token is
//! content, averaged over sites.
//!
//! A table of buckets: the high part of the token's hash chooses one, the low part is compared with
//! all that it holds at once. Most look-ups miss unpredictably, so they are branch-free, and several
//! are issued at once to hide memory latency. One of ten thousand unknown tokens meets a wrong entry.

/// Log-odds per unit of the stored values.
const UNIT: f32 = 1.0 / 24.0;

/// Tokens in a bucket: as many fingerprints as a vector register of every x86-64 takes.
pub(crate) const BUCKET: usize = 8;

/// Some tokens by their low halves, and their values; an empty place has the value 0.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Bucket {
    pub(crate) fingerprints: [u16; BUCKET],
    pub(crate) values: [i8; BUCKET],
}

/// Token hash to log-odds, in units.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    buckets: Vec<Bucket>,
}

impl Tables {
    pub(crate) fn new(buckets: Vec<Bucket>) -> Self {
        Tables { buckets }
    }

    /// What was learned of a token, in units; 0 when training did not see it often enough.
    #[inline]
    pub(crate) fn units(&self, token: u32) -> i8 {
        let number = (u64::from(token) * self.buckets.len() as u64) >> u32::BITS;
        let Some(bucket) = self.buckets.get(number as usize) else { return 0 };
        let fingerprint = token as u16;
        let mut units = 0;
        for (&found, &value) in bucket.fingerprints.iter().zip(&bucket.values) {
            units |= if found == fingerprint { value } else { 0 };
        }
        units
    }

    /// The same in log-odds.
    #[inline]
    pub(crate) fn odds(&self, token: u32) -> f32 {
        f32::from(self.units(token)) * UNIT
    }
}

/// What training learned of the tokens of whole pages (words of the address, claimed types): the
/// log-odds of each of the seven kinds. Sorted by token.
#[derive(Debug, Clone, Default)]
pub(crate) struct KindTable {
    tokens: Vec<u32>,
    odds: Vec<[i8; 7]>,
}

impl KindTable {
    /// `None` unless the tokens are sorted and there are as many rows.
    pub(crate) fn new(tokens: Vec<u32>, odds: Vec<[i8; 7]>) -> Option<Self> {
        let fits = tokens.is_sorted() && tokens.len() == odds.len();
        fits.then_some(KindTable { tokens, odds })
    }

    /// Mean over the tokens of the page and of its address that are known, pulled towards 0 for few.
    pub(crate) fn mean_odds(&self, page: &[u32], address: &[u32]) -> [f32; 7] {
        let mut sums = [0.0f32; 7];
        let mut n_known = 0.0f32;
        for token in page.iter().chain(address) {
            let Ok(at) = self.tokens.binary_search(token) else { continue };
            n_known += 1.0;
            for (sum, &odds) in sums.iter_mut().zip(&self.odds[at]) {
                *sum += f32::from(odds) * UNIT;
            }
        }
        sums.map(|sum| sum / (n_known + 1.0))
    }
}

/// Sum, least and greatest log-odds of several tokens, in units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Odds {
    sum: i32,
    n: u16,
    min: i8,
    max: i8,
}

impl Default for Odds {
    fn default() -> Self {
        Odds { sum: 0, n: 0, min: i8::MAX, max: i8::MIN }
    }
}

impl Odds {
    /// Adds what [`Tables::units`] says of a token: nothing when it is unknown.
    #[inline]
    pub(crate) fn add(&mut self, units: i8) {
        let is_known = units != 0;
        self.sum += i32::from(units);
        self.min = self.min.min(if is_known { units } else { i8::MAX });
        self.max = self.max.max(if is_known { units } else { i8::MIN });
        self.n += u16::from(is_known);
    }

    /// What both say together.
    pub(crate) fn join(self, other: Odds) -> Odds {
        Odds {
            sum: self.sum + other.sum,
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            n: self.n + other.n,
        }
    }

    /// Tokens that were known.
    pub(crate) fn n_known(self) -> u16 {
        self.n
    }

    /// True when no token was known.
    pub(crate) fn is_empty(self) -> bool {
        self.n == 0
    }

    pub(crate) fn sum(self) -> f32 {
        self.sum as f32 * UNIT
    }

    /// Mean, pulled towards 0 for few tokens.
    #[inline]
    pub(crate) fn mean(self) -> f32 {
        self.sum() / (f32::from(self.n) + 0.5)
    }

    /// The least; 0 when no token was known.
    pub(crate) fn min(self) -> f32 {
        if self.is_empty() { 0.0 } else { f32::from(self.min) * UNIT }
    }

    /// The greatest; 0 when no token was known.
    pub(crate) fn max(self) -> f32 {
        if self.is_empty() { 0.0 } else { f32::from(self.max) * UNIT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_in_their_buckets() {
        let mut buckets = vec![Bucket::default(); 4];
        let (token, neighbour) = (0x4000_0007, 0x4000_0008);
        buckets[1].fingerprints[5] = 7;
        buckets[1].values[5] = -48;
        let tables = Tables::new(buckets);
        assert_eq!((tables.units(token), tables.odds(token)), (-48, -2.0));
        assert_eq!((tables.units(neighbour), tables.units(7)), (0, 0));
        assert_eq!(Tables::default().units(token), 0);
    }

    #[test]
    fn unknown_tokens_do_not_count() {
        let mut odds = Odds::default();
        assert_eq!((odds.mean(), odds.min(), odds.max()), (0.0, 0.0, 0.0));
        for units in [0, 24, -48, 0] {
            odds.add(units);
        }
        assert_eq!((odds.sum(), odds.min(), odds.max()), (-1.0, -2.0, 1.0));
        assert_eq!(odds.join(Odds::default()), odds);
        assert_eq!(odds.mean(), -1.0 / 2.5);
    }
}
