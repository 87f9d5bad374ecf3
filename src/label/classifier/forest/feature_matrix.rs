//! The features of all blocks of a page as a matrix of bytes, column by column.
//!
//! A tree only asks whether a figure is greater than another, so a figure needs no more steps than
//! there are questions about it. Each feature has a [`Scale`] that turns it into one signed byte;
//! training sees the same bytes. Sixteen blocks then answer a question in one instruction.

/// Rows that are taken through a tree together: two vector registers of bytes that every x86-64 has.
pub(crate) const LANES: usize = 32;

/// Greatest code of a figure; the least is its negative.
const MAX_CODE: f32 = 127.0;
/// Added to a float of up to 2^22 this leaves the rounded value in the low bits of the sum.
const ROUNDING: f32 = 12_582_912.0;

/// How a figure becomes a byte. Every scale rises, so no question a tree may ask is lost but those
/// between two steps; 0 becomes 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// A share of a whole, 0.0 to 1.0: finer near 0.
    Share,
    /// A share that may be negative or above 1.0, up to 2.0.
    Offset,
    /// A number of things, from 0: eight steps for each doubling.
    Count,
    /// A ratio, from 0.0: eight steps for each doubling, from an eighth on.
    Ratio,
    /// A difference of counts: four steps for each doubling, either way.
    Change,
    /// Log-odds: twelve steps for each unit, up to 10.5.
    Odds,
    /// A code, a level, yes or no: as it is.
    Level,
}

impl Scale {
    /// The byte of a figure.
    #[inline(always)]
    pub(crate) fn code(self, value: f32) -> i8 {
        match self {
            Scale::Share => rounded(value.max(0.0).sqrt() * MAX_CODE),
            Scale::Offset => rounded(value * (MAX_CODE / 2.0)),
            Scale::Count => doublings(value) as i8,
            Scale::Ratio => doublings(value * 8.0) as i8,
            Scale::Change => {
                let steps = (doublings(value.abs()) / 2) as i8;
                if value < 0.0 { -steps } else { steps }
            }
            Scale::Odds => rounded(value * 12.0),
            Scale::Level => rounded(value),
        }
    }

    /// About the figure that a byte stands for.
    pub(crate) fn value(self, code: i8) -> f32 {
        let code = f32::from(code);
        match self {
            Scale::Share => (code / MAX_CODE).powi(2),
            Scale::Offset => code / (MAX_CODE / 2.0),
            Scale::Count => (code / 8.0).exp2() - 1.0,
            Scale::Ratio => ((code / 8.0).exp2() - 1.0) / 8.0,
            Scale::Change => ((code.abs() / 4.0).exp2() - 1.0) * code.signum(),
            Scale::Odds => code / 12.0,
            Scale::Level => code,
        }
    }
}

/// The nearest code, within the range of codes.
#[inline(always)]
fn rounded(value: f32) -> i8 {
    let value = if value < MAX_CODE { value } else { MAX_CODE };
    let value = if value > -MAX_CODE { value } else { -MAX_CODE };
    (value + ROUNDING).to_bits() as i8
}

/// About eight times the binary logarithm of `value` + 1, at most 127: exponent and first three
/// bits of the fraction, as the float holds them.
#[inline(always)]
fn doublings(value: f32) -> u32 {
    let steps = (value + 1.0).to_bits() >> 20;
    steps.saturating_sub(127 << 3).min(127)
}

/// A feature, as the macro `features!` makes them.
pub(crate) trait Feature: Copy {
    /// Its column.
    fn number(self) -> usize;
    /// How it becomes a byte.
    fn scale(self) -> Scale;
}

/// One column of codes per feature, all of the same length.
#[derive(Debug, Clone, Default)]
pub(crate) struct FeatureMatrix {
    /// Column after column, and room for a piece behind the last.
    codes: Vec<i8>,
    n_rows: usize,
    /// Length of a column: `n_rows` made up to whole [`LANES`].
    stride: usize,
    /// Of the rows that were chosen, run by run, the first row here and where it came from.
    pieces: Vec<(u32, u32)>,
    /// Codes that several rows share.
    shared: Vec<i8>,
}

/// Rows of a column that are copied at once: a vector register that every x86-64 has.
const PIECE: usize = 16;

impl FeatureMatrix {
    /// Makes room for `n_features` columns of `n_rows` zeros.
    pub(crate) fn reset(&mut self, n_features: usize, n_rows: usize) {
        self.n_rows = n_rows;
        self.stride = n_rows.next_multiple_of(LANES);
        self.codes.clear();
        self.codes.resize(n_features * self.stride + PIECE, 0);
    }

    /// Leaves one row: some figures, each with its scale.
    pub(crate) fn set_only_row(&mut self, figures: &[f32], scales: &[(&str, Scale)]) {
        self.reset(scales.len(), 1);
        for (column, (&figure, (_, scale))) in figures.iter().zip(scales).enumerate() {
            self.codes[column * self.stride] = scale.code(figure);
        }
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Length of a column: the rows, made up to whole [`LANES`].
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// Writes a figure.
    #[inline(always)]
    pub(crate) fn set(&mut self, feature: impl Feature, row: usize, value: f32) {
        self.codes[feature.number() * self.stride + row] = feature.scale().code(value);
    }

    /// Writes to some columns what they have in the row before.
    #[inline]
    pub(crate) fn repeat(&mut self, features: &[impl Feature], row: usize) {
        for feature in features {
            let at = feature.number() * self.stride + row;
            self.codes[at] = self.codes[at - 1];
        }
    }

    /// Writes figures that are their own codes, yes or no, to the rows from the first on.
    #[inline]
    pub(crate) fn set_levels(&mut self, feature: impl Feature, levels: impl Iterator<Item = i8>) {
        let start = feature.number() * self.stride;
        for (code, level) in self.codes[start..][..self.n_rows].iter_mut().zip(levels) {
            *code = level;
        }
    }

    /// Writes figures that rows share: to each row the one with its number in `of`.
    #[inline]
    pub(crate) fn set_shared(
        &mut self,
        feature: impl Feature,
        figures: impl Iterator<Item = f32>,
        of: impl Iterator<Item = u32>,
    ) {
        self.shared.clear();
        self.shared.extend(figures.map(|figure| feature.scale().code(figure)));
        let start = feature.number() * self.stride;
        for (code, number) in self.codes[start..][..self.n_rows].iter_mut().zip(of) {
            *code = self.shared[number as usize];
        }
    }

    /// Writes the same figure for all rows.
    pub(crate) fn set_all(&mut self, feature: impl Feature, value: f32) {
        let start = feature.number() * self.stride;
        self.codes[start..][..self.stride].fill(feature.scale().code(value));
    }

    /// The code in a column.
    #[inline]
    pub(crate) fn code(&self, column: usize, row: usize) -> i8 {
        self.codes[column * self.stride + row]
    }

    /// About the figure that was written.
    pub(crate) fn get(&self, feature: impl Feature, row: usize) -> f32 {
        feature.scale().value(self.code(feature.number(), row))
    }

    /// The codes of some groups of a column, from `row` on.
    #[inline(always)]
    pub(crate) fn groups<const W: usize>(&self, column: usize, row: usize) -> &[[i8; LANES]; W] {
        let from = column * self.stride + row;
        self.codes[from..from + W * LANES].as_chunks().0.first_chunk().expect("as long as was asked for")
    }

    /// Copies the chosen rows of `from`, in their order, which rises.
    pub(crate) fn choose(&mut self, from: &FeatureMatrix, rows: &[u32]) {
        self.n_rows = rows.len();
        self.stride = rows.len().next_multiple_of(LANES);
        let n_features = from.codes.len().checked_div(from.stride).unwrap_or(0);
        // What stands behind the last row is no matter.
        self.codes.resize(n_features * self.stride + PIECE, 0);
        self.find_pieces(rows);
        for column in 0..n_features {
            let (to, from) = (&mut self.codes[column * self.stride..], &from.codes[column * from.stride..]);
            for &(to_row, row) in &self.pieces {
                // A whole piece, however few rows of it were chosen: the next is written over the rest.
                if let (Some(to), Some(from)) =
                    (to[to_row as usize..].first_chunk_mut::<PIECE>(), from[row as usize..].first_chunk())
                {
                    *to = *from;
                }
            }
        }
    }

    /// Where the runs of neighbours among the chosen rows begin, here and there, each run cut into pieces.
    fn find_pieces(&mut self, rows: &[u32]) {
        self.pieces.clear();
        let mut start = 0;
        for (number, &row) in rows.iter().enumerate() {
            let is_next = number > 0 && rows[number - 1] + 1 == row;
            if !is_next || number - start == PIECE {
                start = number;
                self.pieces.push((number as u32, row));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_rise_and_keep_zero() {
        let scales = [
            Scale::Share,
            Scale::Offset,
            Scale::Count,
            Scale::Ratio,
            Scale::Change,
            Scale::Odds,
            Scale::Level,
        ];
        let values = [0.0, 0.01, 0.3, 0.5, 1.0, 2.0, 3.0, 7.0, 15.0, 16.0, 90.0, 1e4, 1e9];
        for scale in scales {
            assert_eq!(scale.code(0.0), 0, "{scale:?}");
            let codes = values.map(|value| scale.code(value));
            assert!(codes.is_sorted(), "{scale:?} {codes:?}");
            assert!(codes.iter().all(|&code| code >= 0), "{scale:?} {codes:?}");
        }
        assert_eq!(Scale::Change.code(-5.0), -Scale::Change.code(5.0));
        assert_eq!((Scale::Odds.code(-2.0), Scale::Odds.code(-99.0)), (-24, -127));
    }

    #[test]
    fn codes_stand_for_about_their_figures() {
        for value in [1.0f32, 3.0, 7.0, 15.0, 31.0, 127.0] {
            assert!((Scale::Count.value(Scale::Count.code(value)) - value).abs() < 0.01);
        }
        assert!((Scale::Share.value(Scale::Share.code(0.25)) - 0.25).abs() < 0.01);
    }
}
