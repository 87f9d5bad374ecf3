//! Files as people have them: tables in any dialect, JSON that is not quite JSON, mails and pictures among
//! the pages, and columns of the user's own. Each is read, or refused by name.

#[path = "cli/run.rs"]
mod run;

use run::{Ran, Room, page, prose};
use serde_json::{Value, json};

fn clean(room: &Room, input: &str, more: &[&str]) -> Ran {
    let mut args = vec!["clean", input, "-f", "jsonl"];
    args.extend_from_slice(more);
    room.run(&args)
}

fn ids(records: &[Value]) -> Vec<String> {
    records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect()
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

#[test]
fn tables_of_any_dialect_are_read() {
    let room = Room::new();
    let table = |separator: &str| {
        let row = |cells: [&str; 3]| cells.join(separator) + "\r\n";
        row(["ID", "HTML", "crawled"])
            + &row(["a", &quoted(&page(1)), "2021"])
            + &row(["b", &quoted(&page(2)), "2022"])
    };
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    room.write("comma.csv", table(","));
    room.write("semicolon.csv", table(";"));
    room.write("bar.csv", table("|"));
    room.write("tab.tsv", table("\t"));
    room.write("tab.txt", table("\t"));
    room.write("mark.csv", format!("\u{FEFF}{}", table(",")));
    room.write("wide.csv", [vec![0xFF, 0xFE], wide(&table(";"))].concat());
    room.write("wide.tsv", wide(&table("\t")));
    for input in
        ["comma.csv", "semicolon.csv", "bar.csv", "tab.tsv", "tab.txt", "mark.csv", "wide.csv", "wide.tsv"]
    {
        let records = clean(&room, input, &[]).ended(0).records();
        assert_eq!(ids(&records), ["a", "b"], "{input}");
        assert_eq!(records[1]["crawled"], "2022", "{input}");
    }
    room.write("told.csv", format!("sep=;\r\n{}", table(";")));
    room.write("slash.csv", table(",").replace("\"\"", "\\\""));
    for input in ["told.csv", "slash.csv"] {
        let records = clean(&room, input, &[]).ended(0).records();
        assert_eq!((ids(&records), &records[1]["crawled"]), (vec!["a".into(), "b".into()], &json!("2022")));
    }
    room.write("odd.csv", table("^"));
    let records = clean(&room, "odd.csv", &["--delimiter", "^"]).ended(0).records();
    assert_eq!(ids(&records), ["a", "b"]);
    // Two columns of one name, letters of an old code page, and pages in single quotes.
    let old = format!("id,html,who,who\n1,{},M\u{FC}ller,B\u{F6}ll\n", quoted(&page(1)));
    room.write("old.csv", old.chars().map(|char| char as u8).collect::<Vec<u8>>());
    let records = clean(&room, "old.csv", &[]).ended(0).records();
    assert_eq!((&records[0]["who"], &records[0]["who_2"]), (&json!("Müller"), &json!("Böll")));
    room.write("single.csv", format!("id,html,x\n1,'{}','a, b'\n2,'{}','c'\n", page(1), page(2)));
    let records = clean(&room, "single.csv", &[]).ended(0).records();
    assert_eq!((records.len(), &records[0]["x"]), (2, &json!("a, b")));
    // One fault for the whole table, and it names the columns.
    room.write("other.csv", "key;body;day\n1;x;2\n2;y;3\n3;z;4\n");
    let ran = clean(&room, "other.csv", &["-q"]).ended(1);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("key, body, day") && ran.stderr.contains("--html-field"), "{}", ran.stderr);
    assert_eq!(clean(&room, "other.csv", &["--text-field", "body"]).records().len(), 3);
}

#[test]
fn no_page_is_lost_for_another_field() {
    let room = Room::new();
    let html = serde_json::to_string(&page(1)).unwrap();
    let text = serde_json::to_string(&prose(1, 40)).unwrap();
    let deep = format!("{}{}", "[".repeat(3000), "]".repeat(3000));
    let lines = [
        format!(r#"{{"id": "surrogate", "x": "\ud800", "html": {html}}}"#),
        format!(r#"{{"id": "nan", "x": NaN, "y": -Infinity, "html": {html}}}"#),
        format!(r#"{{"id": "deep", "x": {deep}, "html": {html}}}"#),
        format!("{{\"id\": \"tab\", \"x\": \"a\tb\", \"html\": {html}}}"),
        format!(
            r#"{{"id": 123456789012345678901234567890, "n": 12345678901234567890123, "f": 8.990567403888024e-203, "html": {html}}}"#
        ),
        format!(r#"{{"id": {{"a": 1}}, "html": {html}}}"#),
        format!(r#"{{"id": [1, "b"], "html": {html}}}"#),
        format!(r#"{{"id": true, "html": {html}}}"#),
        format!(r#"{{"id": "empty", "html": "", "text": {text}}}"#),
        format!(r#"{{"id": "list", "html": [], "text": {text}}}"#),
    ];
    room.write("a.jsonl", lines.join("\n"));
    let ran = clean(&room, "a.jsonl", &[]).ended(0);
    let records = ran.records();
    let expected = [
        "surrogate",
        "nan",
        "deep",
        "tab",
        "123456789012345678901234567890",
        "{\"a\":1}",
        "[1,\"b\"]",
        "true",
        "empty",
        "list",
    ];
    assert_eq!(ids(&records), expected, "{}", ran.stderr);
    assert!(records.iter().all(|record| record["text"].as_str().unwrap().len() > 100), "{}", ran.text());
    let carried = ran.text().lines().nth(4).unwrap().to_owned();
    assert!(
        carried.contains("12345678901234567890123") && carried.contains("8.990567403888024e-203"),
        "{carried}"
    );
    assert!(
        records[2]["warnings"].to_string().contains("`deep`")
            || records[2]["warnings"].to_string().contains("`x`")
    );
    // Arrays, and objects over many lines.
    let objects: Vec<Value> = (0..3).map(|number| json!({ "id": number, "html": page(number) })).collect();
    room.write("array.json", serde_json::to_string(&objects).unwrap());
    room.write("array.jsonl", serde_json::to_string(&objects).unwrap());
    room.write("pretty.json", serde_json::to_string_pretty(&objects).unwrap());
    let many: Vec<String> =
        objects.iter().map(|object| serde_json::to_string_pretty(object).unwrap()).collect();
    room.write("objects.json", many.join("\n"));
    room.write("objects.jsonl", many.join("\n"));
    for input in ["array.json", "array.jsonl", "pretty.json", "objects.json", "objects.jsonl"] {
        assert_eq!(ids(&clean(&room, input, &[]).ended(0).records()), ["0", "1", "2"], "{input}");
    }
    let folder = room.run(&["clean", ".", "--from", "json", "--exclude", "a.jsonl", "-f", "jsonl"]).ended(0);
    assert_eq!(folder.records().len(), 15, "--from holds in folders: {}", folder.stderr);
}

/// Beginnings of files that are no pages, and what each is called.
fn no_pages() -> Vec<(&'static str, Vec<u8>)> {
    let mail =
        "From: Ada <ada@e.org>\r\nTo: Ben <ben@e.org>\r\nSubject: The piano\r\nDate: Mon, 1 Mar 2021\r\n\r\n";
    let text = |head: &str| format!("{head}{}", prose(3, 30)).into_bytes();
    let bytes = |head: &[u8]| [head, &[0, 1, 2, 3].repeat(300)].concat();
    vec![
        ("PDF", bytes(b"%PDF-1.7\n")),
        ("PostScript", text("%!PS-Adobe-3.0\n")),
        ("RTF", text("{\\rtf1\\ansi ")),
        ("Office", bytes(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")),
        ("picture", bytes(b"\x89PNG\r\n\x1a\n")),
        ("picture", bytes(b"\xFF\xD8\xFF\xE0")),
        ("picture", bytes(b"GIF89a")),
        ("picture", text("<?xml version=\"1.0\"?><svg xmlns=\"x\">")),
        ("sound", bytes(b"ID3\x04")),
        ("sound", bytes(b"OggS")),
        ("sound", bytes(b"fLaC")),
        ("film", bytes(b"\0\0\0\x18ftypmp42")),
        ("film", bytes(b"\x1A\x45\xDF\xA3")),
        ("font", bytes(b"wOF2")),
        ("font", bytes(b"OTTO")),
        ("program", bytes(b"\x7fELF\x02")),
        ("program", bytes(b"MZ\x90\0")),
        ("program", bytes(b"\0asm")),
        ("SQLite", bytes(b"SQLite format 3\0")),
        ("Parquet", bytes(b"PAR1")),
        ("Arrow", bytes(b"ARROW1\0\0")),
        ("Avro", bytes(b"Obj\x01")),
        ("HDF5", bytes(b"\x89HDF\r\n")),
        ("bzip2", bytes(b"BZh91AY")),
        ("xz", bytes(b"\xFD7zXZ\0")),
        ("7z", bytes(b"7z\xBC\xAF\x27\x1C")),
        ("RAR", bytes(b"Rar!\x1A\x07\x01")),
        ("ar archive", bytes(b"!<arch>\n")),
        ("mail", text(mail)),
        ("mailbox", text(&format!("From ada@e.org Mon Mar 1 2021\r\n{mail}"))),
        (
            "MHTML",
            text(&format!(
                "{}MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n",
                &mail[..mail.len() - 2]
            )),
        ),
        ("index", text(" CDX N b a m s k r M S V g\n")),
        ("index", text("org,e)/a 20210304050607 {\"url\": \"http://e.org/a\"}\n")),
        ("index", text("org,e)/a 20210304050607 http://e.org/a text/html 200 X - - 1 2 a.warc.gz\n")),
        ("feed", text("<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel>")),
        ("feed", text("<feed xmlns=\"http://www.w3.org/2005/Atom\">")),
        ("sitemap", text("<?xml version=\"1.0\"?><urlset>")),
        ("subtitles", text("WEBVTT\n\n")),
        ("subtitles", text("1\n00:00:01,000 --> 00:00:02,000\n")),
        ("calendar", text("BEGIN:VCALENDAR\r\n")),
        ("card", text("BEGIN:VCARD\r\n")),
        ("script", text("#!/bin/sh\n")),
        ("LaTeX", text("\\documentclass{article}\n")),
        ("BibTeX", text("@article{key,\n")),
        ("patch", text("diff --git a/x b/x\n")),
        ("patch", b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-The council met.\n+The council left.\n".to_vec()),
        ("binary data", bytes(b"\x0A\x05words")),
        ("settings", text("[package]\nname = \"x\"\nversion = \"1\"\n[dependencies]\nmany = \"")),
        ("source code", b"@charset \"utf-8\";\nbody { margin: 0; }\n.a > .b { color: red; }\n".repeat(4)),
        ("source code", b"import os\n\ndef f(x):\n    return x + 1\n\nprint(f(1))\n".to_vec()),
        ("source code", b"var words = {\"a\": \"The council met.\"};\nconsole.log(words);\n".to_vec()),
        ("a log", b"2021-03-04 05:06:07 INFO The page was fetched and stored\n".repeat(9)),
        ("addresses", b"https://e.org/a/page.html\n".repeat(9)),
        ("a table", b"name,age,city\nAda,36,London\n".repeat(9)),
        ("XML data", text("<?xml version=\"1.0\"?><catalog><book><name>The bridge</name><about>")),
        ("JSON", b"[1, 2, 3, [4, 5]]".to_vec()),
        ("torrent", text("d8:announce35:http://tracker.e.org/announce7:comment")),
        ("robots", text("User-agent: *\nDisallow: /\n")),
        ("SQL", text("-- MySQL dump 10.13\n")),
        ("key", text("-----BEGIN CERTIFICATE-----\n")),
        ("playlist", text("#EXTM3U\n")),
    ]
}

/// The same of texts for programs whose comments and strings are prose.
fn programs() -> Vec<(&'static str, Vec<u8>)> {
    const CODE: &str = "source code";
    let words = prose(4, 2);
    let with = |kind, text: &str| (kind, text.replace("WORDS", &words).into_bytes());
    vec![
        with(CODE, "-- WORDS\nlocal M = {}\nfunction M.f(x)\n  return x\nend\nreturn M\n"),
        with(CODE, ";; WORDS\n(ns a.b\n  (:require [c.d :as e]))\n(defn f\n  \"WORDS\"\n  [x]\n  (inc x))\n"),
        with(
            CODE,
            "{-# LANGUAGE A #-}\n-- | WORDS\nmodule A.B (f) where\nimport Data.Text (Text)\nf :: Int -> Int\nf x = x + 1\n",
        ),
        with(CODE, "%% WORDS\n-module(bridge).\n-export([start/0]).\nstart() ->\n    ok.\n"),
        with(
            CODE,
            "# WORDS\ncmake_minimum_required(VERSION 3.1)\nproject(a)\nadd_library(a b.cpp)\ninstall(TARGETS a)\n",
        ),
        with(CODE, "//! WORDS\n\nuse std::fmt;\n\npub struct A {\n    b: u8,\n}\n"),
        with(CODE, "\" WORDS\nif exists(\"g:a\")\n  finish\nendif\nlet g:a = 1\n"),
        with(CODE, "@echo off\nrem WORDS\nset A=1\nif %A% == 1 goto end\ncall b.bat\n:end\n"),
        with(CODE, "-- WORDS\nSELECT a.b, COUNT(*) AS n\nFROM a\nWHERE a.c > 3\nGROUP BY a.b;\n"),
        with(CODE, "! WORDS\nprogram a\n  implicit none\n  integer :: i\n  print *, 'b'\nend program a\n"),
        with(CODE, "; WORDS\nsection .text\nglobal _start\n_start:\n    mov     rax, 1\n    syscall\n"),
        with(CODE, "#\n# WORDS\n#\nPermitRootLogin no\nX11Forwarding yes\nPort 22\n"),
        with("LaTeX", "\\input macros\n\\title{A}\n\\section{B}\nWORDS\n\\bye\n"),
        with("a manual page", ".TH A 1\n.SH NAME\na \\- b\n.SH DESCRIPTION\nWORDS\n"),
        with("references", "TY  - JOUR\nTI  - A\nAB  - WORDS\nER  - \n"),
        with("games of chess", "[Event \"Cup\"]\n[Site \"A\"]\n\n1. e4 e5 {WORDS} 2. Nf3\n"),
        with("a family tree", "0 HEAD\n1 SOUR A\n0 @I1@ INDI\n1 NOTE WORDS\n0 TRLR\n"),
        with(
            "a log of changes",
            "commit 9fceb02d0ae598e95dc970b74767f19372d61af8\nAuthor: A <a@e.org>\n\n    WORDS\n",
        ),
        with(
            "a log",
            "Traceback (most recent call last):\n  File \"a.py\", line 1, in b\nValueError: WORDS\n",
        ),
        with("subtitles", "{0}{100}WORDS\n{120}{200}WORDS\n"),
        with("subtitles", "[00:12.00]WORDS\n[00:17.20]WORDS\n"),
        with(
            "subtitles",
            "<tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div><p begin=\"1s\">WORDS</p></div></body></tt>",
        ),
        with("RDF data", "@prefix a: <http://e.org/> .\na:b a:c \"WORDS\" .\n"),
        with("a directory of people", "dn: cn=A,dc=e\nobjectClass: person\ndescription: WORDS\n"),
        with("sums of a bank", "!Type:Bank\nD03/01/2021\nT-3.50\nPWORDS\n^\n"),
        with("a message for programs", "MSH|^~\\&|A|B\rPID|||1\rNTE|1||WORDS\r"),
        with(
            "a list of files",
            "total 8\n-rw-r--r-- 1 a a 220 Mar 1 10:00 a.txt\n-rw-r--r-- 1 a a 220 Mar 1 10:00 b.txt\n",
        ),
        with(
            "a settings file",
            "# WORDS\napiVersion: v1\nkind: A\nmetadata:\n  name: b\n  labels:\n    c: d\n  about: |\n    WORDS\n",
        ),
        with(
            "XML data",
            "<project xmlns=\"http://e.org/pom\"><id>a</id><description>WORDS</description></project>",
        ),
        with("XML data", "<resources>\n<string name=\"a\">WORDS</string>\n</resources>"),
    ]
}

#[test]
fn what_is_odd_in_a_row_is_told() {
    let room = Room::new();
    let html = quoted(&page(1));
    let rows = [
        "id,html,label".to_owned(),
        format!("a,{html},7"),
        format!("b,{html},7,8"),
        format!("c,{html}"),
        // Two tables, one behind the other.
        "id,html,label".to_owned(),
        format!("d,{html},7,"),
    ];
    room.write("a.csv", rows.join("\n"));
    let ran = clean(&room, "a.csv", &[]).ended(0);
    let told: Vec<(String, bool)> = ran
        .records()
        .iter()
        .map(|row| (row["id"].to_string(), row["warnings"].to_string().contains("damaged")))
        .collect();
    let expected = [("a", false), ("b", true), ("c", true), ("d", false)];
    assert_eq!(told, expected.map(|(id, is_told)| (format!("\"{id}\""), is_told)));
    assert!(ran.stderr.contains("a header within a table 1"), "{}", ran.stderr);
    let line = json!({ "id": "a", "html": page(1).replace("Page", "P\u{e4}ge") }).to_string();
    let latin: Vec<u8> = line.chars().map(|char| char as u8).collect();
    room.write("a.jsonl", [b"\0\0\0", &latin[..], b"\n"].concat());
    let records = clean(&room, "a.jsonl", &[]).ended(0).records();
    assert!(records[0]["warnings"].to_string().contains("no UTF-8"), "{}", records[0]);
}

#[test]
fn exponents_and_digits_stay_as_they_were_written() {
    let room = Room::new();
    let html = serde_json::to_string(&page(1)).unwrap();
    let numbers =
        r#""a":1E5,"b":[1e5,{"c":-2.50E-03}],"d":1e+5,"e":-0.0,"f":1.10,"g":12345678901234567890.10"#;
    room.write("a.jsonl", format!("{{\"id\":1E2,\"html\":{html},{numbers}}}\n"));
    let ran = clean(&room, "a.jsonl", &[]).ended(0);
    assert!(ran.text().contains(numbers), "{}", ran.text());
    assert_eq!(ids(&ran.records()), ["1E2"]);
}

#[test]
fn what_is_no_page_is_refused_by_name() {
    let room = Room::new();
    let mut files = no_pages();
    files.extend(programs());
    assert!(files.len() >= 40);
    let mut args = vec![
        "clean".to_owned(),
        "-f".to_owned(),
        "jsonl".to_owned(),
        "-q".to_owned(),
        "--errors-only-in".to_owned(),
        "e.jsonl".to_owned(),
    ];
    for (at, (_, bytes)) in files.iter().enumerate() {
        let name = format!("named/{at:02}");
        room.write(&name, bytes);
        room.write(&format!("in/{at:02}"), bytes);
        // Names lie.
        room.write(&format!("in/{at:02}.html"), bytes);
        args.push(name);
    }
    room.write("in/page.html", page(1));
    room.write("in/README.md", prose(1, 40));
    room.write("in/LICENSE", prose(2, 40));
    room.write("in/.hidden.html", page(2));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let ran = room.run(&args).ended(1);
    assert_eq!(ran.text(), "", "nothing of them is printed");
    let told: Vec<String> = run::lines(&room.text("e.jsonl"))
        .iter()
        .map(|line| line["error"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told.len(), files.len());
    for ((kind, _), told) in files.iter().zip(&told) {
        assert!(told.contains("looks like") && told.contains(kind), "{kind}: {told}");
    }
    let ran = clean(&room, "in", &[]).ended(0);
    assert_eq!(ids(&ran.records()), ["in/page.html"], "{}", ran.stderr);
    for count in ["MHTML 2", "PDF 2", "README or licence 2", "a mailbox 2", "hidden 1"] {
        assert!(ran.stderr.contains(count), "{count}: {}", ran.stderr);
    }
    // The user's word counts.
    assert_eq!(clean(&room, "in/README.md", &[]).ended(0).records().len(), 1);
}

#[test]
fn the_user_s_columns_come_through() {
    let room = Room::new();
    let cells = |number: u64| {
        let odd = [
            "",
            " leading",
            "a,b",
            "a\"b",
            "line\nbreak",
            "=1+1",
            "naïve ☕",
            "tab\there",
            "trailing ",
            "0012",
        ];
        [
            odd[number as usize % 10].to_owned(),
            format!("v{}", number * 7919),
            odd[(number as usize / 10) % 10].to_owned(),
        ]
    };
    let mut table = "id,html,label,crawl date,Note\n".to_owned();
    let mut lines = String::new();
    for number in 0..1000 {
        let [label, date, note] = cells(number);
        let html = format!("<p>{}</p>", prose(number, 1));
        table +=
            &[format!("r{number}"), quoted(&html), quoted(&label), quoted(&date), quoted(&note)].join(",");
        table.push('\n');
        lines += &json!({ "id": format!("r{number}"), "html": html, "label": label, "crawl date": date, "Note": note }).to_string();
        lines.push('\n');
    }
    room.write("a.csv", table);
    room.write("a.jsonl", lines);
    for input in ["a.csv", "a.jsonl"] {
        room.run(&["clean", input, "-o", "out.csv", "--force", "-q"]).ended(0);
        let mut reader = csv::Reader::from_path(room.path("out.csv")).unwrap();
        let header = reader.headers().unwrap().clone();
        let at = |name: &str| {
            header.iter().position(|known| known == name).unwrap_or_else(|| panic!("{name}: {header:?}"))
        };
        let places = [at("label"), at("crawl date"), at("Note")];
        let mut n_rows = 0;
        for (number, row) in (0..).zip(reader.records()) {
            let row = row.unwrap();
            assert_eq!(places.map(|at| row[at].to_owned()), cells(number), "{input}, row {number}");
            n_rows += 1;
        }
        assert_eq!(n_rows, 1000);
        room.run(&["clean", input, "-o", "out.jsonl", "--force", "-q"]).ended(0);
        for (number, record) in (0..).zip(run::lines(&room.text("out.jsonl"))) {
            assert_eq!(
                ["label", "crawl date", "Note"].map(|name| record[name].as_str().unwrap().to_owned()),
                cells(number)
            );
        }
    }
    // What the record knows fills what the page does not say.
    let bare = format!("<p>{}</p>", prose(5, 20));
    let record =
        json!({ "id": "x", "html": bare, "title": "Of the user", "date": "2020-01-02", "text_source": 1 });
    room.write(
        "b.jsonl",
        format!("{record}\n{}\n", json!({ "id": "y", "html": page(1), "title": "Another" })),
    );
    let records = clean(&room, "b.jsonl", &[]).ended(0).records();
    assert_eq!((&records[0]["title"], &records[0]["date"]), (&json!("Of the user"), &json!("2020-01-02")));
    assert_eq!(records[0]["sources"]["title"], "record");
    assert_eq!(records[1]["input.title"], "Another");
}

#[test]
fn a_record_always_has_the_same_names() {
    let room = Room::new();
    room.write(
        "a.jsonl",
        format!("{}\n{{\"id\": \"bad\"}}\nnot json\n", json!({ "id": "good", "html": page(1) })),
    );
    let records = clean(&room, "a.jsonl", &["-q"]).ended(1).records();
    assert_eq!(records.len(), 3);
    let good: Vec<&String> = records[0].as_object().unwrap().keys().collect();
    for failed in &records[1..] {
        for name in &good {
            assert!(failed.get(name.as_str()).is_some(), "{name} is missing in {failed}");
        }
        assert!(
            failed["text"].is_null() && failed["error"].is_string() && failed["place"].is_string(),
            "{failed}"
        );
    }
    let ran = room.run(&["clean", "a.jsonl", "-f", "csv", "-q"]).ended(1);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_slice());
    assert_eq!(reader.records().map(Result::unwrap).count(), 3, "as wide as the header");
    let ran = clean(&room, "a.jsonl", &["-q", "--errors-only-in", "e.jsonl"]).ended(1);
    assert_eq!((ran.records().len(), room.text("e.jsonl").lines().count()), (1, 2));
}

#[test]
fn places_that_clash_are_refused() {
    let room = Room::new();
    room.write("in/a.html", page(1));
    room.write("in/b.html", page(2));
    room.write("a.jsonl", json!({ "id": "a", "html": page(1) }).to_string());
    room.write("mine.json", "{\"mine\": 1}\n");
    let before = room.text("a.jsonl");
    let check = |args: &[&str], reason: &str| {
        let refused = room.run(&[&["clean"], args].concat()).ended(2);
        assert!(refused.stderr.contains(reason), "{args:?}: {}", refused.stderr);
    };
    check(&["a.jsonl", "-o", "o.jsonl", "--errors", "a.jsonl"], "is an input");
    check(&["a.jsonl", "-o", "o.jsonl", "--report", "./a.jsonl"], "is an input");
    check(&["a.jsonl", "-o", "o.jsonl", "--report", "o.jsonl"], "is the output");
    check(&["a.jsonl", "-o", "o.jsonl", "--report", "mine.json"], "--force");
    check(&["a.jsonl", "-o", "a.jsonl"], "is an input");
    check(&["in", "-o", "all.txt"], "named like a file");
    check(&["in", "-o", "x.jsonl", "-f", "md"], "named like a file");
    check(&["in/a.html", "-o", "x.docx"], "named like a file");
    check(&["in", "-o", "out", "--dedup", "mark"], "--dedup mark");
    room.write("notes", "of mine");
    check(&["in", "-o", "notes"], "is no folder");
    check(&["https://e.org/a"], "curl -sL 'https://e.org/a'");
    check(&["in/a.html", "--precision", "--recall"], "--recall");
    assert_eq!(room.text("a.jsonl"), before);
    let ran = room.run(&["clean", "in/a.html", "-o", "-"]).ended(0);
    assert!(!ran.stdout.is_empty() && !room.path("-").exists());
    room.run(&["clean", "in", "-o", "kept", "--keep-extension"]).ended(0);
    assert!(room.path("kept/a.html.txt").exists());
    // Results that lie among the pages are pages to the next run, and that is said.
    let ran = room.run(&["clean", "kept", "-f", "jsonl"]).ended(0);
    assert!(ran.stderr.contains("results of an earlier run"), "{}", ran.stderr);
    std::fs::create_dir(room.path("empty")).unwrap();
    assert!(room.run(&["clean", "empty", "-f", "jsonl"]).ended(3).stderr.contains("no page was found"));
}

#[test]
fn what_is_marked_in_a_cell_stays_in_it() {
    let room = Room::new();
    let row = "<tr><td><b>Vessel</b></td><td>1931</td><td><code>x</code></td><td><a href=\"http://e.org/a\">log</a></td></tr>";
    let table = format!(
        "<table><tr><th>Ship</th><th>Year</th><th>Sign</th><th>Log</th></tr>{row}{row}</table></article>"
    );
    room.write("a.html", page(1).replace("</article>", &table));
    room.write("rules/test.toml", run::RULES.replace("article li", "article tr, article li"));
    let ran = room.run(&["clean", "a.html", "-f", "html", "--rules", "rules"]).ended(0);
    let cells = "<td><strong>Vessel</strong></td> <td>1931</td> <td><code>x</code></td> <td><a href=\"http://e.org/a\">log</a></td>";
    assert!(ran.text().contains(cells), "{}", ran.text());
}
