//! The book: its table of contents, its links, and the tutorial, which is followed step by step.
//!
//! In `docs/tutorial.md` a block ```` ```toml NAME ```` is written to the file NAME; of a block ```` ```console ```` each line
//! after `$ ` is run, and each other line must stand in what is printed. A command that should fail says so:
//! `# ends with 2`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[test]
fn links_between_chapters_lead_somewhere() {
    let mut missing = Vec::new();
    let mut n_links = 0;
    for entry in fs::read_dir(docs()).expect("docs can be listed") {
        let path = entry.expect("docs can be listed").path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("chapters are text");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") {
                continue;
            }
            n_links += 1;
            if !docs().join(file).exists() {
                missing.push(format!("{}: {target}", path.display()));
            }
        }
        for included in text.split("{{#include ").skip(1).filter_map(|rest| rest.split("}}").next()) {
            n_links += 1;
            if !docs().join(included).exists() {
                missing.push(format!("{}: {included}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(n_links > 5);
}

#[test]
fn the_tutorial_can_be_followed() {
    let room = tempfile::tempdir().expect("a folder can be made");
    copy(&docs().join("tutorial/pages"), &room.path().join("pages"));
    let text = fs::read_to_string(docs().join("tutorial.md")).expect("the tutorial is text");
    let mut n_commands = 0;
    let mut blocks = text.split("```");
    // What stands before the first fence and between two blocks is prose.
    blocks.next();
    while let Some(block) = blocks.next() {
        let (fence, body) = block.split_once('\n').expect("a fence ends its line");
        match fence.split_once(' ') {
            None if fence == "console" => n_commands += follow(body, room.path()),
            Some((_, name)) => {
                let path = room.path().join(name);
                fs::create_dir_all(path.parent().expect("a file stands in a folder"))
                    .expect("folders can be made");
                fs::write(path, body).expect("files can be written");
            }
            None => {}
        }
        blocks.next();
    }
    assert!(n_commands >= 8, "{n_commands} commands");
}

/// Runs the commands of one block; returns how many there were.
fn follow(block: &str, room: &Path) -> usize {
    let steps: Vec<&str> = block.split("$ ").filter(|step| !step.trim().is_empty()).collect();
    for step in &steps {
        let (line, expected) = step.split_once('\n').unwrap_or((step, ""));
        let (command, comment) = line.split_once('#').unwrap_or((line, ""));
        let wanted: i32 =
            comment.trim().strip_prefix("ends with ").map_or(0, |code| code.parse().expect("a status"));
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("tamis"));
        let ran = Command::new(env!("CARGO_BIN_EXE_tamis"))
            .args(words.map(|word| word.trim_matches('\'')))
            .args(["--no-config", "--color", "never"])
            .current_dir(room)
            .output()
            .expect("the program runs");
        let printed =
            format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert_eq!(ran.status.code(), Some(wanted), "{line}\n{printed}");
        for expected in expected.lines().filter(|line| !line.trim().is_empty()) {
            assert!(printed.contains(expected.trim()), "{line}\ndoes not print `{expected}`:\n{printed}");
        }
    }
    steps.len()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folders can be made");
    for entry in fs::read_dir(from).expect("the pages can be listed") {
        let path = entry.expect("the pages can be listed").path();
        fs::copy(&path, to.join(path.file_name().expect("a page has a name"))).expect("pages can be copied");
    }
}
