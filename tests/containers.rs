//! Made pages through every container and packing, whole and with one kind of damage each: every whole page
//! comes out once, a damaged one comes out in part with a warning or is named, and the sums are right.
//!
//! `TAMIS_PAGES=2000 TAMIS_SEED=7 cargo test --release --test containers` tries as many pages of another seed in
//! each of them; `TAMIS_PROGRAM` names a program that is built already.

#![cfg(all(feature = "warc", feature = "zstd", feature = "archives", feature = "csv"))]

#[path = "cli/run.rs"]
mod run;

#[path = "containers/build.rs"]
mod build;
#[path = "containers/damage.rs"]
mod damage;

use std::collections::{HashMap, HashSet};

use build::{Kind, Page, Random};
use damage::{Damage, Where};
use run::Room;
use serde_json::Value;

/// Pages in each container, unless told.
const N_PAGES: u64 = 4;

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The pages of one container, and the text that each of them gives by itself.
struct Group {
    pages: Vec<Page>,
    texts: Vec<String>,
}

/// So many groups of pages, all of them different.
fn groups(room: &Room, n_groups: usize) -> Vec<Group> {
    let (n_pages, seed) = (number("TAMIS_PAGES", N_PAGES) as usize, number("TAMIS_SEED", 1));
    room.write("rules/test.toml", run::RULES);
    let pages = |group| (0..n_pages).map(move |at| Page::new(at, group, seed)).collect::<Vec<Page>>();
    let groups: Vec<Vec<Page>> = (0..n_groups).map(pages).collect();
    for (group, pages) in groups.iter().enumerate() {
        for page in pages {
            room.write(&format!("single/{group:03}/{}", page.name), &page.html);
        }
    }
    let texts: Vec<String> = rows(room, &["single".to_owned()], 0).iter().map(text).collect();
    assert_eq!(texts.len(), n_groups * n_pages);
    assert!(texts.iter().all(|text| text.len() > 200));
    let texts = texts.chunks(n_pages).map(<[String]>::to_vec);
    groups.into_iter().zip(texts).map(|(pages, texts)| Group { pages, texts }).collect()
}

fn text(row: &Value) -> String {
    row["text"].as_str().unwrap_or_default().to_owned()
}

/// The rows of a run, of which the sums are right.
#[track_caller]
fn rows(room: &Room, inputs: &[String], status: i32) -> Vec<Value> {
    let mut args = vec!["clean", "-f", "jsonl", "--rules", "rules", "--report", "r.json", "--force"];
    args.extend(inputs.iter().map(String::as_str));
    let rows = room.run(&args).ended(status).records();
    let report: Value = serde_json::from_str(&room.text("r.json")).unwrap();
    let count = |name: &str| report["totals"][name].as_u64().unwrap_or_else(|| panic!("{name}: {report}"));
    assert_eq!(count("read"), rows.len() as u64, "{report}");
    assert_eq!(count("read"), count("written") + count("empty") + count("failed"), "{report}");
    let n_failed = rows.iter().filter(|row| row["error"].is_string()).count();
    assert_eq!(count("failed"), n_failed as u64, "{report}");
    rows
}

#[test]
fn every_container_gives_every_page() {
    let room = Room::new();
    let groups = groups(&room, Kind::ALL.len());
    let inputs: Vec<String> = Kind::ALL
        .iter()
        .zip(&groups)
        .enumerate()
        .map(|(at, (kind, group))| {
            build::write(&room, &format!("in{at:03}"), *kind, &kind.pieces(&group.pages))
        })
        .collect();
    let found: Vec<String> = rows(&room, &inputs, 0).iter().map(text).collect();
    let expected: Vec<String> = groups.into_iter().flat_map(|group| group.texts).collect();
    for (at, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert_eq!(found, expected, "{:?}", Kind::ALL[at * Kind::ALL.len() / expected.len()]);
    }
    assert_eq!(found.len(), expected.len());
}

/// Writes the container of a group with its damage.
fn write_damaged(room: &Room, folder: &str, damage: &Damage, pages: &[Page]) -> String {
    let mut random = Random::new(number("TAMIS_SEED", 1));
    let is_hit = |at: &usize| damage.where_.is_hit(*at, pages.len());
    let mut pages = pages.to_vec();
    for at in (0..pages.len()).filter(is_hit) {
        (damage.page)(&mut pages[at], &mut random);
    }
    let mut pieces = damage.kind.pieces(&pages);
    let first = pieces.len() - pages.len() - damage.kind.n_behind();
    for at in (0..pages.len()).filter(is_hit) {
        (damage.piece)(&mut pieces[first + at], &mut random);
    }
    if let (Where::Behind, Some(behind)) = (damage.where_, pieces.last_mut()) {
        (damage.piece)(behind, &mut random);
    }
    build::write(room, folder, damage.kind, &pieces)
}

#[test]
fn damage_costs_no_neighbour_and_is_told() {
    let room = Room::new();
    assert!(damage::ALL.len() >= 30);
    let groups = groups(&room, damage::ALL.len());
    let folder = |at: usize| format!("in{at:03}");
    let inputs: Vec<String> = damage::ALL
        .iter()
        .zip(&groups)
        .enumerate()
        .map(|(at, (damage, group))| write_damaged(&room, &folder(at), damage, &group.pages))
        .collect();
    let rows = rows(&room, &inputs, 1);
    let texts: Vec<String> = rows.iter().map(text).collect();
    let mut n_found_of: HashMap<&str, usize> = HashMap::new();
    for text in &texts {
        *n_found_of.entry(text).or_default() += 1;
    }
    let begins: HashSet<&str> =
        groups.iter().flat_map(|group| &group.texts).map(|text| beginning(text)).collect();
    // Beginnings of what says that it is a part.
    let is_damaged = |row: &&Value| {
        let warnings = row["warnings"].to_string();
        warnings.contains("damaged") || warnings.contains("bad-encoding")
    };
    let parts: HashSet<&str> =
        rows.iter().zip(&texts).filter(|(row, _)| is_damaged(row)).map(|(_, text)| beginning(text)).collect();
    let mut faults = Vec::new();
    for (number, (damage, group)) in damage::ALL.iter().zip(&groups).enumerate() {
        let mut fault = |what: String| faults.push(format!("{:?}, {}: {what}", damage.kind, damage.name));
        let is_named =
            |row: &&Value| row["place"].as_str().is_some_and(|place| place.contains(&folder(number)));
        let mut n_told = rows.iter().filter(is_named).count();
        for (at, expected) in group.texts.iter().enumerate() {
            let n_found = n_found_of.get(expected.as_str()).copied().unwrap_or(0);
            if !damage.where_.is_hit(at, group.pages.len()) {
                // What is wrong with a directory may be the size of one page.
                let is_part =
                    damage.where_ == Where::Behind && parts.contains(beginning(expected)) && n_found == 0;
                if n_found != 1 && !is_part {
                    fault(format!("page {at} is whole, and there {n_found} times"));
                }
            } else if n_found != 1 && !parts.contains(beginning(expected)) {
                if n_told == 0 {
                    fault(format!("page {at} is neither there nor named"));
                }
                n_told = n_told.saturating_sub(1);
            }
        }
    }
    // Nothing else comes out, but what is told to be damaged: no debris of one page in another.
    for text in rows.iter().filter(|row| !is_damaged(row)).map(text).filter(|text| !text.is_empty()) {
        if !begins.contains(beginning(&text)) {
            faults.push(format!("debris: {text:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The bytes that tell of which page a text is.
fn beginning(text: &str) -> &str {
    text.get(..21).unwrap_or(text)
}
