//! Our tree against html5ever's own, node for node: on real pages and on broken fragments.
//!
//! Real pages: every `*.html` and `*.html.gz` below the folder `TAMIS_PAGES`, by default the shared
//! benchmark pages beside the repository, else those of `corpus-samples`. Without optimisation only
//! some of the default pages are read: `cargo test --release --test oracle` reads all. Fragments: made
//! from the seed `TAMIS_SEED`, `TAMIS_FRAGMENTS` of them.

#[path = "oracle/fragments.rs"]
mod fragments;
#[path = "oracle/pages.rs"]
mod pages;

use std::path::Path;

use fragments::Fragments;
use tamis::html::{Arena, ParseOptions};
use tamis::interop::{compare, html5ever};

/// What a plain `cargo test` can afford without optimisation.
const DEFAULT_FRAGMENTS: usize = 4000;

/// A build without optimisation takes every fiftieth page only.
const DEBUG_STEP: usize = 50;

/// Any number will do; this one is where the search began.
const DEFAULT_SEED: usize = 0x7a31_55ed;

/// No page of html5ever's has limits, so ours must have none here.
fn no_limits() -> ParseOptions {
    ParseOptions { max_depth: u16::MAX, ..ParseOptions::default() }
}

/// Every page where the folder was asked for or the build is optimised; else as many as one can wait for.
fn pages_step() -> usize {
    if cfg!(debug_assertions) && std::env::var_os("TAMIS_PAGES").is_none() { DEBUG_STEP } else { 1 }
}

struct Pair {
    ours: Arena,
    theirs: Arena,
}

impl Pair {
    fn difference(&mut self, source: &str) -> Option<String> {
        let ours = self.ours.parse(source, &no_limits());
        let theirs = html5ever::parse(&mut self.theirs, source);
        compare::first_difference(ours, theirs)
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn real_pages_give_the_same_tree() {
    let samples = || {
        eprintln!("no folder of pages (TAMIS_PAGES): only those of corpus-samples are compared");
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-samples")
    };
    let folder = pages::folder().unwrap_or_else(samples);
    let mut pair = Pair { ours: Arena::new(), theirs: Arena::new() };
    let mut n_pages = 0;
    let mut differences = Vec::new();
    let step = if pages::folder().is_some() { pages_step() } else { 1 };
    for path in pages::find(&folder).into_iter().step_by(step) {
        let source = pages::read(&path);
        n_pages += 1;
        if let Some(difference) = pair.difference(&source) {
            differences.push(format!("{}: {difference}", path.display()));
        }
    }
    eprintln!("{n_pages} pages (every {step}.) of {}, {} differences", folder.display(), differences.len());
    assert!(n_pages > 0, "no page below {}", folder.display());
    let first = &differences[..differences.len().min(20)];
    assert!(first.is_empty(), "{}", first.join("\n"));
}

#[test]
#[expect(clippy::print_stderr, reason = "tells how much was covered")]
fn broken_fragments_give_the_same_tree() {
    let number = |name| std::env::var(name).ok().and_then(|number| number.parse::<usize>().ok());
    let n_fragments = number("TAMIS_FRAGMENTS").unwrap_or(DEFAULT_FRAGMENTS);
    let seed = number("TAMIS_SEED").unwrap_or(DEFAULT_SEED) as u64;
    let samples = || Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-samples");
    let sources = pages::some_of(&pages::folder().unwrap_or_else(samples), 60);
    let mut fragments = Fragments::new(seed, sources);
    let mut pair = Pair { ours: Arena::new(), theirs: Arena::new() };
    let mut n_different = 0;
    for number in 0..n_fragments {
        let source = fragments.make();
        if let Some(difference) = pair.difference(&source) {
            n_different += 1;
            if n_different <= 10 {
                let shortest = fragments::shrink(&source, |text| pair.difference(text).is_some());
                let difference = pair.difference(&shortest).unwrap_or(difference);
                eprintln!("fragment {number}: {shortest:?}\n  {difference}");
            }
        }
    }
    eprintln!("{n_fragments} fragments, {n_different} differences");
    assert_eq!(n_different, 0);
}
