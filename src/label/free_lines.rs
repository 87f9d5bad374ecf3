//! What becomes of the lines of a known outlet's flattened page that no rule claims.
//!
//! Zones and neighbours tell where such a line stands, its shape how it is built, the line model what
//! it sounds like. A line goes only when place, shape and model agree; sentences always stay, and so
//! does whatever looks like an item of a list. Knows no outlet and no wording.

use crate::page::{Label, LabelledSpan, Page, Tier};
use crate::rules::line::is_bare;
use crate::rules::lines::Lines;
use crate::text::prose::is_prose;

use super::zones::Zones;

/// A line between title and text goes when the model gives it less than this: a second headline, a
/// caption without an owner. Chosen on this project's own samples, where such lines get up to .31 and
/// the first sentences of a text from .5 on.
const MAX_ABOVE: f32 = 0.4;

/// The same for the last line above a known tail: the name of a sound, of a guest.
const MAX_LAST: f32 = 0.2;

/// The same there for a line that is nothing but somebody's name.
const MAX_NAME: f32 = 0.5;

/// Longest second headline or caption, in characters: a longer line is a lead.
const MAX_HEADLINE_CHARS: usize = 110;

/// Shortest of them; shorter ones are crossheads.
const MIN_HEADLINE_CHARS: usize = 25;

/// Where a free line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Right below the title, above the first sentence.
    Above,
    /// Between paragraphs.
    Between,
    /// The last one above a known tail.
    Last,
}

/// The free lines of a page that may go, as places in `labels`: bare lines that nothing but their
/// zone keeps. Few pages have any, and only these need the model.
pub fn candidates(page: &Page, lines: &Lines, zones: &Zones, labels: &[LabelledSpan]) -> Vec<usize> {
    let is_free = |span: &LabelledSpan| {
        let block = span.block as usize;
        span.label == Label::Body
            && span.tier == Tier::Zone
            && span.span == page.blocks[block].span
            && lines.get(block).is_some_and(|line| is_bare(line.folded) && !is_item(line.folded))
    };
    let places = labels.iter().enumerate().filter(|(_, span)| is_free(span)).map(|(place, _)| place);
    if zones.by_selectors { Vec::new() } else { places.collect() }
}

/// Drops of the `candidates` those that the model, too, holds for no text. `probabilities` has one
/// value per line of the page: how likely it is text.
pub fn judge(
    lines: &Lines,
    zones: &Zones,
    labels: &mut [LabelledSpan],
    candidates: &[usize],
    probabilities: &[f32],
) {
    let judged: Vec<usize> = candidates
        .iter()
        .copied()
        .filter(|&candidate| {
            let block = labels[candidate].block as usize;
            let Some(line) = lines.get(block) else { return false };
            let Some(&probability) = probabilities.get(block) else { return false };
            let least = match place_of(lines, zones, labels, candidate) {
                Place::Above if is_headline(lines, block) && !has_crossheads(candidates, candidate) => {
                    MAX_ABOVE
                }
                Place::Last if is_name(line.folded) => MAX_NAME,
                Place::Last => MAX_LAST,
                // Between paragraphs nothing tells a leftover from a crosshead for sure.
                _ => return false,
            };
            probability < least
        })
        .collect();
    for candidate in judged {
        let probability = probabilities[labels[candidate].block as usize];
        let place = place_of(lines, zones, labels, candidate);
        let span = &mut labels[candidate];
        span.label = if place == Place::Above { Label::Caption } else { Label::Other };
        span.tier = Tier::Model;
        span.probability = Some((probability * 255.0).round() as u8);
    }
}

fn place_of(lines: &Lines, zones: &Zones, labels: &[LabelledSpan], candidate: usize) -> Place {
    let is_sentence = |span: &LabelledSpan| {
        span.label.is_text() && lines.get(span.block as usize).is_some_and(|line| is_prose(line.folded))
    };
    if zones.head_known && zones.title.is_some() && !labels[..candidate].iter().any(is_sentence) {
        Place::Above
    } else if zones.tail < lines.len() && !labels[candidate + 1..].iter().any(|span| span.label.is_text()) {
        Place::Last
    } else {
        Place::Between
    }
}

fn is_headline(lines: &Lines, block: usize) -> bool {
    (MIN_HEADLINE_CHARS..=MAX_HEADLINE_CHARS).contains(&lines.n_chars(block))
}

/// True when the page has free bare lines elsewhere: then this one is likely the first of its crossheads.
fn has_crossheads(candidates: &[usize], candidate: usize) -> bool {
    candidates.iter().any(|&other| other > candidate + 1)
}

/// True for two to four words that all begin with a capital letter.
fn is_name(folded: &str) -> bool {
    let words: Vec<&str> = folded.split(' ').collect();
    let is_part = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (2..=4).contains(&words.len()) && words.iter().all(is_part) && !folded.contains(char::is_numeric)
}

/// True for items of lists: whoever wrote a list wrote all of it.
fn is_item(folded: &str) -> bool {
    folded.starts_with(['-', '–', '—', '•', '·', '*', '►', '▪']) || folded.starts_with(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_crossheads() {
        for name in ["Odile Brunet", "Jean-Pierre de La Tour".replace("de ", "De ").as_str()] {
            assert!(is_name(name), "{name}");
        }
        for line in ["Un départ", "Zaz", "Le Zénith est déficitaire", "Acte 5 Des Gilets"] {
            assert!(!is_name(line), "{line}");
        }
    }

    #[test]
    fn items_of_lists_are_no_free_lines() {
        assert!(is_item("- Rouen : 14 h") && is_item("3 maisons"));
        assert!(!is_item("Rouen"));
    }
}
