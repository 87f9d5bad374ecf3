//! What lies in the container and is no part of the article, or surely is: elements on which the engine says the
//! same on all pages, and lines that recur.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::page::Label;

use super::container::{Container, outermost, plainness};
use super::names::Name;
use super::sheet::Sheet;

/// Most rules of a kind: a draft is read by a person.
const MAX_PIECES: usize = 16;

/// Greatest share of an element's lines that the engine may keep for the element to be dropped.
const MAX_KEPT: f64 = 0.12;

/// Lines of one page that the engine keeps in elements that are dropped all the same: its slips.
const MAX_OWN: usize = 2;

/// Share of an element's text that recurs word for word from which on it is dropped whatever the engine says.
const MIN_RECURRING: f64 = 0.8;

/// Least share of elements' text that the engine must keep for all of them to be kept.
const MIN_SURE: f64 = 0.97;

/// Lines of such elements on all pages: few say little.
const MIN_SURE_LINES: usize = 12;

/// Pages on which a kept line must recur when it does not stand on all of them.
const MIN_SURE_PAGES: usize = 4;

/// Longest line that may recur, in characters: two articles may quote the same sentence.
const MAX_RECURRING_CHARS: usize = 300;

/// What no reader takes for a part of an article. Captions, bylines and dates are none of it: other pages may
/// have them in other places, and some readers want them.
const BOILERPLATE: &[Label] = &[
    Label::Share,
    Label::Promo,
    Label::Related,
    Label::Ad,
    Label::Comment,
    Label::Consent,
    Label::Classified,
];

/// Elements of one selector and what speaks for the rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// The selector.
    pub name: Name,
    /// What the elements are for.
    pub label: Label,
    /// Pages that have them.
    pub n_pages: usize,
    /// Lines they hold on all pages.
    pub n_lines: usize,
    /// Lines of them that the engine keeps.
    pub n_kept: usize,
    /// Kept lines of them that stand on one page only.
    pub n_own: usize,
    /// Lines of them that recur.
    pub n_recurring: usize,
    /// One of the lines.
    pub example: String,
    /// Per page the lines.
    ranges: Vec<Vec<Range<usize>>>,
}

/// Lines that stand on several pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurring {
    /// The line.
    pub line: String,
    /// Pages that have it.
    pub n_pages: usize,
}

/// The squeezed lines that stand on at least two of the pages, and on half of them.
pub fn recurring(sheets: &[&Sheet]) -> BTreeMap<String, usize> {
    let mut n_pages: BTreeMap<String, usize> = BTreeMap::new();
    for sheet in sheets {
        let lines: BTreeSet<&str> = sheet.lines.iter().map(|line| line.squeezed.as_str()).collect();
        for line in lines {
            *n_pages.entry(line.to_owned()).or_insert(0) += 1;
        }
    }
    let least = sheets.len().div_ceil(2).max(2);
    n_pages.retain(|line, n| *n >= least && line.chars().nth(MAX_RECURRING_CHARS).is_none());
    n_pages
}

/// Elements in the container that are dropped: outermost ones, by the text they hold.
pub fn dropped(sheets: &[&Sheet], container: &Container) -> Vec<Piece> {
    let again = recurring(sheets);
    let is_dropped = |piece: &Piece| {
        let kept = piece.n_kept as f64 / piece.n_lines as f64;
        let recurs = piece.n_recurring as f64 / piece.n_lines as f64;
        let is_named = !piece.name.contains(" > ") && piece.name.contains(['.', '#', '[']);
        let is_boilerplate = kept <= MAX_KEPT && BOILERPLATE.contains(&piece.label);
        let recurs = recurs >= MIN_RECURRING && piece.n_own == 0;
        piece.n_pages >= 2 && is_named && piece.n_own <= MAX_OWN && (is_boilerplate || recurs)
    };
    let mut pieces: Vec<Piece> =
        pieces(sheets, container, &again).into_iter().filter(|piece| is_dropped(piece)).collect();
    pieces.sort_by_key(|piece| (std::cmp::Reverse(piece.n_lines), plainness(&piece.name)));
    without_covered(pieces)
}

/// Elements right below the container that are always kept: its paragraphs, most often.
pub fn kept(sheets: &[&Sheet], container: &Container) -> Vec<Piece> {
    let again = recurring(sheets);
    let start = format!("{} > ", container.name);
    let is_sure = |piece: &Piece| {
        piece.name.starts_with(&start)
            && piece.n_pages == sheets.len()
            && piece.n_lines >= MIN_SURE_LINES
            && piece.n_recurring == 0
            && piece.n_kept as f64 >= MIN_SURE * piece.n_lines as f64
    };
    pieces(sheets, container, &again).into_iter().filter(is_sure).collect()
}

/// Lines that recur and that the engine keeps on some page; those that `dropped` elements hold aside.
pub fn recurring_lines(sheets: &[&Sheet], dropped: &[Piece]) -> Vec<Recurring> {
    let again = recurring(sheets);
    let mut found: BTreeMap<&str, Recurring> = BTreeMap::new();
    for (page, sheet) in sheets.iter().enumerate() {
        for (at, line) in sheet.lines.iter().enumerate() {
            // Crossheads recur, too: "What happens next?"
            let is_wanted = |n_pages: &&usize| {
                line.is_kept && !line.is_heading && (**n_pages == sheets.len() || **n_pages >= MIN_SURE_PAGES)
            };
            let Some(&n_pages) = again.get(&line.squeezed).filter(is_wanted) else { continue };
            let is_covered =
                dropped.iter().any(|piece| piece.ranges[page].iter().any(|range| range.contains(&at)));
            if !is_covered && line.squeezed.chars().any(char::is_alphabetic) {
                found.entry(&line.squeezed).or_insert(Recurring { line: line.folded.clone(), n_pages });
            }
        }
    }
    let mut lines: Vec<Recurring> = found.into_values().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.n_pages));
    lines.truncate(MAX_PIECES);
    lines
}

fn pieces(sheets: &[&Sheet], container: &Container, again: &BTreeMap<String, usize>) -> Vec<Piece> {
    let names: BTreeSet<&Name> = sheets.iter().flat_map(|sheet| sheet.covers.keys()).collect();
    names.into_iter().filter_map(|name| piece(name, sheets, container, again)).collect()
}

/// `None` for elements that do not all lie in the container, and for those that hold all of it.
fn piece(
    name: &Name,
    sheets: &[&Sheet],
    container: &Container,
    again: &BTreeMap<String, usize>,
) -> Option<Piece> {
    let mut piece = Piece {
        name: name.clone(),
        label: Label::Other,
        n_pages: 0,
        n_lines: 0,
        n_kept: 0,
        n_own: 0,
        n_recurring: 0,
        example: String::new(),
        ranges: vec![Vec::new(); sheets.len()],
    };
    let mut labels: BTreeMap<&str, (usize, Label)> = BTreeMap::new();
    for (page, sheet) in sheets.iter().enumerate() {
        let Some(cover) = sheet.covers.get(name).filter(|cover| !cover.ranges.is_empty()) else { continue };
        let frames = &sheet.covers.get(&container.name)?.ranges;
        let ranges = outermost(&cover.ranges);
        if ranges
            .iter()
            .any(|range| frames.iter().any(|frame| range.start <= frame.start && frame.end <= range.end))
        {
            return None;
        }
        let is_inside = |range: &Range<usize>| {
            frames.iter().any(|frame| frame.start <= range.start && range.end <= frame.end)
        };
        let ranges: Vec<Range<usize>> = ranges.into_iter().filter(is_inside).collect();
        piece.n_pages += usize::from(!ranges.is_empty());
        for line in ranges.iter().flat_map(|range| &sheet.lines[range.clone()]) {
            piece.n_lines += 1;
            piece.n_kept += usize::from(line.is_kept);
            piece.n_own += usize::from(line.is_kept && !again.contains_key(&line.squeezed));
            piece.n_recurring += usize::from(again.contains_key(&line.squeezed));
            if !line.is_kept {
                labels.entry(line.label.name()).or_insert((0, line.label)).0 += 1;
            }
            if piece.example.is_empty() {
                piece.example.clone_from(&line.folded);
            }
        }
        piece.ranges[page] = ranges;
    }
    let common = labels.into_values().filter(|(_, label)| !label.is_text()).max_by_key(|(n, _)| *n);
    piece.label = common.map_or(Label::Other, |(_, label)| label);
    (piece.n_lines > 0).then_some(piece)
}

/// Leaves out pieces whose lines earlier ones hold.
fn without_covered(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut chosen: Vec<Piece> = Vec::new();
    for piece in pieces {
        let is_covered = |page: usize, range: &Range<usize>| {
            let mut others = chosen.iter().flat_map(|other| &other.ranges[page]);
            others.any(|other| other.start <= range.start && range.end <= other.end)
        };
        let is_new = piece
            .ranges
            .iter()
            .enumerate()
            .any(|(page, ranges)| ranges.iter().any(|range| !is_covered(page, range)));
        if is_new && chosen.len() < MAX_PIECES {
            chosen.push(piece);
        }
    }
    chosen
}
