//! What many rooms need of text: folding and squeezing white space, telling prose, control characters,
//! stable hashes, where words begin in names.
//!
//! Does not depend on pages, rules or formats.

pub mod control;
mod folded;
pub mod hash;
pub mod prose;
pub mod squeeze;
mod trimmed;
pub(crate) mod words;

pub(crate) use folded::is_folded;
pub(crate) use trimmed::trimmed;
