//! Parsers and thread pools of others, each behind its feature: how they are handed to the extractor.
//!
//! Knows how an [`Extractor`](crate::Extractor) is called, never how a page is read.

#[cfg(feature = "rayon")]
mod rayon;
