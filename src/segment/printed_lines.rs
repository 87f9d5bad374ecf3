//! Pages of print: a PDF that was turned into HTML has an element, or a `<br>`, for each printed line. Its
//! lines become paragraphs again.
//!
//! What is joined: lines of about one width of which many break off in the middle of a sentence. Verse is left
//! as it is: there sentences end where lines do, or lines begin with capitals. Hyphens at line ends go. What
//! print repeats on each sheet (running heads, page numbers) belongs to no sentence and is left out, as numbers
//! of notes are (see [`super::marks`]); else it would stand in the middle of one that goes on overleaf.
//!
//! A page without such lines pays for two letters of each block.

mod line;
mod rewrite;

use std::ops::Range;

use crate::html::{Dom, Tag};
use crate::page::{Markup, Page, Span};

use super::place::BlockPlace;
use line::{Line, lines_of};

/// Pairs of lines of which the second goes on in the middle of a sentence: with fewer nothing is looked at.
const MIN_WRAPS: usize = 3;
/// Single `<br>`s of a page from which on it is looked whether they break printed lines.
const MIN_BREAKS: usize = 4;
/// Fewest lines of a sheet that can prove to be print.
const MIN_LINES: usize = 4;
/// Widths, in letters, of printed lines: columns of a newspaper, a page in small type.
const WIDTHS: Range<usize> = 26..140;
/// Share of the usual width from which on a line is full, and below which it ends a paragraph.
const FULL: f32 = 0.78;
/// Share of the pairs of lines that must break off in the middle of a sentence.
const WRAP_SHARE: f32 = 0.34;
/// The same of lines whose markup tells their place on the sheet: where nouns have capitals, fewer show it.
const PLACED_WRAP_SHARE: f32 = 0.15;
/// Lines at the top and at the bottom of a sheet that may be its running head or its number.
const MAX_EDGE_LINES: usize = 2;

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It begins a paragraph, or stays as it is.
    Begins,
    /// The same, and is the heading of what follows.
    Heads,
    /// Behind a `<br>` that breaks a line on purpose.
    Breaks,
    /// It goes on with the paragraph before it.
    Continues,
    /// The same, and the line before ends in a hyphen that goes.
    ContinuesWord,
    /// It is a running head or the number of a page.
    Dropped,
}

/// A page that was cut into blocks, and what hangs on their places in its text.
pub(super) struct Segments<'s> {
    pub(super) page: &'s mut Page,
    pub(super) places: &'s mut Vec<BlockPlace>,
    pub(super) spans: &'s mut Vec<Span>,
}

/// Joins the printed lines of a page that has such.
pub(super) fn join(dom: Dom<'_>, segments: Segments<'_>, n_breaks: usize) {
    let Segments { page, places, spans } = segments;
    if n_breaks < MIN_BREAKS && !may_be_print(page) || dom.deadline().is_over() {
        return;
    }
    let lines = lines_of(dom, page, places);
    let sheets = sheets_of(&lines);
    if !sheets.iter().any(|sheet| sheet.is_print) {
        return;
    }
    let fates = fates_of(&lines, &sheets, page);
    let is_print = sheets.iter().flat_map(|sheet| sheet.lines.clone().map(|_| sheet.is_print));
    let printed = lines.into_iter().zip(fates).zip(is_print).filter(|(_, is_print)| *is_print);
    let (lines, fates): (Vec<_>, Vec<_>) = printed.map(|(line, _)| line).unzip();
    let new = rewrite::rewritten(page, places, spans, (&lines, &fates));
    (page.text, page.blocks, page.inlines) = (new.text, new.blocks, new.inlines);
    (*places, *spans) = (new.places, new.spans);
}

/// True when enough blocks break off in the middle of a sentence.
fn may_be_print(page: &Page) -> bool {
    let is_line = |markup: Markup| matches!(markup, Markup::None | Markup::Paragraph);
    let text = page.text.as_bytes();
    let mut wraps = page.blocks.windows(2).filter(|pair| {
        let (end, start) = (pair[0].span.end as usize, pair[1].span.start as usize);
        is_line(pair[0].markup)
            && is_line(pair[1].markup)
            && pair[0].span.len() as usize >= WIDTHS.start
            && goes_on(text[end - 1])
            && goes_on(text[start])
    });
    wraps.nth(MIN_WRAPS - 1).is_some()
}

/// True for a byte that may stand in the middle of a sentence: a small letter, a hyphen, a comma, any letter
/// beyond ASCII.
fn goes_on(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte >= 0x80 || byte == b'-' || byte == b','
}

/// Lines that stand in one place: a page of print, or a part of one.
#[derive(Debug)]
struct Sheet {
    lines: Range<usize>,
    /// The usual width of its full lines, in letters.
    width: usize,
    is_print: bool,
}

impl Sheet {
    fn is_full(&self, line: &Line<'_>) -> bool {
        line.width as f32 >= FULL * self.width as f32
    }
}

/// The sheets of a page, and which of them are print: those of one kind prove it together, and one beside another
/// is what that is.
fn sheets_of(lines: &[Line<'_>]) -> Vec<Sheet> {
    /// Blocks from the end of a sheet to the beginning of the next: a line that names the page may stand between.
    const MAX_BETWEEN: usize = 3;
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut start = 0;
    for run in lines.chunk_by(|a, b| a.sheet == b.sheet) {
        sheets.push(Sheet::of(start..start + run.len(), lines));
        start += run.len();
    }
    let kind = |sheet: &Sheet| lines[sheet.lines.start].kind;
    let mut kinds: Vec<(Option<Tag>, Evidence)> = Vec::new();
    for sheet in sheets.iter().filter(|sheet| sheet.may_be_print(lines)) {
        let evidence = Evidence::of(sheet, &lines[sheet.lines.clone()]);
        match kinds.iter_mut().find(|(of, _)| *of == kind(sheet)) {
            Some((_, sum)) => sum.add(&evidence),
            None => kinds.push((kind(sheet), evidence)),
        }
    }
    kinds.retain(|(_, evidence)| evidence.proves());
    let is_proven = |of: Option<Tag>| kinds.iter().any(|(kind, _)| *kind == of);
    for sheet in &mut sheets {
        // Last of all: it reads every letter.
        let breaks_off = || Evidence::of(sheet, &lines[sheet.lines.clone()]).n_wraps > 0;
        sheet.is_print = is_proven(kind(sheet)) && sheet.may_be_print(lines) && breaks_off();
    }
    let is_beside = |before: &Sheet, behind: &Sheet| {
        let (last, first) = (&lines[before.lines.end - 1], &lines[behind.lines.start]);
        last.kind == first.kind && first.block <= last.block + MAX_BETWEEN
    };
    for at in 1..sheets.len() {
        if sheets[at - 1].is_print && !sheets[at].is_print && is_beside(&sheets[at - 1], &sheets[at]) {
            (sheets[at].is_print, sheets[at].width) = (true, sheets[at - 1].width);
        }
    }
    for at in (1..sheets.len()).rev() {
        if sheets[at].is_print && !sheets[at - 1].is_print && is_beside(&sheets[at - 1], &sheets[at]) {
            (sheets[at - 1].is_print, sheets[at - 1].width) = (true, sheets[at].width);
        }
    }
    sheets
}

impl Sheet {
    fn of(range: Range<usize>, all: &[Line<'_>]) -> Sheet {
        let mut widths: Vec<usize> = all[range.clone()].iter().map(|line| line.width).collect();
        widths.sort_unstable();
        Sheet { width: widths[widths.len() * 4 / 5], lines: range, is_print: false }
    }

    /// True for lines of about one width, as print has.
    fn may_be_print(&self, lines: &[Line<'_>]) -> bool {
        let lines = &lines[self.lines.clone()];
        let n_full = lines.iter().filter(|line| self.is_full(line)).count();
        let widest = lines.iter().map(|line| line.width).max().unwrap_or(0);
        lines.len() >= MIN_LINES
            && WIDTHS.contains(&self.width)
            && widest <= self.width * 3 / 2
            && 2 * n_full >= lines.len()
    }
}

/// What tells print from verse: lines break off in the middle of sentences, and sentences end in the middle of lines.
#[derive(Debug, Default)]
struct Evidence {
    n_pairs: usize,
    n_wraps: usize,
    n_hyphens: usize,
    n_ends_inside: usize,
    /// Full lines that end with a sentence.
    n_ends: usize,
    /// Lines whose place on the sheet is given: nobody does so with verse.
    n_placed: usize,
}

impl Evidence {
    fn of(sheet: &Sheet, lines: &[Line<'_>]) -> Evidence {
        let pairs = || lines.windows(2);
        let wraps = pairs().filter(|pair| sheet.is_full(&pair[0]) && is_wrapped(&pair[0], &pair[1]));
        let ends = lines.iter().filter(|line| sheet.is_full(line) && line::ends_sentence(line.text));
        Evidence {
            n_pairs: lines.len() - 1,
            n_wraps: wraps.count(),
            n_hyphens: pairs().filter(|pair| breaks_word(pair[0].text, pair[1].text)).count(),
            n_ends_inside: lines.iter().map(|line| line::n_ends_inside(line.text)).sum(),
            n_ends: ends.count(),
            n_placed: lines.iter().filter(|line| line.is_placed).count(),
        }
    }

    fn add(&mut self, other: &Evidence) {
        self.n_pairs += other.n_pairs;
        self.n_wraps += other.n_wraps;
        self.n_hyphens += other.n_hyphens;
        self.n_ends_inside += other.n_ends_inside;
        self.n_ends += other.n_ends;
        self.n_placed += other.n_placed;
    }

    fn proves(&self) -> bool {
        let is_placed = self.n_placed > self.n_pairs / 2;
        let share = if is_placed { PLACED_WRAP_SHARE } else { WRAP_SHARE };
        self.n_wraps >= 2
            && self.n_wraps as f32 >= share * self.n_pairs as f32
            && (is_placed
                || self.n_hyphens > 0
                || self.n_ends_inside > 0 && 2 * self.n_ends_inside >= self.n_ends)
    }
}

/// True when a line breaks off and the next goes on with its sentence.
fn is_wrapped(line: &Line<'_>, next: &Line<'_>) -> bool {
    breaks_word(line.text, next.text) || !line::ends_sentence(line.text) && line::starts_small(next.text)
}

/// True when a line ends in the middle of a word.
fn breaks_word(line: &str, next: &str) -> bool {
    let mut letters = line.chars().rev();
    letters.next().is_some_and(is_hyphen)
        && letters.next().is_some_and(char::is_alphabetic)
        && next.starts_with(char::is_lowercase)
}

fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '‐' | '\u{ad}' | '¬')
}

/// What becomes of each line.
fn fates_of(lines: &[Line<'_>], sheets: &[Sheet], page: &Page) -> Vec<Fate> {
    let mut fates = vec![Fate::Begins; lines.len()];
    drop_edges(lines, sheets, &mut fates);
    let body = usual(lines, sheets, |line| line.look.as_str());
    let left = usual(lines, sheets, |line| line.left.as_str());
    let mut last: Option<(usize, usize)> = None;
    for (number, sheet) in sheets.iter().enumerate() {
        if !sheet.is_print {
            last = None;
        }
        for at in sheet.lines.clone().filter(|_| sheet.is_print) {
            if fates[at] == Fate::Dropped {
                continue;
            }
            last = last.filter(|&(before, _)| lines[before].n_others == lines[at].n_others);
            if let Some((before, of)) = last {
                let joins = Joint { line: &lines[before], next: &lines[at], sheet: &sheets[of], left };
                fates[at] = joins.fate(of == number, page);
                if is_heading(&joins, fates[before], fates[at], body) {
                    fates[before] = Fate::Heads;
                }
            }
            last = Some((at, number));
        }
    }
    fates
}

/// What most printed lines have.
fn usual<'l>(lines: &'l [Line<'_>], sheets: &[Sheet], of: impl Fn(&'l Line<'_>) -> &'l str) -> &'l str {
    let printed = sheets.iter().filter(|sheet| sheet.is_print).flat_map(|sheet| &lines[sheet.lines.clone()]);
    let mut values: Vec<&str> = printed.map(of).collect();
    values.sort_unstable();
    values.chunk_by(|a, b| a == b).max_by_key(|alike| alike.len()).map_or("", |alike| alike[0])
}

/// Two lines, one after the other, of which the second may go on with the first.
struct Joint<'l> {
    line: &'l Line<'l>,
    next: &'l Line<'l>,
    /// The sheet of the first.
    sheet: &'l Sheet,
    /// Where most lines begin.
    left: &'l str,
}

impl Joint<'_> {
    fn fate(&self, is_same_sheet: bool, page: &Page) -> Fate {
        /// Share of the usual width below which a line that no small letter follows ends what it says.
        const SHORT: f32 = 0.6;
        let Joint { line, next, .. } = *self;
        if line::begins_item(next.text) {
            return Fate::Begins;
        }
        if is_wrapped(line, next) {
            let goes = breaks_word(line.text, next.text) && !is_compound(line.text, next.text, page);
            return if goes { Fate::ContinuesWord } else { Fate::Continues };
        }
        let is_short = (line.width as f32) < SHORT * self.sheet.width as f32;
        let ends = line::ends_sentence(line.text);
        let is_indented = next.left != self.left;
        let is_apart = line.look != next.look
            || is_short
            || ends && (!self.sheet.is_full(line) || is_indented || !is_same_sheet && next.left.is_empty());
        match is_apart {
            true if line.block == next.block && !ends => Fate::Breaks,
            true => Fate::Begins,
            false => Fate::Continues,
        }
    }
}

/// True for a short line in a look of its own above a paragraph: print has no other headings.
fn is_heading(joint: &Joint<'_>, line: Fate, next: Fate, body: &str) -> bool {
    /// Letters.
    const MAX_WIDTH: usize = 90;
    let text = joint.line.text;
    line == Fate::Begins
        && next == Fate::Begins
        && joint.line.look != body
        && joint.next.look == body
        && (3..=MAX_WIDTH).contains(&joint.line.width)
        && text.contains(char::is_alphabetic)
        && !line::ends_sentence(text)
}

/// True when the word that two lines share is written with its hyphen elsewhere on the page.
fn is_compound(line: &str, next: &str, page: &Page) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric();
    let stem = line.trim_end_matches(is_hyphen);
    let from = stem.char_indices().rev().take_while(|(_, letter)| is_letter(*letter)).last();
    let until = next.find(|letter| !is_letter(letter)).unwrap_or(next.len());
    let Some((from, _)) = from else { return false };
    let word = format!("{}-{}", &stem[from..], &next[..until]);
    page.text.contains(&word)
}

/// Drops what recurs at the edges of the sheets, figures aside, and the numbers of pages.
fn drop_edges(lines: &[Line<'_>], sheets: &[Sheet], fates: &mut [Fate]) {
    let mut edges: Vec<(String, usize, usize)> = Vec::new();
    for (number, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| sheet.is_print) {
        let (start, end) = (sheet.lines.start, sheet.lines.end);
        let n_edge = MAX_EDGE_LINES.min(sheet.lines.len() / 2);
        for at in (start..start + n_edge).chain(end - n_edge..end) {
            edges.push((line::without_figures(lines[at].text), number, at));
        }
    }
    edges.sort();
    for alike in edges.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike[0].1 != alike[alike.len() - 1].1) {
        // What is a title on the first sheet may be the running head of the others.
        let look = |number: usize| &lines[alike[number].2].look;
        let is_title = alike.len() > 2 && look(0) != look(1) && look(1) == look(2);
        if alike[0].0.contains(char::is_alphabetic) {
            alike[usize::from(is_title)..].iter().for_each(|&(_, _, at)| fates[at] = Fate::Dropped);
        }
    }
    let numbers = |at: usize| line::page_number(lines[at].text);
    for sheet in sheets.iter().filter(|sheet| sheet.is_print) {
        let (first, last) = (sheet.lines.start, sheet.lines.end - 1);
        let is_apart = |at: usize, beside: usize| lines[at].look != lines[beside].look;
        for (at, beside) in [(first, first + 1), (last, last.saturating_sub(1))] {
            let is_edge = sheet.lines.contains(&beside) && numbers(at).is_some();
            if is_edge && (is_apart(at, beside) || is_counted(sheets, at, &numbers)) {
                fates[at] = Fate::Dropped;
            }
        }
    }
}

/// True when the edges of another sheet bear a number beside this one.
fn is_counted(sheets: &[Sheet], at: usize, numbers: &dyn Fn(usize) -> Option<u32>) -> bool {
    let edges = sheets.iter().filter(|sheet| sheet.is_print && !sheet.lines.contains(&at));
    let mut others = edges.flat_map(|sheet| [sheet.lines.start, sheet.lines.end - 1]).filter_map(numbers);
    numbers(at).is_some_and(|own| others.any(|other| own.abs_diff(other) == 1))
}
