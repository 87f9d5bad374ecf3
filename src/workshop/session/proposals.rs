//! A block that somebody pointed at, and what it is, become tests that would find it: selectors of the elements it
//! lies in, and tests of its words. Each is tried on all pages of the layout; those that find much, and nothing that
//! speaks against them, come first.
//!
//! Knows sheets and what became of their lines; never the rule file.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::page::Label;
use crate::text::squeeze::squeeze;
use crate::workshop::draft::container::plainness;
use crate::workshop::draft::flat::shape;
use crate::workshop::draft::sheet::{Sheet, SheetLine};

use super::run::LineNow;

/// Proposals that are shown: more than nine have no key.
const MAX_PROPOSALS: usize = 9;

/// Lines that are shown of what a test claims, and of what it only just leaves alone.
const MAX_EXAMPLES: usize = 5;

/// Longest line that may be an example in a rule file, in characters.
const MAX_EXAMPLE_CHARS: usize = 300;

/// Most words of a beginning or an end.
const MAX_WORDS: usize = 6;

/// Shortest beginning or end, in squeezed bytes: `Re` begins a tenth of all lines.
const MIN_PART_BYTES: usize = 5;

/// From so many characters on a line that ends like a sentence is prose.
const MIN_PROSE_CHARS: usize = 80;

/// Longest line whose numbers may be left open.
const MAX_SHAPED_CHARS: usize = 80;

/// One test of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Test {
    /// `css`.
    Css(String),
    /// `line-is`.
    LineIs(String),
    /// `line-starts`.
    LineStarts(String),
    /// `line-ends`.
    LineEnds(String),
    /// `line-matches`.
    LineMatches(String),
}

impl Test {
    /// The key in a rule file, and the value.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Test::Css(value) => ("css", value),
            Test::LineIs(value) => ("line-is", value),
            Test::LineStarts(value) => ("line-starts", value),
            Test::LineEnds(value) => ("line-ends", value),
            Test::LineMatches(value) => ("line-matches", value),
        }
    }

    /// True for a test of words: a rule needs examples for it.
    pub fn tests_words(&self) -> bool {
        !matches!(self, Test::Css(_))
    }
}

/// One page, and what became of its lines.
#[derive(Debug)]
pub struct Seen<'a> {
    /// Number of the page in the session.
    pub page: usize,
    /// Its lines and elements.
    pub sheet: &'a Sheet,
    /// What each line became.
    pub now: Vec<LineNow>,
}

/// A line, as an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Number of the page.
    pub page: usize,
    /// The line.
    pub text: String,
    /// What it is now.
    pub label: &'static str,
    /// It is part of the clean text now.
    pub kept: bool,
}

/// A test, and what it would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// The test.
    pub test: Test,
    /// Pages on which it finds something, of those of the layout.
    pub n_pages: usize,
    /// Pages of the layout.
    pub of_pages: usize,
    /// Blocks that it claims.
    pub n_blocks: usize,
    /// Blocks of them that speak against it: prose that would go, boilerplate that would stay.
    pub n_against: usize,
    /// Some of what it claims; what speaks against it first.
    pub claims: Vec<Example>,
    /// What it only just leaves alone: lines most like those it claims.
    pub near: Vec<Example>,
    /// Lines for `hits`; empty for selectors.
    pub hits: Vec<String>,
    /// Lines for `misses`; empty for selectors.
    pub misses: Vec<String>,
}

/// The block that somebody pointed at.
#[derive(Debug, Clone, Copy)]
pub struct Pointed<'a> {
    /// Which of the pages; an index of the slice, not a number of the session.
    pub at: usize,
    /// Which of its lines; `None` where the sheet does not have it.
    pub line: Option<usize>,
    /// Its text, white space folded.
    pub text: &'a str,
    /// What it is said to be.
    pub label: Label,
}

/// The proposals for a block, best first.
pub fn proposals(pages: &[Seen<'_>], pointed: &Pointed<'_>) -> Vec<Proposal> {
    let survey = Survey::of(pages, pointed);
    let mut found: Vec<(f64, Proposal)> = Vec::new();
    let mut claimed: BTreeSet<Vec<(usize, usize)>> = BTreeSet::new();
    // Plainer tests come first: of two that claim the same the plainer one stays.
    for test in tests(pages, pointed) {
        let claims = claims(pages, &test);
        // What a selector finds on these pages, words may find, too; on other pages they part.
        if claims.is_empty() || (test.tests_words() && !claimed.insert(claims.clone())) {
            continue;
        }
        if !test.tests_words()
            && !claimed.insert(claims.iter().map(|&(page, line)| (page, line + 1)).collect())
        {
            continue;
        }
        let proposal = survey.proposal(test, &claims);
        found.push((survey.worth(&proposal), proposal));
    }
    found.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    found.into_iter().take(MAX_PROPOSALS).map(|(_, proposal)| proposal).collect()
}

/// What one test would do, whoever thought of it.
pub fn survey(pages: &[Seen<'_>], pointed: &Pointed<'_>, test: &Test) -> Proposal {
    Survey::of(pages, pointed).proposal(test.clone(), &claims(pages, test))
}

/// Tests that hold for the block, the plainest of each kind first.
fn tests(pages: &[Seen<'_>], pointed: &Pointed<'_>) -> Vec<Test> {
    let mut tests = Vec::new();
    if let Some(line) = pointed.line {
        let covers = &pages[pointed.at].sheet.covers;
        let holds = |cover: &crate::workshop::draft::sheet::Cover| {
            cover.ranges.iter().any(|range| range.contains(&line))
        };
        let mut names: Vec<&String> =
            covers.iter().filter(|(_, cover)| holds(cover)).map(|(name, _)| name).collect();
        names.sort_by_key(|name| plainness(name));
        tests.extend(names.into_iter().cloned().map(Test::Css));
    }
    let is_short = pointed.text.chars().nth(MAX_EXAMPLE_CHARS).is_none();
    if is_short && pointed.text.chars().any(char::is_alphabetic) {
        tests.push(Test::LineIs(pointed.text.to_owned()));
    }
    let has_number = pointed.text.bytes().any(|byte| byte.is_ascii_digit());
    if has_number && pointed.text.chars().nth(MAX_SHAPED_CHARS).is_none() {
        tests.push(Test::LineMatches(shape(pointed.text)));
    }
    tests.extend(parts(pointed.text));
    tests
}

/// Beginnings and ends of a line, the longest first: they claim least.
fn parts(line: &str) -> Vec<Test> {
    let spaces: Vec<usize> = line.match_indices(' ').map(|(at, _)| at).collect();
    let is_long = |part: &str| squeeze(part).len() >= MIN_PART_BYTES && part.chars().any(char::is_alphabetic);
    let starts = spaces.iter().take(MAX_WORDS).rev().map(|&at| &line[..at]);
    let ends = spaces.iter().rev().take(MAX_WORDS).rev().map(|&at| &line[at + 1..]);
    let mut tests: Vec<Test> =
        starts.filter(|part| is_long(part)).map(|part| Test::LineStarts(part.to_owned())).collect();
    tests.extend(ends.filter(|part| is_long(part)).map(|part| Test::LineEnds(part.to_owned())));
    tests
}

/// Page and line of all that a test claims.
pub fn claims(pages: &[Seen<'_>], test: &Test) -> Vec<(usize, usize)> {
    let mut found = BTreeSet::new();
    for (at, page) in pages.iter().enumerate() {
        match test {
            Test::Css(name) => {
                let ranges = page.sheet.covers.get(name).into_iter().flat_map(|cover| &cover.ranges);
                found.extend(ranges.flat_map(Clone::clone).map(|line| (at, line)));
            }
            words => {
                let Some(holds) = line_test(words) else { continue };
                let lines = page.sheet.lines.iter().enumerate().filter(|(_, line)| holds(line));
                found.extend(lines.map(|(line, _)| (at, line)));
            }
        }
    }
    found.into_iter().collect()
}

/// Whether a line passes.
type LineCheck = Box<dyn Fn(&SheetLine) -> bool>;

/// A test of words, ready for lines; `None` for a pattern that is none.
fn line_test(test: &Test) -> Option<LineCheck> {
    let (_, value) = test.parts();
    let wanted = squeeze(value);
    Some(match test {
        Test::LineIs(_) => Box::new(move |line| line.squeezed == wanted),
        Test::LineStarts(_) => Box::new(move |line| line.squeezed.starts_with(&wanted)),
        Test::LineEnds(_) => Box::new(move |line| line.squeezed.ends_with(&wanted)),
        Test::LineMatches(pattern) => {
            let pattern = Regex::new(pattern).ok()?;
            Box::new(move |line| pattern.is_match(&line.folded))
        }
        Test::Css(_) => return None,
    })
}

/// What is known of all lines before a test is tried.
struct Survey<'a> {
    pages: &'a [Seen<'a>],
    pointed: Pointed<'a>,
    squeezed: String,
    /// On how many pages each line stands.
    n_pages: BTreeMap<&'a str, usize>,
}

impl<'a> Survey<'a> {
    fn of(pages: &'a [Seen<'a>], pointed: &Pointed<'a>) -> Self {
        let mut n_pages: BTreeMap<&str, usize> = BTreeMap::new();
        for page in pages {
            let lines: BTreeSet<&str> = page.sheet.lines.iter().map(|line| line.squeezed.as_str()).collect();
            lines.into_iter().for_each(|line| *n_pages.entry(line).or_insert(0) += 1);
        }
        Self { pages, pointed: *pointed, squeezed: squeeze(pointed.text), n_pages }
    }

    fn line(&self, (page, line): (usize, usize)) -> &'a SheetLine {
        &self.pages[page].sheet.lines[line]
    }

    fn recurs(&self, line: &SheetLine) -> bool {
        self.n_pages.get(line.squeezed.as_str()).is_some_and(|&n_pages| n_pages > 1)
    }

    /// A block that somebody would miss, or would not want.
    fn speaks_against(&self, at: (usize, usize)) -> bool {
        let line = self.line(at);
        let now = &self.pages[at.0].now[at.1];
        if line.squeezed == self.squeezed {
            return false;
        }
        if self.pages[at.0].sheet.has_gold {
            return line.is_kept != self.pointed.label.is_text();
        }
        if self.pointed.label.is_text() {
            return !now.kept && (self.recurs(line) || now.by_rule);
        }
        let is_prose = line.folded.chars().nth(MIN_PROSE_CHARS).is_some()
            && line.folded.ends_with(['.', '!', '?', '”', '"', '»', '。', '…']);
        now.kept && is_prose && !self.recurs(line)
    }

    /// Pages whose blocks are not held against a selector: where nothing speaks against it on the page that somebody
    /// looks at, and another page has no more of its elements, those are of the same kind, prose or not.
    fn excused(&self, test: &Test, claims: &[(usize, usize)]) -> BTreeSet<usize> {
        let Test::Css(name) = test else { return BTreeSet::new() };
        let own = self.pointed.at;
        if claims.iter().any(|at| at.0 == own && self.speaks_against(*at)) {
            return BTreeSet::new();
        }
        let n_elements =
            |page: usize| self.pages[page].sheet.covers.get(name).map_or(0, |cover| cover.ranges.len());
        let is_like =
            |page: &usize| !self.pages[*page].sheet.has_gold && n_elements(*page) <= n_elements(own);
        (0..self.pages.len()).filter(is_like).collect()
    }

    fn proposal(&self, test: Test, claims: &[(usize, usize)]) -> Proposal {
        let pages: BTreeSet<usize> = claims.iter().map(|(page, _)| *page).collect();
        let excused = self.excused(&test, claims);
        let (against, others): (Vec<_>, Vec<_>) =
            claims.iter().partition(|at| self.speaks_against(**at) && !excused.contains(&at.0));
        let shown = against.iter().chain(&others).take(MAX_EXAMPLES);
        let near = self.near(&test, claims);
        let (hits, misses) = if test.tests_words() {
            (self.hits(claims), self.misses(&test, &near))
        } else {
            Default::default()
        };
        Proposal {
            n_pages: pages.len(),
            of_pages: self.pages.len(),
            n_blocks: claims.len(),
            n_against: against.len(),
            claims: shown.map(|at| self.example(*at)).collect(),
            near: near.into_iter().map(|at| self.example(at)).collect(),
            hits,
            misses,
            test,
        }
    }

    fn example(&self, at: (usize, usize)) -> Example {
        let now = &self.pages[at.0].now[at.1];
        Example {
            page: self.pages[at.0].page,
            text: self.line(at).folded.clone(),
            label: now.label,
            kept: now.kept,
        }
    }

    /// The block itself, and what is unlike it.
    fn hits(&self, claims: &[(usize, usize)]) -> Vec<String> {
        let mut hits = vec![self.pointed.text.to_owned()];
        for at in claims {
            let line = &self.line(*at).folded;
            if hits.len() < 3 && line.chars().nth(MAX_EXAMPLE_CHARS).is_none() && !hits.contains(line) {
                hits.push(line.clone());
            }
        }
        hits.retain(|hit| hit.chars().nth(MAX_EXAMPLE_CHARS).is_none());
        hits
    }

    /// Lines most like the block that are not claimed. For a selector the same line outside of its elements counts
    /// most.
    fn near(&self, test: &Test, claims: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let claimed: BTreeSet<(usize, usize)> = claims.iter().copied().collect();
        let words: Vec<String> = words_of(self.pointed.text);
        let mut found: BTreeMap<&str, (usize, (usize, usize))> = BTreeMap::new();
        for (page, seen) in self.pages.iter().enumerate() {
            for (number, line) in seen.sheet.lines.iter().enumerate() {
                let is_same = line.squeezed == self.squeezed;
                if claimed.contains(&(page, number)) || (is_same && test.tests_words()) {
                    continue;
                }
                let own: BTreeSet<String> = words_of(&line.folded).into_iter().collect();
                let n_shared = words.iter().filter(|word| own.contains(*word)).count();
                // What is text now tempts most.
                let worth = 2 * n_shared + usize::from(seen.now[number].kept) + if is_same { 100 } else { 0 };
                if n_shared > 0 && found.get(line.squeezed.as_str()).is_none_or(|(known, _)| *known < worth) {
                    found.insert(&line.squeezed, (worth, (page, number)));
                }
            }
        }
        let mut ranked: Vec<(usize, (usize, usize))> = found.into_values().collect();
        ranked.sort_by_key(|(worth, at)| (std::cmp::Reverse(*worth), *at));
        ranked.into_iter().take(MAX_EXAMPLES).map(|(_, at)| at).collect()
    }

    /// Tempting lines; one is made up where the pages have none.
    fn misses(&self, test: &Test, near: &[(usize, usize)]) -> Vec<String> {
        let is_short = |line: &&SheetLine| line.folded.chars().nth(MAX_EXAMPLE_CHARS).is_none();
        let lines = near.iter().map(|at| self.line(*at)).filter(is_short).take(2);
        let mut misses: Vec<String> = lines.map(|line| line.folded.clone()).collect();
        if misses.is_empty() {
            let (_, value) = test.parts();
            misses.push(match test {
                Test::LineEnds(_) => format!("{value}, and what came of it"),
                Test::LineIs(_) => format!("{value}, and what came of it"),
                Test::LineStarts(_) => format!("They asked what “{value}” means"),
                _ => format!("They asked what “{}” means", self.pointed.text),
            });
        }
        misses
    }

    /// How good a proposal is. Pages count most; what speaks against it counts double.
    fn worth(&self, proposal: &Proposal) -> f64 {
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let found = share(proposal.n_pages, proposal.of_pages);
        let against = share(proposal.n_against, proposal.n_pages);
        // Names and whole lines say what is meant; beginnings and shapes guess at it.
        let guess = match &proposal.test {
            Test::Css(name) => 0.02 + plainness(name) as f64 / 400_000.0,
            Test::LineIs(_) => 0.0,
            Test::LineStarts(start) => 0.08 + 0.2 / start.split(' ').count() as f64,
            Test::LineMatches(_) => 0.1,
            Test::LineEnds(_) => 0.2,
        };
        let per_page = share(proposal.n_blocks, proposal.n_pages).max(1.0);
        let spread = per_page.log2() * if is_single(self.pointed.label) { 0.3 } else { -0.03 };
        found - 2.0 * against.min(1.0) - guess - spread.max(-0.15)
    }
}

/// Labels of which a page has one block or two.
fn is_single(label: Label) -> bool {
    matches!(label, Label::Title | Label::Lead | Label::Byline | Label::Date | Label::Section)
}

/// Words of more than two letters, in lower case.
fn words_of(line: &str) -> Vec<String> {
    let words = line.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| word.chars().count() > 2).map(str::to_lowercase).collect()
}
