//! tamis (French for sieve) separates an article from all that surrounds it, in raw HTML and in
//! flattened text dumps, and names why each piece was dropped.
//!
//! A page is one text plus spans over it. Rules claim spans and never delete; one function turns
//! claims into labels, one prints what is worth keeping. Outlets are data (`rules/`), pages of
//! unknown outlets go to a learned classifier.
//!
//! ```
//! use tamis::{Document, Extractor, RuleSet};
//!
//! let extractor = Extractor::new(RuleSet::embedded());
//! let page = "<title>Soup</title><nav><a href=/>Home</a></nav><h1>Soup</h1>\
//!     <p>The soup was served at noon, and the whole village came to eat it.</p>\
//!     <p>By two o'clock the pot was empty, and the cook went home to sleep.</p>";
//! let extraction = extractor.extract(Document::html(page).with_id("soup.html"));
//! assert!(extraction.text.starts_with("The soup was served"));
//! assert_eq!(extraction.fields.title.as_deref(), Some("Soup"));
//! // Every visible character has one label.
//! assert!(extraction.labels.iter().any(|label| extraction.page.slice(label.span) == "Home"));
//! ```
#![forbid(unsafe_code)]
// What is unreachable or unused depends on the feature `internals`, under which the lints are asked.
#![cfg_attr(not(feature = "internals"), allow(unreachable_pub, dead_code, unused_imports))]

// The rooms of the crate are private. The feature `internals` opens them for the tests, benches, fuzz targets
// and training programs of this repository; nothing is promised of what is inside.
cfg_if::cfg_if! {
    if #[cfg(feature = "internals")] {
        #[cfg(feature = "cli")]
        pub mod batch;
        pub mod clean;
        pub mod collect;
        pub mod deadline;
        pub mod decode;
        pub mod extract;
        pub mod fields;
        pub mod html;
        pub mod identify;
        pub mod interop;
        pub mod label;
        pub mod output;
        pub mod page;
        pub mod page_info;
        pub mod rules;
        pub mod segment;
        pub mod text;
        #[cfg(feature = "cli")]
        pub mod workshop;
    } else {
        #[cfg(feature = "cli")]
        mod batch;
        mod clean;
        mod collect;
        mod deadline;
        mod decode;
        mod extract;
        mod fields;
        mod html;
        mod identify;
        mod interop;
        mod label;
        mod output;
        mod page;
        mod page_info;
        mod rules;
        mod segment;
        mod text;
        #[cfg(feature = "cli")]
        mod workshop;
    }
}

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;

/// What the Python package of this repository needs beside the public face. Nothing is promised of it.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod wheel {
    pub use crate::batch::input::FieldNames;
    #[cfg(feature = "arrow")]
    pub use crate::batch::input::columns::{ColumnFault, PageColumns, Required};
    pub use crate::batch::run::work::{chain, panic_text};
    #[cfg(feature = "arrow")]
    pub use crate::output::arrow::{ArrowFault, Rows, Table, schema};
    pub use crate::output::{Blocks, Images, Links, Names, Outcome, WriteOptions};
    pub use crate::rules::embedded::read_overlays;
}

pub use clean::Spaces;
#[doc(hidden)]
pub use extract::Readings;
pub use extract::{Bias, Extractor, Limits, Options, SiteStream};
pub use fields::{author_names, iso_date};
#[cfg(any(test, feature = "html5ever"))]
#[doc(hidden)]
pub use interop::verify::Verdict;
pub use label::classifier::{Model, WeightsError};
pub use label::site_memory::{PageNote, SiteLearner, SiteMemory};
pub use output::{Format, UnknownFormat};
pub use page::{
    Block, Caption, Cause, Comment, Decoding, Document, Extraction, Familiarity, Field, Fields, Image,
    Inline, InlineKind, InputKind, Label, LabelledSpan, Markup, Page, PageKinds, Reason, RuleId, RuleInfo,
    RuleTable, SiteEvidence, Span, Tier, UnknownField, UnknownLabel, Warning, WarningKind,
};
pub use rules::check::Diagnostic;
pub use rules::embedded::RulesError;
pub use rules::set::RuleSet;

/// What users share between threads can be shared.
const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<Extractor>();
    is_shared::<Extraction>();
    is_shared::<RuleSet>();
    is_shared::<Options>();
    is_shared::<SiteMemory>();
};
