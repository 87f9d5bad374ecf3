//! What training asks of the classifier: the figures and tokens behind its verdicts.
//!
//! Used by `examples/dump_features.rs` only; labelling never comes here.

use crate::html::Dom;
use crate::page::Page;
use crate::segment::html::Segmented;

use super::features::{block_features, elements, line_features};
use super::forest::feature_matrix::FeatureMatrix;
use super::{Model, Scratch};

/// The tokens of one page.
#[derive(Debug, Default)]
pub struct PageTokens {
    /// For each element that holds text, its parent (`u32::MAX` for none) and its tokens.
    pub elements: Vec<(u32, Vec<u32>)>,
    /// For each block, the element it stands in and its tokens.
    pub blocks: Vec<(u32, Vec<u32>)>,
    /// Tokens of the page as a whole.
    pub page: Vec<u32>,
    /// Tokens of its address.
    pub address: Vec<u32>,
}

/// The features of one page.
#[derive(Debug, Default)]
pub struct PageFeatures {
    /// For each block the codes of its features (see `feature_matrix.rs`), in the order of [`feature_names`].
    pub blocks: Vec<Vec<f32>>,
    /// The codes of the features of the page, in the order of [`page_feature_names`].
    pub page: Vec<f32>,
}

/// The names of the features of a block.
pub fn feature_names() -> &'static [&'static str] {
    block_features::NAMES
}

/// The names of the features of a page.
pub fn page_feature_names() -> Vec<&'static str> {
    block_features::PAGE_FEATURES.iter().map(|(name, _)| *name).collect()
}

/// The names of the features of a line.
pub fn line_feature_names() -> &'static [&'static str] {
    line_features::NAMES
}

/// The names of the features of a flattened page.
pub fn text_page_feature_names() -> Vec<&'static str> {
    line_features::PAGE_FEATURES.iter().map(|(name, _)| *name).collect()
}

/// The features of the lines of a flattened page with the tables of `model`.
pub fn text_features(model: &Model, page: &Page, scratch: &mut Scratch) -> PageFeatures {
    let Scratch { lines, matrix, .. } = scratch;
    lines.read(page, &model.weights.tables);
    lines.fill(page, matrix);
    let blocks = all_rows(matrix, line_features::N_FEATURES);
    matrix.set_only_row(&lines.page, line_features::PAGE_FEATURES);
    PageFeatures { blocks, page: row_of(matrix, line_features::PAGE_FEATURES.len(), 0) }
}

fn all_rows(matrix: &FeatureMatrix, n_features: usize) -> Vec<Vec<f32>> {
    (0..matrix.n_rows()).map(|row| row_of(matrix, n_features, row)).collect()
}

fn row_of(matrix: &FeatureMatrix, n_features: usize, row: usize) -> Vec<f32> {
    (0..n_features).map(|feature| f32::from(matrix.code(feature, row))).collect()
}

/// What a weights file must carry to fit this program.
pub fn feature_digest() -> u32 {
    super::feature_digest()
}

/// The tokens that tables can be learned for.
pub fn html_tokens(
    dom: Dom<'_>,
    segmented: &Segmented,
    url: Option<&str>,
    scratch: &mut Scratch,
) -> PageTokens {
    let model = Model::default();
    let stats = &mut scratch.stats;
    stats.seen = Some(Vec::new());
    stats.read(dom, segmented, url, &model.weights.tables, &model.weights.kind_table);
    let seen = stats.seen.take().unwrap_or_default();
    let mut tokens = PageTokens {
        page: stats.declared.page_tokens.clone(),
        address: stats.declared.address_tokens.clone(),
        ..PageTokens::default()
    };
    for (number, element) in stats.elements.list.iter().enumerate() {
        let mut here = Vec::new();
        elements::learning_tokens(&stats.elements, dom, number, |token| here.push(token));
        tokens.elements.push((element.parent, here));
    }
    for (block, here) in seen.into_iter().enumerate() {
        tokens.blocks.push((stats.element_of(block), here));
    }
    tokens
}

/// The features with the tables of `model`.
pub fn html_features(
    model: &Model,
    dom: Dom<'_>,
    segmented: &Segmented,
    url: Option<&str>,
    scratch: &mut Scratch,
) -> PageFeatures {
    let Scratch { stats, matrix, .. } = scratch;
    stats.read(dom, segmented, url, &model.weights.tables, &model.weights.kind_table);
    stats.fill(segmented, matrix);
    let blocks = all_rows(matrix, block_features::N_FEATURES);
    matrix.set_only_row(&stats.page, block_features::PAGE_FEATURES);
    PageFeatures { blocks, page: row_of(matrix, block_features::PAGE_FEATURES.len(), 0) }
}

/// The passes behind the forest, by the words of their causes; those of one cause together.
pub fn passes() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<&str> = super::decide::PASSES.iter().map(|cause| cause.name()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter()
}

/// From now on leaves out the pass with this cause, to measure what it is worth.
pub fn leave_out(pass: &str, scratch: &mut Scratch) {
    scratch.decider.without.extend(super::decide::PASSES.iter().filter(|cause| cause.name() == pass));
}
