//! The weights file: bytes to the tables and forests of a [`Model`](super::Model).
//!
//! Written by `training/train.py`. A magic word, the version, a digest of the names of the
//! features the forests were grown on, then sections of four letters, a length and content; all
//! numbers little-endian. Reading checks every length and index once, so that nothing can go
//! wrong afterwards.

use crate::page::PageKinds;

use crate::label::classifier::features::tables::{BUCKET, Bucket, KindTable, Tables};
use crate::label::classifier::forest::page_type::PageTypes;
use crate::label::classifier::forest::trees::{EarlyExit, Forest, MAX_LEAVES, Split, Tree};

/// First bytes of a weights file.
const MAGIC: &[u8] = b"TAMIS-MODEL\0";
/// The version this code reads.
const VERSION: u32 = 6;

/// A weights file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// The bytes do not begin as a weights file does.
    #[error("not a weights file")]
    NotWeights,
    /// The file was written for another version of this program.
    #[error("weights of version {0}, this program reads version {VERSION}")]
    Version(u32),
    /// The forests were grown on other features than this program computes.
    #[error(
        "the weights were learned with other features ({found:08x}) than this program computes ({expected:08x})"
    )]
    Features {
        /// Digest in the file.
        found: u32,
        /// Digest of this program's features.
        expected: u32,
    },
    /// The file ends too early.
    #[error("weights file is cut off at byte {0}")]
    CutOff(usize),
    /// A number in the file points outside of what it belongs to.
    #[error("section `{0}` of the weights file is damaged")]
    Damaged(&'static str),
}

/// What a weights file holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Weights {
    pub(crate) tables: Tables,
    pub(crate) kind_table: KindTable,
    /// Log-odds that an HTML block is content.
    pub(crate) html: Forest,
    /// Log-odds that a line of flattened text is content.
    pub(crate) text: Forest,
    /// The kinds of HTML pages.
    pub(crate) html_types: PageTypes,
    /// The kinds of flattened pages.
    pub(crate) text_types: PageTypes,
    /// Pairs of expected F1 and the mean F1 that pages with it had.
    pub(crate) calibration: Vec<(f32, f32)>,
    /// The same for flattened text.
    pub(crate) text_calibration: Vec<(f32, f32)>,
}

/// How many features each forest may name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FeatureCounts {
    pub(crate) html: usize,
    pub(crate) text: usize,
    pub(crate) page: usize,
    pub(crate) text_page: usize,
}

impl Weights {
    /// Reads a weights file.
    pub(crate) fn parse(bytes: &[u8], digest: u32, counts: FeatureCounts) -> Result<Self, WeightsError> {
        let body = bytes.strip_prefix(MAGIC).ok_or(WeightsError::NotWeights)?;
        let mut reader = Reader { bytes: body, at: 0 };
        let version = reader.u32()?;
        if version != VERSION {
            return Err(WeightsError::Version(version));
        }
        let found = reader.u32()?;
        if found != digest {
            return Err(WeightsError::Features { found, expected: digest });
        }
        let n_sections = reader.u32()?;
        let mut weights = Weights::default();
        for _ in 0..n_sections {
            let name = reader.take(4)?;
            let length = reader.u32()? as usize;
            let mut section = Reader { bytes: reader.take(length)?, at: 0 };
            match name {
                b"TOKN" => weights.tables = section.tables()?,
                b"KTOK" => weights.kind_table = section.kind_table()?,
                b"HTML" => weights.html = section.forest(counts.html)?,
                b"TEXT" => weights.text = section.forest(counts.text)?,
                b"KIND" => weights.html_types = section.page_types(counts.page)?,
                b"KINT" => weights.text_types = section.page_types(counts.text_page)?,
                b"CALB" => weights.calibration = section.pairs()?,
                b"CALT" => weights.text_calibration = section.pairs()?,
                _ => {}
            }
        }
        Ok(weights)
    }
}

/// Reads numbers off the front.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], WeightsError> {
        let end = self.at.checked_add(length).ok_or(WeightsError::CutOff(self.at))?;
        let taken = self.bytes.get(self.at..end).ok_or(WeightsError::CutOff(self.bytes.len()))?;
        self.at = end;
        Ok(taken)
    }

    fn u16(&mut self) -> Result<u16, WeightsError> {
        let bytes = self.take(2)?;
        Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    fn u32(&mut self) -> Result<u32, WeightsError> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn f32(&mut self) -> Result<f32, WeightsError> {
        self.u32().map(f32::from_bits)
    }

    /// Number of buckets; of each the fingerprints, then the values.
    fn tables(&mut self) -> Result<Tables, WeightsError> {
        let n_buckets = self.u32()?;
        let mut buckets = Vec::new();
        for _ in 0..n_buckets {
            let mut bucket = Bucket::default();
            for fingerprint in &mut bucket.fingerprints {
                *fingerprint = self.u16()?;
            }
            for (value, &byte) in bucket.values.iter_mut().zip(self.take(BUCKET)?) {
                *value = byte as i8;
            }
            buckets.push(bucket);
        }
        Ok(Tables::new(buckets))
    }

    /// Number of tokens, the tokens, seven values for each.
    fn kind_table(&mut self) -> Result<KindTable, WeightsError> {
        let n_tokens = self.u32()? as usize;
        let tokens = self.take(n_tokens.saturating_mul(4))?.chunks_exact(4);
        let tokens =
            tokens.map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])).collect();
        let odds = self.take(n_tokens.saturating_mul(7))?.chunks_exact(7);
        let odds = odds.map(|row| std::array::from_fn(|kind| row[kind] as i8)).collect();
        KindTable::new(tokens, odds).ok_or(WeightsError::Damaged("KTOK"))
    }

    /// Number of trees, scale, start; number of early exits, and these; per tree the number of its
    /// leaves, its splits and its leaves.
    fn forest(&mut self, n_features: usize) -> Result<Forest, WeightsError> {
        let n_trees = self.u32()?;
        let (scale, start) = (self.f32()?, self.f32()?);
        let n_early_exits = self.u16()?;
        let mut early_exits = Vec::new();
        for _ in 0..n_early_exits {
            early_exits.push(EarlyExit { n_trees: self.u16()?, sure: self.f32()?, growth: self.f32()? });
        }
        let mut trees = Vec::new();
        for _ in 0..n_trees {
            let n_leaves = usize::from(self.take(1)?[0]);
            if n_leaves == 0 || n_leaves > MAX_LEAVES {
                return Err(WeightsError::Damaged("forest"));
            }
            let mut splits = Vec::with_capacity(n_leaves - 1);
            for _ in 1..n_leaves {
                splits.push(self.split(n_features, n_leaves)?);
            }
            let mut leaves = [0; MAX_LEAVES];
            for leaf in &mut leaves[..n_leaves] {
                *leaf = self.u16()? as i16;
            }
            trees.push(Tree { splits, leaves });
        }
        let greatest = |tree: &Tree| tree.leaves.iter().map(|leaf| u64::from(leaf.unsigned_abs())).max();
        if trees.iter().filter_map(greatest).sum::<u64>() > i16::MAX as u64 {
            return Err(WeightsError::Damaged("forest"));
        }
        Ok(Forest::new(start, scale, trees, early_exits))
    }

    /// Column, code, way of the greater ones, and the leaves: first, middle, end.
    fn split(&mut self, n_features: usize, n_leaves: usize) -> Result<Split, WeightsError> {
        let bytes = self.take(6)?;
        let split = Split {
            column: bytes[0],
            least: bytes[1] as i8,
            greater_goes_left: bytes[2] != 0,
            first: bytes[3],
            middle: bytes[4],
            end: bytes[5],
        };
        let is_in_order = split.first < split.middle && split.middle < split.end;
        if usize::from(split.column) >= n_features || !is_in_order || usize::from(split.end) > n_leaves {
            return Err(WeightsError::Damaged("forest"));
        }
        Ok(split)
    }

    /// Number of kinds; a forest for each.
    fn page_types(&mut self, n_features: usize) -> Result<PageTypes, WeightsError> {
        let n_kinds = self.u32()?.min(PageKinds::NAMES.len() as u32);
        let forests = (0..n_kinds).map(|_| self.forest(n_features)).collect::<Result<_, _>>()?;
        Ok(PageTypes { forests })
    }

    fn pairs(&mut self) -> Result<Vec<(f32, f32)>, WeightsError> {
        let n_pairs = self.u32()?;
        let mut pairs = Vec::new();
        for _ in 0..n_pairs {
            pairs.push((self.f32()?, self.f32()?));
        }
        Ok(pairs)
    }
}
