//! The lines of a page in the forms that rules compare, and many line tests at once.
//!
//! A test is looked up by the first or last two bytes of its shortest form, so that a line pays
//! for the few tests that may hold, not for all of them.

use std::ops::Range;

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
}

#[derive(Debug, Clone, Copy, Default)]
struct LineSpans {
    squeezed: Span,
    folded: Span,
}

impl Lines {
    /// Prepares the lines of a page, reusing this value's memory.
    pub fn fill(&mut self, page: &Page) {
        self.squeezed.clear();
        self.folded.clear();
        self.spans.clear();
        for block in &page.blocks {
            let text = page.block_text(block);
            let (squeezed_start, folded_start) = (self.squeezed.len() as u32, self.folded.len() as u32);
            squeeze::append_folded(text, &mut self.folded);
            squeeze::append_squeezed(text, &mut self.squeezed);
            self.spans.push(LineSpans {
                squeezed: Span::new(squeezed_start, self.squeezed.len() as u32),
                folded: Span::new(folded_start, self.folded.len() as u32),
            });
        }
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
    if let Some(pattern) = test.pattern() {
        mapped.fold(text);
        return match pattern.find(&mapped.text) {
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
    /// Sorted by key: first two bytes of a squeezed line, and the test to try.
    by_start: Vec<(u16, u32)>,
    /// Sorted by key: last two bytes of a squeezed line, and the test to try.
    by_end: Vec<(u16, u32)>,
    /// Tests that name neither.
    by_rest: Vec<u32>,
}

impl LineIndex {
    /// Indexes the tests; their order gives their numbers.
    pub fn new(tests: Vec<LineTest>) -> Self {
        let mut index = Self::default();
        for (number, test) in tests.iter().enumerate() {
            let number = number as u32;
            let exact = !test.is_texts().is_empty();
            let starts = if exact { test.is_texts() } else { test.starts_texts() };
            let ends = test.ends_texts();
            if starts.iter().any(|word| word.len() < 2 && !exact) {
                index.by_rest.push(number);
            } else if !starts.is_empty() {
                index.by_start.extend(starts.iter().map(|word| (start_key(word), number)));
            } else if !ends.is_empty() && ends.iter().all(|word| word.len() >= 2) {
                index.by_end.extend(ends.iter().map(|word| (end_key(word), number)));
            } else {
                index.by_rest.push(number);
            }
        }
        index.by_start.sort_unstable();
        index.by_start.dedup();
        index.by_end.sort_unstable();
        index.by_end.dedup();
        index.tests = tests;
        index
    }

    /// The test with that number.
    pub fn test(&self, number: u32) -> &LineTest {
        &self.tests[number as usize]
    }

    /// Calls `fired` with the number of each test that holds for the line; tests of
    /// `line-repeats` never hold here.
    pub fn run(&self, line: &Line<'_>, mut fired: impl FnMut(u32)) {
        let starts = with_key(&self.by_start, start_key(line.squeezed));
        let ends = with_key(&self.by_end, end_key(line.squeezed));
        let keyed = starts.iter().chain(ends).map(|&(_, number)| number);
        for number in keyed.chain(self.by_rest.iter().copied()) {
            let test = &self.tests[number as usize];
            if test.holds(*line, Around::default()) {
                fired(number);
            }
        }
    }
}

fn with_key(index: &[(u16, u32)], key: u16) -> &[(u16, u32)] {
    let from = index.partition_point(|&(other, _)| other < key);
    let length = index[from..].iter().take_while(|&&(other, _)| other == key).count();
    &index[from..from + length]
}

fn start_key(text: &str) -> u16 {
    match text.as_bytes() {
        [] => 0,
        [only] => u16::from(*only),
        [first, second, ..] => u16::from_be_bytes([*first, *second]),
    }
}

fn end_key(text: &str) -> u16 {
    match text.as_bytes() {
        [] => 0,
        [only] => u16::from(*only),
        [.., before, last] => u16::from_be_bytes([*before, *last]),
    }
}
