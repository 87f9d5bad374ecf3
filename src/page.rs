//! The plain values that travel through the pipeline. This module knows nobody: no parser,
//! no rule, no output format.
//!
//! [`Document`] is a page as it arrives, [`Page`] the same as one text with spans over it,
//! [`Mark`] a claim about a span, [`Extraction`] what comes out.

mod blocks;
mod document;
mod extraction;
mod field;
mod label;

pub use blocks::{Block, Inline, InlineKind, Markup, Page, Span};
pub use document::{Document, InputKind};
pub use extraction::{
    Candidate, Decoding, Extraction, Familiarity, Image, LabelledSpan, PageKinds, Reason, RuleInfo,
    RuleTable, SiteEvidence, Trace, Warning, WarningKind,
};
pub use field::{Caption, Comment, Field, Fields, UnknownField};
pub use label::{Cause, Label, Mark, RuleId, Tier, UnknownLabel};

/// The generator that pages written by this program name; its version follows.
pub(crate) const GENERATOR: &str = "tamis ";
