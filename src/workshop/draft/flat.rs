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

/// Where one line stands on all pages.
struct Standing<'a> {
    places: BTreeSet<Place>,
    /// Lines between it and the article, where it is nearest.
    distance: usize,
    /// Pages that have it below the article.
    in_tail: BTreeSet<usize>,
    folded: &'a str,
}

impl<'a> Standing<'a> {
    fn of(folded: &'a str) -> Self {
        Self { places: BTreeSet::new(), distance: usize::MAX, in_tail: BTreeSet::new(), folded }
    }
}

/// What recurs around the article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Around {
    /// Lines above it, the nearest first.
    pub head: Vec<Recurring>,
    /// Lines below it, the nearest first.
    pub tail: Vec<Recurring>,
    /// Lines below it that stand in an article, too.
    pub tail_too: Vec<Recurring>,
    /// Lines in it, and lines that stand anywhere.
    pub anywhere: Vec<Recurring>,
    /// Lines of the head that are the same but for their numbers: a pattern, one of the lines, pages.
    pub shapes: Vec<(String, Recurring)>,
    /// Lines of the head that begin with the same words on all pages: the words, one of the lines, pages.
    pub starts: Vec<(String, Recurring)>,
    /// Pages that print their headline again.
    pub n_titles_again: usize,
}

impl Recurring {
    /// True for a line that tells where the article ends: on all pages, or too long to be a crosshead of one.
    pub fn is_telling(&self, n_pages: usize) -> bool {
        self.n_pages >= n_pages || !self.is_short()
    }

    /// True for what could be a crosshead of an article.
    fn is_short(&self) -> bool {
        self.line.split(' ').count() < MIN_TELLING_WORDS
    }
}

/// Words from which on a line of some pages is no crosshead.
const MIN_TELLING_WORDS: usize = 3;

/// Most words that lines of the head may begin with.
const MAX_START_WORDS: usize = 4;

/// Least bytes of them, squeezed.
const MIN_START_BYTES: usize = 8;

/// What recurs on these pages.
pub fn around(sheets: &[&Sheet]) -> Around {
    let sheets: Vec<&Sheet> = sheets.iter().copied().filter(|sheet| sheet.kept_bytes() > 0).collect();
    if sheets.len() < MIN_PAGES {
        return Around::default();
    }
    let again = pieces::recurring(&sheets);
    let mut seen: BTreeMap<&str, Standing<'_>> = BTreeMap::new();
    for (page, sheet) in sheets.iter().enumerate() {
        let (body, tail) = bounds(sheet, &again);
        for (at, line) in
            sheet.lines.iter().enumerate().filter(|(_, line)| again.contains_key(&line.squeezed))
        {
            let (place, distance) = match at {
                _ if at < body => (Place::Head, body - at),
                _ if at >= tail => (Place::Tail, at - tail),
                _ => (Place::Body, 0),
            };
            let known = seen.entry(&line.squeezed).or_insert_with(|| Standing::of(&line.folded));
            known.places.insert(place);
            known.distance = known.distance.min(distance);
            if place == Place::Tail {
                known.in_tail.insert(page);
            }
        }
    }
    let mut found = Around {
        shapes: shapes(&sheets, &again),
        starts: starts(&sheets, &again),
        n_titles_again: sheets.iter().filter(|sheet| prints_title_again(sheet, &again)).count(),
        ..Around::default()
    };
    let mut by_distance: Vec<_> = seen.into_iter().collect();
    by_distance.sort_by_key(|(_, standing)| standing.distance);
    for (squeezed, standing) in by_distance {
        let line = Recurring { line: standing.folded.to_owned(), n_pages: again[squeezed] };
        let list = match standing.places.iter().collect::<Vec<_>>().as_slice() {
            [Place::Head] => &mut found.head,
            [Place::Tail] => &mut found.tail,
            // Below each of these articles, and in one of them, too: there it is a crosshead.
            _ if standing.in_tail.len() == line.n_pages && line.is_short() => &mut found.tail_too,
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

/// Words with which a line above the article begins on every page, the most of them that do; the lines differ.
fn starts(sheets: &[&Sheet], again: &BTreeMap<String, usize>) -> Vec<(String, Recurring)> {
    let mut by_start: BTreeMap<String, (BTreeSet<usize>, BTreeSet<&str>)> = BTreeMap::new();
    for (page, sheet) in sheets.iter().enumerate() {
        let (body, _) = bounds(sheet, again);
        for line in sheet.lines[..body].iter().filter(|line| !again.contains_key(&line.squeezed)) {
            let ends = line.folded.match_indices(' ').map(|(at, _)| at).take(MAX_START_WORDS).skip(1);
            for start in ends.map(|end| &line.folded[..end]) {
                let (pages, lines) = by_start.entry(start.to_owned()).or_default();
                pages.insert(page);
                lines.insert(&line.folded);
            }
        }
    }
    let is_long =
        |start: &str| start.chars().filter(|letter| letter.is_alphabetic()).count() >= MIN_START_BYTES;
    let mut found: Vec<(String, Recurring)> = Vec::new();
    // Backwards: of two beginnings of one line the longer one comes first.
    for (start, (pages, lines)) in by_start.into_iter().rev() {
        let is_known = found.iter().any(|(known, _)| known.starts_with(&start));
        if pages.len() == sheets.len() && lines.len() > 1 && is_long(&start) && !is_known {
            let line = lines.first().map_or_else(String::new, |line| (*line).to_owned());
            found.push((start, Recurring { line, n_pages: pages.len() }));
        }
    }
    found.truncate(MAX_LINES);
    found
}

/// The first line of the article stands on the page once more: the headline over a picture, or below the text.
fn prints_title_again(sheet: &Sheet, again: &BTreeMap<String, usize>) -> bool {
    let (body, _) = bounds(sheet, again);
    let is_own = |line: &&super::sheet::SheetLine| {
        !again.contains_key(&line.squeezed) && line.squeezed.len() >= MIN_START_BYTES
    };
    // The headline may be kept, or stand right above what is.
    let near = sheet.lines[body.saturating_sub(1)..].iter().filter(is_own).take(2);
    let n_times = |squeezed: &str| sheet.lines.iter().filter(|line| line.squeezed == squeezed).count();
    near.into_iter().any(|line| n_times(&line.squeezed) > 1)
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
    use crate::page::Label;
    use crate::text::squeeze::squeeze;
    use crate::workshop::draft::sheet::SheetLine;

    /// A page; what is kept begins with `+`.
    fn sheet(lines: &[&str]) -> Sheet {
        let line = |line: &&str| SheetLine {
            folded: line.trim_start_matches('+').to_owned(),
            squeezed: squeeze(line.trim_start_matches('+')),
            n_bytes: line.len(),
            label: Label::Other,
            is_kept: line.starts_with('+'),
            is_heading: false,
        };
        Sheet { lines: lines.iter().map(line).collect(), ..Sheet::default() }
    }

    #[test]
    fn what_begins_alike_and_what_stands_again_is_found() {
        let sheets = [
            sheet(&[
                "On the air now: Anna",
                "+Soup is out",
                "+The soup was served.",
                "+Letters",
                "+Rain fell.",
                "Soup is out",
                "Letters",
            ]),
            sheet(&["On the air now: Bert", "+A ferry sails", "+The ferry sailed.", "Letters", "Legal"]),
            sheet(&["On the air now: Cleo", "+Bread is back", "+The baker came.", "Letters", "Legal"]),
        ];
        let around = around(&sheets.iter().collect::<Vec<_>>());
        let starts: Vec<&str> = around.starts.iter().map(|(start, _)| start.as_str()).collect();
        assert_eq!(starts, ["On the air now:"]);
        assert_eq!(around.n_titles_again, 1);
        let lines = |lines: &[Recurring]| lines.iter().map(|line| line.line.clone()).collect::<Vec<_>>();
        assert_eq!(
            (lines(&around.tail), lines(&around.tail_too)),
            (vec!["Legal".to_owned()], vec!["Letters".to_owned()])
        );
        assert!(
            !around.tail[0].is_telling(3),
            "on two pages of three, and one word: it could be a crosshead"
        );
    }

    #[test]
    fn shapes_hold_for_other_days() {
        let pattern = Regex::new(&shape("Published 12 May 2019, 10:30 (updated)")).expect("a pattern");
        assert!(pattern.is_match("Published 3 December 2021, 8:05 (updated)"));
        assert!(!pattern.is_match("Published by 3 people in 2021"));
    }
}
