//! The weights file: bytes to the tables and forests of a [`Model`](super::Model).
//!
//! Written by `training/train.py`. A magic word, the version, a digest of the names of the
//! features the forests were grown on, then sections of four letters, a length and content; all
//! numbers little-endian. Reading checks every length and index once, so that nothing can go
//! wrong afterwards.

use crate::page::PageKinds;

use crate::label::classifier::features::survey::Survey;
use crate::label::classifier::features::tables::{BUCKET, Bucket, KindTable, Tables};
use crate::label::classifier::forest::kinds::{self, KindForest};
use crate::label::classifier::forest::trees::{Forest, MAX_LEAVES, Split, Stop, Tree};

/// First bytes of a weights file.
const MAGIC: &[u8] = b"TAMIS-MODEL\0";
/// The version this code reads.
const VERSION: u32 = 5;

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
pub(in crate::label::classifier) struct Weights {
    pub(in crate::label::classifier) tables: Tables,
    pub(in crate::label::classifier) kind_table: KindTable,
    /// Log-odds that an HTML block is content.
    pub(in crate::label::classifier) html: Forest,
    /// Log-odds that a line of flattened text is content.
    pub(in crate::label::classifier) text: Forest,
    /// Scores of the seven kinds of page, for HTML whose address is known.
    kinds: KindForest,
    /// The same for HTML whose address is not.
    bare_kinds: KindForest,
    /// Scores of the seven kinds of page, for flattened text.
    pub(in crate::label::classifier) text_kinds: KindForest,
    /// Pairs of expected F1 and the mean F1 that pages with it had.
    pub(in crate::label::classifier) calibration: Vec<(f32, f32)>,
    /// The same for flattened text.
    pub(in crate::label::classifier) text_calibration: Vec<(f32, f32)>,
}

/// How many features each forest may name.
#[derive(Debug, Clone, Copy)]
pub(in crate::label::classifier) struct FeatureCounts {
    pub(in crate::label::classifier) html: usize,
    pub(in crate::label::classifier) text: usize,
    pub(in crate::label::classifier) page: usize,
    pub(in crate::label::classifier) text_page: usize,
}

impl Weights {
    /// Reads a weights file.
    pub(in crate::label::classifier) fn parse(
        bytes: &[u8],
        digest: u32,
        counts: FeatureCounts,
    ) -> Result<Self, WeightsError> {
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
                b"KIND" => weights.kinds = section.kind_forest(counts.page)?,
                b"KINB" => weights.bare_kinds = section.kind_forest(counts.page)?,
                b"KINT" => weights.text_kinds = section.kind_forest(counts.text_page)?,
                b"CALB" => weights.calibration = section.pairs()?,
                b"CALT" => weights.text_calibration = section.pairs()?,
                _ => {}
            }
        }
        Ok(weights)
    }

    /// The kinds of the HTML page that `survey` has read.
    pub(in crate::label::classifier) fn html_kinds(&self, survey: &Survey) -> PageKinds {
        let forest = if survey.declared.address.is_some() { &self.kinds } else { &self.bare_kinds };
        forest.kinds_of(&survey.page)
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

    /// Number of trees, scale, start; number of stops, and the stops; per tree the number of its
    /// leaves, its splits and its leaves.
    fn forest(&mut self, n_features: usize) -> Result<Forest, WeightsError> {
        let n_trees = self.u32()?;
        let (scale, start) = (self.f32()?, self.f32()?);
        let n_stops = self.u16()?;
        let mut stops = Vec::new();
        for _ in 0..n_stops {
            stops.push(Stop { n_trees: self.u16()?, sure: self.f32()?, growth: self.f32()? });
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
        Ok(Forest::new(start, scale, trees, stops))
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

    /// Number of outputs and of trees, start values, scale; per tree its depth, its splits (feature
    /// and threshold) and its leaves (for each leaf one number per output).
    fn kind_forest(&mut self, n_features: usize) -> Result<KindForest, WeightsError> {
        let n_outputs = self.u32()? as usize;
        let n_trees = self.u32()? as usize;
        let scale = self.f32()?;
        if n_outputs == 0 || n_outputs > 16 {
            return Err(WeightsError::Damaged("forest"));
        }
        let mut forest = KindForest { n_outputs, ..KindForest::default() };
        for _ in 0..n_outputs {
            forest.start.push(self.f32()?);
        }
        for _ in 0..n_trees {
            let depth = self.u16()?;
            if depth > 8 {
                return Err(WeightsError::Damaged("forest"));
            }
            let tree = kinds::Tree {
                first_split: forest.splits.len() as u32,
                first_leaf: forest.leaves.len() as u32,
                depth: u32::from(depth),
            };
            for _ in 0..depth {
                let feature = self.u16()?;
                if usize::from(feature) >= n_features {
                    return Err(WeightsError::Damaged("forest"));
                }
                forest.splits.push((feature, self.f32()?));
            }
            for _ in 0..n_outputs << depth {
                forest.leaves.push(f32::from(self.u16()? as i16) * scale);
            }
            forest.trees.push(tree);
        }
        Ok(forest)
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
