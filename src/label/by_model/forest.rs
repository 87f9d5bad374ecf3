//! Boosted trees over columns of features.
//!
//! The trees are symmetric: all nodes of one depth ask the same question, so a tree of depth 6 is
//! six comparisons and one table of 64 leaves. All blocks of a page are taken through one question
//! at a time, which the compiler turns into vector code without a branch; a thousand nodes of a
//! usual tree would miss the branch predictor half of the time.

/// Rows that are taken through a tree together: their leaf numbers fill half of the 16 vector
/// registers that every x86-64 has.
const LANES: usize = 32;

/// One column of numbers per feature, all of the same length.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    values: Vec<f32>,
    n_rows: usize,
    /// Length of a column: `n_rows` made up to whole [`LANES`].
    stride: usize,
}

impl Columns {
    /// Makes room for `n_features` columns of `n_rows` zeros.
    pub(super) fn reset(&mut self, n_features: usize, n_rows: usize) {
        self.n_rows = n_rows;
        self.stride = n_rows.next_multiple_of(LANES);
        self.values.clear();
        self.values.resize(n_features * self.stride, 0.0);
    }

    pub(super) fn n_rows(&self) -> usize {
        self.n_rows
    }

    #[inline]
    pub(super) fn set(&mut self, feature: usize, row: usize, value: f32) {
        self.values[feature * self.stride + row] = value;
    }

    #[inline]
    pub(super) fn get(&self, feature: usize, row: usize) -> f32 {
        self.values[feature * self.stride + row]
    }

    /// Sets a whole column.
    pub(super) fn set_all(&mut self, feature: usize, value: f32) {
        self.values[feature * self.stride..(feature + 1) * self.stride].fill(value);
    }

    /// The leaves that the rows from `first` on reach, one bit per question.
    #[inline]
    fn leaf_numbers(&self, splits: &[(u16, f32)], first: usize) -> [u32; LANES] {
        let mut numbers = [0u32; LANES];
        for (level, &(feature, threshold)) in splits.iter().enumerate() {
            let start = usize::from(feature) * self.stride + first;
            let bit = 1u32 << level;
            if let Some(values) = self.values.get(start..start + LANES) {
                for (number, &value) in numbers.iter_mut().zip(values) {
                    *number |= if value > threshold { bit } else { 0 };
                }
            }
        }
        numbers
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
    pub(super) fn score(&self, columns: &Columns, sums: &mut Vec<f32>) {
        sums.clear();
        sums.resize(columns.stride, self.start.first().copied().unwrap_or(0.0));
        for tree in &self.trees {
            let splits = &self.splits[tree.first_split as usize..][..tree.depth as usize];
            let leaves = &self.leaves[tree.first_leaf as usize..][..1 << tree.depth];
            for (number, sums) in sums.chunks_exact_mut(LANES).enumerate() {
                let leaf_numbers = columns.leaf_numbers(splits, number * LANES);
                for (sum, leaf_number) in sums.iter_mut().zip(leaf_numbers) {
                    *sum += leaves[leaf_number as usize & (leaves.len() - 1)];
                }
            }
        }
        sums.truncate(columns.n_rows);
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
        stump_pair().score(&columns, &mut sums);
        assert_eq!(sums, [3.5, 1.5]);
        stump_pair().score_row(&[2.0, 0.0], &mut sums);
        assert_eq!(sums, [1.5]);
        assert_eq!(stump_pair().merits(&columns, 0, 2), [-1.0, 2.0]);
    }
}
