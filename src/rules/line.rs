//! The line tests of a [`Matcher`], compiled: one line in, yes or no out.
//!
//! The interpreter and the checker (`hits`, `misses`) both ask here, so that a rule's examples hold
//! on real pages exactly as they hold in its file. Knows no page, no zone and no element: `css` is
//! tested elsewhere, and what stands around a line is handed in.

use std::sync::Arc;

use memchr::memmem::Finder;

use super::file::{Matcher, Placed, Repeats, Rule};
use super::pattern::Pattern;
use crate::text::squeeze::{fold_into, squeeze, squeeze_into};

/// A line in the forms rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The folded line.
    pub folded: &'a str,
    /// The squeezed line.
    pub squeezed: &'a str,
}

/// Squeezed texts that [`Matcher::line_repeats`] compares with. `None` repeats nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// The page's title.
    pub title: Option<&'a str>,
    /// The first line of the article.
    pub lead: Option<&'a str>,
    /// The next line.
    pub next: Option<&'a str>,
}

/// The line tests of one [`Matcher`].
#[derive(Debug, Clone)]
pub struct LineTest {
    is: Vec<String>,
    starts: Vec<String>,
    ends: Vec<String>,
    has: Vec<String>,
    /// The same, ready for search.
    finders: Vec<Finder<'static>>,
    /// Shared by all layouts that inherit the test, its engine too.
    pattern: Option<Arc<Pattern>>,
    repeats: Option<Repeats>,
    bare: Option<bool>,
    min_chars: u32,
    max_chars: u32,
}

impl LineTest {
    /// The line tests of a matcher; `None` when it has none (only `css`).
    pub fn new(matcher: &Matcher) -> Option<Self> {
        if !matcher.tests_lines() {
            return None;
        }
        let pattern = matcher.line_matches.as_ref().map(|pattern| Arc::new(Pattern::new(&pattern.value)));
        let has = squeezed_texts(&matcher.line_has);
        Some(Self {
            is: squeezed_texts(&matcher.line_is),
            starts: squeezed_texts(&matcher.line_starts),
            ends: squeezed_texts(&matcher.line_ends),
            finders: has.iter().map(|text| Finder::new(text).into_owned()).collect(),
            has,
            pattern,
            repeats: matcher.line_repeats.as_ref().map(|repeats| repeats.value),
            bare: matcher.bare,
            min_chars: matcher.min_chars.unwrap_or(0),
            max_chars: matcher.max_chars.unwrap_or(u32::MAX),
        })
    }

    /// True when every test holds. Cheap tests come first.
    pub fn holds(&self, line: Line<'_>, around: Around<'_>) -> bool {
        self.pattern.as_ref().is_none_or(|pattern| pattern.may_match(line.folded))
            && self.words_hold(line.squeezed)
            && self.length_holds(line.folded)
            && self.bare.is_none_or(|bare| bare == is_bare(line.folded))
            && self.repeats.is_none_or(|what| repeats(what, line.squeezed, around))
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(line.folded))
    }

    /// Squeezed texts of `line-is`.
    pub fn is_texts(&self) -> &[String] {
        &self.is
    }

    /// Squeezed texts of `line-starts`.
    pub fn starts_texts(&self) -> &[String] {
        &self.starts
    }

    /// Squeezed texts of `line-ends`.
    pub fn ends_texts(&self) -> &[String] {
        &self.ends
    }

    /// Squeezed texts of `line-has`.
    pub fn has_texts(&self) -> &[String] {
        &self.has
    }

    /// The pattern of `line-matches`.
    pub fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_deref()
    }

    /// What `line-repeats` asks for.
    pub fn repeats(&self) -> Option<Repeats> {
        self.repeats
    }

    fn words_hold(&self, squeezed: &str) -> bool {
        any_or_empty(&self.is, |text| squeezed == text)
            && any_or_empty(&self.starts, |text| squeezed.starts_with(text))
            && any_or_empty(&self.ends, |text| squeezed.ends_with(text))
            && (self.finders.is_empty()
                || self.finders.iter().any(|finder| finder.find(squeezed.as_bytes()).is_some()))
    }

    fn length_holds(&self, folded: &str) -> bool {
        if self.min_chars == 0 && self.max_chars == u32::MAX {
            return true;
        }
        let n_chars = u32::try_from(folded.chars().count()).unwrap_or(u32::MAX);
        (self.min_chars..=self.max_chars).contains(&n_chars)
    }
}

/// What a rule says of a line by itself, whatever stands around it: what `hits` and `misses` are
/// held against. Matchers that need `css` or `line-repeats` claim nothing here.
#[derive(Debug)]
pub struct RuleLines {
    tests: Vec<LineTest>,
}

impl RuleLines {
    /// The line tests of a rule.
    pub fn new(rule: &Rule) -> Self {
        let matchers = rule.matchers.iter().filter(|matcher| matcher.css.is_none());
        Self { tests: matchers.filter_map(LineTest::new).collect() }
    }

    /// True when one of the rule's matchers claims `line`.
    pub fn claim(&self, line: &str) -> bool {
        let (mut folded, mut squeezed) = (String::new(), String::new());
        fold_into(line, &mut folded);
        squeeze_into(line, &mut squeezed);
        let line = Line { folded: &folded, squeezed: &squeezed };
        self.tests.iter().any(|test| test.holds(line, Around::default()))
    }
}

/// True when a line ends like a headline and is not longer than one. `folded` is a folded line.
///
/// Closing quotes and brackets at the end are looked through, so `Minister: «we are ready»` is
/// bare and `«We are ready.»` is not.
pub fn is_bare(folded: &str) -> bool {
    let inner = folded.trim_end_matches(['"', '\'', '»', '”', '’', ')', ']', ' ', '\u{a0}']);
    let ends_like_a_sentence = inner.ends_with(['.', '!', '?', '…', ':', ';', ',', '。']);
    !inner.is_empty() && !ends_like_a_sentence && !is_longer_than(folded, MAX_BARE_CHARS)
}

/// Longest bare line, in characters. Headlines of the outlets we know stay below; a first line
/// "longer than about 200 characters is a lead, not a title". Higher costs body text.
const MAX_BARE_CHARS: usize = 200;

fn is_longer_than(text: &str, max_chars: usize) -> bool {
    text.len() > max_chars && text.chars().nth(max_chars).is_some()
}

fn repeats(what: Repeats, squeezed: &str, around: Around<'_>) -> bool {
    match what {
        Repeats::Title => around.title.is_some_and(|title| says_the_same(squeezed, title)),
        Repeats::Lead => around.lead.is_some_and(|lead| says_the_same(squeezed, lead)),
        Repeats::NextStart => {
            around.next.is_some_and(|next| next.len() > squeezed.len() && next.starts_with(squeezed))
        }
    }
}

/// True when two squeezed lines have the same letters and digits in the same order, case aside, and
/// any at all: a repeated title may differ in its quotes, its dashes and its last full stop.
pub fn says_the_same(one: &str, other: &str) -> bool {
    if one == other {
        return !one.is_empty();
    }
    // Most lines differ in their first letter.
    if let (Some(first), Some(second)) = (first_plain(one), first_plain(other))
        && !first.eq_ignore_ascii_case(&second)
    {
        return false;
    }
    let (mut ones, mut others) = (spoken(one), spoken(other));
    let mut any = false;
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return any,
            (one, other) if one != other => return false,
            _ => any = true,
        }
    }
}

/// The first byte, where that is an ASCII letter or digit.
fn first_plain(text: &str) -> Option<u8> {
    text.bytes().next().filter(u8::is_ascii_alphanumeric)
}

fn spoken(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

fn any_or_empty(texts: &[String], holds: impl Fn(&str) -> bool) -> bool {
    texts.is_empty() || texts.iter().any(|text| holds(text))
}

fn squeezed_texts(texts: &[Placed<String>]) -> Vec<String> {
    texts.iter().map(|text| squeeze(&text.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_lines_end_like_headlines() {
        let check = |line: &str, expected: bool| assert_eq!(is_bare(line), expected, "{line:?}");
        check("A bridge opens in the old town", true);
        check("Mayor: «we are ready»", true);
        check("«We are ready.»", false);
        check("The bridge opened on Monday.", false);
        check("And then…", false);
        check("Will it hold ?", false);
        check("", false);
        check("»", false);
        check(&"word ".repeat(60), false);
    }

    #[test]
    fn repeated_titles_may_differ_in_marks_and_case() {
        assert!(says_the_same("Lepontouvre", "Lepont«ouvre»."));
        assert!(!says_the_same("Lepontouvre", "Lepontouvrira"));
        assert!(!says_the_same("...", "…"));
    }
}
