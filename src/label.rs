//! Claims about spans, and the one place where they meet.
//!
//! [`by_model`] judges the blocks of unknown pages, [`by_site`] what recurs on the pages of one site, [`by_rules`] lets a layout's rules claim, [`zones`] finds where the article begins and ends in
//! a page of lines, [`resolve`] turns claims into one label per span.

pub mod by_model;
pub mod by_rules;
pub mod by_site;
pub mod resolve;
pub mod zones;
