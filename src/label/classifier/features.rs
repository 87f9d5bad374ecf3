//! What the classifier sees of a block: figures from its text, its elements and the page around it.
//!
//! [`block_features`] lists the figures of a block of HTML, [`line_features`] those of a line of
//! flattened text; the other files each measure one kind of fact. Knows no forest and no label.

pub(crate) mod block_features;
pub(crate) mod blocks;
pub(crate) mod classes;
pub(crate) mod declared;
pub(crate) mod elements;
pub(crate) mod interner;
pub(crate) mod line_features;
pub(crate) mod looks;
pub(crate) mod names;
pub(crate) mod page_stats;
pub(crate) mod pairs;
pub(crate) mod paths;
pub(crate) mod repeats;
pub(crate) mod runs;
pub(crate) mod signs;
pub(crate) mod tables;
pub(crate) mod tokens;
pub(crate) mod words;

/// What the passes behind the forest may know of a block.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct BlockFacts {
    pub(crate) n_words: u32,
    /// It is a long run of words, and no link.
    pub(crate) is_prose: bool,
    /// Blocks with the same number hang below the same element; `None` in flattened text.
    pub(crate) parent: Option<u32>,
}
