//! The options of a run, and the limits of what a page may cost.
//!
//! All of them hold for every page. What only one outlet needs is a rule, not an option.

use std::time::Duration;

use crate::clean::Spaces;
use crate::html::ParseOptions;
use crate::label::classifier::Bias;
use crate::page::Label;
pub use crate::segment::html::Readings;

/// The options of a run. Build them from the default with the `with_` methods.
///
/// ```
/// use std::time::Duration;
/// use tamis::{Bias, Limits, Options};
///
/// let options = Options::default()
///     .with_bias(Bias::Recall)
///     .with_limits(Limits::default().with_max_time(Duration::from_secs(30)));
/// assert_eq!(options.bias, Bias::Recall);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Use this outlet's rules (by id) only, whatever the page shows.
    pub outlet: Option<String>,
    /// What happens to white space inside a block.
    pub spaces: Spaces,
    /// What happens to readings above words (`<ruby>`).
    pub readings: Readings,
    /// Labels of which [`Extraction::text`](crate::Extraction::text) is made.
    pub labels: Vec<Label>,
    /// Let the model clean flattened pages of unknown outlets, too.
    pub generic: bool,
    /// Where the model draws its line.
    pub bias: Bias,
    /// Note what weighed most with the model for every block ([`Extraction::reasons`](crate::Extraction::reasons)).
    pub reasons: bool,
    /// What a single page may cost.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            outlet: None,
            spaces: Spaces::Fold,
            readings: Readings::Without,
            labels: vec![Label::Lead, Label::Body],
            generic: false,
            bias: Bias::Balanced,
            reasons: false,
            limits: Limits::default(),
        }
    }
}

impl Options {
    /// Uses this outlet's rules (by id) only, whatever the page shows.
    #[must_use]
    pub fn with_outlet(mut self, outlet: impl Into<String>) -> Self {
        self.outlet = Some(outlet.into());
        self
    }

    /// Sets what happens to white space inside a block.
    #[must_use]
    pub fn with_spaces(mut self, spaces: Spaces) -> Self {
        self.spaces = spaces;
        self
    }

    /// Sets the labels of which the text is made, instead of lead and body.
    #[must_use]
    pub fn with_labels(mut self, labels: impl IntoIterator<Item = Label>) -> Self {
        self.labels = labels.into_iter().collect();
        self
    }

    /// Says whether the model cleans flattened pages of unknown outlets, too.
    #[must_use]
    pub fn with_generic(mut self, generic: bool) -> Self {
        self.generic = generic;
        self
    }

    /// Sets where the model draws its line.
    #[must_use]
    pub fn with_bias(mut self, bias: Bias) -> Self {
        self.bias = bias;
        self
    }

    /// Says whether to note what weighed most with the model for every block.
    #[must_use]
    pub fn with_reasons(mut self, reasons: bool) -> Self {
        self.reasons = reasons;
        self
    }

    /// Sets what a single page may cost.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// What a single page may cost. Beyond a limit the page gets a warning and the best result so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a page that are read; the rest is cut off. 64 MiB by default. At most 1 GiB
    /// is read whatever this says: places in a page are 32-bit offsets, and text may grow when it is decoded.
    pub max_bytes: usize,
    /// Open elements; deeper ones are hung to the last. 512 as in browsers.
    pub max_depth: u16,
    /// Nodes of the tree, two attributes counted as one; what follows is left out. `None`: 60,000, and
    /// one more for every 20 bytes of the page. Pages that people read have a node for every 30 bytes or
    /// more; the limit keeps what a page takes in memory below six times its size (and 32 MB).
    pub max_nodes: Option<u32>,
    /// Time for one page; `None` for as long as it likes. What is done by then comes out, with a
    /// warning. What a page over this limit gives depends on the machine, so set it well above what
    /// honest pages need: those take some ten milliseconds per megabyte. The clock is asked only when
    /// this is set.
    pub max_time: Option<Duration>,
}

/// Nodes that any page may have, and bytes for each further one: from what a node of the densest
/// pages (text, block and claims on it included) was seen to take, 70 bytes.
const FREE_NODES: usize = 60_000;
const BYTES_PER_NODE: usize = 20;

/// 1 GiB: a byte of a legacy encoding becomes up to three in UTF-8, and what comes out must fit 32 bits,
/// together with the block that is added to an app shell.
const MAX_READABLE_BYTES: usize = 1 << 30;

impl Limits {
    /// Sets how many bytes of a page are read.
    #[must_use]
    pub fn with_max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Sets how many elements may be open at a time.
    #[must_use]
    pub fn with_max_depth(mut self, max_depth: u16) -> Self {
        self.max_depth = max_depth;
        self
    }

    /// Sets how many nodes a page's tree may have, whatever its size.
    #[must_use]
    pub fn with_max_nodes(mut self, max_nodes: u32) -> Self {
        self.max_nodes = Some(max_nodes);
        self
    }

    /// Sets how long a page may take; `None` for as long as it likes.
    #[must_use]
    pub fn with_max_time(mut self, max_time: impl Into<Option<Duration>>) -> Self {
        self.max_time = max_time.into();
        self
    }

    /// Bytes that are read at most.
    pub(super) fn readable_bytes(&self) -> usize {
        self.max_bytes.min(MAX_READABLE_BYTES)
    }

    /// Most nodes of a page of so many bytes.
    pub(super) fn nodes_of(&self, n_bytes: usize) -> u32 {
        let by_size = FREE_NODES + n_bytes / BYTES_PER_NODE;
        self.max_nodes.unwrap_or_else(|| u32::try_from(by_size).unwrap_or(u32::MAX))
    }
}

impl Default for Limits {
    fn default() -> Self {
        let options = ParseOptions::default();
        Self { max_bytes: 64 << 20, max_depth: options.max_depth, max_nodes: None, max_time: None }
    }
}
