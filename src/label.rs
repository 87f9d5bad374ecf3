//! Blocks become labelled spans.
//!
//! [`zones`] finds where the article begins and ends in a known layout, [`rules`] lets a layout's
//! rules claim, [`classifier`] judges the blocks of unknown pages, [`comment_threads`] and [`stock_lines`]
//! set apart there what readers say and what no article prints, [`site_memory`] what recurs on the pages
//! of one site, [`drift`] and [`free_lines`] what a layout's rules leave open, and [`resolve`] turns all
//! claims into one label per span.

pub mod classifier;
pub mod comment_threads;
pub mod drift;
pub mod free_lines;
pub mod listing;
pub mod resolve;
pub mod rules;
pub mod sign_ups;
pub mod site_memory;
pub mod stock_lines;
pub mod zones;
