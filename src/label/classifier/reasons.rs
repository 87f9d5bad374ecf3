//! Why the forest judged a block as it did: the features that weighed most.
//!
//! What overruled the forest is not told here; that is the block's [`Cause`](crate::page::Cause).

use crate::page::Reason;

use super::features::{block_features, line_features};
use super::forest::feature_matrix::{Feature, FeatureMatrix};
use super::forest::trees::Forest;
use super::{Model, Scratch};

impl Model {
    /// The features that weighed most for a block of the HTML page labelled last with `scratch`, the
    /// weightiest first. Empty for a block the page does not have. Values are those of the steps the
    /// figures are kept in.
    #[doc(hidden)]
    pub fn html_reasons(&self, block: usize, scratch: &Scratch) -> Vec<Reason> {
        reasons(&self.weights.html, block_features::ALL, block_features::NAMES, block, &scratch.matrix)
    }

    /// The same for a line of the flattened page labelled last.
    #[doc(hidden)]
    pub fn text_reasons(&self, line: usize, scratch: &Scratch) -> Vec<Reason> {
        reasons(&self.weights.text, line_features::ALL, line_features::NAMES, line, &scratch.matrix)
    }
}

fn reasons(
    forest: &Forest,
    features: &[impl Feature],
    names: &[&'static str],
    row: usize,
    matrix: &FeatureMatrix,
) -> Vec<Reason> {
    if row >= matrix.n_rows() {
        return Vec::new();
    }
    let merits = forest.merits(matrix, row, names.len());
    let named = features.iter().zip(names).zip(merits).filter(|(_, merit)| *merit != 0.0);
    let mut reasons: Vec<Reason> = named
        .map(|((&feature, &name), merit)| Reason { feature: name, value: matrix.get(feature, row), merit })
        .collect();
    reasons.sort_by(|a, b| b.merit.abs().total_cmp(&a.merit.abs()));
    reasons
}
