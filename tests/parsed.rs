//! A page that `scraper` parsed gives what its source gives: text, fields, labels.
//!
//! Pages are those of `corpus-samples`, and some of the folder `TAMIS_PAGES`, by default the shared
//! benchmark pages beside the repository; `TAMIS_N_PAGES` tells how many.

#[path = "oracle/pages.rs"]
mod pages;

use std::path::Path;

use tamis::{Document, Extractor, RuleSet};

/// What a build without optimisation can afford.
const DEFAULT_N_PAGES: usize = 20;

/// An address, so that what an address tells is compared, too.
const URL: &str = "https://www.example.org/news/2019/05/12/the-old-pier";

#[test]
#[expect(clippy::print_stderr, reason = "tells how much was covered")]
fn a_parsed_page_gives_what_its_source_gives() {
    let asked = std::env::var("TAMIS_N_PAGES").ok().and_then(|number| number.parse().ok());
    let n_pages = asked.unwrap_or(DEFAULT_N_PAGES);
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-samples");
    let mut sources: Vec<String> = pages::find(&samples).iter().map(|path| pages::read(path)).collect();
    assert!(!sources.is_empty(), "no page in {}", samples.display());
    match pages::folder() {
        Some(folder) => sources.extend(pages::some_of(&folder, n_pages)),
        None => eprintln!("no folder of pages (TAMIS_PAGES): only the samples are compared"),
    }
    let extractor = Extractor::new(RuleSet::embedded());
    let mut n_different = 0;
    for source in &sources {
        let expected = extractor.extract(Document::html(source.as_str()).with_url(URL));
        let found = extractor.extract_parsed(&scraper::Html::parse_document(source), Some(URL));
        let is_same = found.text == expected.text
            && found.fields == expected.fields
            && found.labels == expected.labels
            && found.page.text == expected.page.text
            && found.outlet == expected.outlet;
        if !is_same {
            n_different += 1;
            let start: String = source.chars().take(300).collect();
            eprintln!("different: {start:?}\n{:?}\n{:?}", found.fields, expected.fields);
        }
    }
    eprintln!("{} pages, {n_different} differ", sources.len());
    assert_eq!(n_different, 0);
}

#[test]
fn markup_in_noscript_counts_as_in_the_source() {
    let extractor = Extractor::new(RuleSet::embedded());
    for source in [
        "<head><noscript><img src=a></noscript><title>Soup</title></head><h1>Soup</h1><p>Noon.</p>",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 3.2//EN'><p>The ferry<table><tr><td>left</table><noscript>&lt;b&gt;</noscript>",
        "<p>The ferry <noscript><p>left the pier</p></noscript> at noon.",
        "<p>The ferry<template><p>left</template> at noon.<svg><title>a</title></svg>",
    ] {
        let expected = extractor.extract(Document::html(source));
        let found = extractor.extract_parsed(&scraper::Html::parse_document(source), None);
        assert_eq!((found.text, found.labels), (expected.text, expected.labels), "{source}");
    }
}
