//! A page's markup, and who makes a tree of it.

use std::borrow::Cow;

#[cfg(any(test, feature = "html5ever"))]
use crate::html::Tree;
use crate::html::{Arena, Dom, ParseOptions};
use crate::segment::{react_streaming, unread};

/// The markup of one page.
pub(crate) enum Markup<'a> {
    /// A source, read as a browser shows it.
    Source(Cow<'a, str>),
    /// A source, read as the standard says and no better.
    #[cfg(any(test, feature = "html5ever"))]
    Standard(&'a str),
    /// A tree that somebody else makes of an empty one.
    #[cfg(any(test, feature = "html5ever"))]
    Built(&'a dyn Fn(Tree) -> Tree),
}

impl Markup<'_> {
    /// The markup in which a parser finds all that a reader sees; `None` when it is the same. Only a
    /// source that is read as it is shown has one.
    pub(super) fn mended(&self, dom: Dom<'_>) -> Option<Markup<'static>> {
        match self {
            Markup::Source(source) => {
                unread::rewrite(source, dom.unread()).map(|source| Markup::Source(Cow::Owned(source)))
            }
            #[cfg(any(test, feature = "html5ever"))]
            Markup::Standard(_) | Markup::Built(_) => None,
        }
    }

    /// Bytes of the source; 0 when there is none.
    pub(super) fn n_bytes(&self) -> usize {
        match self {
            Markup::Source(source) => source.len(),
            #[cfg(any(test, feature = "html5ever"))]
            Markup::Standard(source) => source.len(),
            #[cfg(any(test, feature = "html5ever"))]
            Markup::Built(_) => 0,
        }
    }

    /// The page's tree, in `arena`. The options' limits are those of our own parser.
    pub(super) fn parse<'p>(&'p self, arena: &'p mut Arena, options: &ParseOptions) -> Dom<'p> {
        match self {
            Markup::Source(source) => arena.parse_then(source, options, react_streaming::fill),
            #[cfg(any(test, feature = "html5ever"))]
            Markup::Standard(source) => {
                let options = ParseOptions { as_shown: false, ..options.clone() };
                arena.parse_then(source, &options, react_streaming::fill)
            }
            #[cfg(any(test, feature = "html5ever"))]
            Markup::Built(build) => arena.build(|tree| {
                let mut tree = build(tree);
                tree.deadline = options.deadline;
                react_streaming::fill(&mut tree, "");
                tree
            }),
        }
    }
}
