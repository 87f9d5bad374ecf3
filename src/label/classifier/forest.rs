//! Figures become scores: boosted trees over bytes, and the file their weights are read from.
//!
//! Knows no page; what a score means is for [`super::decide`] to say.

pub(crate) mod feature_matrix;
pub(crate) mod page_type;
pub(crate) mod trees;
pub(crate) mod weights;
