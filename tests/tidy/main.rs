//! Holds the source tree to its own rules: who may know whom, no circle among files, no long
//! function, no outlet's name in the code, an essay at the top of every file, and a public face that
//! changes only by decision.

mod arrows;
mod facade;
mod shape;
mod tree;

use tree::FACTS;

/// Names that belong to `rules/`: code that knows one of them knows too much.
const OUTLETS: &[&str] = &["sputnik", "presstv", "press tv", "rt-france", "tendance", "radioj"];

#[test]
fn no_outlet_is_named_in_the_code() {
    let mut faults = Vec::new();
    for file in FACTS.files.values() {
        for (number, line) in file.text.lines().enumerate() {
            let lower = line.to_lowercase();
            if let Some(name) = OUTLETS.iter().find(|name| lower.contains(**name)) {
                faults.push(format!("{}:{}: names `{name}`", file.path.display(), number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_opens_with_what_it_is() {
    let silent: Vec<String> = FACTS
        .files
        .values()
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| file.path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no essay on top: {silent:?}");
}
