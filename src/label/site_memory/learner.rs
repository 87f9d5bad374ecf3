//! Pages to [`SiteMemory`], in bounded memory and whatever their order.
//!
//! Of each site a sample of pages is kept whole, as fingerprints: those with the lowest hashes (a
//! bottom-k sample). So the sample depends on the set of pages alone, and counts over it are exact:
//! a sketch of counters would be smaller, but its errors add up to text lost. When all samples
//! together grow beyond the room there is, they are halved, and at their smallest sites are let go
//! by their hash. Whether that happens depends on the set of pages, too, since at each size their
//! number only grows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::label::site_memory::{Form, Origin, Site, SiteMemory, hash, kept};
use crate::page::Extraction;

/// Pages of a site that are compared at most. A stretch on a tenth of a site's pages is then expected on
/// six of them, enough for [`MIN_PAGES`].
const MAX_SAMPLE: usize = 64;

/// Pages of a site that are compared when there are too many sites: fewer than twice [`MIN_PAGES`]
/// would find nothing but what is on every page.
const MIN_SAMPLE: usize = 10;

/// Pages in all samples together: 65,536 of at most [`MAX_PRINTS`] fingerprints of 16 bytes are
/// 256 MiB at the very worst, and about 100 MiB with the seventy stretches pages keep on average.
const MAX_PAGES: usize = 1 << 16;

/// Fingerprints kept of a page: the lowest, so that pages that share a stretch keep or lose it together.
const MAX_PRINTS: usize = 256;

/// Fewest pages, no two of them nearly the same, on which a stretch recurs. Below five, the parts of a
/// serial or the versions of a story that slipped through look like boilerplate.
const MIN_PAGES: usize = 5;

/// One in how many pages of the site must have the stretch: boxes about one author of several recur on a
/// tenth of the pages, formulas of honest text on fewer.
const ONE_IN: usize = 10;

/// What is remembered of a page: fingerprints of its kept text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageNote {
    /// Hash of the site's name.
    site: u64,
    /// Hash of the fingerprints: pages with the same text are one page.
    page: u64,
    prints: Prints,
}

/// Fingerprint and squeezed bytes of each kept stretch, and fingerprints of neighbours with 0 bytes;
/// sorted.
type Prints = Box<[(u64, u32)]>;

impl PageNote {
    /// What is remembered of a page; `None` for a page of which nothing was kept.
    pub fn of(extraction: &Extraction) -> Option<Self> {
        let kept = kept(&extraction.page, &extraction.labels);
        let mut prints: Vec<(u64, u32)> = kept.iter().map(|piece| (piece.print, piece.n_bytes)).collect();
        // What a short line stands beside decides whether it goes.
        let pairs = kept.windows(2).filter(|pair| pair.iter().any(|piece| piece.form == Form::Short));
        prints.extend(pairs.map(|pair| (pair[0].pair(&pair[1]), 0)));
        prints.sort_unstable();
        prints.dedup();
        prints.truncate(MAX_PRINTS);
        let origin = Origin { url: extraction.url.as_deref(), id: &extraction.id };
        let bytes: Vec<u8> = prints.iter().flat_map(|(print, _)| print.to_le_bytes()).collect();
        let site = hash(origin.site().as_bytes());
        (!prints.is_empty()).then(|| Self { site, page: hash(&bytes), prints: prints.into() })
    }
}

/// Sees the pages of a batch, in any order, and learns what recurs.
#[derive(Debug, Clone)]
pub struct SiteLearner {
    samples: BTreeMap<u64, BTreeMap<u64, Prints>>,
    /// Pages in all samples.
    n_pages: usize,
    /// Pages there may be.
    room: usize,
    /// Pages of one site there may be.
    max_sample: usize,
    /// Leading zeros that the hash of a site needs to be looked at.
    n_zeros: u32,
}

impl Default for SiteLearner {
    fn default() -> Self {
        Self::with_room(MAX_PAGES)
    }
}

impl Extend<PageNote> for SiteLearner {
    fn extend<I: IntoIterator<Item = PageNote>>(&mut self, notes: I) {
        notes.into_iter().for_each(|note| self.add(note));
    }
}

impl SiteLearner {
    /// A learner that remembers at most so many pages; the default is 65,536.
    pub fn with_room(room: usize) -> Self {
        Self { samples: BTreeMap::new(), n_pages: 0, room, max_sample: MAX_SAMPLE, n_zeros: 0 }
    }

    /// Remembers a page.
    pub fn add(&mut self, note: PageNote) {
        if note.site.leading_zeros() < self.n_zeros {
            return;
        }
        let sample = self.samples.entry(note.site).or_default();
        let n_before = sample.len();
        sample.insert(note.page, note.prints);
        if sample.len() > self.max_sample {
            sample.pop_last();
        }
        self.n_pages += sample.len() - n_before;
        while self.n_pages > self.room {
            self.narrow();
        }
    }

    /// Pages remembered now; never more than there is room for.
    pub fn n_pages(&self) -> usize {
        self.n_pages
    }

    /// Makes room.
    fn narrow(&mut self) {
        if self.max_sample > MIN_SAMPLE {
            self.max_sample = (self.max_sample / 2).max(MIN_SAMPLE);
            for sample in self.samples.values_mut() {
                while sample.len() > self.max_sample {
                    sample.pop_last();
                }
            }
        } else {
            self.n_zeros += 1;
            self.samples.retain(|site, _| site.leading_zeros() >= self.n_zeros);
        }
        self.n_pages = self.samples.values().map(BTreeMap::len).sum();
    }

    /// What was learned so far of the sites of some pages.
    pub fn memory_of<'a>(&self, notes: impl IntoIterator<Item = &'a PageNote>) -> SiteMemory {
        let wanted: BTreeSet<u64> = notes.into_iter().map(|note| note.site).collect();
        let known = |name: u64| Some((name, learn(self.samples.get(&name)?)?));
        SiteMemory { sites: wanted.into_iter().filter_map(known).collect() }
    }

    /// What was learned.
    pub fn finish(self) -> SiteMemory {
        let known = |(name, sample): (u64, BTreeMap<u64, Prints>)| Some((name, learn(&sample)?));
        SiteMemory { sites: self.samples.into_iter().filter_map(known).collect() }
    }
}

fn learn(sample: &BTreeMap<u64, Prints>) -> Option<Site> {
    let pages = distinct(sample);
    let mut recurring: BTreeMap<u64, u32> = BTreeMap::new();
    for (print, _) in pages.iter().flat_map(|page| page.iter()) {
        *recurring.entry(*print).or_default() += 1;
    }
    let least = pages.len().div_ceil(ONE_IN).max(MIN_PAGES) as u32;
    recurring.retain(|_, n_pages| *n_pages >= least);
    (!recurring.is_empty()).then_some(Site { n_pages: pages.len() as u32, recurring })
}

/// The pages of a sample without those that are mostly another one: versions of a story, parts of a
/// whole, products in another colour. The longest page of its like stands for all.
fn distinct(sample: &BTreeMap<u64, Prints>) -> Vec<&Prints> {
    let mut pages: Vec<(u32, &Prints)> =
        sample.values().map(|prints| (prints.iter().map(|(_, n_bytes)| n_bytes).sum(), prints)).collect();
    pages.sort_by_key(|(n_bytes, _)| Reverse(*n_bytes));
    let mut distinct: Vec<&Prints> = Vec::new();
    for (n_bytes, prints) in pages {
        if !distinct.iter().any(|other| shared_bytes(prints, other) * 2 > n_bytes) {
            distinct.push(prints);
        }
    }
    distinct
}

fn shared_bytes(page: &Prints, other: &Prints) -> u32 {
    let is_shared = |entry: &&(u64, u32)| other.binary_search(entry).is_ok();
    page.iter().filter(is_shared).map(|(_, n_bytes)| n_bytes).sum()
}
