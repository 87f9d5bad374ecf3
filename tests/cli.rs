//! The command line from outside: what is printed where, what is written, and how it ends.

#[path = "cli/run.rs"]
mod run;

use run::{RULES, Room, page, prose};
use serde_json::Value;

/// The names of a record, in their order.
const NAMES: [&str; 32] = [
    "id",
    "url",
    "outlet",
    "layout",
    "title",
    "lead",
    "text",
    "author",
    "date",
    "language",
    "tags",
    "description",
    "sitename",
    "comments",
    "related",
    "captions",
    "warnings",
    "rules_digest",
    "version",
    "section",
    "canonical",
    "image",
    "date_modified",
    "captured",
    "classifieds",
    "archived_at",
    "kinds",
    "confidence",
    "decoding",
    "sources",
    "images",
    "source",
];

#[test]
fn one_page_prints_its_text_and_nothing_else() {
    let room = Room::new();
    room.write("a.html", page(1));
    let ran = room.run(&["clean", "a.html"]).ended(0);
    assert!(ran.text().starts_with("The "), "{}", ran.text());
    assert!(!ran.text().contains("Home") && !ran.text().contains("Terms"));
    assert_eq!(ran.stderr, "");
    for args in [&["clean"][..], &["clean", "-"], &["clean", "--from", "html"]] {
        assert_eq!(room.run_with(args, page(1).as_bytes()).ended(0).text(), ran.text());
    }
}

#[test]
fn clean_text_comes_out_as_it_went_in() {
    let room = Room::new();
    let text = format!("{}\n\n{}\n", prose(1, 3), prose(2, 3));
    assert_eq!(room.run_with(&["clean", "--from", "text"], text.as_bytes()).ended(0).text(), text);
}

#[test]
fn several_documents_need_a_format_that_holds_them() {
    let room = Room::new();
    room.write("in/a.html", page(1));
    room.write("in/b.html", page(2));
    assert!(room.run(&["clean", "in"]).ended(2).stderr.contains("-f jsonl"));
    assert!(room.run(&["clean", "in/a.html", "in/b.html"]).ended(2).stdout.is_empty());
    let records = room.run(&["clean", "in/b.html", "in/a.html", "-f", "jsonl"]).ended(0).records();
    let ids: Vec<&str> = records.iter().filter_map(|record| record["id"].as_str()).collect();
    assert_eq!(ids, ["in/b.html", "in/a.html"]);
    let lines = format!("{{\"text\":{:?}}}\n{{\"text\":{:?}}}\n", prose(1, 3), prose(2, 3));
    let ran = room.run_with(&["clean", "--from", "jsonl", "-f", "txt"], lines.as_bytes()).ended(2);
    assert!(ran.stdout.is_empty());
}

#[test]
fn a_folder_is_mirrored_and_nothing_is_overwritten() {
    let room = Room::new();
    room.write("in/x/a.html", page(1));
    room.write("in/x/y/b.htm", page(2));
    room.write("in/c.txt", prose(3, 4));
    room.write("in/style.css", "p { color: red }");
    room.write("in/.hidden/d.html", page(4));
    room.write("in/e.clean.txt", "beside");
    room.write("in/skip/f.html", page(5));
    room.write("in/.tamisignore", "*.clean.txt\n");
    room.run(&["clean", "in", "-o", "out", "--exclude", "skip"]).ended(0);
    assert_eq!(room.names("out"), ["c.txt", "x/a.txt", "x/y/b.txt"]);
    let before = room.tree("out");
    room.write("in/c.txt", prose(9, 4));
    let again = room.run(&["clean", "in", "-o", "out", "--exclude", "skip"]).ended(2);
    assert!(again.stderr.contains("--force"), "{}", again.stderr);
    assert_eq!(room.tree("out"), before);
    room.run(&["clean", "in", "-o", "out", "--exclude", "skip", "--force"]).ended(0);
    assert_ne!(room.tree("out"), before);
}

#[test]
fn the_output_is_never_read_as_input() {
    let room = Room::new();
    room.write("a.html", page(1));
    room.run(&["clean", ".", "-o", "out"]).ended(0);
    room.run(&["clean", ".", "-o", "out", "--force"]).ended(0);
    assert_eq!(room.names("out"), ["a.txt"]);
}

#[test]
fn one_page_may_go_to_one_file() {
    let room = Room::new();
    room.write("a.html", page(1));
    room.run(&["clean", "a.html", "-o", "b.txt"]).ended(0);
    room.run(&["clean", "a.html", "-o", "c.json"]).ended(0);
    assert!(room.text("b.txt").starts_with("The "));
    assert_eq!(serde_json::from_str::<Value>(&room.text("c.json")).unwrap()["id"], "a.html");
    room.run(&["clean", "a.html", "-o", "b.txt"]).ended(2);
    room.run(&["clean", "a.html", "-o", "folder"]).ended(0);
    assert_eq!(room.names("folder"), ["a.txt"]);
}

#[test]
fn records_have_every_name_in_order() {
    let room = Room::new();
    room.write("a.html", page(1));
    for args in [&["clean", "a.html", "-f", "json"][..], &["clean", "a.html", "-f", "jsonl"]] {
        let text = room.run(args).ended(0).text();
        let record: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(record.keys().collect::<Vec<_>>(), NAMES);
        for list in ["author", "tags", "comments", "related", "captions", "warnings", "classifieds", "images"]
        {
            assert!(record[list].is_array(), "{list}");
        }
        assert_eq!(record["version"], env!("CARGO_PKG_VERSION"));
    }
}

#[test]
fn blocks_point_into_the_page_text() {
    let room = Room::new();
    room.write("a.html", page(1));
    let text = room.run(&["clean", "a.html", "-f", "json", "--with-page-text"]).ended(0).text();
    let record: Value = serde_json::from_str(&text).unwrap();
    let page_text = record["page_text"].as_str().unwrap();
    let blocks = record["blocks"].as_array().unwrap();
    assert!(blocks.len() > 4);
    for block in blocks {
        let (start, end) =
            (block["start"].as_u64().unwrap() as usize, block["end"].as_u64().unwrap() as usize);
        assert_eq!(&page_text[start..end], block["text"].as_str().unwrap());
        let keys: Vec<&String> = block.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["start", "end", "kind", "markup", "rule", "cause", "text"]);
    }
    let without = room.run(&["clean", "a.html", "-f", "json", "--with-blocks"]).ended(0).text();
    assert!(without.contains("\"blocks\"") && !without.contains("\"page_text\""));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_goes_on() {
    let room = Room::new();
    room.write("in/a.html", page(1));
    room.write("in/z.html", page(2));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere.html", room.path("in/dangling.html")).unwrap();
        std::os::unix::fs::symlink(".", room.path("in/loop")).unwrap();
    }
    let ran = room.run(&["clean", "in", "missing.html", "-o", "out"]).ended(1);
    assert!(ran.stderr.contains("missing.html"), "{}", ran.stderr);
    if cfg!(unix) {
        assert!(ran.stderr.contains("dangling.html") && ran.stderr.contains("loop"), "{}", ran.stderr);
    }
    assert_eq!(room.names("out"), ["in/a.txt", "in/z.txt"]);
}

#[test]
fn faults_of_usage_end_with_2_and_do_nothing() {
    let room = Room::new();
    room.write("a.html", page(1));
    for args in [
        &["clean", "a.html", "--labels", "body,nonsense"][..],
        &["clean", "a.html", "--outlet", "no-such-outlet"],
        &["clean", "a.html", "-f", "docx"],
        &["clean", "a.html", "--no-such-flag"],
        &["clean", "a.html", "--rules", "no-such-folder"],
        &["clean", "a.html", "--resume"],
        &["clean", "a.html", "--shard", "4/4"],
        &["clean", "a.html", "--exclude", "["],
        &["no-such-command"],
    ] {
        let ran = room.run(args).ended(2);
        assert!(ran.stdout.is_empty() && !ran.stderr.is_empty(), "{args:?}");
    }
    assert!(room.run(&["clean", "a.html", "--labels", "nonsense"]).stderr.contains("caption"));
}

#[test]
fn a_faulty_rule_file_ends_with_2() {
    let room = Room::new();
    room.write("a.html", page(1));
    room.write("rules/x.toml", "schema = 1\n[outlet]\nid = \"x\"\nnane = \"X\"\n");
    let ran = room.run(&["clean", "a.html", "--rules", "rules"]).ended(2);
    assert!(ran.stderr.contains("nane") && ran.stderr.contains("x.toml"), "{}", ran.stderr);
}

#[test]
fn nothing_extracted_ends_with_3() {
    let room = Room::new();
    room.write("empty.html", "");
    assert!(room.run(&["clean", "empty.html"]).ended(3).stderr.contains("empty"));
    std::fs::create_dir(room.path("none")).unwrap();
    room.run(&["clean", "none", "-o", "out"]).ended(3);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    use std::io::Read;
    let room = Room::new();
    for number in 0..200 {
        room.write(&format!("in/{number}.html"), page(number));
    }
    let mut child = room
        .command(&["clean", "in", "-f", "jsonl", "-q"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn nothing_a_page_says_reaches_the_terminal_as_an_order() {
    let room = Room::new();
    let evil = format!(
        "<title>A\u{1b}]0;owned\u{7}B</title><article><h1>A\u{9b}31mB</h1><p>{}\u{1b}[2J{}</p><p>{}\u{202e}.</p></article>",
        prose(1, 4),
        prose(2, 4),
        prose(3, 4)
    );
    room.write("evil\u{1b}[31m.html", &evil);
    let name = "evil\u{1b}[31m.html";
    for args in [
        &["clean", name, "--with-title"][..],
        &["clean", name, "-f", "md", "--with-title"],
        &["clean", name, "-f", "json", "--with-page-text"],
        &["clean", name, "-f", "jsonl"],
        &["clean", name, "-f", "csv"],
        &["clean", name, "-f", "tei"],
        &["clean", name, "-f", "html"],
        &["explain", name],
        &["explain", name, "--json"],
        &["clean", name, "-v", "--test-panic", name],
        &["clean", "missing\u{1b}[31m.html"],
    ] {
        let ran = room.run(args);
        for text in [&ran.text(), &ran.stderr] {
            let order = text
                .chars()
                .find(|&c| c != '\n' && c != '\r' && c != '\t' && (c.is_control() || c == '\u{202e}'));
            assert_eq!(order, None, "{args:?}: {text}");
        }
    }
}

#[test]
fn explain_names_label_rule_file_and_line() {
    let room = Room::new();
    room.write("rules/test.toml", RULES);
    room.write("a.html", page(1));
    let args = ["explain", "a.html", "--rules", "rules", "--outlet", "test"];
    let text = room.run(&args).ended(0).text();
    assert!(text.contains("test/one"), "{text}");
    assert!(text.contains("- nav ") && text.contains("Home"), "{text}");
    assert!(text.contains("menu") && text.contains("test.toml:14"), "{text}");
    assert!(text.contains("+ ") && !text.contains('\u{1b}'), "{text}");
    let painted = room.run(&[&args[..], &["--color", "always"]].concat()).ended(0).text();
    assert!(painted.contains('\u{1b}'));
    let json: Value =
        serde_json::from_str(&room.run(&[&args[..], &["--json"]].concat()).ended(0).text()).unwrap();
    let menu = json["blocks"].as_array().unwrap().iter().find(|block| block["kind"] == "nav").unwrap();
    assert_eq!(menu["kept"], false);
    assert_eq!(menu["rule"]["line"], 14);
    assert_eq!(menu["rule"]["why"], "the menu");
    let dropped = room.run(&[&args[..], &["--dropped"]].concat()).ended(0).text();
    assert!(!dropped.lines().any(|line| line.starts_with("+ ")), "{dropped}");
}

#[test]
fn no_color_is_honoured() {
    let room = Room::new();
    room.write("a.html", page(1));
    let output = room.command(&["explain", "a.html"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(output.stdout.contains(&0x1B));
    let output = room.command(&["explain", "a.html"]).env("NO_COLOR", "1").output().unwrap();
    assert!(!output.stdout.contains(&0x1B));
}

#[test]
fn configuration_files_lie_under_the_command_line() {
    let room = Room::new();
    room.write("a.html", page(1));
    room.write("config-home/tamis/tamis.toml", "format = \"json\"\nwith-title = true\n");
    assert!(room.run(&["clean", "a.html"]).ended(0).text().starts_with('{'));
    room.write("tamis.toml", "[clean]\nformat = \"html\"\n");
    assert!(room.run(&["clean", "a.html"]).ended(0).text().starts_with("<!DOCTYPE"));
    assert!(room.run(&["clean", "a.html", "-f", "txt"]).ended(0).text().contains("The "));
    assert!(room.run(&["clean", "a.html", "--no-config"]).ended(0).text().starts_with("The "));
    let shown = room.run(&["config", "show"]).ended(0).text();
    let row = |key: &str| shown.lines().find(|line| line.starts_with(key)).unwrap_or_default().to_owned();
    assert!(row("format").contains("html") && row("format").contains("tamis.toml"), "{shown}");
    assert!(row("with-title").contains("config-home"), "{shown}");
    assert!(row("spaces").contains("fold") && row("spaces").ends_with("default"), "{shown}");
    room.write("tamis.toml", "threads = \"many\"\n");
    let ran = room.run(&["clean", "a.html"]).ended(2);
    assert!(ran.stderr.contains("tamis.toml") && ran.stderr.contains("many"), "{}", ran.stderr);
    room.write("tamis.toml", "[clean]\nformats = \"html\"\n");
    let ran = room.run(&["clean", "a.html"]).ended(2);
    assert!(
        ran.stderr.contains("formats") && ran.stderr.contains("did you mean `format`?"),
        "{}",
        ran.stderr
    );
    room.write("tamis.toml", "zebra = 1\n");
    assert!(room.run(&["clean", "a.html"]).ended(2).stderr.contains("one of from,"));
}

#[test]
fn a_configuration_is_checked_and_begun() {
    let room = Room::new();
    room.write("a.html", page(1));
    let shown = room.run(&["config", "show"]).ended(0);
    assert!(shown.stderr.contains("config-home/tamis/tamis.toml (not there"), "{}", shown.stderr);
    room.write("tamis.toml", "threads = \"many\"\n");
    let refused = room.run(&["config", "show"]).ended(2);
    assert!(refused.stderr.contains("tamis.toml") && refused.stderr.contains("many"), "{}", refused.stderr);
    room.write("tamis.toml", "precision = true\nrecall = true\n");
    assert!(room.run(&["config", "show"]).ended(2).stderr.contains("--recall"));
    assert!(room.run(&["config", "init"]).ended(2).stderr.contains("--force"));
    room.run(&["config", "init", "--force"]).ended(0);
    room.run(&["config", "init", "--user"]).ended(0);
    let template = room.text("tamis.toml");
    assert_eq!(template, room.text("config-home/tamis/tamis.toml"));
    // Nothing holds before a key is filled in; each default is one that a run takes.
    room.run(&["config", "show"]).ended(0);
    let filled: String = template
        .lines()
        .filter(|line| line.starts_with('#') && line.contains(" = ") && !line.ends_with("\"\""))
        .map(|line| format!("{}\n", line.trim_start_matches('#')))
        .collect();
    assert!(filled.lines().count() > 15, "{template}");
    room.write("tamis.toml", filled);
    room.run(&["config", "show"]).ended(0);
    room.run(&["clean", "a.html"]).ended(0);
}

#[test]
fn completions_and_manual_come_from_the_parser() {
    let room = Room::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(room.run(&["completions", shell]).ended(0).text().contains("with-blocks"), "{shell}");
    }
    let words = room.run(&["completions", "fish"]).ended(0).text();
    assert!(words.contains("radioj") && words.contains("byline"), "outlets and labels");
    assert!(room.run(&["man"]).ended(0).text().contains(".TH"));
    room.run(&["man", "-o", "pages"]).ended(0);
    assert!(room.names("pages").contains(&"tamis-clean.1".to_owned()));
}

#[test]
fn help_tells_values_defaults_and_examples() {
    let help = Room::new().run(&["clean", "--help"]).ended(0).text();
    for word in
        ["--labels <LIST>", "[default: lead,body]", "Examples:", "--resume", "--max-in-flight <BYTES>"]
    {
        assert!(help.contains(word), "{word}\n{help}");
    }
}

#[test]
fn broken_pages_are_data() {
    let room = Room::new();
    let long_line = prose(1, 4_000);
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF).chain(prose(2, 5).encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>); 9] = [
        ("empty.txt", Vec::new()),
        ("binary.txt", (0..=255).cycle().take(4_000).collect()),
        ("long.txt", long_line.into_bytes()),
        ("utf16.txt", utf16),
        ("latin.txt", b"Le caf\xe9 est ferm\xe9 depuis hier, dit le maire de la ville.".to_vec()),
        ("invalid.txt", b"A line with \xff\xfe\xfd bytes that nobody can read, and more.".to_vec()),
        ("nul.html", b"<p>A sentence with a NUL\0 in the middle of it, and some more words.</p>".to_vec()),
        ("cut.html", page(3).into_bytes()[..600].to_vec()),
        ("tag.html", b"<p>Some words, and then an unfinished <a href=\"http".to_vec()),
    ];
    for (name, bytes) in &cases {
        room.write(&format!("in/{name}"), bytes);
    }
    let ran = room.run(&["clean", "in", "-f", "jsonl", "-q"]);
    assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
    assert!(!ran.stderr.contains("panic"), "{}", ran.stderr);
    let records = ran.records();
    // What begins with control characters is no page, and passed over in a folder.
    assert_eq!(records.len(), cases.len() - 1);
    let record = |name: &str| records.iter().find(|record| record["id"] == format!("in/{name}")).unwrap();
    assert!(record("utf16.txt")["text"].as_str().unwrap().starts_with("The "));
    assert!(record("latin.txt")["text"].as_str().unwrap().contains("café"));
    assert_eq!(record("empty.txt")["warnings"][0]["kind"], "empty");
}

#[test]
fn formats_that_keep_structure_keep_it() {
    let room = Room::new();
    let html = format!(
        "<html><body><article><h1>Head &amp; line</h1><p>{} <a href=\"https://e.org/a b\">a link</a> and <b>bold</b> words.</p>\
         <h2>Cross &lt;head&gt;</h2><p>{}</p><ul><li>{}</li><li>{}</li></ul><blockquote><p>{}</p></blockquote>\
         <p><a href=\"javascript:alert(1)\">{}</a></p></article></body></html>",
        prose(1, 5),
        prose(2, 5),
        prose(3, 2),
        prose(4, 2),
        prose(5, 3),
        prose(6, 3)
    );
    room.write("a.html", html);
    room.write("rules/test.toml", RULES);
    let clean = |format: &str| {
        room.run(&["clean", "a.html", "--rules", "rules", "--outlet", "test", "-f", format]).ended(0).text()
    };
    let md = clean("md");
    assert!(md.contains("[a link](https://e.org/a%20b) and **bold** words."), "{md}");
    assert!(md.contains("## Cross \\<head>"), "{md}");
    assert!(md.contains("\n- The ") && md.contains("\n> The "), "{md}");
    assert!(!md.contains("javascript"), "{md}");
    let html = clean("html");
    assert!(html.contains("<h2>Cross &lt;head&gt;</h2>") && html.contains("<li>The "), "{html}");
    assert!(!html.contains("javascript"), "{html}");
    let tei = clean("tei");
    assert!(tei.contains("<head>Cross &lt;head&gt;</head>") && tei.contains("<item>The "), "{tei}");
    assert!(tei.contains("<ref target=\"https://e.org/a%20b\">a link</ref>"), "{tei}");
    let csv = clean("csv");
    assert!(csv.starts_with("id,url,outlet,"), "{csv}");
}

#[test]
fn listings_keep_their_lines_and_indentation() {
    let room = Room::new();
    let html = format!(
        "<title>Piers</title><article><h1>Piers</h1><p>{}</p><pre>if x:\n    y\n\n<span>z</span> &lt; 1</pre>\
         <p>{}</p></article>",
        prose(1, 5),
        prose(2, 5)
    );
    room.write("a.html", html);
    let clean = |format: &str| room.run(&["clean", "a.html", "--generic", "-f", format]).ended(0).text();
    let md = clean("md");
    assert!(md.contains("\n\n```\nif x:\n    y\n\nz < 1\n```\n\n"), "{md}");
    let html = clean("html");
    assert!(html.contains("<pre>\nif x:\n    y\n\nz &lt; 1\n</pre>"), "{html}");
    let tei = clean("tei");
    assert!(tei.contains("xml:space=\"preserve\">    y</ab>"), "{tei}");
}

#[test]
fn a_blank_address_is_none() {
    let room = Room::new();
    let html = format!("<link rel=canonical href=https://e.org/piers><h1>Piers</h1><p>{}</p>", prose(1, 5));
    let page = |url: &str| serde_json::json!({"id": "a", "url": url, "html": html}).to_string();
    room.write("a.jsonl", format!("{}\n{}\n", page(" "), page("https://e.org/piers")));
    let records = room.run(&["clean", "a.jsonl", "--generic", "-f", "jsonl"]).ended(0).text();
    let records: Vec<&str> = records.lines().collect();
    assert!(records[0].contains("\"url\":\"https://e.org/piers\""), "{}", records[0]);
    assert_eq!(records[0], records[1]);
}

#[test]
fn a_fence_is_longer_than_those_of_its_listing() {
    let room = Room::new();
    let listing = "a table is written as\n```\n| a | b |\n````\nand no other way";
    let html = format!(
        "<title>Piers</title><article><h1>Piers</h1><p>{}</p><pre>{listing}</pre><p>{}</p></article>",
        prose(1, 5),
        prose(2, 5)
    );
    room.write("a.html", html);
    let md = room.run(&["clean", "a.html", "--generic", "-f", "md"]).ended(0).text();
    assert!(md.contains(&format!("\n\n`````\n{listing}\n`````\n\n")), "{md}");
}

#[test]
fn bench_measures_every_stage_and_plots_it() {
    let room = Room::new();
    for number in 0..5 {
        room.write(&format!("in/{number}.html"), page(number));
    }
    let args = ["bench", "in", "--rounds", "2", "-j", "2", "--json", "--report", "b.html", "-q"];
    let results: Value = serde_json::from_str(&room.run(&args).ended(0).text()).unwrap();
    assert_eq!(results["pages"], 5);
    let stages: Vec<&str> =
        results["stages"].as_array().unwrap().iter().filter_map(|stage| stage["stage"].as_str()).collect();
    assert_eq!(
        stages,
        ["decode", "tokenize", "tree", "segment", "identify", "fields", "label", "clean", "write"]
    );
    let shares: f64 =
        results["stages"].as_array().unwrap().iter().filter_map(|stage| stage["share"].as_f64()).sum();
    assert!((0.5..1.5).contains(&shares), "{shares}");
    assert_eq!(results["scaling"].as_array().unwrap().len(), 2);
    assert!(results["latency_ms"]["p50"].as_f64().unwrap() <= results["latency_ms"]["max"].as_f64().unwrap());
    let plots = room.text("b.html");
    assert_eq!(plots.matches("<svg").count(), 3);
    assert!(!plots.contains("http"), "self-contained");
    assert!(room.run(&["bench", "in", "--rounds", "1"]).ended(0).text().contains("whole page"));
    room.run(&["bench"]).ended(2);
}

#[test]
fn faults_of_rule_files_are_all_shown_with_line_and_caret() {
    let room = Room::new();
    room.write(
        "rules/bad.toml",
        "schema = 1\nnonsense = 1\n[outlet]\nid = \"bad\"\nname = \"Bad\"\n\n[[layout]]\nid = \"one\"\nwhy = \"a test\"\n\
         when = [{ css = \"div[\" }]\n\n[[layout.rule]]\nid = \"a\"\nlabel = \"bodyy\"\nwhy = \"x\"\n\
         match = [{ line-matches = \"(\" }]\nzone = \"nowhere\"\n",
    );
    let ran = room.run(&["rules", "check", "rules"]).ended(2);
    for place in ["bad.toml:2:", "bad.toml:10:", "bad.toml:14:", "bad.toml:16:", "bad.toml:17:"] {
        assert!(ran.stderr.contains(place), "{place}\n{}", ran.stderr);
    }
    assert!(ran.stderr.contains('^') && ran.stderr.contains("body"), "{}", ran.stderr);
    assert!(room.run(&["rules", "check"]).ended(0).text().contains("no fault"));
    let again = room.run_with(&["clean", "--rules", "rules"], b"x").ended(2);
    assert!(again.stderr.contains('^'), "{}", again.stderr);
}

#[test]
fn rules_are_listed_with_what_each_mode_can_use() {
    let room = Room::new();
    room.write("rules/test.toml", RULES);
    let json = room.run(&["rules", "list", "--rules", "rules", "--json"]).ended(0).text();
    let rows: Value = serde_json::from_str(&json).unwrap();
    let row = rows.as_array().unwrap().iter().find(|row| row["outlet"] == "test").unwrap();
    assert_eq!(row["layouts"][0]["rules_html"], 3);
    assert_eq!(row["layouts"][0]["rules_text"], 0);
    assert!(room.run(&["rules", "list"]).ended(0).text().contains("HTML:"));
    let schema: Value = serde_json::from_str(&room.run(&["rules", "schema"]).ended(0).text()).unwrap();
    assert!(schema["properties"]["layout"].is_object());
}

#[test]
fn verified_pages_are_counted_and_reported() {
    let room = Room::new();
    for number in 1..=4 {
        room.write(&format!("in/{number}.html"), page(number));
    }
    room.write("in/note.txt", "A note that nobody decorated.");
    let ran = room.run(&["clean", "in", "-o", "out", "--verify", "1", "--report", "report.json"]).ended(0);
    assert!(ran.stderr.contains("4 pages verified against html5ever, 0 differ"), "{}", ran.stderr);
    let report: Value = serde_json::from_slice(&room.read("report.json")).expect("the report is JSON");
    assert_eq!(report["verified"]["pages"], 4);
    assert_eq!(report["verified"]["differences"], Value::Array(Vec::new()));
    let ran = room.run(&["clean", "in", "-o", "every-second", "--verify", "2", "-j", "1"]).ended(0);
    assert!(
        ran.stderr.contains("2 pages verified") || ran.stderr.contains("3 pages verified"),
        "{}",
        ran.stderr
    );
    assert!(room.run(&["clean", "in", "-o", "none"]).ended(0).stderr.find("verified").is_none());
    room.run(&["clean", "in", "--verify", "0"]).ended(2);
}

#[test]
fn links_are_whole_and_pictures_are_shown_on_request() {
    let room = Room::new();
    let figure =
        "<figure><img src=weir.jpg alt='The weir'><figcaption>The weir in May.</figcaption></figure>";
    let body = format!(
        "<p>Of <a href='../old/mill.html'>the mill</a> and <a href=#n1>a note</a>: {}</p>{figure}<p>{}</p>",
        prose(1, 3),
        prose(2, 3)
    );
    room.write("a.html", format!("<title>The weir</title><article><h1>The weir</h1>{body}</article>"));
    let plain = room.run(&["clean", "a.html", "-f", "md"]).ended(0).text();
    assert!(plain.contains("[the mill](../old/mill.html)") && !plain.contains("weir.jpg"), "{plain}");
    let args = ["clean", "a.html", "--url", "https://e.org/new/weir.html", "--images", "-f"];
    let markdown = room.run(&[&args[..], &["md"]].concat()).ended(0).text();
    assert!(markdown.contains("[the mill](https://e.org/old/mill.html)"), "{markdown}");
    assert!(markdown.contains("[a note](#n1)"), "{markdown}");
    assert!(
        markdown.contains("\n\n![The weir](https://e.org/new/weir.jpg)\n\n*The weir in May.*\n\n"),
        "{markdown}"
    );
    let html = room.run(&[&args[..], &["html"]].concat()).ended(0).text();
    assert!(html.contains("<img src=\"https://e.org/new/weir.jpg\" alt=\"The weir\">"), "{html}");
    let json: Value =
        serde_json::from_str(&room.run(&["clean", "a.html", "-f", "json"]).ended(0).text()).unwrap();
    assert_eq!(json["images"][0]["src"], "weir.jpg");
    assert_eq!(json["images"][0]["caption"], "The weir in May.");
}
