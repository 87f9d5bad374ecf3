//! Flattened pages of one outlet: the lines that recur above and below the article, which tell where it begins and
//! ends.
//!
//! A line counts as one of the head when it stands above all that the engine keeps, on every page that has it; one
//! of the tail likewise. Lines that stand now here, now there say nothing of the zones and are only dropped.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::pieces::{self, Recurring};
use super::sheet::Sheet;

/// Most lines per rule: those next to the article tell most.
const MAX_LINES: usize = 24;

/// Longest line that is told by its beginning or its shape, in characters.
const MAX_SHAPED_CHARS: usize = 80;

/// Pages of which all that recurs is looked at. One page tells nothing.
const MIN_PAGES: usize = 2;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Head,
    Body,
    Tail,
}

/// What recurs around the article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Around {
    /// Lines above it, the nearest first.
    pub head: Vec<Recurring>,
    /// Lines below it, the nearest first.
    pub tail: Vec<Recurring>,
    /// Lines in it, and lines that stand anywhere.
    pub anywhere: Vec<Recurring>,
    /// Lines of the head that are the same but for their numbers: a pattern, one of the lines, pages.
    pub shapes: Vec<(String, Recurring)>,
}

/// What recurs on these pages.
pub fn around(sheets: &[&Sheet]) -> Around {
    let sheets: Vec<&Sheet> = sheets.iter().copied().filter(|sheet| sheet.kept_bytes() > 0).collect();
    if sheets.len() < MIN_PAGES {
        return Around::default();
    }
    let again = pieces::recurring(&sheets);
    let mut seen: BTreeMap<&str, (BTreeSet<Place>, usize, &str)> = BTreeMap::new();
    for sheet in &sheets {
        let (body, tail) = bounds(sheet, &again);
        for (at, line) in
            sheet.lines.iter().enumerate().filter(|(_, line)| again.contains_key(&line.squeezed))
        {
            let (place, distance) = match at {
                _ if at < body => (Place::Head, body - at),
                _ if at >= tail => (Place::Tail, at - tail),
                _ => (Place::Body, 0),
            };
            let known = seen.entry(&line.squeezed).or_insert((BTreeSet::new(), usize::MAX, &line.folded));
            known.0.insert(place);
            known.1 = known.1.min(distance);
        }
    }
    let mut found = Around { shapes: shapes(&sheets, &again), ..Around::default() };
    let mut by_distance: Vec<_> = seen.into_iter().collect();
    by_distance.sort_by_key(|(_, (_, distance, _))| *distance);
    for (squeezed, (places, _, folded)) in by_distance {
        let line = Recurring { line: folded.to_owned(), n_pages: again[squeezed] };
        let list = match places.iter().collect::<Vec<_>>().as_slice() {
            [Place::Head] => &mut found.head,
            [Place::Tail] => &mut found.tail,
            _ => &mut found.anywhere,
        };
        if list.len() < MAX_LINES && squeezed.chars().any(char::is_alphabetic) {
            list.push(line);
        }
    }
    found
}

/// The first line that is kept and does not recur, and the line behind the last.
fn bounds(sheet: &Sheet, again: &BTreeMap<String, usize>) -> (usize, usize) {
    let is_own = |line: &super::sheet::SheetLine| line.is_kept && !again.contains_key(&line.squeezed);
    let first = sheet.lines.iter().position(is_own).unwrap_or(0);
    let last = sheet.lines.iter().rposition(is_own).map_or(sheet.lines.len(), |last| last + 1);
    (first, last)
}

/// Lines above the article that are the same on all pages but for their numbers: dates, counters.
fn shapes(sheets: &[&Sheet], again: &BTreeMap<String, usize>) -> Vec<(String, Recurring)> {
    let mut by_shape: BTreeMap<String, (BTreeSet<usize>, &str)> = BTreeMap::new();
    for (page, sheet) in sheets.iter().enumerate() {
        let (body, _) = bounds(sheet, again);
        for line in &sheet.lines[..body] {
            let has_number = line.folded.bytes().any(|byte| byte.is_ascii_digit());
            let has_letter = line.folded.chars().any(char::is_alphabetic);
            let is_short = line.folded.chars().nth(MAX_SHAPED_CHARS).is_none();
            if has_number && has_letter && is_short && !again.contains_key(&line.squeezed) {
                by_shape.entry(shape(&line.folded)).or_insert((BTreeSet::new(), &line.folded)).0.insert(page);
            }
        }
    }
    let is_common = |pages: &BTreeSet<usize>| pages.len() == sheets.len();
    let fits = |pattern: &str| Regex::new(pattern).is_ok();
    by_shape
        .into_iter()
        .filter(|(pattern, (pages, _))| is_common(pages) && fits(pattern))
        .map(|(pattern, (pages, line))| (pattern, Recurring { line: line.to_owned(), n_pages: pages.len() }))
        .take(MAX_LINES)
        .collect()
}

/// A pattern that holds for the line with other numbers, and with other names of months and days behind them.
pub fn shape(line: &str) -> String {
    let mut pattern = String::from("^");
    let mut words = line.split(' ').peekable();
    while let Some(word) = words.next() {
        let is_date_word =
            word.chars().all(|character| character.is_alphabetic() || ".,".contains(character))
                && is_month_or_day(word.trim_end_matches(['.', ',']));
        if is_date_word {
            pattern.push_str(r"\p{L}+[.,]*");
        } else {
            let mut was_digit = false;
            for character in word.chars() {
                if character.is_ascii_digit() {
                    if !was_digit {
                        pattern.push_str(r"\d+");
                    }
                } else {
                    pattern.push_str(&regex::escape(&character.to_string()));
                }
                was_digit = character.is_ascii_digit();
            }
        }
        if words.peek().is_some() {
            pattern.push(' ');
        }
    }
    pattern.push('$');
    pattern
}

/// Beginnings of the names of months and days in the languages of most newspapers.
const DATE_WORDS: &[&str] = &[
    "jan", "feb", "fév", "mar", "mär", "apr", "avr", "may", "mai", "jun", "juin", "jul", "juil", "aug",
    "aoû", "sep", "oct", "okt", "nov", "dec", "déc", "dez", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    "lun", "mer", "jeu", "ven", "sam", "dim", "die", "mit", "don", "fre", "son", "ene", "abr", "ago", "dic",
    "am", "pm",
];

fn is_month_or_day(word: &str) -> bool {
    let word = word.to_lowercase();
    DATE_WORDS.iter().any(|start| word.starts_with(start)) && word.chars().count() <= 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_hold_for_other_days() {
        let pattern = Regex::new(&shape("Published 12 May 2019, 10:30 (updated)")).expect("a pattern");
        assert!(pattern.is_match("Published 3 December 2021, 8:05 (updated)"));
        assert!(!pattern.is_match("Published by 3 people in 2021"));
    }
}
