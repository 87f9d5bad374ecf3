//! Which room of the crate may use which others, and that no files use each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{FACTS, ModulePath};

/// Each room of the crate and the rooms it may use. The longest row that fits a file holds for it, so
/// a folder inside a room can have a row of its own. An arrow that is missing here is a decision to make,
/// not a line to add.
const MAY_USE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("page", &["text"]),
    ("deadline", &[]),
    ("html", &["deadline"]),
    ("decode", &["page"]),
    ("clean", &["page", "text"]),
    ("segment", &["deadline", "html", "page", "text"]),
    ("page_info", &["html", "page", "segment", "text"]),
    ("fields", &["html", "page", "page_info", "segment", "text"]),
    ("rules", &["deadline", "fields", "html", "page", "page_info", "segment", "text"]),
    ("identify", &["deadline", "html", "page", "page_info", "rules", "segment", "text"]),
    (
        "label",
        &["deadline", "fields", "html", "label/classifier", "page", "page_info", "rules", "segment", "text"],
    ),
    ("label/classifier", &["fields", "html", "page", "page_info", "segment", "text"]),
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
            "label/classifier",
            "page",
            "page_info",
            "rules",
            "segment",
            "segment",
            "text",
        ],
    ),
    ("interop", &["extract", "html", "page"]),
    ("output", &["clean", "page", "text"]),
    // Which elements a page may have tells it from other XML.
    ("batch", &["clean", "extract", "html", "label", "output", "page", "rules", "text"]),
    ("workshop", &["decode", "extract", "html", "output", "page", "rules", "segment", "text"]),
    (
        "cli",
        &[
            "batch",
            "clean",
            "extract",
            "interop",
            "label",
            "label/classifier",
            "output",
            "page",
            "rules",
            "segment",
            "workshop",
        ],
    ),
    ("main", &["cli"]),
];

/// Folders in which files may use each other in a circle: the HTML standard's insertion modes call one
/// another.
const MAY_GO_IN_CIRCLES: &[&str] = &["html/tree"];

/// Circles that are still there. The list only shrinks.
const KNOWN_CIRCLES: &[&str] = &[
    "batch/input/csv <-> batch/input/jsonl <-> batch/input/open <-> batch/input/parquet <-> batch/input/warc",
    "batch/input/sources <-> batch/input/tar <-> batch/input/zip <-> batch/input/zip_stream",
    "cli/batch <-> cli/clean <-> cli/progress",
    "label/classifier/features/classes <-> label/classifier/features/elements <-> label/classifier/features/looks",
    "label/rules <-> label/zones",
];

#[test]
fn rooms_know_only_whom_they_may() {
    let mut faults = Vec::new();
    for (module, file) in &FACTS.files {
        // The facade knows everybody.
        if module.is_empty() {
            continue;
        }
        let Some((room, allowed)) = row_of(module) else {
            faults.push(format!("{}: no row in MAY_USE", file.path.display()));
            continue;
        };
        for used in &file.uses {
            match row_of(used) {
                Some((other, _)) if other == room || allowed.contains(&other) => {}
                Some((other, _)) => {
                    faults.push(format!("{}: `{room}` must not know `{other}`", file.path.display()));
                }
                None => {}
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_code_map_names_every_room() {
    let map = include_str!("../../ARCHITECTURE.md");
    let missing: Vec<&str> = MAY_USE
        .iter()
        .map(|(room, _)| *room)
        .filter(|room| *room != "main" && !map.contains(&format!("`{room}`")))
        .collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md lacks {missing:?}");
}

/// A file may use what the module it belongs to defines: `output/text.rs` implements the trait that
/// `output.rs` declares, and that is no circle. Between siblings, and across rooms, one direction is enough.
#[test]
fn no_files_use_each_other_in_a_circle() {
    let may =
        |module: &ModulePath| MAY_GO_IN_CIRCLES.iter().any(|folder| module.join("/").starts_with(folder));
    let mut uses: BTreeMap<&ModulePath, Vec<&ModulePath>> = BTreeMap::new();
    for (module, file) in FACTS.files.iter().filter(|(module, _)| !may(module)) {
        let used = file.uses.iter().filter(|used| !module.starts_with(used) && !may(used));
        uses.insert(module, used.collect());
    }
    let reach: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> =
        uses.keys().map(|module| (*module, reachable(&uses, module))).collect();
    let mut circles = BTreeSet::new();
    for module in uses.keys() {
        let circle: Vec<String> = reach[module]
            .iter()
            .filter(|other| reach[**other].contains(module))
            .map(|other| other.join("/"))
            .collect();
        if circle.len() > 1 {
            circles.insert(circle.join(" <-> "));
        }
    }
    let circles: Vec<String> =
        circles.into_iter().filter(|circle| !KNOWN_CIRCLES.contains(&circle.as_str())).collect();
    assert!(circles.is_empty(), "{} circles:\n{}", circles.len(), circles.join("\n"));
}

/// The row of the table that holds for a module.
fn row_of(module: &ModulePath) -> Option<(&'static str, &'static [&'static str])> {
    let path = module.join("/");
    let fits = |room: &str| path == room || path.strip_prefix(room).is_some_and(|rest| rest.starts_with('/'));
    MAY_USE.iter().filter(|(room, _)| fits(room)).max_by_key(|(room, _)| room.len()).copied()
}

/// All files that one file uses, and those that they use.
fn reachable<'a>(
    uses: &BTreeMap<&'a ModulePath, Vec<&'a ModulePath>>,
    from: &'a ModulePath,
) -> BTreeSet<&'a ModulePath> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        open.extend(uses[module].iter().filter(|used| found.insert(**used)));
    }
    found
}
