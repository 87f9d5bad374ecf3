//! Blocks that are kept or dropped for what stands elsewhere, whatever the trees made of them.

/// Probability of documentation from which on a page is taken for it. It says of each thing what it said of
/// the one before, so that no copies are dropped.
pub(in crate::label::classifier) const DOCUMENTATION: f32 = 0.5;
/// How far below the threshold a dropped block is put, in log-odds. Any number would do.
const BELOW: f32 = 0.01;

/// The blocks of the page read last that were moved across the threshold, and by how much.
#[derive(Debug, Default)]
pub(in crate::label::classifier) struct Moved(Vec<(usize, f32)>);

impl Moved {
    pub(in crate::label::classifier) fn clear(&mut self) {
        self.0.clear();
    }

    /// Raises the score of a dropped block to `least`; leaves a kept one alone.
    pub(in crate::label::classifier) fn raise(&mut self, block: usize, scores: &mut [f32], least: f32) {
        let Some(score) = scores.get_mut(block).filter(|score| **score < least) else { return };
        self.0.push((block, least - *score));
        *score = least;
    }

    /// Puts the score of a kept block below `least`.
    pub(in crate::label::classifier) fn put_below(&mut self, block: usize, scores: &mut [f32], least: f32) {
        let Some(score) = scores.get_mut(block) else { return };
        self.0.push((block, least - *score - BELOW));
        *score = least - BELOW;
    }

    /// By how much the score of a block was raised, below 0.0 for one that was put below; 0.0 for almost all.
    pub(in crate::label::classifier) fn merit_of(&self, block: usize) -> f32 {
        self.0.iter().find(|moved| moved.0 == block).map_or(0.0, |moved| moved.1)
    }
}
