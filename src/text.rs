//! What many rooms need of text: white space folded and squeezed, texts told that need neither.
//!
//! Knows no page, no rule and no format.

mod folded;
pub mod squeeze;

pub(crate) use folded::is_folded;
