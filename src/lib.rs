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

#[cfg(feature = "cli")]
pub mod batch;
pub mod clean;
#[cfg(feature = "cli")]
pub mod cli;
pub mod collect;
pub mod deadline;
pub mod decode;
pub mod extract;
pub mod fields;
pub mod html;
pub mod identify;
pub mod label;
pub mod output;
pub mod page;
pub mod page_info;
pub mod rules;
pub mod segment;
pub mod text;

pub use clean::Spaces;
pub use extract::{Balance, Extractor, Limits, Options, PageNote, SiteLearner, SiteMemory};
pub use page::{Document, Extraction};
pub use rules::set::RuleSet;
