//! The generic classifier: which blocks of an unknown page are its content.
//!
//! Three stages. [`features`] works out some hundred figures for each block: what the text looks like, where it
//! stands, what stands around it, what training learned of its words and of the class names above it.
//! [`forest`] turns them into a score. [`decide`] turns the scores of a page into decisions. Everything learned
//! lies in one weights file.
//!
//! Knows no outlet and no rule; reads a [`Dom`] and its [`Segmented`] text, or a flattened
//! [`Page`], and changes neither.

/// Names the features under their scale, and numbers them in the order given.
macro_rules! features {
    ($($scale:ident: $($name:ident)+;)+) => {
        /// A feature of a block.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Feature { $($($name),+),+ }

        /// The names of the features, by number.
        pub(crate) const NAMES: &[&str] = &[$($(stringify!($name)),+),+];

        /// All features, by number.
        pub(crate) const ALL: &[Feature] = &[$($(Feature::$name),+),+];

        impl crate::label::classifier::forest::feature_matrix::Feature for Feature {
            #[inline(always)]
            fn number(self) -> usize {
                self as usize
            }

            #[inline(always)]
            fn scale(self) -> crate::label::classifier::forest::feature_matrix::Scale {
                match self { $($(Feature::$name)|+ => crate::label::classifier::forest::feature_matrix::Scale::$scale),+ }
            }
        }
    };
}

mod boilerplate_label;
mod confidence;
mod decide;
mod features;
mod forest;
mod reasons;
pub mod training;

use crate::html::Dom;
use crate::page::{Cause, Familiarity, Label, Page, PageKinds};
use crate::segment::html::Segmented;

use confidence::calibrated;
pub use decide::Bias;
use decide::{Allowance, Decider, Decision};
use features::block_features::{self, Feature};
use features::line_features::{self, LineExtractor};
use features::page_stats::PageStats;
use forest::feature_matrix::{Feature as _, FeatureMatrix};
use forest::page_type::PageTypeScratch;
use forest::trees::Sums;
pub use forest::weights::WeightsError;
use forest::weights::{FeatureCounts, Weights};

/// The learned classifier, ready for use. Cheap to share between threads.
#[derive(Debug, Clone, Default)]
pub struct Model {
    weights: Weights,
}

/// Memory that is used again for the next page; one per worker.
#[derive(Debug, Default)]
pub struct Scratch {
    stats: PageStats,
    lines: LineExtractor,
    matrix: FeatureMatrix,
    sums: Sums,
    page_types: PageTypeScratch,
    decider: Decider,
}

/// What the classifier says of one page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModelVerdict {
    /// For each block the probability that it is content.
    pub probabilities: Vec<f32>,
    /// For each block what it is for: [`Label::Body`] for content.
    pub labels: Vec<Label>,
    /// For each block why it was kept or dropped.
    pub causes: Vec<Cause>,
    /// What kind of page it is.
    pub kinds: PageKinds,
    /// How much of the page training has seen before.
    pub familiarity: Familiarity,
    /// The F1 that pages as unsure as this one had on average, 0.0 to 1.0.
    pub confidence: f32,
}

impl ModelVerdict {
    /// Keeps all but captions: the page was cleaned before.
    pub(crate) fn keep_all(&mut self) {
        self.causes.fill(Cause::CleanText);
        let dropped = self.labels.iter_mut().filter(|label| !label.is_text() && **label != Label::Caption);
        dropped.for_each(|label| *label = Label::Body);
    }
}

/// The weights that training gave.
static EMBEDDED: &[u8] = include_bytes!("classifier/weights.bin");

impl Model {
    /// The model this program was built with.
    ///
    /// # Panics
    /// Never: a test reads the same bytes.
    pub fn embedded() -> Self {
        Model::parse(EMBEDDED).expect("the weights in the repository were written for this program")
    }

    /// Reads a weights file.
    ///
    /// # Errors
    /// When the bytes are no weights file, or were written for other features or another version.
    pub fn parse(bytes: &[u8]) -> Result<Self, WeightsError> {
        let counts = FeatureCounts {
            html: block_features::N_FEATURES,
            text: line_features::N_FEATURES,
            page: block_features::PAGE_FEATURES.len(),
            text_page: line_features::PAGE_FEATURES.len(),
        };
        let weights = Weights::parse(bytes, feature_digest(), counts)?;
        Ok(Model { weights })
    }

    /// Labels the blocks of an HTML page. Never fails; no labels at all when the page's time is up.
    #[doc(hidden)]
    pub fn label_html(
        &self,
        dom: Dom<'_>,
        segmented: &Segmented,
        url: Option<&str>,
        bias: Bias,
        scratch: &mut Scratch,
    ) -> ModelVerdict {
        let page = &segmented.page;
        let is_late = || dom.deadline().is_over();
        if page.blocks.is_empty() || is_late() {
            return ModelVerdict::default();
        }
        let Scratch { stats, matrix, sums, page_types, decider, .. } = scratch;
        stats.read(dom, segmented, url, &self.weights.tables, &self.weights.kind_table);
        if is_late() {
            return ModelVerdict::default();
        }
        stats.fill(segmented, matrix);
        self.weights.html.score(matrix, sums);
        decider.blocks.clear();
        decider.blocks.extend(stats.block_facts());
        let kinds = self.weights.html_types.kinds_of(&stats.page, block_features::PAGE_FEATURES, page_types);
        let familiarity = stats.familiarity();
        decider.allowance = Allowance::of(kinds, familiarity);
        let promise = decider.decide(page, &stats.repeats, Some(stats), &sums.scores, bias);
        let promised = calibrated(&self.weights.calibration, promise.expected_f1);
        ModelVerdict {
            labels: label_blocks(page, &decider.decisions, stats, matrix),
            causes: causes(&decider.decisions),
            probabilities: promise.probabilities,
            kinds,
            familiarity,
            confidence: confidence::confidence(promised, familiarity, kinds),
        }
    }

    /// Labels the lines of a flattened page. Never fails. A page that looks as if it had been
    /// cleaned before is kept whole.
    #[doc(hidden)]
    pub fn label_text(&self, page: &Page, bias: Bias, scratch: &mut Scratch) -> ModelVerdict {
        if page.blocks.is_empty() {
            return ModelVerdict::default();
        }
        let Scratch { lines, matrix, sums, page_types, decider, .. } = scratch;
        lines.read(page, &self.weights.tables);
        lines.fill(page, matrix);
        self.weights.text.score(matrix, sums);
        decider.blocks.clear();
        decider.blocks.extend(lines.block_facts());
        decider.allowance = Allowance::NONE;
        let promise = decider.decide(page, lines.repeats(), None, &sums.scores, bias);
        let name = |decision: &Decision| if decision.keep { Label::Body } else { Label::Other };
        ModelVerdict {
            labels: decider.decisions.iter().map(name).collect(),
            causes: causes(&decider.decisions),
            probabilities: promise.probabilities,
            kinds: self.weights.text_types.kinds_of(&lines.page, line_features::PAGE_FEATURES, page_types),
            familiarity: lines.familiarity(),
            confidence: calibrated(&self.weights.text_calibration, promise.expected_f1),
        }
    }
}

fn causes(decisions: &[Decision]) -> Vec<Cause> {
    decisions.iter().map(|decision| decision.cause).collect()
}

/// Content for the kept blocks, the name of their purpose for the others.
fn label_blocks(
    page: &Page,
    decisions: &[Decision],
    stats: &PageStats,
    matrix: &FeatureMatrix,
) -> Vec<Label> {
    let last_kept = decisions.iter().rposition(|decision| decision.keep).unwrap_or(0);
    let label = |(number, decision): (usize, &Decision)| {
        if decision.keep {
            return Label::Body;
        }
        let block = &page.blocks[number];
        let dropped = boilerplate_label::Dropped {
            inside: stats.inside_of(number),
            markup: block.markup,
            is_title: stats.title == Some(number),
            link_share: matrix.get(Feature::LinkShare, number),
            is_below: number > last_kept,
            is_legal: boilerplate_label::is_legal(page.block_text(block)),
        };
        boilerplate_label::label(&dropped)
    };
    decisions.iter().enumerate().map(label).collect()
}

/// Digest of the names and scales of all features, so that weights and program cannot be mixed up.
fn feature_digest() -> u32 {
    let mut hasher = features::tokens::Hasher::new();
    let blocks = block_features::ALL.iter().zip(block_features::NAMES);
    let lines = line_features::ALL.iter().zip(line_features::NAMES);
    let blocks = blocks.map(|(feature, &name)| (name, feature.scale()));
    let lines = lines.map(|(feature, &name)| (name, feature.scale()));
    let pages = block_features::PAGE_FEATURES.iter().chain(line_features::PAGE_FEATURES).copied();
    for (name, scale) in blocks.chain(lines).chain(pages) {
        name.bytes().chain([scale as u8]).for_each(|byte| hasher.byte(byte));
    }
    hasher.token(features::tokens::Family::Page)
}
