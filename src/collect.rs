//! All that is known of a page's fields, put together.
//!
//! Three places tell: the sources that a layout's rules name, the labels of the page's own blocks,
//! and what pages in general say about themselves ([`crate::fields`]). The first one that tells a
//! field wins, in that order; [`Fields::sources`] names it.

pub mod labels;
pub mod sources;
