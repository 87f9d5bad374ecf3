//! Blocks that are dropped for what stands elsewhere, whatever the trees made of them.

/// Probability of documentation from which on a page is taken for it. It says of each thing what it said of
/// the one before, so that no copies are dropped.
pub(super) const DOCUMENTATION: f32 = 0.5;
/// How far below the threshold a dropped block is put, in log-odds. Any number would do.
const BELOW: f32 = 0.01;

/// The blocks of the page read last that were dropped, and by how much their scores were lowered.
#[derive(Debug, Default)]
pub(super) struct Dropped(Vec<(usize, f32)>);

impl Dropped {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Puts the score of a kept block below `least`.
    pub(super) fn put_below(&mut self, block: usize, scores: &mut [f32], least: f32) {
        let Some(score) = scores.get_mut(block) else { return };
        self.0.push((block, *score - least + BELOW));
        *score = least - BELOW;
    }

    /// What that was worth, as the merits of features are told; 0.0 for almost all blocks.
    pub(super) fn merit_of(&self, block: usize) -> f32 {
        self.0.iter().find(|dropped| dropped.0 == block).map_or(0.0, |dropped| -dropped.1)
    }
}
