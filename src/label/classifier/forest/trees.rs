//! Boosted trees over a matrix of bytes.
//!
//! Each tree is taken through all blocks of a page at once, one split after the other, as QuickScorer does
//! (Lucchese et al. 2015): every block begins with all leaves possible, a split clears the leaves it rules out,
//! and of those left at the end the first is the block's. That is a comparison of bytes and an *and* for as
//! many blocks as a vector register of the machine holds, without a branch; walking the tree for each block
//! would miss the branch predictor half of the time. Early exit: once the partial score of a block passes the
//! bound, the remaining trees are skipped and the score grows by a fixed factor instead.

use std::cmp::Reverse;
use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch, i8x32, i16x16, mask8x32, prelude::*, u8x32};

use crate::label::classifier::forest::feature_matrix::{FeatureMatrix, LANES};

/// Most leaves of a tree: bits that the set of possible leaves has. Three trees of sixteen leaves cost less
/// than two of twice as many, and say as much (`training/MODEL_CARD.md`).
pub(crate) const MAX_LEAVES: usize = 16;
/// Bytes of that set.
const N_PLANES: usize = MAX_LEAVES / 8;

/// An inner node of a tree. The leaves below it are numbered from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) column: u8,
    pub(crate) least: i8,
    /// Where a row goes whose code is greater than `least`; the others go the other way.
    pub(crate) greater_goes_left: bool,
    /// The leaves below: left ones from `first`, right ones from `middle`, up to `end`.
    pub(crate) first: u8,
    pub(crate) middle: u8,
    pub(crate) end: u8,
}

/// One tree, as the weights file tells it.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    pub(crate) splits: Vec<Split>,
    /// In units of [`Forest::scale`]. The greatest of all trees of a forest together must be an `i16` too.
    pub(crate) leaves: [i16; MAX_LEAVES],
}

/// Tree index at which rows with a decided score stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct EarlyExit {
    pub(crate) n_trees: u16,
    /// A row is decided when its score is as far from 0 as this.
    pub(crate) sure: f32,
    /// What its score is multiplied with, to stand for the trees it skips.
    pub(crate) growth: f32,
}

/// What one split clears of one byte of the set of possible leaves.
#[derive(Debug, Clone, Copy)]
struct LeafMask {
    column: u8,
    least: i8,
    /// The leaves cleared.
    bits: u8,
}

/// A sum of trees: log-odds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forest {
    /// What the trees are added to.
    start: f32,
    /// Log-odds per unit of the leaves.
    scale: f32,
    trees: Vec<Tree>,
    /// In order of their trees.
    early_exits: Vec<EarlyExit>,
    /// The masks of all trees, tree by tree and byte by byte; of one byte, those that clear leaves for greater
    /// codes come last.
    masks: Vec<LeafMask>,
    /// For each byte of each tree where its masks of greater codes begin, and where they end.
    ends: Vec<[(u32, u32); N_PLANES]>,
}

/// Memory for scoring one page after the other.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    /// The score of each row.
    pub(crate) scores: Vec<f32>,
    /// Rows that are not decided yet, their columns, and what the trees at hand add to each.
    unsure: Vec<u32>,
    columns: FeatureMatrix,
    units: Vec<i16>,
}

impl Split {
    /// True for a row that goes to the left leaves.
    fn goes_left(self, code: i8) -> bool {
        (code > self.least) == self.greater_goes_left
    }

    /// The leaves that it clears for rows that go right, as one number.
    fn left_bits(self) -> u16 {
        let below = |leaf: u8| 1u16.checked_shl(u32::from(leaf)).map_or(u16::MAX, |bit| bit - 1);
        below(self.middle) & !below(self.first)
    }
}

impl Forest {
    pub(crate) fn new(start: f32, scale: f32, mut trees: Vec<Tree>, early_exits: Vec<EarlyExit>) -> Self {
        // Each split before those below it, the left ones first.
        trees.iter_mut().for_each(|tree| tree.splits.sort_by_key(|split| (split.first, Reverse(split.end))));
        let mut forest = Forest { start, scale, early_exits, ..Forest::default() };
        for tree in &trees {
            let ends = std::array::from_fn(|plane| {
                let [middle, end] = [true, false].map(|greater_goes_left| {
                    let alike =
                        tree.splits.iter().filter(|split| split.greater_goes_left == greater_goes_left);
                    let masks = alike.map(|split| LeafMask {
                        column: split.column,
                        least: split.least,
                        bits: split.left_bits().to_le_bytes()[plane],
                    });
                    forest.masks.extend(masks.filter(|mask| mask.bits != 0));
                    forest.masks.len() as u32
                });
                (middle, end)
            });
            forest.ends.push(ends);
        }
        forest.trees = trees;
        forest
    }

    /// Adds the trees up for all rows; the scores are left in `sums`.
    pub(crate) fn score(&self, columns: &FeatureMatrix, sums: &mut Sums) {
        let Sums { scores, unsure, columns: rest, units } = sums;
        scores.clear();
        scores.resize(columns.n_rows(), self.start);
        unsure.clear();
        unsure.extend(0..columns.n_rows() as u32);
        let end = EarlyExit { n_trees: u16::MAX, sure: f32::INFINITY, growth: 1.0 };
        let level = Level::new();
        let mut from = 0;
        for exit in self.early_exits.iter().chain([&end]) {
            let to = usize::from(exit.n_trees).clamp(from, self.trees.len());
            let chosen = if from == 0 { columns } else { &*rest };
            dispatch!(level, simd => self.add_up(simd, from..to, chosen, units));
            for (&row, &units) in unsure.iter().zip(&*units) {
                scores[row as usize] += self.scale * f32::from(units);
            }
            from = to;
            if from == self.trees.len() {
                break;
            }
            unsure.retain(|&row| {
                let score = &mut scores[row as usize];
                let is_sure = score.abs() >= exit.sure;
                *score *= if is_sure { exit.growth } else { 1.0 };
                !is_sure
            });
            if unsure.is_empty() {
                break;
            }
            rest.choose(columns, unsure);
        }
    }

    /// The score of one row, as [`Forest::score`] gives it: vectors are for many rows.
    pub(crate) fn score_row(&self, columns: &FeatureMatrix, row: usize) -> f32 {
        let mut score = self.start;
        let mut from = 0;
        for exit in &self.early_exits {
            let to = usize::from(exit.n_trees).clamp(from, self.trees.len());
            score += self.scale * self.units_of_row(from..to, columns, row);
            from = to;
            if from < self.trees.len() && score.abs() >= exit.sure {
                return score * exit.growth;
            }
        }
        score + self.scale * self.units_of_row(from..self.trees.len(), columns, row)
    }

    fn units_of_row(&self, trees: Range<usize>, columns: &FeatureMatrix, row: usize) -> f32 {
        let leaf = |tree: &Tree| tree.leaves[usize::from(tree.leaf_of(columns, row))];
        f32::from(self.trees[trees].iter().map(leaf).fold(0_i16, i16::wrapping_add))
    }

    /// Sums of the leaves of some trees that each row reaches. Inlined whole, as all that it calls, so
    /// that it is compiled for the widest vectors of the machine at hand.
    #[inline(always)]
    fn add_up<S: Simd>(&self, simd: S, trees: Range<usize>, columns: &FeatureMatrix, units: &mut Vec<i16>) {
        units.clear();
        units.resize(columns.stride(), 0);
        let mut row = 0;
        row = self.add_blocks::<S, 8>(simd, trees.clone(), columns, row, units);
        row = self.add_blocks::<S, 4>(simd, trees.clone(), columns, row, units);
        row = self.add_blocks::<S, 2>(simd, trees.clone(), columns, row, units);
        self.add_blocks::<S, 1>(simd, trees, columns, row, units);
    }

    /// The same for the rows from `row` on, as long as `W` groups of them are left; gives the row
    /// after them. What a mask costs apart from its comparisons is shared by the groups.
    #[inline(always)]
    fn add_blocks<S: Simd, const W: usize>(
        &self,
        simd: S,
        trees: Range<usize>,
        columns: &FeatureMatrix,
        mut row: usize,
        units: &mut [i16],
    ) -> usize {
        while let Some(units) = units.get_mut(row..row + W * LANES) {
            let mut from = trees.start.checked_sub(1).map_or(0, |before| self.ends[before][N_PLANES - 1].1);
            let units = units.as_chunks_mut::<LANES>().0;
            for (tree, ends) in self.trees[trees.clone()].iter().zip(&self.ends[trees.clone()]) {
                let planes = ends.map(|(middle, end)| {
                    let others = &self.masks[from as usize..middle as usize];
                    let greater = &self.masks[middle as usize..end as usize];
                    from = end;
                    possible::<S, W>(simd, others, greater, columns, row)
                });
                let table = LeafTable::new(simd, &tree.leaves);
                for (group, units) in units.iter_mut().enumerate() {
                    table.add(simd, first_leaves(simd, planes.map(|plane| plane[group])), units);
                }
            }
            row += W * LANES;
        }
        row
    }

    /// What each feature adds to the score of one row: along each tree, the change of the mean of
    /// the leaves that are still possible is the merit of the split just passed. Trees that the row
    /// skips add nothing; what stands for them is shared out among the others.
    pub(crate) fn merits(&self, columns: &FeatureMatrix, row: usize, n_features: usize) -> Vec<f32> {
        let mut merits = vec![0.0; n_features];
        let mut score = self.start;
        for (number, tree) in self.trees.iter().enumerate() {
            let passed = self.early_exits.iter().find(|exit| usize::from(exit.n_trees) == number);
            if let Some(exit) = passed.filter(|exit| score.abs() >= exit.sure) {
                merits.iter_mut().for_each(|merit| *merit *= exit.growth);
                break;
            }
            let leaf = tree.leaf_of(columns, row);
            score += self.scale * f32::from(tree.leaves[usize::from(leaf)]);
            for split in tree.splits.iter().filter(|split| (split.first..split.end).contains(&leaf)) {
                let before = mean_of(&tree.leaves, split.first, split.end);
                let after = if leaf < split.middle {
                    mean_of(&tree.leaves, split.first, split.middle)
                } else {
                    mean_of(&tree.leaves, split.middle, split.end)
                };
                merits[usize::from(split.column)] += (after - before) * self.scale;
            }
        }
        merits
    }
}

/// One byte of the set of possible leaves, of each row of some groups from `row` on: what `others`
/// (codes that are not greater) and `greater` leave of it.
#[inline(always)]
fn possible<S: Simd, const W: usize>(
    simd: S,
    others: &[LeafMask],
    greater: &[LeafMask],
    columns: &FeatureMatrix,
    row: usize,
) -> [u8x32<S>; W] {
    let none = u8x32::splat(simd, 0);
    let mut cleared = [none; W];
    for mask in others {
        let bits = u8x32::splat(simd, mask.bits);
        let is_greater = greater_codes::<S, W>(simd, mask, columns, row);
        for group in 0..W {
            cleared[group] |= is_greater[group].select(none, bits);
        }
    }
    for mask in greater {
        let bits = u8x32::splat(simd, mask.bits);
        let is_greater = greater_codes::<S, W>(simd, mask, columns, row);
        for group in 0..W {
            cleared[group] |= is_greater[group].select(bits, none);
        }
    }
    cleared.map(|cleared| !cleared)
}

/// For each row of some groups whether its code is greater than the mask's.
#[inline(always)]
fn greater_codes<S: Simd, const W: usize>(
    simd: S,
    mask: &LeafMask,
    columns: &FeatureMatrix,
    row: usize,
) -> [mask8x32<S>; W] {
    let least = i8x32::splat(simd, mask.least);
    let codes = columns.groups::<W>(usize::from(mask.column), row);
    codes.map(|codes| i8x32::simd_from(simd, codes).simd_gt(least))
}

impl Tree {
    /// The leaf that one row reaches: a walk from split to split. A part of the tree has one split less than leaves,
    /// and all of them stand together.
    fn leaf_of(&self, columns: &FeatureMatrix, row: usize) -> u8 {
        let (mut at, mut leaf) = (0, 0);
        while let Some(split) = self.splits.get(at) {
            let n_left = split.middle - split.first;
            let goes_left = split.goes_left(columns.code(usize::from(split.column), row));
            let n_leaves = if goes_left { n_left } else { split.end - split.middle };
            leaf = if goes_left { split.first } else { split.middle };
            if n_leaves == 1 {
                break;
            }
            at += if goes_left { 1 } else { usize::from(n_left) };
        }
        leaf
    }
}

/// The four binary digits of a number below [`MAX_LEAVES`], for each row: set where the digit is 0.
type Zeros<S> = [mask8x32<S>; 4];

/// The number of the first bit that is set, for each row.
#[inline(always)]
fn first_leaves<S: Simd>(simd: S, [low, high]: [u8x32<S>; N_PLANES]) -> Zeros<S> {
    let none = u8x32::splat(simd, 0);
    let is_high = low.simd_eq(none);
    let byte = is_high.select(high, low);
    let first = byte & (none - byte);
    let is_out_of = |bits: u8| (first & u8x32::splat(simd, bits)).simd_eq(none);
    [is_out_of(0xAA), is_out_of(0xCC), is_out_of(0xF0), !is_high]
}

/// The leaves of a tree, each once for each row of a group: their low and their high bytes.
struct LeafTable<S: Simd> {
    low: [u8x32<S>; MAX_LEAVES],
    high: [u8x32<S>; MAX_LEAVES],
}

impl<S: Simd> LeafTable<S> {
    // A loop: closures over arrays are compiled apart, and then not for the machine at hand.
    #[inline(always)]
    fn new(simd: S, leaves: &[i16; MAX_LEAVES]) -> Self {
        let none = u8x32::splat(simd, 0);
        let mut table = LeafTable { low: [none; MAX_LEAVES], high: [none; MAX_LEAVES] };
        for (number, leaf) in leaves.iter().enumerate() {
            let [low, high] = leaf.to_le_bytes();
            table.low[number] = u8x32::splat(simd, low);
            table.high[number] = u8x32::splat(simd, high);
        }
        table
    }

    /// Adds to the units of a group what its rows find at their leaves. By halves, as many as there are
    /// digits: to load each row's leaf by its number would cost as much as all splits of the tree.
    #[inline(always)]
    fn add(&self, simd: S, zeros: Zeros<S>, units: &mut [i16; LANES]) {
        let (low, high) = (chosen(&self.low, zeros), chosen(&self.high, zeros));
        let halves: [u8x32<S>; 2] = low.interleave(high).into();
        for (units, leaves) in units.as_chunks_mut().0.iter_mut().zip(halves) {
            let sum = i16x16::simd_from(simd, *units) + leaves.bitcast::<i16x16<S>>();
            *units = sum.into();
        }
    }
}

/// Of sixteen values the one with each row's number.
#[inline(always)]
fn chosen<S: Simd>(values: &[u8x32<S>; MAX_LEAVES], [ones, twos, fours, eights]: Zeros<S>) -> u8x32<S> {
    let mut left = *values;
    for (digit, n_left) in [(ones, 8), (twos, 4), (fours, 2), (eights, 1)] {
        for n in 0..n_left {
            left[n] = digit.select(left[2 * n], left[2 * n + 1]);
        }
    }
    left[0]
}

/// Mean of some leaves.
fn mean_of(leaves: &[i16; MAX_LEAVES], first: u8, end: u8) -> f32 {
    let some = &leaves[usize::from(first)..usize::from(end)];
    some.iter().map(|&leaf| f32::from(leaf)).sum::<f32>() / some.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::classifier::forest::feature_matrix::{Feature, Scale};

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

    fn split(column: u8, least: i8, greater_goes_left: bool, first: u8, middle: u8, end: u8) -> Split {
        Split { column, least, greater_goes_left, first, middle, end }
    }

    /// A tree of one split: `no` and `yes` for codes greater than `least`.
    fn stump(column: u8, least: i8, no: i16, yes: i16) -> Tree {
        Tree { splits: vec![split(column, least, false, 0, 1, 2)], leaves: leaves(&[no, yes]) }
    }

    fn leaves(of: &[i16]) -> [i16; MAX_LEAVES] {
        std::array::from_fn(|number| of.get(number).copied().unwrap_or(0))
    }

    fn columns(rows: &[[f32; 2]]) -> FeatureMatrix {
        let mut columns = FeatureMatrix::default();
        columns.reset(2, rows.len());
        for (number, row) in rows.iter().enumerate() {
            columns.set(Plain(0), number, row[0]);
            columns.set(Plain(1), number, row[1]);
        }
        columns
    }

    #[test]
    fn one_row_scores_as_many_do() {
        let trees = || vec![stump(0, 1, -10, 10), stump(1, 0, 0, 40), stump(0, 0, 5, -5)];
        let exit = EarlyExit { n_trees: 1, sure: 1.2, growth: 2.0 };
        let columns = columns(&[[0.0, 1.0], [2.0, 0.0], [1.0, 1.0]]);
        for exits in [Vec::new(), vec![exit], vec![exit, EarlyExit { n_trees: 2, ..exit }]] {
            let forest = Forest::new(0.5, 0.1, trees(), exits);
            let mut sums = Sums::default();
            forest.score(&columns, &mut sums);
            let rows: Vec<f32> = (0..3).map(|row| forest.score_row(&columns, row)).collect();
            assert_eq!(rows, sums.scores);
        }
    }

    #[test]
    fn trees_add_up() {
        let forest = Forest::new(0.5, 0.1, vec![stump(0, 1, -10, 10), stump(1, 0, 0, 40)], Vec::new());
        let columns = columns(&[[0.0, 1.0], [2.0, 0.0]]);
        let mut sums = Sums::default();
        forest.score(&columns, &mut sums);
        assert_eq!(sums.scores, [3.5, 1.5]);
        assert_eq!(forest.merits(&columns, 0, 2), [-1.0, 2.0]);
    }

    #[test]
    fn rows_reach_the_leaf_that_walking_the_tree_gives() {
        // First column over 5: leaf 0. Else second column over 3: leaf 1, else by the first column
        // again leaf 2 or 3 (over 1); and ten more splits to cross the border of a byte.
        let mut splits =
            vec![split(0, 5, true, 0, 1, 14), split(1, 3, true, 1, 2, 14), split(0, 1, false, 2, 3, 14)];
        splits.extend((0..10).map(|n| split(1, -i8::try_from(n).unwrap(), true, 3 + n, 4 + n, 14)));
        let tree = Tree { splits, leaves: std::array::from_fn(|number| number as i16) };
        let forest = Forest::new(0.0, 1.0, vec![tree], Vec::new());
        let rows = [[9.0, 9.0], [5.0, 4.0], [1.0, 3.0], [2.0, 2.0], [2.0, -3.0], [2.0, -99.0]];
        let columns = columns(&rows);
        let mut sums = Sums::default();
        forest.score(&columns, &mut sums);
        assert_eq!(sums.scores, [0.0, 1.0, 2.0, 3.0, 7.0, 13.0]);
        for (row, &score) in sums.scores.iter().enumerate() {
            assert_eq!(f32::from(forest.trees[0].leaf_of(&columns, row)), score);
            let merits: f32 = forest.merits(&columns, row, 2).iter().sum();
            assert!((merits - (score - 6.5)).abs() < 1e-4, "merits lead from the mean to the leaf");
        }
    }

    #[test]
    fn groups_of_any_number_reach_the_same_leaves() {
        // A row of leaves from end to end of the set, told apart by both columns in turns.
        let splits: Vec<Split> = (0..15u8)
            .map(|n| split(n % 2, 60 - 4 * n as i8, n % 3 == 0, n, n + 1, MAX_LEAVES as u8))
            .collect();
        let tree = Tree { splits, leaves: std::array::from_fn(|number| number as i16 * 7 - 100) };
        let forest = Forest::new(0.0, 1.0, vec![tree.clone(), tree], Vec::new());
        // 15 groups: eight, four, two and one at a time.
        let rows: Vec<[f32; 2]> = (0..15 * LANES - 9)
            .map(|n| [(n * 37 % 251) as f32 - 125.0, (n * 91 % 241) as f32 - 120.0])
            .collect();
        let columns = columns(&rows);
        let mut sums = Sums::default();
        forest.score(&columns, &mut sums);
        for (row, &score) in sums.scores.iter().enumerate() {
            let leaf = forest.trees[0].leaf_of(&columns, row);
            let expected = 2.0 * f32::from(forest.trees[0].leaves[usize::from(leaf)]);
            assert!((score - expected).abs() < 1e-3, "row {row}: {score}, not {expected}");
        }
    }

    #[test]
    fn rows_that_are_not_settled_go_through_all_trees() {
        let trees = vec![stump(0, 0, 1, 20), stump(0, 0, -5, 7)];
        let exit = EarlyExit { n_trees: 1, sure: 2.0, growth: 1.5 };
        let forest = Forest::new(0.0, 0.1, trees, vec![exit]);
        let mut rows = [[0.0, 0.0]; 70];
        rows[65][0] = 1.0;
        let columns = columns(&rows);
        let mut sums = Sums::default();
        forest.score(&columns, &mut sums);
        assert!((sums.scores[65] - 3.0).abs() < 1e-4, "settled by the first tree, and grown");
        assert!((forest.merits(&columns, 65, 2)[0] - 1.5 * 0.95).abs() < 1e-4, "and its merits with it");
        assert!((sums.scores[64] + 0.4).abs() < 1e-6, "taken through the last");
    }
}
