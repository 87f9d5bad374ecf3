//! Figures become scores: boosted trees over bytes, and the file their weights are read from.
//!
//! Knows no page; what a score means is for [`super::decide`] to say.

pub(in crate::label::classifier) mod columns;
pub(in crate::label::classifier) mod kinds;
pub(in crate::label::classifier) mod trees;
pub(in crate::label::classifier) mod weights;
