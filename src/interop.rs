//! Parsers and thread pools of others, each behind its feature: how they are handed to the extractor.
//!
//! Knows how an [`Extractor`](crate::Extractor) is called and how a tree is written, never how a page is read.

#[cfg(any(test, feature = "html5ever"))]
pub mod compare;
#[cfg(any(test, feature = "html5ever"))]
pub mod html5ever;
#[cfg(feature = "rayon")]
mod rayon;
#[cfg(feature = "scraper")]
mod scraper;
#[cfg(any(test, feature = "html5ever"))]
pub mod verify;
#[cfg(any(test, feature = "html5ever"))]
mod writer;
