//! The lines of a page in the forms that rules compare, and many line tests at once.
//!
//! A test is looked up by the first or last two bytes of its shortest form, or by the first byte
//! its pattern can begin with, so that a line pays for the few tests that may hold, not for all.

use std::ops::Range;

use crate::deadline::Deadline;
use crate::model::{Page, Span};

use super::line::{Around, Line, LineTest};
use super::squeeze::{self, Mapped};

/// A line longer than this, in characters, is prose whatever it ends with: crossheads and
/// headlines are shorter.
const MAX_CROSSHEAD_CHARS: usize = 160;

/// A line that ends in `!`, `?` or a closing quote may still be a headline up to this many
/// characters; above it is prose.
const MAX_HEADLINE_CHARS: usize = 120;

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
            self.spans.push(LineSpans {
                squeezed: Span::new(squeezed_start, squeezed.len() as u32),
                folded: Span::new(folded_start, self.folded.len() as u32),
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

fn count_chars(text: &str) -> usize {
    text.chars().count()
}

/// True for a line that only an article would print: long, or a sentence with its full stop.
/// `folded` is a folded line.
pub fn is_prose(folded: &str) -> bool {
    let n_chars = count_chars(folded);
    if n_chars > MAX_CROSSHEAD_CHARS {
        return true;
    }
    let end = folded.trim_end_matches(['»', '"', '”', '\'', ')', ']', ' ']);
    if end.ends_with(['.', '…']) && !end.ends_with("..") {
        return true;
    }
    n_chars > MAX_HEADLINE_CHARS && (end.ends_with(['!', '?']) || end.len() < folded.len())
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

/// Many line tests, found by how a line begins or ends.
#[derive(Debug, Default)]
pub struct LineIndex {
    tests: Vec<LineTest>,
    /// By the first two bytes of a squeezed line.
    by_start: ByPair,
    /// By the last two bytes of a squeezed line.
    by_end: ByPair,
    /// Tests that name neither, by the first byte of a folded line.
    by_rest: Vec<Vec<u32>>,
}

impl LineIndex {
    /// Indexes the tests; their order gives their numbers.
    pub fn new(tests: Vec<LineTest>) -> Self {
        let (mut by_start, mut by_end) = (Vec::new(), Vec::new());
        let mut by_rest = vec![Vec::new(); 256];
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
                let lists = by_rest.iter_mut().zip(0..=u8::MAX).filter(|&(_, byte)| may_begin(byte));
                lists.for_each(|(list, _)| list.push(number));
            }
        }
        Self { tests, by_start: ByPair::new(by_start), by_end: ByPair::new(by_end), by_rest }
    }

    /// The test with that number.
    pub fn test(&self, number: u32) -> &LineTest {
        &self.tests[number as usize]
    }

    /// Calls `fired` with the number of each test that holds for the line; tests of
    /// `line-repeats` never hold here.
    pub fn run(&self, line: &Line<'_>, mut fired: impl FnMut(u32)) {
        let mut run = |number: u32| {
            if self.tests[number as usize].holds(*line, Around::default()) {
                fired(number);
            }
        };
        self.by_start.with(start_key(line.squeezed)).for_each(&mut run);
        self.by_end.with(end_key(line.squeezed)).for_each(&mut run);
        let first = line.folded.bytes().next().unwrap_or_default();
        if let Some(rest) = self.by_rest.get(usize::from(first)) {
            rest.iter().copied().for_each(&mut run);
        }
    }
}

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

/// The first two bytes; 0 for those that are not there.
fn start_key(text: &str) -> [u8; 2] {
    match text.as_bytes() {
        [] => [0, 0],
        [only] => [*only, 0],
        [first, second, ..] => [*first, *second],
    }
}

/// The last byte and the one before; 0 for those that are not there.
fn end_key(text: &str) -> [u8; 2] {
    match text.as_bytes() {
        [] => [0, 0],
        [only] => [*only, 0],
        [.., before, last] => [*last, *before],
    }
}
