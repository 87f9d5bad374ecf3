//! The generic classifier: which blocks of an unknown page are its content.
//!
//! For each block some hundred figures are worked out (`features`): what the text looks like,
//! where it stands, what stands around it, what training learned of its words and of the class
//! names above it. Boosted trees turn them into a probability, and the page gets the threshold
//! that promises the best F1. Everything learned lies in one weights file.
//!
//! Knows no outlet and no rule; reads a [`Dom`] and its [`Segmented`] text, or a flattened
//! [`Page`], and changes neither.

/// Names the features under their scale, and numbers them in the order given.
macro_rules! features {
    ($($scale:ident: $($name:ident)+;)+) => {
        /// A feature of a block.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(in crate::label::classifier) enum Feature { $($($name),+),+ }

        /// The names of the features, by number.
        pub(in crate::label::classifier) const NAMES: &[&str] = &[$($(stringify!($name)),+),+];

        /// All features, by number.
        pub(in crate::label::classifier) const ALL: &[Feature] = &[$($(Feature::$name),+),+];

        impl crate::label::classifier::forest::columns::Feature for Feature {
            #[inline(always)]
            fn number(self) -> usize {
                self as usize
            }

            #[inline(always)]
            fn scale(self) -> crate::label::classifier::forest::columns::Scale {
                match self { $($(Feature::$name)|+ => crate::label::classifier::forest::columns::Scale::$scale),+ }
            }
        }
    };
}

mod decide;
mod features;
mod forest;
pub mod training;

use crate::html::Dom;
use crate::page::{Label, Page, PageKinds, Reason};
use crate::segment::html::Segmented;

use crate::label::classifier::decide::alike::Alike;
use crate::label::classifier::decide::hidden::HiddenCopies;
use crate::label::classifier::decide::moved::Moved;
use crate::label::classifier::decide::siblings::Siblings;
use crate::label::classifier::decide::story::Story;
pub use crate::label::classifier::decide::threshold::Bias;
use crate::label::classifier::decide::twice::{Asked, Twice};
use crate::label::classifier::features::block_features::{Feature, N_FEATURES};
use crate::label::classifier::features::line_features::LineExtractor;
use crate::label::classifier::features::survey::Survey;
use crate::label::classifier::forest::columns::{Columns, Feature as _};
use crate::label::classifier::forest::trees::{Forest, Sums};
pub use crate::label::classifier::forest::weights::WeightsError;
use crate::label::classifier::forest::weights::{FeatureCounts, Weights};

/// The learned classifier, ready for use. Cheap to share between threads.
#[derive(Debug, Clone, Default)]
pub struct Model {
    weights: Weights,
}

/// Memory that is used again for the next page; one per worker.
#[derive(Debug, Default)]
pub struct Scratch {
    survey: Survey,
    lines: LineExtractor,
    columns: Columns,
    sums: Sums,
    n_words: Vec<f32>,
    order: Vec<u32>,
    alike: Alike,
    siblings: Siblings,
    listings: Moved,
    twice: Twice,
    hidden: HiddenCopies,
    story: Story,
    quotes: Moved,
}

/// What the classifier says of one page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ModelVerdict {
    /// For each block the probability that it is content.
    pub probabilities: Vec<f32>,
    /// For each block what it is for: [`Label::Body`] for content.
    pub labels: Vec<Label>,
    /// What kind of page it is.
    pub kinds: PageKinds,
    /// The F1 that pages as unsure as this one had on average, 0.0 to 1.0.
    pub confidence: f32,
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
            html: N_FEATURES,
            text: features::line_features::N_FEATURES,
            page: features::block_features::PAGE_NAMES.len(),
            text_page: features::line_features::PAGE_NAMES.len(),
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
        if page.blocks.is_empty() {
            return ModelVerdict::default();
        }
        let weights = &self.weights;
        let is_late = || dom.deadline().is_over();
        if is_late() {
            return ModelVerdict::default();
        }
        scratch.survey.read(dom, segmented, url, &weights.tables, &weights.kind_table);
        if is_late() {
            return ModelVerdict::default();
        }
        scratch.survey.fill(segmented, &mut scratch.columns);
        let kinds = weights.html_kinds(&scratch.survey);
        scratch.survey.fill_kinds(&kinds.probabilities, &mut scratch.columns);
        self.weights.html.score(&scratch.columns, &mut scratch.sums);
        let article = kinds.probabilities[PageKinds::ARTICLE];
        decide::alike::draw_together(&scratch.survey, article, &mut scratch.sums.scores, &mut scratch.alike);
        scratch.n_words.clear();
        scratch.n_words.extend((0..page.blocks.len()).map(|block| scratch.survey.n_words_of(block) as f32));
        let probabilities = probabilities_of(&scratch.sums.scores);
        let best = decide::threshold::best(&probabilities, &scratch.n_words, &mut scratch.order);
        let least =
            best.least_score(&probabilities, &scratch.sums.scores) + decide::threshold::shift(bias, article);
        decide::siblings::keep(&scratch.survey, &mut scratch.sums.scores, least, &mut scratch.siblings);
        let documentation = kinds.probabilities[PageKinds::DOCUMENTATION];
        let Scratch { listings, twice, hidden, story, quotes, survey, sums, .. } = scratch;
        let n_words = |block: usize| survey.n_words_of(block);
        decide::listings::keep_whole(page, n_words, documentation, &mut sums.scores, least, listings);
        let words = |block: usize| (survey.rows[block].text.n_words, survey.rows[block].is_long);
        let asked = Asked { page, repeats: &survey.repeats, words, documentation };
        twice.drop_passages(&asked, &mut sums.scores, least);
        let is_hidden = |block: usize| survey.inside_of(block) & features::elements::inside::HIDDEN != 0;
        hidden.drop_copies(page, is_hidden, documentation, &mut sums.scores, least);
        decide::story::keep_whole(page, survey, &mut sums.scores, least, story);
        decide::quotes::drop_pull_quotes(page, &mut sums.scores, least, quotes);
        let labels = name_blocks(page, least, scratch);
        let confidence = calibrated(&self.weights.calibration, best.expected);
        ModelVerdict { probabilities, labels, kinds, confidence }
    }

    /// Labels the lines of a flattened page. Never fails. A page that looks as if it had been
    /// cleaned before is kept whole.
    #[doc(hidden)]
    pub fn label_text(&self, page: &Page, bias: Bias, scratch: &mut Scratch) -> ModelVerdict {
        if page.blocks.is_empty() {
            return ModelVerdict::default();
        }
        scratch.lines.read(page, &self.weights.tables);
        scratch.lines.fill(page, &mut scratch.columns);
        let kinds = self.weights.text_kinds.kinds_of(&scratch.lines.page);
        scratch.lines.fill_kinds(&kinds.probabilities, &mut scratch.columns);
        self.weights.text.score(&scratch.columns, &mut scratch.sums);
        scratch.n_words.clear();
        scratch.n_words.extend((0..page.blocks.len()).map(|line| scratch.lines.n_words_of(line) as f32));
        let probabilities = probabilities_of(&scratch.sums.scores);
        let best = decide::threshold::best(&probabilities, &scratch.n_words, &mut scratch.order);
        let is_clean =
            decide::threshold::looks_clean(&probabilities, &scratch.n_words) && bias != Bias::Precision;
        let least = best.least_score(&probabilities, &scratch.sums.scores)
            + decide::threshold::shift(bias, kinds.probabilities[PageKinds::ARTICLE]);
        let least = if is_clean { f32::MIN } else { least };
        let documentation = kinds.probabilities[PageKinds::DOCUMENTATION];
        let Scratch { twice, lines, sums, .. } = scratch;
        let asked =
            Asked { page, repeats: lines.repeats(), words: |line| lines.words_of(line), documentation };
        if is_clean {
            twice.dropped.clear();
        } else {
            twice.drop_passages(&asked, &mut sums.scores, least);
        }
        let name = |&score: &f32| if score >= least { Label::Body } else { Label::Other };
        let labels = scratch.sums.scores.iter().map(name).collect();
        let confidence = calibrated(&self.weights.text_calibration, best.expected);
        ModelVerdict { probabilities, labels, kinds, confidence }
    }
}

impl Model {
    /// The features that weighed most for a block of the HTML page labelled last with `scratch`, the
    /// weightiest first; among them `AmongAlike` for how far blocks that look alike moved it, before them
    /// all `AmongKept` for prose that was kept for what stands around it, `InListing` for lines of code that
    /// were kept with the others of their listing, `ToldBefore` for what was dropped
    /// because it stands above already, and `ToldInSight` for hidden text that repeats what is shown, `OfTheStory` for what
    /// shares the fate of the text around it, and `PullQuote` for a piece of a sentence told twice.
    /// Empty for a block the page does not have. Values are those of the steps the figures are kept in.
    #[doc(hidden)]
    pub fn html_reasons(&self, block: usize, scratch: &Scratch) -> Vec<Reason> {
        let mut reasons = reasons(
            &self.weights.html,
            features::block_features::ALL,
            features::block_features::NAMES,
            block,
            &scratch.columns,
        );
        let merit = scratch.alike.merit_of(block);
        if merit != 0.0 && !reasons.is_empty() {
            reasons.push(Reason { feature: "AmongAlike", value: 1.0, merit });
            sort(&mut reasons);
        }
        put_first(&mut reasons, "AmongKept", scratch.siblings.raised.merit_of(block));
        put_first(&mut reasons, "InListing", scratch.listings.merit_of(block));
        put_first(&mut reasons, "ToldBefore", scratch.twice.dropped.merit_of(block));
        put_first(&mut reasons, "ToldInSight", scratch.hidden.dropped.merit_of(block));
        put_first(&mut reasons, "OfTheStory", scratch.story.moved.merit_of(block));
        put_first(&mut reasons, "PullQuote", scratch.quotes.merit_of(block));
        reasons
    }

    /// The same for a line of the flattened page labelled last.
    #[doc(hidden)]
    pub fn text_reasons(&self, line: usize, scratch: &Scratch) -> Vec<Reason> {
        let mut reasons = reasons(
            &self.weights.text,
            features::line_features::ALL,
            features::line_features::NAMES,
            line,
            &scratch.columns,
        );
        put_first(&mut reasons, "ToldBefore", scratch.twice.dropped.merit_of(line));
        reasons
    }
}

fn reasons(
    forest: &Forest,
    features: &[impl forest::columns::Feature],
    names: &[&'static str],
    row: usize,
    columns: &Columns,
) -> Vec<Reason> {
    if row >= columns.n_rows() {
        return Vec::new();
    }
    let merits = forest.merits(columns, row, names.len());
    let named = features.iter().zip(names).zip(merits).filter(|(_, merit)| *merit != 0.0);
    let mut reasons: Vec<Reason> = named
        .map(|((&feature, &name), merit)| Reason { feature: name, value: columns.get(feature, row), merit })
        .collect();
    sort(&mut reasons);
    reasons
}

/// Puts what decided about a block before what its figures say.
fn put_first(reasons: &mut Vec<Reason>, feature: &'static str, merit: f32) {
    if merit != 0.0 {
        reasons.insert(0, Reason { feature, value: 1.0, merit });
    }
}

/// The weightiest first.
fn sort(reasons: &mut [Reason]) {
    reasons.sort_by(|a, b| b.merit.abs().total_cmp(&a.merit.abs()));
}

fn probabilities_of(scores: &[f32]) -> Vec<f32> {
    scores.iter().map(|&score| decide::threshold::probability(score)).collect()
}

/// Content for the blocks that score at `least`, telling names for the rest.
fn name_blocks(page: &Page, least: f32, scratch: &Scratch) -> Vec<Label> {
    let last_kept = scratch.sums.scores.iter().rposition(|&score| score >= least).unwrap_or(0);
    let name = |(number, &score): (usize, &f32)| {
        if score >= least {
            return Label::Body;
        }
        let block = &page.blocks[number];
        let dropped = decide::telling::Dropped {
            inside: scratch.survey.inside_of(number),
            markup: block.markup,
            is_title: scratch.survey.title == Some(number),
            link_share: scratch.columns.get(Feature::LinkShare, number),
            is_below: number > last_kept,
            is_legal: decide::telling::is_legal(page.block_text(block)),
        };
        decide::telling::label(&dropped)
    };
    scratch.sums.scores.iter().enumerate().map(name).collect()
}

/// Digest of the names and scales of all features, so that weights and program cannot be mixed up.
fn feature_digest() -> u32 {
    let mut hasher = features::tokens::Hasher::new();
    let scales = features::block_features::ALL.iter().map(|feature| feature.scale() as u8);
    let scales = scales.chain(features::line_features::ALL.iter().map(|feature| feature.scale() as u8));
    scales.for_each(|scale| hasher.byte(scale));
    for name in [
        features::block_features::NAMES,
        features::block_features::PAGE_NAMES,
        features::line_features::NAMES,
        features::line_features::PAGE_NAMES,
    ]
    .concat()
    {
        name.bytes().chain([b' ']).for_each(|byte| hasher.byte(byte));
    }
    hasher.token(features::tokens::Family::Page)
}

/// The mean F1 of pages whose expected F1 was `expected`, between the points that were measured.
fn calibrated(points: &[(f32, f32)], expected: f32) -> f32 {
    let Some(first) = points.first() else { return expected };
    if expected <= first.0 {
        return first.1;
    }
    for pair in points.windows(2) {
        let [(low, low_f1), (high, high_f1)] = [pair[0], pair[1]];
        if expected <= high {
            return low_f1 + (high_f1 - low_f1) * (expected - low) / (high - low).max(1e-6);
        }
    }
    points.last().map_or(expected, |last| last.1)
}
