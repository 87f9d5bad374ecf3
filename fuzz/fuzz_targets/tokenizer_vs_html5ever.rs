//! Any bytes as a page: our tokens in every state, and our tree, must be html5ever's.
//!
//! `cargo +nightly fuzz run tokenizer_vs_html5ever`; a find goes to `fuzz/regressions/`, where
//! `tests/regressions.rs` replays it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tamis::html::tokens::{State, tokens};
use tamis::html::{Arena, ParseOptions};
use tamis::interop::{compare, html5ever};

const STATES: [(State, &str); 7] = [
    (State::Data, ""),
    (State::Rcdata, "title"),
    (State::Rawtext, "style"),
    (State::ScriptData, "script"),
    (State::Plaintext, "plaintext"),
    (State::CdataSection, ""),
    (State::Rawtext, "a"),
];

fuzz_target!(|data: &[u8]| {
    let source = String::from_utf8_lossy(data);
    // The first byte picks the state, so that each input is looked at in one of them.
    let (state, last_start_tag) = STATES[data.first().map_or(0, |&byte| usize::from(byte) % STATES.len())];
    let ours = tokens(&source, state, last_start_tag);
    let theirs = html5ever::tokens(&source, state, last_start_tag);
    assert_eq!(ours, theirs, "tokens in {state:?} of {source:?}");

    let options = ParseOptions { max_depth: u16::MAX, ..ParseOptions::default() };
    let (mut arena, mut other) = (Arena::new(), Arena::new());
    let ours = arena.parse(&source, &options);
    let theirs = html5ever::parse(&mut other, &source);
    assert_eq!(compare::first_difference(ours, theirs), None, "tree of {source:?}");
});
