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
    let places = Places::new(lines, zones, labels);
    let last_candidate = candidates.last().copied().unwrap_or(0);
    for &candidate in candidates {
        let block = labels[candidate].block as usize;
        let (Some(line), Some(&probability)) = (lines.get(block), probabilities.get(block)) else { continue };
        // A page that has free bare lines elsewhere has crossheads, of which this one is likely the first.
        let has_crossheads = last_candidate > candidate + 1;
        let place = places.of(candidate);
        let least = match place {
            Place::Above if is_headline(lines, block) && !has_crossheads => MAX_ABOVE,
            Place::Last if is_name(line.folded) => MAX_NAME,
            // Below lines that are no sentences either it is one more entry of a programme or gallery.
            Place::Last if follows_a_sentence(lines, labels, candidate) => MAX_LAST,
            // Between paragraphs nothing tells a leftover from a crosshead for sure.
            _ => continue,
        };
        if probability < least {
            let span = &mut labels[candidate];
            span.label = if place == Place::Above { Label::Caption } else { Label::Other };
            span.tier = Tier::Model;
            span.probability = Some((probability * 255.0).round() as u8);
        }
    }
}

/// What tells the place of a line, found once for all of them.
struct Places {
    has_title: bool,
    has_tail: bool,
    /// The first sentence among the labels.
    first_sentence: Option<usize>,
    /// The last label that is text.
    last_text: Option<usize>,
}

impl Places {
    fn new(lines: &Lines, zones: &Zones, labels: &[LabelledSpan]) -> Self {
        let is_sentence = |span: &LabelledSpan| {
            span.label.is_text() && lines.get(span.block as usize).is_some_and(|line| is_prose(line.folded))
        };
        Self {
            has_title: zones.head_known && zones.title.is_some(),
            has_tail: zones.tail < lines.len(),
            first_sentence: labels.iter().position(is_sentence),
            last_text: labels.iter().rposition(|span| span.label.is_text()),
        }
    }

    fn of(&self, candidate: usize) -> Place {
        if self.has_title && self.first_sentence.is_none_or(|first| first >= candidate) {
            Place::Above
        } else if self.has_tail && self.last_text.is_none_or(|last| last <= candidate) {
            Place::Last
        } else {
            Place::Between
        }
    }
}

/// True when the text right above the line is a sentence.
fn follows_a_sentence(lines: &Lines, labels: &[LabelledSpan], candidate: usize) -> bool {
    let above = labels[..candidate].iter().rfind(|span| span.label.is_text());
    above.is_some_and(|span| lines.get(span.block as usize).is_some_and(|line| is_prose(line.folded)))
}

fn is_headline(lines: &Lines, block: usize) -> bool {
    (MIN_HEADLINE_CHARS..=MAX_HEADLINE_CHARS).contains(&lines.n_chars(block))
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
