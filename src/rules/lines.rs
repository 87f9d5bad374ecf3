//! The lines of a page in the forms that rules compare, and many line tests at once.
//!
//! A test is looked up by the first or last two bytes of its shortest form, or by the first byte
//! its pattern can begin with, so that a line pays for the few tests that may hold, not for all.
//! The same bytes, read off the line as the page has it, tell whether any test may hold
//! ([`LineIndex::candidates`]): where few lines matter, only these are squeezed and folded.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, Match, MatchKind};

use crate::deadline::{Deadline, Watch};
use crate::page::{Page, Span};

use super::line::{Around, Line, LineTest};
use super::pattern::Pattern;
use crate::text::squeeze::{self, Mapped};
use crate::text::trimmed;

/// All lines of a page, squeezed and folded, in two buffers.
#[derive(Debug, Default)]
pub struct Lines {
    squeezed: String,
    folded: String,
    spans: Vec<LineSpans>,
    deadline: Deadline,
}

#[derive(Debug, Clone, Copy, Default)]
struct LineSpans {
    squeezed: Span,
    folded: Span,
}

impl Lines {
    /// Prepares the lines of a page, reusing this value's memory. They have no deadline.
    pub fn fill(&mut self, page: &Page) {
        self.deadline = Deadline::never();
        let mut squeezed = std::mem::take(&mut self.squeezed).into_bytes();
        squeezed.clear();
        self.folded.clear();
        self.spans.clear();
        for block in &page.blocks {
            let text = page.block_text(block);
            let (squeezed_start, folded_start) = (squeezed.len() as u32, self.folded.len() as u32);
            squeeze::append_folded(text, &mut self.folded);
            squeeze::append_squeezed(text, &mut squeezed);
            let folded_end = self.folded.len() as u32;
            // Words are searched for in all lines at once: none must begin in one and end in the next.
            self.folded.push('\n');
            self.spans.push(LineSpans {
                squeezed: Span::new(squeezed_start, squeezed.len() as u32),
                folded: Span::new(folded_start, folded_end),
            });
        }
        self.squeezed = String::from_utf8(squeezed).expect("squeezing takes and leaves whole characters");
    }

    /// Sets the time by which the page must be done.
    pub fn set_deadline(&mut self, deadline: Deadline) {
        self.deadline = deadline;
    }

    /// When the page must be done: for all who go over its lines.
    pub fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// Number of lines: one per block of the page.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// True for a page without blocks.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// One line.
    pub fn get(&self, index: usize) -> Option<Line<'_>> {
        let spans = self.spans.get(index)?;
        Some(Line {
            squeezed: &self.squeezed[spans.squeezed.range()],
            folded: &self.folded[spans.folded.range()],
        })
    }

    /// Characters of one line, folded; 0 when there is no such line.
    pub fn n_chars(&self, index: usize) -> usize {
        self.get(index).map_or(0, |line| count_chars(line.folded))
    }
}

/// One line in the forms that rules compare, for those who need few lines of a page.
#[derive(Debug, Default)]
pub struct LineForms {
    squeezed: String,
    folded: String,
}

impl LineForms {
    /// Holds the forms of `text` from now on.
    pub fn fill(&mut self, text: &str) {
        squeeze::squeeze_into(text, &mut self.squeezed);
        squeeze::fold_into(text, &mut self.folded);
    }

    /// The line.
    pub fn line(&self) -> Line<'_> {
        Line { squeezed: &self.squeezed, folded: &self.folded }
    }
}

fn count_chars(text: &str) -> usize {
    text.chars().count()
}

/// The bytes of `text` (a block's own text) that a test's match covers, for rules that claim no
/// more than their match: what a pattern found, the beginning or the end that was asked for, else
/// all of it.
pub fn matched_range(test: &LineTest, text: &str) -> Range<usize> {
    let mut mapped = Mapped::default();
    if let Some(engine) = test.pattern().and_then(|pattern| pattern.engine()) {
        mapped.fold(text);
        return match engine.find(&mapped.text) {
            Some(found) => mapped.source_range(text, found.range()),
            None => 0..text.len(),
        };
    }
    mapped.squeeze(text);
    if let Some(start) = longest(test.starts_texts(), |start| mapped.text.starts_with(start)) {
        return mapped.source_range(text, 0..start.len());
    }
    if let Some(end) = longest(test.ends_texts(), |end| mapped.text.ends_with(end)) {
        return mapped.source_range(text, mapped.text.len() - end.len()..mapped.text.len());
    }
    0..text.len()
}

fn longest(texts: &[String], holds: impl Fn(&str) -> bool) -> Option<&str> {
    texts.iter().map(String::as_str).filter(|text| holds(text)).max_by_key(|text| text.len())
}

/// Many line tests, found by how a line begins or ends. They are indexed for the first line: most programs
/// never meet the outlets of most tests.
#[derive(Debug, Default)]
pub struct LineIndex {
    tests: Vec<LineTest>,
    ways: OnceLock<Ways>,
}

/// The ways to find a test.
#[derive(Debug)]
struct Ways {
    /// By the first two bytes of a squeezed line.
    by_start: ByPair,
    /// By the last two bytes of a squeezed line.
    by_end: ByPair,
    /// Tests that name neither, by the first byte of a folded line.
    by_rest: Vec<Vec<u32>>,
    /// The same, of those only that no word announces.
    rest_unannounced: Vec<Vec<u32>>,
    /// Finds the words that announce the others: a line holds one or fails. `None` when there are none.
    announcing: Option<AhoCorasick>,
}

impl Ways {
    fn of(tests: &[LineTest]) -> Self {
        let (mut by_start, mut by_end) = (Vec::new(), Vec::new());
        let mut by_rest = vec![Vec::new(); 256];
        let mut rest_unannounced = vec![Vec::new(); 256];
        let mut words: Vec<&[u8]> = Vec::new();
        for (number, test) in tests.iter().enumerate() {
            let number = number as u32;
            let exact = !test.is_texts().is_empty();
            let starts = if exact { test.is_texts() } else { test.starts_texts() };
            let ends = test.ends_texts();
            let is_short = starts.iter().any(|word| word.len() < 2 && !exact);
            if !starts.is_empty() && !is_short {
                by_start.extend(starts.iter().map(|word| (start_key(word), number)));
            } else if starts.is_empty() && !ends.is_empty() && ends.iter().all(|word| word.len() >= 2) {
                by_end.extend(ends.iter().map(|word| (end_key(word), number)));
            } else {
                let may_begin = |byte: u8| test.pattern().is_none_or(|pattern| pattern.may_begin(byte));
                // Where only some bytes may begin a line, those tell it apart at less cost.
                let floats = (0..=u8::MAX).all(may_begin);
                let announced_by =
                    test.pattern().filter(|_| floats).map_or(Vec::new(), Pattern::announcing_words);
                for byte in (0..=u8::MAX).filter(|&byte| may_begin(byte)) {
                    by_rest[usize::from(byte)].push(number);
                    if announced_by.is_empty() {
                        rest_unannounced[usize::from(byte)].push(number);
                    }
                }
                words.extend(announced_by);
            }
        }
        let build = || AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(&words).ok();
        let announcing = if words.is_empty() { None } else { build() };
        if announcing.is_none() {
            rest_unannounced = by_rest.clone();
        }
        let (by_start, by_end) = (ByPair::new(by_start), ByPair::new(by_end));
        Self { by_start, by_end, by_rest, rest_unannounced, announcing }
    }

    /// The announcing words of a text, to be asked for from its start to its end.
    fn announced<'t>(&'t self, text: &'t str) -> Announced<impl Iterator<Item = Match> + 't> {
        let mut words = self.announcing.iter().flat_map(move |words| words.find_iter(text));
        let next = words.next();
        Announced { words, next }
    }
}

impl LineIndex {
    /// Takes the tests; their order gives their numbers.
    pub fn new(tests: Vec<LineTest>) -> Self {
        Self { tests, ways: OnceLock::new() }
    }

    fn ways(&self) -> &Ways {
        self.ways.get_or_init(|| Ways::of(&self.tests))
    }

    /// Calls `seen` with the index of every line, and its text, for which a test may hold.
    pub fn candidates<'p>(&self, page: &'p Page, mut seen: impl FnMut(usize, &'p str)) {
        let ways = self.ways();
        let mut announced = ways.announced(&page.text);
        for (index, block) in page.blocks.iter().enumerate() {
            let text = page.block_text(block);
            if announced.stand_in(block.span) || self.may_fire(ways, text) {
                seen(index, text);
            }
        }
    }

    /// False when no test holds for a line that no word announces, given as the page has it.
    fn may_fire(&self, ways: &Ways, text: &str) -> bool {
        let trimmed = trimmed(text);
        let first = usize::from(trimmed.bytes().next().unwrap_or_default());
        let rest = ways.rest_unannounced.get(first).map_or(&[][..], Vec::as_slice);
        let may_match = |number: &u32| {
            self.tests[*number as usize].pattern().is_none_or(|pattern| pattern.may_match_folded(trimmed))
        };
        rest.iter().any(may_match)
            || self.may_start(ways, trimmed)
            || ways.by_end.with(squeeze::last_squeezed(trimmed)).next().is_some()
    }

    /// False when the line begins with none of the words that tests ask for.
    fn may_start(&self, ways: &Ways, text: &str) -> bool {
        let mut tests = ways.by_start.with(squeeze::first_squeezed(text)).peekable();
        if tests.peek().is_none() {
            return false;
        }
        let mut start = [0; START_BYTES];
        let n_bytes = squeeze::squeeze_start(text, &mut start);
        let start = &start[..n_bytes];
        tests.any(|number| {
            let test = &self.tests[number as usize];
            // A shorter line, or a shorter word, tells as much as it has.
            let agrees = |word: &String| {
                let n_common = word.len().min(START_BYTES);
                start.get(..n_common) == Some(&word.as_bytes()[..n_common])
            };
            let is_whole = n_bytes < START_BYTES;
            let is_text = |word: &String| agrees(word) && (!is_whole || word.len() == n_bytes);
            if test.is_texts().is_empty() {
                test.starts_texts().iter().any(agrees)
            } else {
                test.is_texts().iter().any(is_text)
            }
        })
    }

    /// The test with that number.
    pub fn test(&self, number: u32) -> &LineTest {
        &self.tests[number as usize]
    }

    /// Number of the first test that asks for a text, or a beginning, of which `squeezed` is the start
    /// only: what a line cut off in the middle may have been.
    pub fn begun_by(&self, squeezed: &str, mut is_wanted: impl FnMut(u32) -> bool) -> Option<u32> {
        let is_begun = |text: &String| text.len() > squeezed.len() && text.starts_with(squeezed);
        let begun = |test: &LineTest| test.is_texts().iter().chain(test.starts_texts()).any(is_begun);
        let numbered = (0..).zip(&self.tests);
        numbered
            .into_iter()
            .find(|(number, test)| begun(test) && is_wanted(*number))
            .map(|(number, _)| number)
    }

    /// Calls `fired` with the number of each test that holds for the line; tests of
    /// `line-repeats` never hold here.
    pub fn run(&self, line: &Line<'_>, fired: impl FnMut(u32)) {
        let ways = self.ways();
        self.run_with(line, ways, &ways.by_rest, fired);
    }

    /// The same for all lines, until the page's time is up; `fired` is called with the line's index,
    /// too, line by line.
    pub fn run_all(&self, lines: &Lines, watch: &Watch, mut fired: impl FnMut(usize, u32)) {
        let ways = self.ways();
        let mut announced = ways.announced(&lines.folded);
        for (index, spans) in lines.spans.iter().enumerate().take_while(|_| !watch.is_over()) {
            let Some(line) = lines.get(index) else { break };
            let is_announced = announced.stand_in(spans.folded);
            let rest = if is_announced { &ways.by_rest } else { &ways.rest_unannounced };
            self.run_with(&line, ways, rest, |test| fired(index, test));
        }
    }

    fn run_with(&self, line: &Line<'_>, ways: &Ways, rest: &[Vec<u32>], mut fired: impl FnMut(u32)) {
        let mut run = |number: u32| {
            if self.tests[number as usize].holds(*line, Around::default()) {
                fired(number);
            }
        };
        ways.by_start.with(start_key(line.squeezed)).for_each(&mut run);
        ways.by_end.with(end_key(line.squeezed)).for_each(&mut run);
        let first = line.folded.bytes().next().unwrap_or_default();
        if let Some(rest) = rest.get(usize::from(first)) {
            rest.iter().copied().for_each(&mut run);
        }
    }
}

/// The places of announcing words, in order.
struct Announced<W> {
    words: W,
    next: Option<Match>,
}

impl<W: Iterator<Item = Match>> Announced<W> {
    /// True when one stands in the span; spans must be asked for from left to right.
    fn stand_in(&mut self, span: Span) -> bool {
        let mut any = false;
        while let Some(found) = self.next
            && found.start() < span.end as usize
        {
            any |= found.start() >= span.start as usize;
            self.next = self.words.next();
        }
        any
    }
}

/// Bytes of a squeezed line that are compared before a whole line is squeezed: two or three words.
const START_BYTES: usize = 16;

/// Tests by two bytes: a list per first one, in which the second one is searched.
#[derive(Debug, Default)]
struct ByPair {
    /// Where the entries of each byte begin; one more for the end.
    from: Vec<u32>,
    /// The second byte and the test to try.
    entries: Vec<(u8, u32)>,
}

impl ByPair {
    fn new(mut keyed: Vec<([u8; 2], u32)>) -> Self {
        keyed.sort_unstable();
        keyed.dedup();
        let first_at = |byte: usize| keyed.partition_point(|(key, _)| usize::from(key[0]) < byte) as u32;
        let from = (0..=256).map(first_at).collect();
        Self { from, entries: keyed.into_iter().map(|(key, number)| (key[1], number)).collect() }
    }

    fn with(&self, key: [u8; 2]) -> impl Iterator<Item = u32> {
        let first = usize::from(key[0]);
        let entries = match (self.from.get(first), self.from.get(first + 1)) {
            (Some(&from), Some(&to)) => &self.entries[from as usize..to as usize],
            _ => &[],
        };
        entries.iter().filter(move |(second, _)| *second == key[1]).map(|(_, number)| *number)
    }
}

/// The first two bytes of a squeezed line; 0 for those that are not there.
fn start_key(text: &str) -> [u8; 2] {
    match text.as_bytes() {
        [] => [0, 0],
        [only] => [*only, 0],
        [first, second, ..] => [*first, *second],
    }
}

/// The last byte of a squeezed line and the one before; 0 for those that are not there.
fn end_key(text: &str) -> [u8; 2] {
    match text.as_bytes() {
        [] => [0, 0],
        [only] => [*only, 0],
        [.., before, last] => [*last, *before],
    }
}
