//! Blocks that look alike: tiles, posts and rows of a list share part of their fate.
//!
//! The trees judge each block by itself, and of forty tiles they are sure of thirty. Where a page is
//! no article, the score of each block is moved towards the mean of those that look as it does, and
//! towards the mean of those in containers that look as its own; `training/MODEL_CARD.md` tells what
//! that gives. Articles are left alone: there, what looks alike is a paragraph and an advertisement.

use crate::label::classifier::features::numbers::{Numbers, spread};
use crate::label::classifier::features::survey::Survey;

/// How far a score moves towards each of the two means, on a page that is surely no article.
const PULL: f32 = 0.3;
/// A pull weaker than this moves no block across a threshold.
const MIN_PULL: f32 = 0.01;
/// Fewest blocks that have a mean.
const MIN_BLOCKS: f32 = 3.0;

/// Blocks that look alike.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    n_blocks: f32,
    weight: f32,
    score: f32,
}

/// Memory, and what was done with the page read last.
#[derive(Debug, Default)]
pub(in crate::label::classifier) struct Alike {
    numbers: Numbers,
    groups: Vec<Group>,
    /// For each block its group.
    group_of: Vec<u32>,
    /// For each block how far its score was moved.
    shifts: Vec<f32>,
}

impl Alike {
    /// How far the score of a block was moved.
    pub(in crate::label::classifier) fn merit_of(&self, block: usize) -> f32 {
        self.shifts.get(block).copied().unwrap_or(0.0)
    }
}

/// Moves the scores of a page that is an article with the probability `article`.
pub(in crate::label::classifier) fn draw_together(
    survey: &Survey,
    article: f32,
    scores: &mut [f32],
    alike: &mut Alike,
) {
    alike.shifts.clear();
    let pull = PULL * (1.0 - article);
    if pull < MIN_PULL {
        return;
    }
    alike.shifts.resize(scores.len(), 0.0);
    alike.pull(survey, scores, pull, |block| survey.look_of(block));
    alike.pull(survey, scores, pull, |block| survey.surroundings_of(block));
    for (score, shift) in scores.iter_mut().zip(&alike.shifts) {
        *score += shift;
    }
}

impl Alike {
    /// Notes how far `pull` moves each block towards the mean of the blocks with the same key.
    fn pull(&mut self, survey: &Survey, scores: &[f32], pull: f32, key: impl Fn(usize) -> (u32, u32)) {
        self.numbers.clear();
        self.groups.clear();
        self.group_of.clear();
        let mut last = None;
        let mut number = 0;
        for (block, (&score, row)) in scores.iter().zip(&survey.rows).enumerate() {
            let (first, second) = key(block);
            // Most blocks look as the one before.
            if last != Some((first, second)) {
                last = Some((first, second));
                number = self.numbers.of(spread(u64::from(first) << 32 | u64::from(second)));
            }
            if number == self.groups.len() {
                self.groups.push(Group::default());
            }
            let group = &mut self.groups[number];
            // Between a vote per block and a vote per word.
            let weight = (row.text.n_words as f32).sqrt();
            group.n_blocks += 1.0;
            group.weight += weight;
            group.score += weight * score;
            self.group_of.push(number as u32);
        }
        for ((shift, &score), &number) in self.shifts.iter_mut().zip(scores).zip(&self.group_of) {
            let group = self.groups[number as usize];
            if group.n_blocks >= MIN_BLOCKS && group.weight > 0.0 {
                *shift += pull * (group.score / group.weight - score);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Document, Extractor, RuleSet};

    /// The shifts of all blocks of a page.
    fn shifts(html: &str) -> Vec<f32> {
        let extractor = Extractor::new(RuleSet::embedded()).with_reasons();
        let extraction = extractor.extract(Document::html(html.as_bytes()));
        let merits = |reasons: &Vec<crate::page::Reason>| {
            reasons.iter().find(|reason| reason.feature == "AmongAlike").map_or(0.0, |reason| reason.merit)
        };
        extraction.reasons.iter().map(merits).collect()
    }

    #[test]
    fn tiles_are_drawn_together() {
        let tile = |number: usize| {
            let name =
                ["Ladle", "Kettle", "A pan of iron for the oven, and for the fire as well"][number % 3];
            format!(
                "<li class=tile><a href=/{number}><h3>{name} {number}</h3></a><p class=price>${number}.99</p>"
            )
        };
        let tiles: String = (0..24).map(tile).collect();
        let shop = format!("<title>Kitchen</title><h1>Kitchen</h1><ul class=products>{tiles}</ul>");
        let moved = shifts(&shop);
        assert!(
            moved.iter().any(|shift| *shift > 0.0) && moved.iter().any(|shift| *shift < 0.0),
            "{moved:?}"
        );
    }
}
