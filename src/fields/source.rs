//! The query language of rule files for fields: one string names one place of the page.
//!
//! | query | gives |
//! |---|---|
//! | `jsonld:datePublished`, `jsonld:author.name` | that property of every JSON-LD object, outer before inner |
//! | `meta:og:title` | the contents of the `<meta>` elements of that name |
//! | `css:h1.title` | the texts of the elements the selector matches |
//! | `css:time@datetime` | that attribute of theirs |
//! | `url:/(\d{8})/` | what the pattern's one group matches in the page's address |
//!
//! A query gives raw values in page order; cleaning and choosing are up to the field.

use std::sync::OnceLock;

use regex::Regex;
use serde_json::Value;

use crate::html::{Dom, NodeId, Selector};
use crate::page_info::told::{plain, unescape};
use crate::page_info::{Meta, text_of};

/// Longest text taken of one element, in bytes: a field is a line, not a page.
const MAX_BYTES: usize = 2_000;

/// Most values one query gives.
pub const MAX_VALUES: usize = 200;

/// A parsed query.
#[derive(Debug, Clone)]
pub struct Source {
    query: String,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    /// Property names from outer to inner.
    JsonLd(Vec<String>),
    Meta(String),
    Css {
        selector: Selector,
        attribute: Option<String>,
    },
    Url(AddressPattern),
}

/// A pattern on addresses. Its engine is built for the first address: it costs more than the rest of the
/// query, and most programs never meet the outlets of most patterns.
#[derive(Debug, Clone)]
struct AddressPattern {
    text: String,
    engine: OnceLock<Option<Regex>>,
}

impl AddressPattern {
    /// What the group holds; `None` where the pattern does not match, or is too large.
    fn value<'u>(&self, url: &'u str) -> Option<&'u str> {
        let engine = self.engine.get_or_init(|| Regex::new(&self.text).ok()).as_ref()?;
        Some(engine.captures(url)?.get(1)?.as_str())
    }
}

/// Why a query cannot be read; for the author of a rule file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// It begins with no place that there is.
    #[error("`{query}` names no place: expected `jsonld:`, `meta:`, `css:` or `url:`")]
    UnknownPlace {
        /// The query.
        query: String,
    },
    /// Nothing stands behind the place.
    #[error("nothing after `{place}:`")]
    Empty {
        /// The place.
        place: String,
    },
    /// The selector cannot be read.
    #[error("bad selector `{selector}`: {message}")]
    Selector {
        /// The selector.
        selector: String,
        /// Why.
        message: String,
    },
    /// The pattern does not stand between slashes.
    #[error("`{pattern}` is no pattern between slashes")]
    NoSlashes {
        /// What stands there.
        pattern: String,
    },
    /// The pattern cannot be read, or is too large.
    #[error("bad pattern `{pattern}`: {cause}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Why.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The pattern needs one group, the value.
    #[error("`{pattern}` must have one group `(...)`, the value")]
    Groups {
        /// The pattern.
        pattern: String,
    },
}

impl Source {
    /// Parses a query.
    ///
    /// # Errors
    /// An unknown place, a bad selector, a bad pattern.
    pub fn parse(query: &str) -> Result<Self, SourceError> {
        let unknown = || SourceError::UnknownPlace { query: query.to_owned() };
        let (kind, rest) = query.split_once(':').ok_or_else(unknown)?;
        if rest.trim().is_empty() {
            return Err(SourceError::Empty { place: kind.to_owned() });
        }
        let place = match kind {
            "jsonld" => Place::JsonLd(rest.trim().split('.').map(str::to_owned).collect()),
            "meta" => Place::Meta(rest.trim().to_ascii_lowercase()),
            "css" => css(rest.trim())?,
            "url" => url(rest)?,
            _ => return Err(unknown()),
        };
        Ok(Self { query: query.to_owned(), place })
    }

    /// The query as it was written.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The pattern of a `url:` query.
    pub(crate) fn pattern(&self) -> Option<&str> {
        match &self.place {
            Place::Url(pattern) => Some(&pattern.text),
            _ => None,
        }
    }

    /// The selector of a `css:` query.
    pub fn selector(&self) -> Option<&Selector> {
        match &self.place {
            Place::Css { selector, .. } => Some(selector),
            _ => None,
        }
    }

    /// The value in the address alone, for pages without a tree.
    pub fn of_address(&self, url: Option<&str>) -> Option<String> {
        match &self.place {
            Place::Url(pattern) => pattern.value(url?).map(str::to_owned),
            _ => None,
        }
    }

    /// The values at that place, in page order, none of them empty; white space is folded.
    pub fn values(&self, dom: Dom<'_>, meta: &Meta<'_>, url: Option<&str>) -> Vec<String> {
        let nodes = self.selector().map_or(Vec::new(), |selector| selector.all(dom));
        self.values_at(dom, meta, url, nodes.into_iter())
    }

    /// The same, given the elements that the selector matches, in page order.
    pub fn values_at(
        &self,
        dom: Dom<'_>,
        meta: &Meta<'_>,
        url: Option<&str>,
        nodes: impl Iterator<Item = NodeId>,
    ) -> Vec<String> {
        let mut values: Vec<String> = match &self.place {
            Place::JsonLd(path) => meta
                .objects()
                .into_iter()
                .flat_map(|object| properties(object.get(&path[0]), &path[1..]))
                .collect(),
            Place::Meta(name) => meta.contents(name).map(fold).collect(),
            Place::Css { attribute, .. } => {
                let value = |node| match attribute {
                    Some(name) => dom.attr_named(node, name).map(fold),
                    None => Some(text_of(dom, node, MAX_BYTES)),
                };
                nodes.take(MAX_VALUES).filter_map(value).collect()
            }
            Place::Url(pattern) => {
                url.and_then(|url| pattern.value(url)).map(str::to_owned).into_iter().collect()
            }
        };
        values.retain(|value| !value.is_empty());
        values.truncate(MAX_VALUES);
        values
    }
}

fn css(text: &str) -> Result<Place, SourceError> {
    // An `@` can stand in no selector but inside a quoted attribute value.
    let (selector, attribute) = match text.rsplit_once('@') {
        Some((selector, attribute)) if !attribute.contains([']', '"', '\'']) => {
            (selector, Some(attribute.trim().to_ascii_lowercase()))
        }
        _ => (text, None),
    };
    let selector = Selector::parse(selector.trim())
        .map_err(|error| SourceError::Selector { selector: selector.to_owned(), message: error.message })?;
    Ok(Place::Css { selector, attribute })
}

fn url(pattern: &str) -> Result<Place, SourceError> {
    let inner = pattern.trim().strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let pattern = inner.ok_or_else(|| SourceError::NoSlashes { pattern: pattern.to_owned() })?;
    let syntax = regex_syntax::parse(pattern).map_err(|cause| bad_pattern(pattern, cause))?;
    if syntax.properties().explicit_captures_len() != 1 {
        return Err(SourceError::Groups { pattern: pattern.to_owned() });
    }
    Ok(Place::Url(AddressPattern { text: pattern.to_owned(), engine: OnceLock::new() }))
}

/// The error for a pattern that cannot be read, or is too large.
pub(crate) fn bad_pattern(
    pattern: &str,
    cause: impl std::error::Error + Send + Sync + 'static,
) -> SourceError {
    SourceError::Pattern { pattern: pattern.to_owned(), cause: Box::new(cause) }
}

/// The texts at the end of a path of properties.
fn properties(value: Option<&Value>, path: &[String]) -> Vec<String> {
    let mut open: Vec<(&Value, &[String])> = value.into_iter().map(|value| (value, path)).collect();
    let mut found = Vec::new();
    while let Some((value, path)) = open.pop() {
        match (value, path) {
            (Value::Array(list), _) => open.extend(list.iter().rev().map(|value| (value, path))),
            (Value::Object(object), [name, rest @ ..]) => {
                open.extend(object.get(name).map(|value| (value, rest)))
            }
            (_, []) => found.extend(plain(value)),
            _ => {}
        }
    }
    found
}

fn fold(text: &str) -> String {
    unescape(text)
}

#[cfg(test)]
mod tests {
    use super::Source;
    use crate::html::{Arena, ParseOptions};
    use crate::page_info::Meta;
    use crate::segment::html::Segmented;

    const PAGE: &str = r#"<html><head><meta property="og:title" content=" A  title ">
        <script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2019-05-12",
        "author":[{"name":"Jane Doe"},{"name":"John Roe"}],"keywords":["a","b"]}]}</script></head>
        <body><h1 class=t>A <b>title</b></h1><time datetime="2019-05-12">12 May</time></body></html>"#;

    fn check(query: &str, expected: &str) {
        let mut arena = Arena::new();
        let dom = arena.parse(PAGE, &ParseOptions::default());
        let mut segmented = Segmented::default();
        segmented.segment(dom);
        let meta = Meta::gather(dom, &segmented);
        let source = Source::parse(query).expect("the test's own query");
        assert_eq!(
            source.values(dom, &meta, Some("https://example.com/20190512/a")).join("|"),
            expected,
            "{query}"
        );
    }

    #[test]
    fn every_place() {
        check("jsonld:datePublished", "2019-05-12");
        check("jsonld:author.name", "Jane Doe|John Roe");
        check("jsonld:author", "Jane Doe|John Roe");
        check("jsonld:keywords", "a|b");
        check("meta:og:title", "A title");
        check("meta:OG:Title", "A title");
        check("css:h1.t", "A title");
        check("css:time@datetime", "2019-05-12");
        check(r"url:/(\d{8})/", "20190512");
        check("meta:none", "");
        check("css:h5", "");
    }

    #[test]
    fn faults_in_words() {
        for query in ["h1", "xpath://h1", "css:", "css:h1[", r"url:\d+", "url:(a", r"url:(\d)(\d)"] {
            assert!(Source::parse(query).is_err(), "{query}");
        }
    }
}
