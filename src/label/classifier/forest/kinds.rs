//! What kind of page it is: seven probabilities from a small forest over figures of the whole page.

use crate::page::PageKinds;

/// One symmetric tree.
#[derive(Debug, Clone, Copy)]
pub(in crate::label::classifier) struct Tree {
    pub(in crate::label::classifier) first_split: u32,
    pub(in crate::label::classifier) first_leaf: u32,
    pub(in crate::label::classifier) depth: u32,
}

/// A sum of trees with one output per kind.
#[derive(Debug, Clone, Default)]
pub(in crate::label::classifier) struct KindForest {
    pub(in crate::label::classifier) n_outputs: usize,
    /// What the trees are added to, per output.
    pub(in crate::label::classifier) start: Vec<f32>,
    pub(in crate::label::classifier) trees: Vec<Tree>,
    /// Feature and threshold; the answer is yes above the threshold.
    pub(in crate::label::classifier) splits: Vec<(u16, f32)>,
    /// Per leaf, one number for each output.
    pub(in crate::label::classifier) leaves: Vec<f32>,
}

impl KindForest {
    /// The probabilities of the seven kinds; all alike without trees.
    pub(in crate::label::classifier) fn kinds_of(&self, page_features: &[f32]) -> PageKinds {
        let mut kinds = PageKinds::default();
        if self.trees.is_empty() {
            return kinds;
        }
        let scores = self.score(page_features);
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let mut sum = 0.0;
        for (probability, score) in kinds.probabilities.iter_mut().zip(&scores) {
            *probability = (score - most).exp();
            sum += *probability;
        }
        for probability in &mut kinds.probabilities {
            *probability /= sum;
        }
        kinds
    }

    /// Adds the trees up, one score per output.
    fn score(&self, features: &[f32]) -> Vec<f32> {
        let mut sums = self.start.clone();
        for tree in &self.trees {
            let splits = &self.splits[tree.first_split as usize..][..tree.depth as usize];
            let mut number = 0;
            for (level, &(feature, threshold)) in splits.iter().enumerate() {
                number |= usize::from(features[usize::from(feature)] > threshold) << level;
            }
            let first = tree.first_leaf as usize + number * self.n_outputs;
            for (sum, leaf) in sums.iter_mut().zip(&self.leaves[first..first + self.n_outputs]) {
                *sum += leaf;
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_kind_has_the_greatest_score() {
        let forest = KindForest {
            n_outputs: 2,
            start: vec![0.5, 0.0],
            trees: vec![Tree { first_split: 0, first_leaf: 0, depth: 1 }],
            splits: vec![(0, 1.0)],
            leaves: vec![0.0, 0.0, -1.0, 4.0],
        };
        assert_eq!(forest.score(&[0.0]), [0.5, 0.0]);
        assert_eq!(forest.score(&[2.0]), [-0.5, 4.0]);
        let kinds = forest.kinds_of(&[2.0]);
        assert!(kinds.probabilities[1] > 0.9);
    }
}
