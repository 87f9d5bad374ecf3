//! What the classifier sees of a block: figures from its text, its elements and the page around it.
//!
//! [`block_features`] lists the figures of a block of HTML, [`line_features`] those of a line of
//! flattened text; the other files each measure one kind of fact. Knows no forest and no label.

pub(in crate::label::classifier) mod block_features;
pub(in crate::label::classifier) mod blocks;
pub(in crate::label::classifier) mod classes;
pub(in crate::label::classifier) mod declared;
pub(in crate::label::classifier) mod elements;
pub(in crate::label::classifier) mod line_features;
pub(in crate::label::classifier) mod looks;
pub(in crate::label::classifier) mod names;
pub(in crate::label::classifier) mod numbers;
pub(in crate::label::classifier) mod pairs;
pub(in crate::label::classifier) mod paths;
pub(in crate::label::classifier) mod repeats;
pub(in crate::label::classifier) mod runs;
pub(in crate::label::classifier) mod signs;
pub(in crate::label::classifier) mod survey;
pub(in crate::label::classifier) mod tables;
pub(in crate::label::classifier) mod tokens;
pub(in crate::label::classifier) mod words;
