//! What training asks of the classifier: the figures and tokens behind its verdicts.
//!
//! Used by `examples/dump_features.rs` only; labelling never comes here.

use crate::html::Dom;
use crate::page::Page;
use crate::segment::html::Segmented;

use crate::label::classifier::{Model, Scratch, features};

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
    /// For each block the codes of its features (see `columns.rs`), in the order of [`feature_names`].
    pub blocks: Vec<Vec<f32>>,
    /// The features of the page, in the order of [`page_feature_names`].
    pub page: Vec<f32>,
}

/// The names of the features of a block.
pub fn feature_names() -> &'static [&'static str] {
    features::block_features::NAMES
}

/// The names of the features of a page.
pub fn page_feature_names() -> &'static [&'static str] {
    features::block_features::PAGE_NAMES
}

/// The names of the features of a line.
pub fn line_feature_names() -> &'static [&'static str] {
    features::line_features::NAMES
}

/// The names of the features of a flattened page.
pub fn text_page_feature_names() -> &'static [&'static str] {
    features::line_features::PAGE_NAMES
}

/// The features of the lines of a flattened page with the tables of `model`.
pub fn text_features(model: &Model, page: &Page, scratch: &mut Scratch) -> PageFeatures {
    scratch.lines.read(page, &model.weights.tables);
    scratch.lines.fill(page, &mut scratch.columns);
    let kinds = model.weights.text_kinds.kinds_of(&scratch.lines.page);
    scratch.lines.fill_kinds(&kinds.probabilities, &mut scratch.columns);
    let columns = &scratch.columns;
    let row = |at| {
        (0..features::line_features::N_FEATURES).map(|feature| f32::from(columns.code(feature, at))).collect()
    };
    PageFeatures { blocks: (0..columns.n_rows()).map(row).collect(), page: scratch.lines.page.clone() }
}

/// What a weights file must carry to fit this program.
pub fn feature_digest() -> u32 {
    crate::label::classifier::feature_digest()
}

/// The tokens that tables can be learned for.
pub fn html_tokens(
    dom: Dom<'_>,
    segmented: &Segmented,
    url: Option<&str>,
    scratch: &mut Scratch,
) -> PageTokens {
    let model = Model::default();
    let survey = &mut scratch.survey;
    survey.seen = Some(Vec::new());
    survey.read(dom, segmented, url, &model.weights.tables, &model.weights.kind_table);
    let seen = survey.seen.take().unwrap_or_default();
    let mut tokens = PageTokens {
        page: survey.declared.page_tokens.clone(),
        address: survey.declared.address_tokens.clone(),
        ..PageTokens::default()
    };
    for (number, element) in survey.elements.list.iter().enumerate() {
        let mut here = Vec::new();
        features::elements::learning_tokens(&survey.elements, dom, number, |token| here.push(token));
        tokens.elements.push((element.parent, here));
    }
    for (block, here) in seen.into_iter().enumerate() {
        tokens.blocks.push((survey.element_of(block), here));
    }
    tokens
}

/// The features with the tables of `model`; those of the page's kinds too when it has that part.
pub fn html_features(
    model: &Model,
    dom: Dom<'_>,
    segmented: &Segmented,
    url: Option<&str>,
    scratch: &mut Scratch,
) -> PageFeatures {
    scratch.survey.read(dom, segmented, url, &model.weights.tables, &model.weights.kind_table);
    scratch.survey.fill(segmented, &mut scratch.columns);
    let kinds = model.weights.html_kinds(&scratch.survey);
    scratch.survey.fill_kinds(&kinds.probabilities, &mut scratch.columns);
    let columns = &scratch.columns;
    let rows = 0..columns.n_rows();
    let row = |at| {
        (0..features::block_features::N_FEATURES)
            .map(|feature| f32::from(columns.code(feature, at)))
            .collect()
    };
    PageFeatures { blocks: rows.map(row).collect(), page: scratch.survey.page.clone() }
}

/// Forgets what was remembered with another model.
pub fn forget(scratch: &mut Scratch) {
    scratch.survey.elements.forget();
}
