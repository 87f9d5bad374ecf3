//! Every block of a page with its label and its place in the page's own text.
//!
//! ```sh
//! cargo run --example blocks_with_offsets
//! ```
#![allow(clippy::print_stdout)]

use tamis::{Document, Extractor, Label, RuleSet};

/// A flattened page: what another program left of the HTML.
const PAGE: &str = "Valley Post\nHome Sport Weather\nThe bridge opens again\n\
    After two years of repairs the old bridge was opened on Sunday, and half of the valley walked over it.\n\
    The mayor thanked the masons, who had turned every single stone, numbered it, and put it back.\n\
    Subscribe to our newsletter\nAll rights reserved.";

fn main() {
    let options = tamis::Options::default().with_generic(true);
    let extractor = Extractor::with_options(RuleSet::embedded(), options);
    let extraction = extractor.extract(Document::text(PAGE));
    let page = &extraction.page;
    for span in &extraction.labels {
        println!("{:5}..{:5} {:10} {}", span.span.start, span.span.end, span.label, page.slice(span.span));
    }
    // The spans lie in page order and hold every visible character exactly once.
    let visible = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).count();
    let n_labelled: usize = extraction.labels.iter().map(|span| visible(page.slice(span.span))).sum();
    assert_eq!(n_labelled, visible(PAGE));
    assert!(extraction.labels.iter().any(|span| span.label == Label::Body));
}
