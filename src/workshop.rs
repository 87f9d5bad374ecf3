//! Tools for people who write rules: pages with known texts, trials of rule sets on them, and what
//! comes out, as plain values. The command line paints them.
//!
//! Knows the extractor, the rule language and the frame of HTML pages; never an input container, never a terminal.

pub mod draft;
pub mod drift;
pub mod drift_page;
pub mod formatting;
pub mod ftr;
pub mod gold;
pub mod labels;
pub mod report;
pub mod report_page;
pub mod score;
pub mod session;
pub mod session_page;
pub mod trial;
pub mod xpath;
