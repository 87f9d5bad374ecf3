//! Boosted trees over columns of features.
//!
//! The trees are symmetric: all nodes of one depth ask the same question, so a tree of depth 6 is
//! six comparisons and one table of 64 leaves. All blocks of a page are taken through one question
//! at a time, which the compiler turns into vector code without a branch; a thousand nodes of a
//! usual tree would miss the branch predictor half of the time.

/// One column of numbers per feature, all of the same length.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    values: Vec<f32>,
    n_rows: usize,
}

impl Columns {
    /// Makes room for `n_features` columns of `n_rows` zeros.
    pub(super) fn reset(&mut self, n_features: usize, n_rows: usize) {
        self.values.clear();
        self.values.resize(n_features * n_rows, 0.0);
        self.n_rows = n_rows;
    }

    pub(super) fn n_rows(&self) -> usize {
        self.n_rows
    }

    #[inline]
    pub(super) fn set(&mut self, feature: usize, row: usize, value: f32) {
        self.values[feature * self.n_rows + row] = value;
    }

    #[inline]
    pub(super) fn get(&self, feature: usize, row: usize) -> f32 {
        self.values[feature * self.n_rows + row]
    }

    #[inline]
    pub(super) fn column(&self, feature: usize) -> &[f32] {
        &self.values[feature * self.n_rows..(feature + 1) * self.n_rows]
    }
}

/// One symmetric tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tree {
    pub(super) first_split: u32,
    pub(super) first_leaf: u32,
    pub(super) depth: u32,
}

/// A sum of trees.
#[derive(Debug, Clone, Default)]
pub(super) struct Forest {
    pub(super) n_outputs: usize,
    /// What the trees are added to, per output.
    pub(super) start: Vec<f32>,
    pub(super) trees: Vec<Tree>,
    /// Feature and threshold; the answer is yes above the threshold.
    pub(super) splits: Vec<(u16, f32)>,
    /// Per leaf, one number for each output.
    pub(super) leaves: Vec<f32>,
}

impl Forest {
    /// True when there is nothing to ask.
    pub(super) fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// Adds the trees up for all rows: `sums` becomes one score per row. For forests of one output.
    pub(super) fn score(&self, columns: &Columns, leaf_numbers: &mut Vec<u32>, sums: &mut Vec<f32>) {
        let n_rows = columns.n_rows();
        sums.clear();
        sums.resize(n_rows, self.start.first().copied().unwrap_or(0.0));
        leaf_numbers.clear();
        leaf_numbers.resize(n_rows, 0);
        for tree in &self.trees {
            leaf_numbers.fill(0);
            let splits = &self.splits[tree.first_split as usize..][..tree.depth as usize];
            for (level, &(feature, threshold)) in splits.iter().enumerate() {
                let column = columns.column(usize::from(feature));
                for (number, &value) in leaf_numbers.iter_mut().zip(column) {
                    *number |= u32::from(value > threshold) << level;
                }
            }
            let leaves = &self.leaves[tree.first_leaf as usize..][..1 << tree.depth];
            for (sum, &number) in sums.iter_mut().zip(leaf_numbers.iter()) {
                *sum += leaves[number as usize & (leaves.len() - 1)];
            }
        }
    }

    /// Adds the trees up for one row, one score per output.
    pub(super) fn score_row(&self, row: &[f32], sums: &mut Vec<f32>) {
        sums.clear();
        sums.extend_from_slice(&self.start);
        for tree in &self.trees {
            let splits = &self.splits[tree.first_split as usize..][..tree.depth as usize];
            let mut number = 0;
            for (level, &(feature, threshold)) in splits.iter().enumerate() {
                number |= usize::from(row[usize::from(feature)] > threshold) << level;
            }
            let first = tree.first_leaf as usize + number * self.n_outputs;
            for (sum, leaf) in sums.iter_mut().zip(&self.leaves[first..first + self.n_outputs]) {
                *sum += leaf;
            }
        }
    }

    /// What each feature adds to the score of one row: along each tree, the change of the mean of
    /// the leaves that are still possible is the merit of the question just answered.
    pub(super) fn merits(&self, columns: &Columns, row: usize, n_features: usize) -> Vec<f32> {
        let mut merits = vec![0.0; n_features];
        for tree in &self.trees {
            let splits = &self.splits[tree.first_split as usize..][..tree.depth as usize];
            let leaves = &self.leaves[tree.first_leaf as usize..][..1 << tree.depth];
            let mut answered = 0usize;
            let mut answers = 0usize;
            let mut before = mean_of(leaves, answered, answers);
            for (level, &(feature, threshold)) in splits.iter().enumerate() {
                answered |= 1 << level;
                answers |= usize::from(columns.get(usize::from(feature), row) > threshold) << level;
                let after = mean_of(leaves, answered, answers);
                merits[usize::from(feature)] += after - before;
                before = after;
            }
        }
        merits
    }
}

/// Mean of the leaves whose number agrees with the `answers` in the bits `answered`.
fn mean_of(leaves: &[f32], answered: usize, answers: usize) -> f32 {
    let mut sum = 0.0;
    let mut n_leaves = 0;
    for (number, leaf) in leaves.iter().enumerate() {
        if number & answered == answers {
            sum += leaf;
            n_leaves += 1;
        }
    }
    sum / n_leaves as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stump_pair() -> Forest {
        Forest {
            n_outputs: 1,
            start: vec![0.5],
            trees: vec![
                Tree { first_split: 0, first_leaf: 0, depth: 1 },
                Tree { first_split: 1, first_leaf: 2, depth: 1 },
            ],
            splits: vec![(0, 1.0), (1, 0.0)],
            leaves: vec![-1.0, 1.0, 0.0, 4.0],
        }
    }

    #[test]
    fn trees_add_up() {
        let mut columns = Columns::default();
        columns.reset(2, 2);
        columns.set(0, 1, 2.0);
        columns.set(1, 0, 1.0);
        let mut sums = Vec::new();
        stump_pair().score(&columns, &mut Vec::new(), &mut sums);
        assert_eq!(sums, [3.5, 1.5]);
        stump_pair().score_row(&[2.0, 0.0], &mut sums);
        assert_eq!(sums, [1.5]);
        assert_eq!(stump_pair().merits(&columns, 0, 2), [-1.0, 2.0]);
    }
}
