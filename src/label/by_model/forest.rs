//! Boosted trees over columns of bytes.
//!
//! The trees are symmetric: all nodes of one depth ask the same question, so a tree of depth 6 is
//! six comparisons and one table of 64 leaves. All blocks of a page are taken through one question
//! at a time, which the compiler turns into vector code without a branch; a thousand nodes of a
//! usual tree would miss the branch predictor half of the time. Blocks that the trees so far are
//! sure of are spared the rest.

use super::columns::{Columns, LANES};

/// Questions of a tree.
pub(super) const DEPTH: usize = 6;
/// Leaves of a tree.
pub(super) const N_LEAVES: usize = 1 << DEPTH;

/// After so many trees the blocks that are settled are spared the rest.
const STOPS: [usize; 3] = [64, 160, 288];
/// Log-odds from which on, either way, a block is settled: 1 of 25. Later trees move such
/// a block little, and no page's threshold lies below 0.15.
const SURE: f32 = 3.2;

/// A question: is the code in this column greater?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) column: u8,
    pub(super) least: i8,
}

/// One symmetric tree: bit n of the leaf's number answers question n.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) splits: [Split; DEPTH],
    /// In units of [`Forest::scale`].
    pub(super) leaves: [i16; N_LEAVES],
}

/// A sum of trees: log-odds.
#[derive(Debug, Clone, Default)]
pub(super) struct Forest {
    /// What the trees are added to.
    pub(super) start: f32,
    /// Log-odds per unit of the leaves.
    pub(super) scale: f32,
    pub(super) trees: Vec<Tree>,
}

/// Memory for scoring one page after the other.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// The score of each row.
    pub(super) scores: Vec<f32>,
    /// Rows that are still unsure, their columns, and what the trees at hand add to each.
    unsure: Vec<u32>,
    columns: Columns,
    units: Vec<i32>,
}

impl Tree {
    /// The leaves that a group of rows reaches.
    #[inline(always)]
    fn leaf_numbers(&self, columns: &Columns, group: usize) -> [u8; LANES] {
        let mut numbers = [0u8; LANES];
        for (level, split) in self.splits.iter().enumerate() {
            let bit = 1u8 << level;
            let codes = columns.group(usize::from(split.column), group);
            for (number, &code) in numbers.iter_mut().zip(codes) {
                *number |= if code > split.least { bit } else { 0 };
            }
        }
        numbers
    }
}

impl Forest {
    /// Adds the trees up for all rows; the scores are left in `sums`.
    pub(super) fn score(&self, columns: &Columns, sums: &mut Sums) {
        let Sums { scores, unsure, columns: rest, units } = sums;
        scores.clear();
        scores.resize(columns.n_rows(), self.start);
        unsure.clear();
        unsure.extend(0..columns.n_rows() as u32);
        let mut from = 0;
        for stop in STOPS.into_iter().chain([usize::MAX]) {
            let to = stop.min(self.trees.len());
            let trees = &self.trees[from..to];
            let is_first = from == 0;
            add_up(trees, if is_first { columns } else { rest }, units);
            for (&row, &units) in unsure.iter().zip(&*units) {
                scores[row as usize] += self.scale * units as f32;
            }
            unsure.retain(|&row| scores[row as usize].abs() < SURE);
            from = to;
            if from == self.trees.len() || unsure.is_empty() {
                break;
            }
            rest.choose(columns, unsure);
        }
    }

    /// What each feature adds to the score of one row: along each tree, the change of the mean of
    /// the leaves that are still possible is the merit of the question just answered.
    pub(super) fn merits(&self, columns: &Columns, row: usize, n_features: usize) -> Vec<f32> {
        let mut merits = vec![0.0; n_features];
        for tree in &self.trees {
            let mut answered = 0usize;
            let mut answers = 0usize;
            let mut before = mean_of(&tree.leaves, answered, answers);
            for (level, split) in tree.splits.iter().enumerate() {
                let column = usize::from(split.column);
                answered |= 1 << level;
                answers |= usize::from(columns.code(column, row) > split.least) << level;
                let after = mean_of(&tree.leaves, answered, answers);
                merits[column] += (after - before) * self.scale;
                before = after;
            }
        }
        merits
    }
}

/// Sums of the leaves that each row reaches.
fn add_up(trees: &[Tree], columns: &Columns, units: &mut Vec<i32>) {
    units.clear();
    units.resize(columns.n_groups() * LANES, 0);
    for tree in trees {
        for (group, units) in units.chunks_exact_mut(LANES).enumerate() {
            let numbers = tree.leaf_numbers(columns, group);
            for (units, number) in units.iter_mut().zip(numbers) {
                *units += i32::from(tree.leaves[usize::from(number) % N_LEAVES]);
            }
        }
    }
}

/// Mean of the leaves whose number agrees with the `answers` in the bits `answered`.
fn mean_of(leaves: &[i16; N_LEAVES], answered: usize, answers: usize) -> f32 {
    let possible = leaves.iter().enumerate().filter(|(number, _)| number & answered == answers);
    let (n_leaves, sum) = possible.fold((0, 0i32), |(n, sum), (_, &leaf)| (n + 1, sum + i32::from(leaf)));
    sum as f32 / n_leaves as f32
}

#[cfg(test)]
mod tests {
    use super::super::columns::{Feature, Scale};
    use super::*;

    #[derive(Debug, Clone, Copy)]
    struct Plain(usize);

    impl Feature for Plain {
        fn number(self) -> usize {
            self.0
        }
        fn scale(self) -> Scale {
            Scale::Level
        }
    }

    /// A tree that asks one question.
    fn stump(column: u8, least: i8, no: i16, yes: i16) -> Tree {
        let never = Split { column, least: i8::MAX };
        let mut splits = [never; DEPTH];
        splits[0].least = least;
        Tree { splits, leaves: std::array::from_fn(|number| if number & 1 == 1 { yes } else { no }) }
    }

    #[test]
    fn trees_add_up() {
        let trees = vec![stump(0, 1, -10, 10), stump(1, 0, 0, 40)];
        let forest = Forest { start: 0.5, scale: 0.1, trees };
        let mut columns = Columns::default();
        columns.reset(2, 2);
        columns.set(Plain(0), 1, 2.0);
        columns.set(Plain(1), 0, 1.0);
        let mut sums = Sums::default();
        forest.score(&columns, &mut sums);
        assert_eq!(sums.scores, [3.5, 1.5]);
        assert_eq!(forest.merits(&columns, 0, 2), [-1.0, 2.0]);
    }

    #[test]
    fn rows_that_are_not_settled_go_through_all_trees() {
        let mut trees = vec![stump(0, 0, 0, 1); STOPS[0]];
        trees.push(stump(0, 0, -7, 7));
        let forest = Forest { start: 0.0, scale: 0.1, trees };
        let mut columns = Columns::default();
        columns.reset(1, 70);
        columns.set(Plain(0), 65, 1.0);
        let mut sums = Sums::default();
        forest.score(&columns, &mut sums);
        assert!((sums.scores[65] - 6.4).abs() < 1e-4, "settled by the first trees");
        assert!((sums.scores[64] + 0.7).abs() < 1e-6, "taken through the last");
    }
}
