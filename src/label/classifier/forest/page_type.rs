//! What kind of page it is: seven probabilities, a forest for each, over figures of the whole page.
//!
//! They are a field of the record. Nothing that is kept or dropped hangs on them: on pages unlike those of the
//! training sets they are wrong too often (`docs/decisions/`).

use crate::page::PageKinds;

use super::feature_matrix::{FeatureMatrix, Scale};
use super::trees::Forest;

/// One forest per kind, in the order of [`PageKinds::NAMES`].
#[derive(Debug, Clone, Default)]
pub(crate) struct PageTypes {
    pub(crate) forests: Vec<Forest>,
}

/// Memory for one page after the other.
#[derive(Debug, Default)]
pub(crate) struct PageTypeScratch {
    row: FeatureMatrix,
}

impl PageTypes {
    /// The probabilities of the seven kinds from the figures of a page; all 0 without forests.
    pub(crate) fn kinds_of(
        &self,
        figures: &[f32],
        scales: &[(&str, Scale)],
        scratch: &mut PageTypeScratch,
    ) -> PageKinds {
        let row = &mut scratch.row;
        row.set_only_row(figures, scales);
        let mut kinds = PageKinds::default();
        for (forest, probability) in self.forests.iter().zip(&mut kinds.probabilities) {
            *probability = forest.score_row(row, 0);
        }
        if !self.forests.is_empty() {
            soften(&mut kinds.probabilities);
        }
        kinds
    }
}

/// Scores to probabilities that add up to 1.
fn soften(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_score_is_the_likeliest_kind() {
        let mut scores = [0.5, 4.0, -1.0];
        soften(&mut scores);
        assert!(scores[1] > 0.9 && (scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}
