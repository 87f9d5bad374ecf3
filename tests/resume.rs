//! Runs that are asked for again: done, gone on with, added to, or refused with a reason; never called
//! complete when they are not.

#[path = "cli/run.rs"]
mod run;

use std::process::Stdio;

use run::{Room, page};

fn pages(room: &Room, folder: &str, numbers: std::ops::Range<u64>) {
    for number in numbers {
        room.write(&format!("{folder}/p{number}.html"), page(number));
    }
}

fn visible(room: &Room, folder: &str) -> Vec<String> {
    room.names(folder).into_iter().filter(|name| !name.starts_with('.')).collect()
}

#[test]
fn a_finished_run_is_known_by_its_mark() {
    let room = Room::new();
    pages(&room, "in", 0..4);
    for args in [["clean", "in", "-o", "tree"], ["clean", "in", "-o", "o.jsonl"]] {
        room.run(&args).ended(0);
        let again = room.run(&[&args[..], &["--resume"]].concat()).ended(0);
        assert!(again.stderr.contains("complete (4 read: 4 written"), "{}", again.stderr);
        let refused = room.run(&args).ended(2);
        assert_eq!(
            refused.stderr.lines().count(),
            1,
            "one message, not one for each page: {}",
            refused.stderr
        );
        assert!(refused.stderr.contains("--force"));
        // Other options, other rules, other input.
        let check = |more: &[&str], reason: &str| {
            let refused = room.run(&[&args[..], &["--resume"], more].concat()).ended(2);
            assert!(refused.stderr.contains(reason), "{}", refused.stderr);
            assert!(refused.stderr.contains("--force"), "says what to do: {}", refused.stderr);
            assert!(
                !refused.stderr.contains("Some(") && !refused.stderr.contains(" { "),
                "{}",
                refused.stderr
            );
        };
        check(&["--labels", "body"], "--labels was `lead,body` when the run began and is `body` now");
        check(&["--recall"], "--recall was not given when the run began");
        room.write("rules/test.toml", run::RULES);
        check(&["--rules", "rules"], "the digest of the rules");
        room.write("in/p4.html", page(4));
        check(&[], "4 files then, 5 now; in/p4.html is new");
        std::fs::remove_file(room.path("in/p4.html")).unwrap();
        let original = room.text("in/p2.html");
        room.write("in/p2.html", original.replace("The", "the"));
        check(&[], "in/p2.html was changed");
        room.write("in/p2.html", original);
        room.run(&[&args[..], &["--resume"]].concat()).ended(0);
    }
    room.write("o.jsonl", "{}\n");
    let refused = room.run(&["clean", "in", "-o", "o.jsonl", "--resume"]).ended(2);
    assert!(refused.stderr.contains("no longer what the run wrote"), "{}", refused.stderr);
    room.run(&["clean", "in", "-o", "o.jsonl", "--force"]).ended(0);
    room.run(&["clean", "in", "-o", "o.jsonl", "--resume"]).ended(0);
}

#[test]
fn what_no_run_made_is_not_complete() {
    let room = Room::new();
    pages(&room, "in", 0..2);
    room.write("notes/README", "my notes");
    room.run(&["clean", "in", "-o", "notes", "--resume"]).ended(0);
    assert_eq!(visible(&room, "notes"), ["README", "p0.txt", "p1.txt"]);
    room.write("mine.jsonl", "{\"x\":1}\n");
    let refused = room.run(&["clean", "in", "-o", "mine.jsonl", "--resume"]).ended(2);
    assert!(refused.stderr.contains("nothing tells that a run made mine.jsonl"), "{}", refused.stderr);
    assert_eq!(room.text("mine.jsonl"), "{\"x\":1}\n");
    // A first run with --resume is a run.
    room.run(&["clean", "in", "-o", "new", "--resume"]).ended(0);
    assert_eq!(visible(&room, "new"), ["p0.txt", "p1.txt"]);
    // A run with failures is complete, and says that they are there.
    std::os::unix::fs::symlink("nowhere", room.path("in/bad.html")).unwrap();
    room.run(&["clean", "in", "-o", "failed"]).ended(1);
    let again = room.run(&["clean", "in", "-o", "failed", "--resume"]).ended(1);
    assert!(again.stderr.contains("1 failed"), "{}", again.stderr);
    std::fs::remove_file(room.path("in/bad.html")).unwrap();
    room.write("in/bad.html", page(3));
    let refused = room.run(&["clean", "in", "-o", "failed", "--resume"]).ended(2);
    assert!(
        refused.stderr.contains("in/bad.html was changed") || refused.stderr.contains("is new"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_mirror_is_added_to() {
    let room = Room::new();
    pages(&room, "in", 0..3);
    room.run(&["clean", "in", "-o", "out"]).ended(0);
    room.write("out/p1.txt", "Corrected by hand.");
    pages(&room, "in", 3..5);
    // Two pages of one name: the second has a number, and is not taken for the first.
    room.write("in/p0.shtml", page(7));
    let add = ["clean", "in", "-o", "out", "--skip-existing"];
    let ran = room.run(&add).ended(0);
    assert!(ran.stderr.contains("there already 3"), "{}", ran.stderr);
    assert_eq!(visible(&room, "out"), ["p0.txt", "p0~2.txt", "p1.txt", "p2.txt", "p3.txt", "p4.txt"]);
    assert_eq!(room.text("out/p1.txt"), "Corrected by hand.");
    // A page that is newer than its text is done again.
    std::thread::sleep(std::time::Duration::from_millis(20));
    room.write("in/p2.html", page(9));
    let before = room.text("out/p2.txt");
    room.run(&add).ended(0);
    assert!(room.text("out/p2.txt") != before);
    assert_eq!(room.text("out/p1.txt"), "Corrected by hand.");
    room.run(&["clean", "in", "-o", "o.jsonl", "--skip-existing"]).ended(2);
}

#[test]
fn a_mirror_holds_what_a_fresh_run_would_write() {
    let room = Room::new();
    pages(&room, "in", 0..4);
    let fresh = |options: &[&str]| {
        let _ = std::fs::remove_dir_all(room.path("fresh"));
        room.run(&[&["clean", "in", "-o", "fresh"][..], options].concat());
        pages_of(&room, "fresh")
    };
    let add = |options: &[&str], there: &str| {
        let ran = room.run(&[&["clean", "in", "-o", "out", "--skip-existing"][..], options].concat());
        assert!(ran.stderr.contains(there), "{options:?}: {}", ran.stderr);
        assert_eq!(pages_of(&room, "out"), fresh(options), "{options:?}");
    };
    add(&[], "4 written");
    add(&[], "there already 4");
    // An edit that keeps the old time, as copies and archives do.
    let old = std::fs::metadata(room.path("in/p1.html")).unwrap().modified().unwrap();
    room.write("in/p1.html", page(11));
    room.write("in/p2.html", page(2).replace("The", "One"));
    let set = |name: &str| {
        let file = std::fs::File::options().write(true).open(room.path(name)).unwrap();
        file.set_modified(old - std::time::Duration::from_secs(3600)).unwrap();
    };
    set("in/p1.html");
    set("in/p2.html");
    add(&[], "there already 2");
    // A page of a name that stands before a known one takes its file: neither is lost.
    room.write("in/p3.htm", page(33));
    add(&[], "there already 3");
    add(&[], "there already 5");
    // Other options and other rules make other texts.
    add(&["--with-title"], "5 written");
    room.write("rules/test.toml", run::RULES);
    add(&["--with-title", "--rules", "rules"], "5 written");
    add(&["--with-title", "--rules", "rules"], "there already 5");
    // What failed before is done when it can be, and what was half removed is written again.
    std::fs::remove_file(room.path("out/p0.txt")).unwrap();
    std::os::unix::fs::symlink("nowhere", room.path("in/q.html")).unwrap();
    add(&[], "1 failed");
    std::fs::remove_file(room.path("in/q.html")).unwrap();
    room.write("in/q.html", page(5));
    add(&[], "there already 5");
    // Texts that are passed over cannot be compared.
    room.run(&["clean", "in", "-o", "out", "--skip-existing", "--dedup", "drop"]).ended(2);
}

fn pages_of(room: &Room, folder: &str) -> Vec<(String, Vec<u8>)> {
    room.tree(folder).into_iter().filter(|(name, _)| !name.starts_with('.')).collect()
}

#[test]
fn the_report_lists_which_file_is_whose() {
    let room = Room::new();
    for name in ["in/a.html", "in/a.htm", "in/A.shtml", "in/b.txt.html", "in/b.txt/c.html", "in/bad.html"] {
        room.write(name, page(3));
    }
    std::fs::remove_file(room.path("in/bad.html")).unwrap();
    std::os::unix::fs::symlink("nowhere", room.path("in/bad.html")).unwrap();
    room.run(&["clean", "in", "-o", "out", "--report", "r.json"]).ended(1);
    let report: serde_json::Value = serde_json::from_slice(&room.read("r.json")).unwrap();
    let mut listed: Vec<(String, String)> = Vec::new();
    for file in report["files"].as_array().unwrap() {
        let text = |name: &str| file[name].as_str().unwrap().to_owned();
        assert_eq!(room.read(&format!("out/{}", text("file"))).len() as u64, file["bytes"].as_u64().unwrap());
        listed.push((text("from"), text("file")));
    }
    listed.sort();
    let expected = [
        ("in/A.shtml", "A.txt"),
        ("in/a.htm", "a~2.txt"),
        ("in/a.html", "a~3.txt"),
        ("in/b.txt.html", "b.txt.txt"),
        ("in/b.txt/c.html", "b.txt/c.txt"),
    ];
    assert_eq!(listed, expected.map(|(from, file)| (from.to_owned(), file.to_owned())));
    // A run that adds lists what is there, too.
    room.write("in/d.html", page(4));
    room.run(&["clean", "in", "-o", "out", "--skip-existing", "--report", "r.json"]);
    let report: serde_json::Value = serde_json::from_slice(&room.read("r.json")).unwrap();
    assert_eq!(report["files"].as_array().unwrap().len(), 6);
}

#[cfg(unix)]
#[test]
fn two_runs_into_one_place_are_one_too_many() {
    let room = Room::new();
    room.write("a.jsonl", "");
    for output in ["o.jsonl", "tree"] {
        let args = ["clean", "-", "--from", "jsonl", "-o", output];
        let mut first = room.command(&args).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let journal =
            if output == "tree" { "tree/.tamis/journal.json" } else { "o.jsonl.tamis/journal.json" };
        while !room.path(journal).exists() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        for more in [&[][..], &["--resume"], &["--force"]] {
            let refused = room.run(&[&["clean", "a.jsonl", "-o", output][..], more].concat()).ended(2);
            assert!(refused.stderr.contains("another run writes into"), "{}", refused.stderr);
        }
        drop(first.stdin.take());
        first.wait().unwrap();
    }
}

#[test]
fn a_killed_run_over_an_edited_input_does_not_go_on() {
    let room = Room::new();
    let lines = |n: u64| {
        (0..n)
            .map(|number| format!("{}\n", serde_json::json!({ "id": number, "html": page(number) })))
            .collect::<String>()
    };
    room.write("a.jsonl", lines(700));
    let args = ["clean", "a.jsonl", "-o", "o.jsonl", "-q"];
    room.run(&[&args[..], &["--test-panic", "600", "--fail-fast"]].concat());
    let written_at = std::fs::metadata(room.path("a.jsonl")).unwrap().modified().unwrap();
    // The same places, other pages: an earlier release went on with them.
    room.write("a.jsonl", lines(700).replace("lantern", "lamps"));
    let refused = room.run(&[&args[..], &["--resume"]].concat()).ended(2);
    assert!(refused.stderr.contains("a.jsonl was changed"), "{}", refused.stderr);
    // Of a long file pieces and the time are held against what they were.
    room.write("a.jsonl", lines(700));
    let restored = std::fs::File::options().write(true).open(room.path("a.jsonl")).unwrap();
    restored.set_modified(written_at).unwrap();
    room.run(&[&args[..], &["--resume"]].concat()).ended(0);
    assert_eq!(room.text("o.jsonl").lines().count(), 700);
}

#[test]
fn a_finished_run_that_lost_a_file_is_not_complete() {
    let room = Room::new();
    pages(&room, "in", 0..6);
    let folders: [&[&str]; 2] = [
        &["clean", "in", "-o", "tree", "-f", "md"],
        &["clean", "in", "-o", "parts", "-f", "jsonl", "--shard-size", "2"],
    ];
    for (args, file) in folders.into_iter().zip(["tree/p2.md", "parts/part-00001.jsonl"]) {
        room.run(args).ended(0);
        let again = room.run(&[args, &["--resume"]].concat()).ended(0);
        assert!(again.stderr.contains("the run is complete"), "{}", again.stderr);
        std::fs::remove_file(room.path(file)).unwrap();
        let refused = room.run(&[args, &["--resume"]].concat()).ended(2);
        assert!(refused.stderr.contains(file) && refused.stderr.contains("is gone"), "{}", refused.stderr);
        room.run(&[args, &["--force"]].concat()).ended(0);
        room.run(&[args, &["--resume"]].concat()).ended(0);
    }
    // A part that was cut by hand.
    room.write("parts/part-00001.jsonl", "{}\n");
    let refused = room.run(&[folders[1], &["--resume"]].concat()).ended(2);
    assert!(
        refused.stderr.contains("part-00001.jsonl is no longer what the run wrote"),
        "{}",
        refused.stderr
    );
}

#[test]
fn standard_input_is_never_known_to_be_what_it_was() {
    let room = Room::new();
    let args = ["clean", "-", "--from", "html", "-o", "o.jsonl", "-q"];
    let run = |more: &[&str]| {
        let mut child = room
            .command(&[&args[..], more].concat())
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), page(1).as_bytes()).ok();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&[]).0, Some(0));
    let (code, told) = run(&["--resume"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("standard input"), "{told}");
}
