//! Inputs on which the fuzzer once found a fault: they must stay right.

use std::fs;
use std::path::Path;

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

#[test]
fn what_the_fuzzer_found_stays_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions");
    let mut n_inputs = 0;
    for entry in fs::read_dir(&folder).expect("the folder is part of the repository").flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            continue;
        }
        let bytes = fs::read(&path).expect("the input can be read");
        check(&String::from_utf8_lossy(&bytes), &path);
        n_inputs += 1;
    }
    assert!(n_inputs > 0, "no input in {}", folder.display());
}

fn check(source: &str, path: &Path) {
    for (state, last_start_tag) in STATES {
        let ours = tokens(source, state, last_start_tag);
        let theirs = html5ever::tokens(source, state, last_start_tag);
        assert_eq!(ours, theirs, "{} in {state:?}", path.display());
    }
    let options = ParseOptions { max_depth: u16::MAX, ..ParseOptions::default() };
    let (mut arena, mut other) = (Arena::new(), Arena::new());
    let ours = arena.parse(source, &options);
    let theirs = html5ever::parse(&mut other, source);
    assert_eq!(compare::first_difference(ours, theirs), None, "{}", path.display());
}
