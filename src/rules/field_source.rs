//! One source of a field, as rule files write it: `jsonld:datePublished`, `css:time@datetime`,
//! `line:/^Published (.*)$/`.
//!
//! Elements, meta data and addresses are asked by [`Source`]; patterns on lines are kept here, since
//! lines are there in HTML and in flattened text alike.

use regex::Regex;

use crate::fields::source::Source;

/// One place a field may come from.
#[derive(Debug, Clone)]
pub enum FieldSource {
    /// Elements, meta data, address.
    Page(Source),
    /// A pattern with one group, tried on each line; with its own spelling.
    Line(Regex, String),
}

impl FieldSource {
    /// Reads a source as a rule file writes it.
    ///
    /// # Errors
    /// In words for the author of the rule file.
    pub fn parse(query: &str) -> Result<Self, String> {
        let Some(pattern) = query.strip_prefix("line:") else { return Source::parse(query).map(Self::Page) };
        let pattern = pattern.trim();
        let inner = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let inner = inner.ok_or_else(|| format!("`{query}` has no pattern between slashes"))?;
        let regex = Regex::new(inner).map_err(|error| error.to_string())?;
        if regex.captures_len() < 2 {
            return Err(format!("the pattern of `{query}` has no group for the value"));
        }
        Ok(Self::Line(regex, query.to_owned()))
    }

    /// The source as it was written.
    pub fn query(&self) -> &str {
        match self {
            Self::Page(source) => source.query(),
            Self::Line(_, query) => query,
        }
    }
}
