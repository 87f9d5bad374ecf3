//! What a rule looks for: `match`, `next`, `prev`, and the places inside selectors and patterns at
//! which they cannot be read.

use std::ops::Range;

use super::super::file::{Matcher, Placed};
use super::super::line::{Around, Line, LineTest};
use super::table::{Table, listed};
use super::words::{MATCHER_KEYS, REPEATS};
use super::{Patterns, Reader};
use crate::html::select::Selector;
use crate::text::squeeze::{fold, squeeze};

impl Reader<'_> {
    pub(super) fn neighbour(&mut self, table: &Table<'_>, key: &'static str) -> Option<Matcher> {
        let name = if key == "next" { "`next`" } else { "`prev`" };
        let inner = self.table(table, key, name)?;
        let matcher = self.matcher(&inner)?;
        if let Some(css) = &matcher.css {
            let message = format!("`{key}` looks at a line and takes no `css`");
            self.fault(css.place.clone(), message);
        }
        if let Some(repeats) = &matcher.line_repeats {
            let message = format!("`{key}` looks at a line alone and takes no `line-repeats`");
            self.fault(repeats.place.clone(), message);
        }
        Some(matcher)
    }

    pub(super) fn matcher(&mut self, table: &Table<'_>) -> Option<Matcher> {
        self.allow_keys(table, MATCHER_KEYS);
        self.matcher_values(table)
    }

    pub(super) fn matcher_values(&mut self, table: &Table<'_>) -> Option<Matcher> {
        let matcher = Matcher {
            css: self.text(table, "css"),
            line_is: self.line_texts(table, "line-is"),
            line_starts: self.line_texts(table, "line-starts"),
            line_ends: self.line_texts(table, "line-ends"),
            line_has: self.line_texts(table, "line-has"),
            line_matches: self.text(table, "line-matches"),
            line_repeats: self.word(table, "line-repeats", REPEATS),
            bare: self.flag(table, "bare"),
            min_chars: self.number(table, "min-chars"),
            max_chars: self.number(table, "max-chars"),
            place: table.place.clone(),
        };
        if !MATCHER_KEYS.iter().any(|key| table.get(key).is_some()) {
            let help = format!("a test is one of {}", listed(MATCHER_KEYS));
            self.fault_with_help(table.place.clone(), format!("{} has no test", table.name), help);
            return None;
        }
        if let Some(css) = &matcher.css {
            self.selector(css);
        }
        if let Some(pattern) = &matcher.line_matches {
            self.pattern(pattern);
        }
        if let (Some(min), Some(max)) = (matcher.min_chars, matcher.max_chars)
            && min > max
        {
            let message = "`min-chars` is larger than `max-chars`: no line passes";
            self.fault_with_help(table.place.clone(), message, "exchange the two numbers");
        }
        if let Some(text) = matcher.line_is.first().filter(|_| !can_hold(&matcher)) {
            let help = "a line that is one of these texts fails another test of the same table";
            self.fault_with_help(text.place.clone(), "no line passes all these tests", help);
        }
        (matcher.css.is_some() || matcher.tests_lines()).then_some(matcher)
    }

    /// Texts a line is compared with. An empty one would match every line.
    pub(super) fn line_texts(&mut self, table: &Table<'_>, key: &str) -> Vec<Placed<String>> {
        let mut texts = self.texts(table, key);
        for text in texts.iter().filter(|text| squeeze(&text.value).is_empty()) {
            let fault = self.at(text.place.clone(), format!("`{key}` is empty and would match any line"));
            self.faults.push(fault.with_help("write the line's text, or take it out"));
        }
        texts.retain(|text| !squeeze(&text.value).is_empty());
        texts
    }

    /// Reports a selector that cannot be read, at the character where its reader gave up.
    pub(super) fn selector(&mut self, css: &Placed<String>) {
        if let Err(error) = Selector::parse(&css.value) {
            let start = self.place_inside(css, error.column.min(css.value.len()));
            let help = "selectors are those of CSS: `div.story > p`, `#main`, `[itemprop=name]`; what depends on a user or on \
                        styles cannot be asked";
            self.fault_with_help(
                start..css.place.end.max(start),
                format!("bad selector: {}", error.message),
                help,
            );
        }
    }

    /// Reports a pattern that crate `regex` would not take, at the character it stumbles over.
    pub(super) fn pattern(&mut self, pattern: &Placed<String>) {
        if self.patterns == Patterns::Known {
            return;
        }
        let (message, span) = match regex_syntax::Parser::new().parse(&pattern.value) {
            Ok(_) => match regex::Regex::new(&pattern.value) {
                Ok(_) => return,
                Err(error) => (error.to_string(), 0..pattern.value.len()),
            },
            Err(regex_syntax::Error::Parse(error)) => (error.kind().to_string(), bytes_of(error.span())),
            Err(regex_syntax::Error::Translate(error)) => (error.kind().to_string(), bytes_of(error.span())),
            Err(error) => (error.to_string(), 0..pattern.value.len()),
        };
        let start = self.place_inside(pattern, span.start);
        let end = self.place_inside(pattern, span.end).max(start);
        let help = "patterns are those of the Rust crate `regex`: no look-around, no back-references; \
                    'single quotes' keep back-slashes as they are";
        self.fault_with_help(start..end, format!("bad pattern: {message}"), help);
    }

    /// The byte of the file at which byte `at` of a text was written.
    pub(super) fn place_inside(&self, text: &Placed<String>, at: usize) -> usize {
        let raw = &self.source[text.place.clone()];
        let n_quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
        let inner = raw.get(n_quotes..raw.len().saturating_sub(n_quotes)).unwrap_or("");
        let inside = if inner == text.value { at } else { raw_offset(inner, at) };
        (text.place.start + n_quotes + inside).min(text.place.end)
    }
}

/// False when no text of `line-is` passes the other tests, as far as a text alone tells.
fn can_hold(matcher: &Matcher) -> bool {
    let alone = Matcher { css: None, line_repeats: None, ..matcher.clone() };
    let Some(test) = LineTest::new(&alone) else { return true };
    alone.line_is.iter().any(|text| {
        let (folded, squeezed) = (fold(&text.value), squeeze(&text.value));
        test.holds(Line { folded: &folded, squeezed: &squeezed }, Around::default())
    })
}

fn bytes_of(span: &regex_syntax::ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

/// The byte of `raw`, the inside of a double-quoted TOML string, that byte `at` of the value was
/// written at.
fn raw_offset(raw: &str, at: usize) -> usize {
    let (mut value_at, mut raw_at) = (0, 0);
    while value_at < at && raw_at < raw.len() {
        let rest = &raw[raw_at..];
        let (n_raw, n_value) = match rest.strip_prefix('\\') {
            None => rest.chars().next().map_or((1, 1), |c| (c.len_utf8(), c.len_utf8())),
            Some(escape) => escaped(escape),
        };
        raw_at += n_raw;
        value_at += n_value;
    }
    raw_at.min(raw.len())
}

/// Bytes that an escape takes in the file (back-slash included) and in the value.
fn escaped(escape: &str) -> (usize, usize) {
    let n_digits = match escape.as_bytes().first() {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(_) => return (1 + escape.chars().next().map_or(0, char::len_utf8), 1),
        None => return (1, 0),
    };
    let code = escape.get(1..=n_digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let n_value = code.and_then(char::from_u32).map_or(1, char::len_utf8);
    (2 + n_digits, n_value)
}
