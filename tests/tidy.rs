//! Holds the source tree to its own rules: who may know whom, no outlet's name in the code, an
//! essay at the top of every file.

use std::fs;
use std::path::{Path, PathBuf};

/// Each part of the crate and the parts it may use. An arrow that is missing here is a decision to
/// make, not a line to add.
const MAY_USE: &[(&str, &[&str])] = &[
    ("page", &["text"]),
    ("text", &[]),
    ("deadline", &[]),
    ("html", &["deadline"]),
    ("decode", &["page"]),
    ("clean", &["page", "text"]),
    ("segment", &["deadline", "html", "page"]),
    ("page_info", &["html", "page", "segment", "text"]),
    ("fields", &["html", "page", "page_info"]),
    ("rules", &["deadline", "fields", "html", "page", "page_info", "segment", "text"]),
    ("identify", &["deadline", "html", "page", "rules", "segment", "text"]),
    ("label", &["deadline", "html", "page", "page_info", "rules", "segment", "text"]),
    ("collect", &["clean", "fields", "html", "page", "page_info", "rules", "segment", "text"]),
    (
        "extract",
        &[
            "clean",
            "collect",
            "deadline",
            "decode",
            "fields",
            "html",
            "identify",
            "label",
            "page",
            "page_info",
            "rules",
            "segment",
            "text",
        ],
    ),
    ("output", &["clean", "page", "text"]),
    ("batch", &["clean", "extract", "output", "page", "rules", "text"]),
    ("cli", &["batch", "clean", "extract", "output", "page", "rules"]),
    ("main", &["cli"]),
];

/// Names that belong to `rules/`: code that knows one of them knows too much.
const OUTLETS: &[&str] = &["sputnik", "presstv", "press tv", "rt-france", "tendance", "radioj"];

#[test]
fn parts_know_only_whom_they_may() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let part = part_of(&path);
        if part == "lib" {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == part) else {
            faults.push(format!("{}: part `{part}` has no row in MAY_USE", path.display()));
            continue;
        };
        for used in used_parts(&text) {
            if used != part && !allowed.contains(&used.as_str()) {
                faults.push(format!("{}: `{part}` must not know `{used}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_outlet_is_named_in_the_code() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        for (number, line) in text.lines().enumerate() {
            let lower = line.to_lowercase();
            if let Some(name) = OUTLETS.iter().find(|name| lower.contains(**name)) {
                faults.push(format!("{}:{}: names `{name}`", path.display(), number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_opens_with_what_it_is() {
    let silent: Vec<PathBuf> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "no essay on top: {silent:?}");
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be read") {
            let path = entry.expect("src can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                files.push((path, text));
            }
        }
    }
    files.sort();
    files
}

/// The first folder or file name under `src`.
fn part_of(path: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let inside = path.strip_prefix(root).expect("sources lie under src");
    let first = inside.components().next().expect("a file has a name");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Parts named as `crate::part` or `tamis::part` outside of comments and tests.
fn used_parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, prefix) in line.match_indices("crate::").chain(line.match_indices("tamis::")) {
            let rest = &line[at + prefix.len()..];
            let name: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !name.is_empty() {
                parts.push(name);
            }
        }
    }
    parts
}
