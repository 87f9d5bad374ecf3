//! What may be chosen for a run, and what a page may cost.
//!
//! Everything here holds for all pages alike: an option that only one outlet wants is a rule.

use std::time::Duration;

use crate::clean::Spaces;
use crate::html::ParseOptions;
use crate::page::Label;

/// What may be chosen for a run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Use this outlet's rules (by id) only, whatever the page shows.
    pub outlet: Option<String>,
    /// What happens to white space inside a block.
    pub spaces: Spaces,
    /// Labels of which [`Extraction::text`](crate::Extraction::text) is made.
    pub labels: Vec<Label>,
    /// Let the model clean flattened pages of unknown outlets, too.
    pub generic: bool,
    /// Where the model draws its line.
    pub balance: Balance,
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
            labels: vec![Label::Lead, Label::Body],
            generic: false,
            balance: Balance::Balanced,
            reasons: false,
            limits: Limits::default(),
        }
    }
}

/// Where the model draws its line between content and the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Balance {
    /// Rather lose a paragraph than keep a teaser.
    Precision,
    /// The best mean.
    #[default]
    Balanced,
    /// Rather keep a teaser than lose a paragraph.
    Recall,
}

/// What a single page may cost. Beyond a limit the page gets a warning and the best result so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a page that are read; the rest is cut off.
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

impl Limits {
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
