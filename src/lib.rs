//! tamis (French for sieve) separates an article from all that surrounds it.
#![forbid(unsafe_code)]

pub mod clean;
pub mod collect;
pub mod decode;
pub mod extract;
pub mod html;
pub mod identify;
pub mod label;
pub mod model;
pub mod rules;
pub mod segment;

pub use clean::Spaces;
pub use extract::{Balance, Extractor, Limits, Options};
pub use model::{Document, Extraction};
pub use rules::set::RuleSet;
