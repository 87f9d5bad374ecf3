//! How a page is to be parsed: limits, time, and what a browser would show.

use crate::deadline::Deadline;

/// Options of [`Arena::parse`](super::Arena::parse).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseOptions {
    /// Most elements that may be open at once; deeper ones become children of the last one that
    /// may. Default 512, as in browsers.
    pub max_depth: u16,
    /// Most nodes, two attributes counted as one; what follows is left out. Default 4,000,000 (128 MB of
    /// nodes).
    pub max_nodes: u32,
    /// Most bytes of source that are read. Default 1 GiB, at most `u32::MAX - 1`.
    pub max_bytes: u32,
    /// When the page must be done. Parsing takes half of the time; what was not read by then is left
    /// out. Default: never.
    pub deadline: Deadline,
    /// Read the page as a browser shows it, where the standard has a page without scripts lose what
    /// stands on it: an element in `<noscript>` whose content is raw text, such as the `<iframe/>` of a
    /// tracker, which never ends, ends with the `<noscript>`; it would hold the rest of the page.
    /// Default: no, as the standard says.
    pub as_shown: bool,
    /// Take every token in a row of a table as one of the body: a fault, for a test that finds it.
    #[cfg(test)]
    pub(crate) breaks_rows: bool,
}

impl Default for ParseOptions {
    fn default() -> Self {
        ParseOptions {
            max_depth: 512,
            max_nodes: 4_000_000,
            max_bytes: 1 << 30,
            deadline: Deadline::never(),
            as_shown: false,
            #[cfg(test)]
            breaks_rows: false,
        }
    }
}
