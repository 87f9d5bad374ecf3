//! tamis (French for sieve) separates an article from all that surrounds it.
#![forbid(unsafe_code)]

pub mod clean;
#[cfg(feature = "cli")]
pub mod cli;
pub mod collect;
pub mod decode;
pub mod extract;
pub mod fields;
pub mod html;
pub mod identify;
#[cfg(feature = "cli")]
pub mod input;
pub mod label;
pub mod model;
pub mod output;
#[cfg(feature = "cli")]
pub mod pipeline;
pub mod rules;
pub mod segment;

pub use clean::Spaces;
pub use extract::{Balance, Extractor, Limits, Options};
pub use model::{Document, Extraction};
pub use rules::set::RuleSet;
