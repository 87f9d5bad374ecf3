//! What the engine says of one line, held against what it says of lines in the same place on all pages.
//!
//! The engine judges each page by itself and errs now here, now there. Lines in elements of one name share a fate:
//! where most of them go, the one that was kept was kept by mistake, and the other way round.

use std::collections::BTreeMap;

use super::names::Name;
use super::sheet::Sheet;

/// Lines in elements of one name, on all pages: fewer say nothing of each other.
const MIN_LINES: usize = 3;

/// A kept line goes when at most this share of its kind is kept.
const MOSTLY_DROPPED: f64 = 0.4;

/// A dropped line is kept when at least this share of its kind is kept.
const MOSTLY_KEPT: f64 = 0.9;

/// Lines, kept lines and pages of one name.
#[derive(Debug, Clone, Copy, Default)]
struct Votes {
    n_lines: usize,
    n_kept: usize,
    n_pages: usize,
}

/// Corrects single lines by what holds for their kind. Pages with a right text need no correction.
pub fn settle(sheets: &mut [Sheet]) {
    let votes = votes(sheets);
    for sheet in sheets.iter_mut().filter(|sheet| sheet.is_html && !sheet.has_gold) {
        let mut best: Vec<Option<Votes>> = vec![None; sheet.lines.len()];
        for (name, cover) in &sheet.covers {
            let Some(votes) =
                votes.get(name).filter(|votes| votes.n_pages >= 2 && votes.n_lines >= MIN_LINES)
            else {
                continue;
            };
            for range in cover.ranges.iter().filter(|range| range.len() == 1) {
                let best = &mut best[range.start];
                // The rarer name says more.
                if best.is_none_or(|known| votes.n_lines < known.n_lines) {
                    *best = Some(*votes);
                }
            }
        }
        for (line, votes) in sheet.lines.iter_mut().zip(best) {
            let Some(votes) = votes else { continue };
            let share = votes.n_kept as f64 / votes.n_lines as f64;
            line.is_kept = if line.is_kept { share > MOSTLY_DROPPED } else { share >= MOSTLY_KEPT };
        }
    }
}

fn votes(sheets: &[Sheet]) -> BTreeMap<Name, Votes> {
    let mut votes: BTreeMap<Name, Votes> = BTreeMap::new();
    for sheet in sheets.iter().filter(|sheet| sheet.is_html) {
        for (name, cover) in &sheet.covers {
            let lines: Vec<usize> =
                cover.ranges.iter().filter(|range| range.len() == 1).map(|range| range.start).collect();
            if lines.is_empty() {
                continue;
            }
            let known = votes.entry(name.clone()).or_default();
            known.n_pages += 1;
            known.n_lines += lines.len();
            known.n_kept += lines.iter().filter(|line| sheet.lines[**line].is_kept).count();
        }
    }
    votes
}
