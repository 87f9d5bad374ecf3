//! tamis (French for sieve) separates an article from all that surrounds it.
#![forbid(unsafe_code)]

pub mod clean;
pub mod decode;
pub mod html;
pub mod model;
pub mod rules;
pub mod segment;

pub use model::Document;
