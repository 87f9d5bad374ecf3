//! Batches: every container, order, sameness, resumption after a kill, accounting, damage, limits.
//!
//! `TAMIS_BATCH_RECORDS` and `TAMIS_BATCH_KILLS` make the resumption tests as long as one likes.

#[path = "cli/run.rs"]
mod run;

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use run::{RULES, Room, lines, page, prose};
use serde_json::{Value, json};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn warc_record(kind: &str, id: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{id}>\r\nWARC-Target-URI: http://e.org/{id}\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

fn response(id: &str, html: &str) -> Vec<u8> {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
    warc_record("response", id, "application/http; msgtype=response", block.as_bytes())
}

fn warc(n: u64) -> Vec<Vec<u8>> {
    let mut records = vec![warc_record("warcinfo", "info", "application/warc-fields", b"software: test\r\n")];
    records.extend((0..n).map(|number| response(&format!("r{number}"), &page(number))));
    records
}

fn warc_gz(n: u64) -> Vec<u8> {
    warc(n).iter().flat_map(|record| gzip(record)).collect()
}

fn jsonl(n: u64) -> String {
    (0..n)
        .map(|number| {
            let record = json!({ "id": format!("r{number}"), "url": format!("http://e.org/r{number}"), "html": page(number) });
            format!("{record}\n")
        })
        .collect()
}

fn tar(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes) in members {
        // Written by hand: libraries refuse the names that matter here.
        let mut header = [0u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..107].copy_from_slice(b"0000644");
        header[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
        header[136..147].copy_from_slice(b"00000000000");
        header[148..156].copy_from_slice(b"        ");
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        archive.extend_from_slice(&header);
        archive.extend_from_slice(bytes);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    archive
}

fn texts(records: &[Value]) -> Vec<String> {
    records.iter().map(|record| record["text"].as_str().unwrap_or("").to_owned()).collect()
}

fn report(room: &Room, name: &str) -> Value {
    let report: Value = serde_json::from_str(&room.text(name)).unwrap();
    assert_eq!(report["adds_up"], true, "{report}");
    report
}

fn env_number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn every_container_gives_the_same_texts() {
    let room = Room::new();
    let n = 12;
    room.write("a.warc", warc(n).concat());
    room.write("a.warc.gz", warc_gz(n));
    room.write("one-member.warc.gz", gzip(&warc(n).concat()));
    room.write("a.jsonl", jsonl(n));
    room.write("a.jsonl.gz", gzip(jsonl(n).as_bytes()));
    let members: Vec<(String, Vec<u8>)> =
        (0..n).map(|number| (format!("d/{number}.html"), page(number).into_bytes())).collect();
    let members: Vec<(&str, Vec<u8>)> =
        members.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    room.write("a.tar.gz", gzip(&tar(&members)));
    room.write("nested.tar", tar(&[("x/a.warc.gz", warc_gz(n)), ("x/picture.png", vec![0; 99])]));
    let mut csv = String::from("id,html,more\n");
    for number in 0..n {
        csv.push_str(&format!("r{number},\"{}\",m{number}\n", page(number).replace('"', "\"\"")));
    }
    room.write("a.csv", csv);
    for number in 0..n {
        let name = format!("dir/{number:02}.html");
        room.write(&name, page(number));
        room.write(&format!("packed/{number:02}.html.gz"), gzip(page(number).as_bytes()));
    }
    room.write("rules/test.toml", RULES);
    let args = |input| ["clean", input, "-f", "jsonl", "-q", "--rules", "rules", "--outlet", "test"];
    let expected = texts(&room.run(&args("a.jsonl")).ended(0).records());
    assert_eq!(expected.len() as u64, n);
    assert!(expected.iter().all(|text| text.starts_with("The ")));
    for input in [
        "a.warc",
        "a.warc.gz",
        "one-member.warc.gz",
        "a.jsonl.gz",
        "a.tar.gz",
        "nested.tar",
        "a.csv",
        "dir",
        "packed",
    ] {
        let ran = room.run(&args(input)).ended(0);
        assert_eq!(texts(&ran.records()), expected, "{input}");
    }
    // Without a name to go by.
    for input in ["a.warc.gz", "a.jsonl", "a.tar.gz", "a.csv"] {
        let ran = room.run_with(&args("-"), &room.read(input)).ended(0);
        assert_eq!(texts(&ran.records()), expected, "{input} from a pipe");
    }
    let carried = room.run(&args("a.csv")).ended(0).records();
    assert_eq!((&carried[3]["more"], &carried[3]["id"]), (&json!("m3"), &json!("r3")));
}

#[test]
fn web_archives_are_read_as_they_are_found() {
    let room = Room::new();
    let html = page(1);
    let http = |header: &str, body: &[u8]| {
        let mut block = format!("HTTP/1.1 {header}\r\n\r\n").into_bytes();
        block.extend_from_slice(body);
        block
    };
    let chunked = format!("{:x}\r\n{html}\r\n0\r\n\r\n", html.len());
    // Every character of it is one byte of Latin 1; its own `<meta>` would say otherwise.
    let latin: Vec<u8> = html
        .replace("<p>", "<p>Caf\u{e9}: ")
        .replace("<meta charset=\"utf-8\">", "")
        .chars()
        .map(|character| u8::try_from(u32::from(character)).unwrap())
        .collect();
    let blocks = [
        ("plain", http("200 OK\r\nContent-Type: text/html", html.as_bytes())),
        ("gzip", http("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &gzip(html.as_bytes()))),
        ("undone", http("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", html.as_bytes())),
        (
            "chunked",
            http("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", chunked.as_bytes()),
        ),
        ("latin", http("200 OK\r\nContent-Type: text/html; charset=iso-8859-1", &latin)),
        ("header", http("200 OK\r\nX-Odd: ~\r\nContent-Type: text/html", html.as_bytes())),
        ("picture", http("200 OK\r\nContent-Type: image/png", b"\x89PNG")),
        ("moved", http("301 Moved\r\nContent-Type: text/html", b"<p>Moved</p>")),
    ];
    let mut warc: Vec<u8> = blocks
        .iter()
        .flat_map(|(id, block)| warc_record("response", id, "application/http;msgtype=response", block))
        .collect();
    // A byte in a header that is no UTF-8.
    let odd = warc.windows(8).position(|bytes| bytes == b"X-Odd: ~").unwrap();
    warc[odd + 7] = 0xFF;
    let wet = format!("{}\n\n{}\n", prose(1, 3), prose(2, 3));
    warc.extend(warc_record("conversion", "wet", "text/plain", wet.as_bytes()));
    warc.extend(warc_record("revisit", "again", "application/http", b"HTTP/1.1 200 OK\r\n\r\n"));
    room.write("a.warc", warc);
    let ran = room.run(&["clean", "a.warc", "-f", "jsonl", "--report", "r.json"]).ended(0);
    let records = ran.records();
    let text = |id: &str| records.iter().find(|record| record["id"] == id).unwrap()["text"].as_str().unwrap();
    for id in ["gzip", "undone", "chunked", "header"] {
        assert_eq!(text(id), text("plain"), "{id}");
    }
    assert!(text("latin").contains("Café: "));
    assert_eq!(text("wet").trim(), wet.trim());
    let skipped = &report(&room, "r.json")["skipped"];
    assert_eq!(skipped.as_object().unwrap().len(), 3, "{skipped}");
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let room = Room::new();
    room.write("a.warc.gz", warc_gz(300));
    let mut outputs = Vec::new();
    for threads in ["1", "2", "16"] {
        let name = format!("o{threads}.jsonl.gz");
        room.run(&["clean", "a.warc.gz", "-o", &name, "-j", threads, "-q", "--max-in-flight", "200k"])
            .ended(0);
        outputs.push(room.read(&name));
    }
    assert!(outputs[0] == outputs[1] && outputs[0] == outputs[2]);
    room.write("again.jsonl.gz", &outputs[0]);
    let records = room.run(&["clean", "again.jsonl.gz", "-f", "jsonl", "-q"]).ended(0).records();
    let ids: Vec<String> = records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..300).map(|number| format!("r{number}")).collect::<Vec<_>>());
}

/// Kills a run at some moment after its first checkpoint, and goes on with it until it is done.
fn kill_and_resume(room: &Room, args: &[&str], journal: &str, kills: u64) {
    for round in 0..kills {
        let resume: &[&str] = if round == 0 { &[] } else { &["--resume"] };
        let mut child = room
            .command(&[args, resume].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let events = || {
            let state = std::fs::read(room.path(journal)).ok()?;
            serde_json::from_slice::<Value>(&state).ok()?["state"]["events"].as_u64()
        };
        let before = events().unwrap_or(0);
        while child.try_wait().unwrap().is_none() && events().unwrap_or(0) <= before {
            std::thread::sleep(Duration::from_millis(3));
        }
        // Some moment of the stretch that follows, another one each round.
        std::thread::sleep(Duration::from_millis(37 * round % 113));
        let _ = child.kill();
        child.wait().unwrap();
    }
    room.run(&[args, &["--resume"]].concat()).ended(0);
}

#[test]
fn a_killed_run_into_one_file_goes_on_to_the_same_bytes() {
    let room = Room::new();
    let n = env_number("TAMIS_BATCH_RECORDS", 2_200);
    let kills = env_number("TAMIS_BATCH_KILLS", 3);
    room.write("a.warc.gz", warc_gz(n));
    let args =
        |output, report| ["clean", "a.warc.gz", "-o", output, "--report", report, "-q", "--dedup", "mark"];
    room.run(&args("whole.jsonl.gz", "whole.json")).ended(0);
    kill_and_resume(&room, &args("cut.jsonl.gz", "cut.json"), "cut.jsonl.gz.tamis/journal.json", kills);
    assert!(room.read("whole.jsonl.gz") == room.read("cut.jsonl.gz"));
    let (whole, cut) = (report(&room, "whole.json"), report(&room, "cut.json"));
    assert_eq!(whole["totals"], cut["totals"]);
    assert_eq!(whole["totals"]["read"], n);
    assert!(!room.path("cut.jsonl.gz.tamis").exists() && !room.path("cut.jsonl.gz.part").exists());
}

#[test]
fn a_killed_run_into_a_tree_goes_on_to_the_same_files() {
    let room = Room::new();
    let n = env_number("TAMIS_BATCH_RECORDS", 2_200);
    let kills = env_number("TAMIS_BATCH_KILLS", 3);
    for number in 0..n {
        room.write(&format!("in/{}/{number}.html", number % 7), page(number));
        if number % 50 == 0 {
            room.write(&format!("in/{}/{number}.htm", number % 7), page(number + 1));
        }
    }
    let args = |output, report| ["clean", "in", "-o", output, "--report", report, "-q"];
    room.run(&args("whole", "whole.json")).ended(0);
    kill_and_resume(&room, &args("cut", "cut.json"), "cut/.tamis/journal.json", kills);
    assert!(room.tree("whole") == room.tree("cut"));
    assert_eq!(report(&room, "whole.json")["totals"], report(&room, "cut.json")["totals"]);
}

#[test]
fn a_killed_run_into_shards_goes_on_to_the_same_files() {
    let room = Room::new();
    room.write("a.jsonl", jsonl(1_800));
    let args = |output| ["clean", "a.jsonl", "-o", output, "-f", "jsonl", "--shard-size", "500", "-q"];
    room.run(&args("whole")).ended(0);
    assert_eq!(
        room.names("whole"),
        ["part-00000.jsonl", "part-00001.jsonl", "part-00002.jsonl", "part-00003.jsonl"]
    );
    kill_and_resume(&room, &args("cut"), "cut/.tamis/journal.json", 2);
    assert!(room.tree("whole") == room.tree("cut"));
}

#[test]
fn a_run_over_other_options_does_not_go_on() {
    let room = Room::new();
    room.write("a.jsonl", jsonl(700));
    let args = ["clean", "a.jsonl", "-o", "o.jsonl", "-q"];
    // Ends early, with its journal left behind.
    room.run(&[&args[..], &["--test-panic", "r600", "--fail-fast"]].concat());
    assert!(room.path("o.jsonl.tamis/journal.json").exists());
    let refused = room.run(&[&args[..], &["--resume", "--with-blocks"]].concat()).ended(2);
    assert!(refused.stderr.contains("--with-blocks was not given"), "{}", refused.stderr);
    let refused = room.run(&[&args[..], &["--resume", "--labels", "body"]].concat()).ended(2);
    assert!(refused.stderr.contains("--labels was `lead,body`"), "{}", refused.stderr);
    let refused = room.run(&args).ended(2);
    assert!(refused.stderr.contains("--resume"), "{}", refused.stderr);
    let other = jsonl(701).lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
    let original = room.text("a.jsonl");
    let written_at = std::fs::metadata(room.path("a.jsonl")).unwrap().modified().unwrap();
    room.write("a.jsonl", &other[..other.len() / 3]);
    let refused = room.run(&[&args[..], &["--resume"]].concat()).ended(2);
    assert!(refused.stderr.contains("input"), "{}", refused.stderr);
    room.write("a.jsonl", original);
    let restored = std::fs::File::options().write(true).open(room.path("a.jsonl")).unwrap();
    restored.set_modified(written_at).unwrap();
    room.run(&[&args[..], &["--resume"]].concat()).ended(0);
    assert_eq!(room.text("o.jsonl").lines().count(), 700);
    assert!(room.run(&[&args[..], &["--resume"]].concat()).ended(0).stderr.contains("complete"));
}

#[test]
fn damage_costs_the_damaged_record_only() {
    let room = Room::new();
    // A JSON line cut in half, of which the half comes out, one that is no object, one without a page, and
    // an odd byte.
    let all = jsonl(6);
    let mut json: Vec<&str> = all.lines().collect();
    let half = &json[2][..json[2].len() / 2];
    json[2] = half;
    json[3] = "[1, 2]";
    json[4] = "{\"id\": \"r4\"}";
    let mut bytes = json.join("\n").into_bytes();
    bytes.extend_from_slice(b"\n\xff\xfe not json\n");
    room.write("lines.jsonl", bytes);
    room.write("cut.html.gz", &gzip(page(1).as_bytes())[..12]);
    room.write(
        "cut.tar.gz",
        &gzip(&tar(&[("a.html", page(1).into_bytes()), ("b.html", page(2).into_bytes())]))[..900],
    );
    let check = |input: &str, kept: &[&str], n_failed: u64| {
        let args = ["clean", input, "-f", "jsonl", "-q", "--report", "r.json", "--errors", "e.jsonl"];
        let ran = room.run(&args).ended(1);
        let ids: Vec<String> = ran
            .records()
            .iter()
            .filter(|record| record.get("error").is_none())
            .map(|record| record["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids, kept, "{input}: {}", ran.stderr);
        assert_eq!(report(&room, "r.json")["totals"]["failed"], n_failed, "{input}: {}", ran.stderr);
        let errors = lines(&room.text("e.jsonl"));
        assert_eq!(errors.len() as u64, n_failed);
        assert!(errors.iter().all(|error| error["place"].as_str().unwrap().contains(input)));
        assert_eq!(ran.stderr.lines().count() as u64, n_failed, "each is named: {}", ran.stderr);
    };
    check("lines.jsonl", &["r0", "r1", "r2", "r5"], 3);
    check("cut.html.gz", &[], 1);
    let ran = room.run(&["clean", "cut.tar.gz", "-f", "jsonl", "-q"]).ended(1);
    assert!(ran.stderr.contains("cut.tar.gz"), "{}", ran.stderr);
}

#[test]
fn a_run_does_not_read_what_it_writes() {
    let room = Room::new();
    for number in 0..700 {
        room.write(&format!("in/{number}.html"), page(number));
    }
    let args = ["clean", "in", "-o", "in/out.jsonl", "--errors", "in/e.jsonl", "--report", "in/r.json", "-q"];
    room.run(&args).ended(0);
    assert_eq!(report(&room, "in/r.json")["totals"]["read"], 700);
    room.run(&[&args[..], &["--force"]].concat()).ended(0);
    assert_eq!(report(&room, "in/r.json")["totals"]["read"], 700);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_round_are_told_once() {
    let room = Room::new();
    for number in 0..3 {
        room.write(&format!("in/{number}.html"), page(number));
    }
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, room.path(name)).unwrap();
    link("nowhere.html", "in/1b.html");
    link(".", "in/up");
    let ran = room.run(&["clean", "in", "-f", "jsonl", "--errors", "e.jsonl"]).ended(1);
    let records = ran.records();
    assert_eq!(records.iter().filter(|record| record["error"].is_null()).count(), 3);
    assert_eq!(records.len(), 5);
    let errors = lines(&room.text("e.jsonl"));
    let told: Vec<(&str, &str)> = errors
        .iter()
        .map(|error| (error["place"].as_str().unwrap(), error["error"].as_str().unwrap()))
        .collect();
    assert_eq!(told[0], ("in/1b.html", "No such file or directory (os error 2)"));
    assert_eq!(told[1], ("in/up", "a link to in, which holds it"));
}

#[cfg(unix)]
#[test]
fn a_fault_of_the_output_leaves_a_report_and_a_run_to_resume() {
    let room = Room::new();
    room.write("a.jsonl", jsonl(1_500));
    let args = ["clean", "a.jsonl", "-o", "out", "-f", "txt", "--report", "r.json", "-q"];
    // The journal's temporary file cannot be made where a folder has its name: as if the disk were full.
    let mut child = room.command(&args).stderr(Stdio::piped()).spawn().unwrap();
    while !room.path("out/.tamis/journal.json").exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::fs::create_dir_all(room.path("out/.tamis/journal.json.part")).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let told = report(&room, "r.json");
    assert_eq!(told["ending"], "fault");
    std::fs::remove_dir(room.path("out/.tamis/journal.json.part")).unwrap();
    room.run(&[&args[..], &["--resume"]].concat()).ended(0);
    assert_eq!(report(&room, "r.json")["totals"]["written"], 1_500);
    assert_eq!(room.names("out").len(), 1_500);
}

#[cfg(unix)]
#[test]
fn after_a_power_cut_files_that_no_list_names_are_done_again() {
    let room = Room::new();
    room.write("a.jsonl", jsonl(700));
    let args = ["clean", "a.jsonl", "-o", "out", "-f", "txt", "-q"];
    room.run(&[&args[..], &["--test-panic", "r600", "--fail-fast"]].concat());
    // The list of names lost its end, and a file has its name but not its bytes.
    let names = room.text("out/.tamis/names");
    room.write(
        "out/.tamis/names",
        names.lines().take(512).map(|line| format!("{line}\n")).collect::<String>(),
    );
    room.write("out/a/r599.txt", "");
    room.run(&[&args[..], &["--resume"]].concat()).ended(0);
    assert_eq!(room.names("out").len(), 700);
    assert!(!room.text("out/a/r599.txt").is_empty());
}

#[test]
fn a_panic_costs_one_record() {
    let room = Room::new();
    room.write("a.jsonl", jsonl(20));
    let args = [
        "clean",
        "a.jsonl",
        "-o",
        "o.jsonl",
        "--test-panic",
        "r7",
        "--errors",
        "e.jsonl",
        "--report",
        "r.json",
    ];
    let ran = room.run(&args);
    assert_eq!(ran.code, Some(1));
    let records = lines(&room.text("o.jsonl"));
    assert_eq!(records.len(), 20);
    assert!(records[7]["error"].as_str().unwrap().contains("panicked"));
    assert_eq!(lines(&room.text("e.jsonl"))[0]["id"], "r7");
    assert_eq!(
        report(&room, "r.json")["totals"],
        json!({
            "read": 20, "written": 19, "empty": 0, "not_an_article": 0, "damaged": 0, "duplicate": 0, "failed": 1
        })
    );
}

#[test]
fn a_run_may_end_at_the_first_failures() {
    let room = Room::new();
    let line = format!("{}\n", json!({ "id": "x", "html": page(1) }));
    room.write("a.jsonl", format!("{line}broken\n{line}broken\n{line}"));
    let ids = |args: &[&str]| {
        room.run(&[&["clean", "a.jsonl", "-f", "jsonl"], args].concat()).ended(1).records().len()
    };
    assert_eq!(ids(&["--fail-fast"]), 2);
    assert_eq!(ids(&["--max-errors", "2"]), 4);
    assert_eq!(ids(&[]), 5);
}

#[test]
fn shards_together_are_the_whole() {
    let room = Room::new();
    let mut input = jsonl(60);
    input.push_str("broken\n");
    room.write("a.jsonl", input);
    let sorted = |text: String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let whole = sorted(room.run(&["clean", "a.jsonl", "-f", "jsonl", "-q"]).ended(1).text());
    let mut parts = String::new();
    for shard in ["3/4", "0/4", "2/4", "1/4"] {
        let ran = room.run(&["clean", "a.jsonl", "-f", "jsonl", "-q", "--shard", shard]);
        assert!(ran.text().lines().count() < 40);
        parts.push_str(&ran.text());
    }
    assert_eq!(sorted(parts), whole);
}

#[test]
fn duplicates_are_marked_or_dropped() {
    let room = Room::new();
    let text = prose(1, 40);
    let near = format!("{text} The end.");
    let records = [("a", text.as_str()), ("b", &prose(2, 40)), ("c", &text), ("d", &near)];
    let input: String =
        records.iter().map(|(id, text)| format!("{}\n", json!({ "id": id, "text": text }))).collect();
    room.write("a.jsonl", input);
    let marked = room.run(&["clean", "a.jsonl", "-f", "jsonl", "--dedup", "mark"]).ended(0).records();
    let twins: Vec<&Value> = marked.iter().map(|record| &record["duplicate_of"]).collect();
    assert_eq!(twins, [&Value::Null, &Value::Null, &json!("a"), &json!("a")]);
    let dropped = room
        .run(&["clean", "a.jsonl", "-f", "jsonl", "--dedup", "drop", "--report", "r.json"])
        .ended(0)
        .records();
    assert_eq!(dropped.len(), 2);
    assert_eq!(report(&room, "r.json")["totals"]["duplicate"], 2);
}

#[test]
fn as_a_co_process_each_line_is_answered_before_the_next() {
    let room = Room::new();
    let mut child = room
        .command(&["clean", "--from", "jsonl", "-f", "jsonl", "--unbuffered", "-q"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut ask = |line: &str| -> Value {
        writeln!(input, "{line}").unwrap();
        input.flush().unwrap();
        let mut answer = String::new();
        output.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    };
    let answer =
        ask(&json!({ "id": "1", "text": prose(1, 3), "mine": { "deep": [1, 2] }, "title": "given" })
            .to_string());
    assert_eq!(answer["mine"], json!({ "deep": [1, 2] }));
    assert_eq!(answer["text"], prose(1, 3));
    let answer = ask("{\"id\": \"2\"}");
    assert_eq!((&answer["id"], answer["error"].is_string()), (&json!("2"), true));
    assert!(ask("nonsense")["error"].is_string());
    assert_eq!(ask(&json!({ "id": 3, "html": page(3) }).to_string())["id"], "3");
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn no_name_leads_outside_the_output() {
    let room = Room::new();
    let members: Vec<(&str, Vec<u8>)> = vec![
        ("../../up.html", page(1).into_bytes()),
        ("/abs/root.html", page(2).into_bytes()),
        ("a/../../b.html", page(3).into_bytes()),
        ("same.html", page(4).into_bytes()),
        ("SAME.htm", page(5).into_bytes()),
        ("nul.html", page(6).into_bytes()),
    ];
    room.write("in/a.tar", tar(&members));
    room.run(&["clean", "in/a.tar", "-o", "deep/er/out"]).ended(0);
    assert_eq!(
        room.names("deep"),
        [
            "er/out/a/SAME~2.txt",
            "er/out/a/_nul.txt",
            "er/out/a/a/b.txt",
            "er/out/a/abs/root.txt",
            "er/out/a/same.txt",
            "er/out/a/up.txt",
        ]
    );
    room.write(
        "ids.jsonl",
        ["../x", "/etc/passwd", "a/b", "a_b", ""]
            .map(|id| format!("{}\n", json!({ "id": id, "text": prose(1, 3) })))
            .concat(),
    );
    room.run(&["clean", "ids.jsonl", "-o", "out"]).ended(0);
    assert_eq!(
        room.names("out"),
        ["ids/a_b.txt", "ids/a_b~2.txt", "ids/etc_passwd.txt", "ids/page.txt", "ids/x.txt"]
    );
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_folder_is_not_followed() {
    let room = Room::new();
    room.write("in/sub/a.html", page(1));
    std::fs::create_dir_all(room.path("elsewhere")).unwrap();
    std::fs::create_dir_all(room.path("out")).unwrap();
    std::os::unix::fs::symlink(room.path("elsewhere"), room.path("out/sub")).unwrap();
    room.run(&["clean", "in", "-o", "out"]).ended(1);
    assert!(room.names("elsewhere").is_empty());
}

#[test]
fn limits_end_in_a_warning_or_a_failed_record() {
    let room = Room::new();
    let paragraphs: String = (0..400).map(|number| format!("<p>{}</p>\n", prose(number, 6))).collect();
    let long = format!("<html><body><article>{paragraphs}</article></body></html>");
    room.write("in/long.html", &long);
    room.write("in/bomb.html.gz", gzip(&vec![b' '; 60 << 20]));
    room.write("in/bomb.jsonl.gz", gzip(&vec![b'0'; 200 << 20]));
    let mut warc = gzip(&response("ok", &page(1)));
    warc.extend(gzip(&response("huge", &"x".repeat(200 << 20))));
    warc.extend(gzip(&response("after", &page(2))));
    room.write("in/w.warc.gz", warc);
    let args = [
        "clean",
        "in",
        "-f",
        "jsonl",
        "--max-page-bytes",
        "50k",
        "--max-record-bytes",
        "1M",
        "--report",
        "r.json",
    ];
    let ran = room.run(&args).ended(1);
    let records = ran.records();
    let find = |id: &str| records.iter().find(|record| record["id"] == id);
    let long = find("in/long.html").unwrap();
    assert!(long["warnings"].as_array().unwrap().iter().any(|warning| warning["kind"] == "limit"), "{long}");
    assert!(long["text"].as_str().unwrap().len() > 10_000);
    assert!(find("ok").is_some() && find("after").is_some(), "{}", ran.stderr);
    assert!(ran.stderr.contains("bomb.jsonl.gz"), "{}", ran.stderr);
    assert_eq!(report(&room, "r.json")["totals"]["read"], 6);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_so_and_can_go_on() {
    let room = Room::new();
    room.write("a.jsonl", jsonl(3_000));
    let args = ["clean", "a.jsonl", "-o", "o.jsonl"];
    let child = room.command(&args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    while !room.path("o.jsonl.tamis/journal.json").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("to go on: ") && told.contains("clean a.jsonl -o o.jsonl --resume"), "{told}");
    assert!(!room.path("o.jsonl").exists());
    room.run(&[&args[..], &["--resume"]].concat()).ended(0);
    assert_eq!(room.text("o.jsonl").lines().count(), 3_000);
    // Waiting for input that never comes is no reason to stay.
    let mut child = room
        .command(&["clean", "--from", "jsonl", "-f", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{}", json!({ "id": "1", "text": prose(1, 3) })).unwrap();
    let mut answer = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut answer).unwrap();
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let room = Room::new();
    room.write("a.jsonl", jsonl(5));
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = room.command(&["clean", "a.jsonl", "-f", "jsonl"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write standard output"));
}

#[test]
fn messages_can_be_json() {
    let room = Room::new();
    let line = format!("{}\n", json!({ "id": "x", "html": page(1) }));
    room.write("a.jsonl", format!("{line}broken\n"));
    let ran = room.run(&["clean", "a.jsonl", "-f", "jsonl", "--log", "json"]).ended(1);
    let events = lines(&ran.stderr);
    assert_eq!((&events[0]["event"], &events[1]["event"]), (&json!("failed"), &json!("end")));
    assert_eq!(events[1]["totals"]["written"], 1);
}

#[test]
fn paths_may_come_from_a_list() {
    let room = Room::new();
    room.write("a b.html", page(1));
    room.write("c.html", page(2));
    let ran = room.run_with(&["clean", "--files0-from", "-", "-f", "jsonl"], b"c.html\0a b.html\0").ended(0);
    let ids: Vec<Value> = ran.records().iter().map(|record| record["id"].clone()).collect();
    assert_eq!(ids, ["c.html", "a b.html"]);
    room.write("lines", "a.html\nb.html\n");
    let refused = room.run(&["clean", "--files0-from", "lines", "-f", "jsonl"]).ended(2);
    assert!(refused.stderr.contains("-print0"), "{}", refused.stderr);
}
