//! One source of a field, as rule files write it: `jsonld:datePublished`, `css:time@datetime`,
//! `line:/^Published (.*)$/`.
//!
//! Elements, meta data and addresses are asked by [`Source`]; patterns on lines are kept here, since
//! lines are there in HTML and in flattened text alike.

use regex::{Captures, Regex};

use super::pattern::Pattern;
pub use crate::fields::source::MAX_VALUES;
use crate::fields::source::{Source, SourceError, bad_pattern};
use crate::html::Selector;

/// One place a field may come from.
#[derive(Debug, Clone)]
pub enum FieldSource {
    /// Elements, meta data, address.
    Page(Source),
    /// A pattern with one group, tried on each line; with its own spelling.
    Line(LinePattern, String),
}

/// A pattern of which a group is the value. Its engine is built for the first line that can match:
/// it takes some hundred kilobytes, and most programs never meet the outlets of most patterns.
#[derive(Debug, Clone)]
pub struct LinePattern(Pattern);

impl LinePattern {
    /// The groups of the pattern in a line, folded.
    pub fn captures<'l>(&self, line: &'l str) -> Option<Captures<'l>> {
        if self.0.may_match(line) { self.0.engine()?.captures(line) } else { None }
    }
}

impl FieldSource {
    /// Reads a source as a rule file writes it.
    ///
    /// # Errors
    /// An unknown place, a bad selector, a bad pattern.
    pub fn parse(query: &str) -> Result<Self, SourceError> {
        let Some(pattern) = query.strip_prefix("line:") else { return Source::parse(query).map(Self::Page) };
        let pattern = pattern.trim();
        let inner = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let inner = inner.ok_or_else(|| SourceError::NoSlashes { pattern: query.to_owned() })?;
        let syntax = regex_syntax::parse(inner).map_err(|error| bad_pattern(inner, error))?;
        if syntax.properties().explicit_captures_len() == 0 {
            return Err(SourceError::Groups { pattern: inner.to_owned() });
        }
        Ok(Self::Line(LinePattern(Pattern::new(inner)), query.to_owned()))
    }

    /// Whether the pattern fits into the limits of crate `regex`, which costs more to know than all
    /// the rest.
    ///
    /// # Errors
    /// The pattern is too large.
    pub fn check_size(&self) -> Result<(), SourceError> {
        let pattern = match self {
            Self::Line(LinePattern(pattern), _) => Some(pattern.text()),
            Self::Page(source) => source.pattern(),
        };
        let Some(pattern) = pattern else { return Ok(()) };
        Regex::new(pattern).map(drop).map_err(|error| bad_pattern(pattern, error))
    }

    /// The selector, for a source that asks for elements.
    pub fn selector(&self) -> Option<&Selector> {
        match self {
            Self::Page(source) => source.selector(),
            Self::Line(..) => None,
        }
    }

    /// The source as it was written.
    pub fn query(&self) -> &str {
        match self {
            Self::Page(source) => source.query(),
            Self::Line(_, query) => query,
        }
    }
}
