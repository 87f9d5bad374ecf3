//! Text that was written for programs, or by them: source code, settings, logs, tables, lists of addresses.
//!
//! An article may speak of all of these. So a text is one of them only when it begins as one, and nearly all
//! of its first lines are of that kind: a page of prose ends the question at its first line.

/// Lines looked at.
const MAX_LINES: usize = 40;

/// Least number of lines by which a kind is told that is told by its lines alone.
const MIN_LINES: usize = 4;

/// Share of the lines, in hundredths, that are of a kind where that kind has lines of others in between: words
/// in quotes, comments.
const MOST: usize = 70;

/// The kind of a text, by its beginning; `None` for what may be a page.
pub(super) fn written_for_programs(text: &str) -> Option<&'static str> {
    let first = text.lines().find(|line| !line.trim().is_empty())?.trim();
    if first.starts_with("<?php") && !text.contains("?>") {
        return Some("source code");
    }
    if first.strip_prefix('\\').is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_lowercase())) {
        return Some("LaTeX");
    }
    // All that follows is no markup.
    if first.starts_with('<') {
        return None;
    }
    if is_unbroken(text) {
        return Some("encoded data");
    }
    by_first_line(first, text)
        .or_else(|| licence(first, text))
        .or_else(|| behind_comments(text))
        .or_else(|| by_lines(text))
        .or_else(|| json_values(text))
}

/// Hardly a blank or a break in letters, digits and signs: words are parted.
fn is_unbroken(text: &str) -> bool {
    /// Bytes that hold one blank in every text of words.
    const LONG: usize = 64;
    let text = text.trim_end();
    let n_blanks = text.bytes().filter(u8::is_ascii_whitespace).count();
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= LONG
        && text.is_ascii()
        && n_blanks * LONG <= text.len()
        && n_digits * 32 >= text.len()
        && !text.contains("://")
        && !text.starts_with("www.")
}

/// The text of a licence by itself, as it lies in a folder: its name or its owners first, its terms below.
fn licence(first: &str, text: &str) -> Option<&'static str> {
    const NAMES: [&str; 12] = [
        "mit license",
        "the mit license",
        "isc license",
        "apache license",
        "gnu general public license",
        "gnu lesser general public license",
        "gnu affero general public license",
        "mozilla public license",
        "boost software license",
        "bsd 3-clause license",
        "bsd 2-clause license",
        "creative commons legal code",
    ];
    const TERMS: [&str; 7] = [
        "permission is hereby granted",
        "permission to use, copy, modify",
        "redistribution and use in source and binary forms",
        "terms and conditions for use",
        "everyone is permitted to copy and distribute verbatim copies",
        "is not a law firm",
        "definitions",
    ];
    let (first, text) = (first.to_ascii_lowercase(), text.to_ascii_lowercase());
    let is_owner = first.starts_with("copyright (c) ")
        || first.starts_with("copyright 2")
        || first.starts_with("copyright ©");
    let is_name = NAMES.iter().any(|name| first.starts_with(name) && first.len() <= name.len() + 20);
    (is_name || is_owner).then_some(())?;
    // A page that shows a licence says more than the licence does.
    TERMS.iter().any(|term| text.contains(term)).then_some("a licence")
}

fn by_first_line(first: &str, text: &str) -> Option<&'static str> {
    const BEGINNINGS: [(&str, &str); 14] = [
        ("=head1 ", "a manual page"),
        ("=pod", "a manual page"),
        ("[InternetShortcut]", "a link to an address"),
        ("[Desktop Entry]", "a link to a program"),
        ("[Script Info]", "subtitles"),
        ("[.ShellClassInfo]", "a settings file"),
        ("d8:announce", "a torrent"),
        ("d13:announce-list", "a torrent"),
        ("d4:info", "a torrent"),
        ("Windows Registry Editor", "a settings file"),
        ("cff-version:", "a settings file"),
        ("%YAML ", "a settings file"),
        ("syntax = \"proto", "source code"),
        ("HTTP/1.1 ", "a response of a server"),
    ];
    if let Some((_, kind)) = BEGINNINGS.iter().find(|(start, _)| first.starts_with(start)) {
        return Some(kind);
    }
    // Data that calls a function, so that a page may load it.
    let name = first.find(|char: char| !char.is_ascii_alphanumeric() && !"_.$".contains(char)).unwrap_or(0);
    if name > 0 && ["({\"", "([{", "([\"", "({'", "( {"].iter().any(|start| first[name..].starts_with(start))
    {
        return Some("source code");
    }
    let mut lines = text.lines().skip_while(|line| line.trim().is_empty());
    let is_patch = first.starts_with("--- ")
        && lines.nth(1).is_some_and(|line| line.starts_with("+++ "))
        && lines.next().is_some_and(|line| line.starts_with("@@ "));
    is_patch.then_some("a patch")
}

/// What LaTeX and its like begin with.
const LATEX: [&str; 15] = [
    "\\documentclass",
    "\\documentstyle",
    "\\usepackage",
    "\\input",
    "\\begin{",
    "\\title{",
    "\\section{",
    "\\newcommand",
    "\\starttext",
    "\\setup",
    "\\chapter{",
    "\\part{",
    "\\NeedsTeXFormat",
    "\\ProvidesPackage",
    "\\RequirePackage",
];

/// Kinds that show behind comments with which they begin.
fn behind_comments(text: &str) -> Option<&'static str> {
    let is_comment = |line: &&str| {
        let line = line.trim();
        line.is_empty() || line.starts_with(['#', '%', ';']) || line.starts_with("-- ") || line == "--"
    };
    let mut lines = text.lines().skip_while(is_comment);
    let first = lines.next()?.trim_end();
    let lower = first.to_ascii_lowercase();
    if lower.starts_with("user-agent:") {
        return Some("a robots.txt");
    }
    if LATEX.iter().any(|start| first.starts_with(start)) {
        return Some("LaTeX");
    }
    let is_entry = lower
        .strip_prefix('@')
        .and_then(|rest| rest.split_once('{'))
        .is_some_and(|(kind, key)| kind.bytes().all(|byte| byte.is_ascii_alphabetic()) && key.ends_with(','));
    if is_entry {
        return Some("BibTeX");
    }
    if first.starts_with("msgid \"") && lines.clone().any(|line| line.starts_with("msgstr \"")) {
        return Some("a translation file");
    }
    const STATEMENTS: [&str; 9] = [
        "set ",
        "create table",
        "insert into",
        "drop table",
        "begin transaction",
        "begin;",
        "start transaction",
        "create database",
        "pragma ",
    ];
    if STATEMENTS.iter().any(|start| lower.starts_with(start)) && text.contains(';') {
        return Some("a SQL dump");
    }
    let is_image = lower.starts_with("from ") && first.split(' ').count() <= 4;
    if is_image
        && lines.clone().any(|line| ["RUN ", "COPY ", "CMD "].iter().any(|word| line.starts_with(word)))
    {
        return Some("a build file");
    }
    None
}

/// Kinds of which every line tells.
fn by_lines(text: &str) -> Option<&'static str> {
    type Judge = fn(&str) -> bool;
    const JUDGES: [(Judge, usize, &str); 7] = [
        (is_log_line, 90, "a log"),
        (is_sum, 100, "a list of checksums"),
        (is_address, 100, "a list of addresses"),
        (is_dump, 90, "a dump of bytes"),
        (is_encoded, 100, "encoded data"),
        (is_server_setting, MOST, "a settings file"),
        (is_setting_or_deed, 90, "a settings file"),
    ];
    let all = || text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
    for (judge, share, kind) in JUDGES {
        let is_comment = |line: &&str| kind == "a settings file" && line.trim_start().starts_with(['#', ';']);
        // Numbers of a list begin as comments do: these show nothing.
        let lines: Vec<&str> = all().filter(|line| !is_comment(line)).take(MAX_LINES).collect();
        if !lines.first().is_some_and(|line| judge(line)) {
            continue;
        }
        // The last line at hand may be cut.
        let lines = if lines.len() > MIN_LINES { &lines[..lines.len() - 1] } else { &lines[..] };
        let n_of_kind = lines.iter().filter(|line| judge(line)).count();
        let is_enough = lines.len() >= MIN_LINES || lines.iter().all(|line| is_server_setting(line));
        if is_enough && n_of_kind * 100 >= lines.len() * share {
            return Some(kind);
        }
    }
    if is_nested(text) {
        return Some("a settings file");
    }
    is_table(&all().take(MAX_LINES).collect::<Vec<_>>()).then_some("a table without a page in it")
}

fn is_log_line(line: &str) -> bool {
    let line = line.trim_start_matches('[');
    let shape: String =
        line.chars().take(20).map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
    let is_time = |at: usize| shape.get(at..at + 8) == Some("00:00:00");
    let is_dated = (shape.starts_with("0000-00-00") || shape.starts_with("0000/00/00")) && is_time(11);
    let is_system = is_time(7) && line.as_bytes().get(3) == Some(&b' ');
    let mut words = line.split(' ');
    let is_host = words.next().is_some_and(|host| {
        host.bytes().filter(|byte| matches!(byte, b'.' | b':')).count() >= 3
            && host.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
    });
    is_dated || is_system || is_host && line.contains('[') && line.contains('"')
}

fn is_sum(line: &str) -> bool {
    let (sum, name) = line.split_once(' ').unwrap_or((line, ""));
    matches!(sum.len(), 32 | 40 | 56 | 64 | 96 | 128)
        && sum.bytes().all(|byte| byte.is_ascii_hexdigit())
        && !name.trim().is_empty()
}

fn is_address(line: &str) -> bool {
    (line.starts_with("http://") || line.starts_with("https://")) && !line.contains(' ')
}

fn is_dump(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    let is_hex = |word: &str| word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_place = words.next().is_some_and(|word| word.len() >= 7 && is_hex(word.trim_end_matches(':')));
    is_place && words.by_ref().take(4).filter(|word| matches!(word.len(), 2 | 4) && is_hex(word)).count() == 4
}

/// Base64 as mails have it: lines of one length without a blank.
fn is_encoded(line: &str) -> bool {
    (60..=80).contains(&line.len())
        && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

fn is_server_setting(line: &str) -> bool {
    const WORDS: [&str; 12] = [
        "Rewrite",
        "Redirect",
        "<IfModule",
        "</IfModule",
        "Order allow",
        "Order deny",
        "Order Allow",
        "Order Deny",
        "Deny from",
        "Allow from",
        "AddType ",
        "ErrorDocument ",
    ];
    WORDS.iter().any(|word| line.trim_start().starts_with(word))
}

/// `[section]`, `name = value`.
fn is_setting(line: &str) -> bool {
    let line = line.trim();
    if line.starts_with('[') && line.ends_with(']') {
        return true;
    }
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte))
    };
    line.split_once('=').is_some_and(|(name, _)| is_name(name.trim_end()))
        // A rule of a Makefile, or what it does.
        || line.split_once(':').is_some_and(|(name, rest)| {
            is_name(name) && (rest.trim().ends_with(".o") || rest.trim().is_empty() || name == ".PHONY")
        })
        || line.starts_with("$(")
}

/// The same, or what a Makefile does for a rule.
fn is_setting_or_deed(line: &str) -> bool {
    is_setting(line) || line.starts_with('\t')
}

/// YAML: names with values or lists below them, comments, and texts that a name announces; nothing else.
fn is_nested(text: &str) -> bool {
    let lines: Vec<&str> =
        text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).take(MAX_LINES).collect();
    // What stands between two such lines is the head of a page of Markdown.
    let is_document = lines.first() == Some(&"---");
    let body = if is_document { &lines[1..] } else { &lines[..] };
    if body.contains(&"---") {
        return false;
    }
    let depth = |line: &str| line.len() - line.trim_start().len();
    let (mut n_lines, mut n_nested, mut announced) = (0, 0, None);
    for line in body.iter().filter(|line| !line.trim_start().starts_with('#')) {
        // A text that goes on below its name.
        if announced.is_some_and(|name| depth(line) > name) {
            continue;
        }
        announced = None;
        let is_name = is_name_of_yaml(line);
        if !is_name && !line.trim_start().starts_with("- ") {
            return false;
        }
        if is_name && ["|", ">", "|-", ">-", "|+", ">+"].iter().any(|end| line.ends_with(end)) {
            announced = Some(depth(line));
        }
        n_lines += 1;
        n_nested += usize::from(is_name && depth(line) > 0);
    }
    n_lines > MIN_LINES && n_nested >= 2
}

/// `name:`, `name: value`, also as an item.
fn is_name_of_yaml(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches("- ");
    line.split_once(':').is_some_and(|(name, value)| {
        let name = name.trim_matches(['"', '\'']);
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./$".contains(&byte))
            && (value.is_empty() || value.starts_with(' '))
    })
}

/// Rows with the same number of cells, the first of them of short names.
fn is_table(lines: &[&str]) -> bool {
    let Some(first) = lines.first().filter(|_| lines.len() > MIN_LINES + 1) else { return false };
    [('\t', 1), (',', 2), (';', 2), ('|', 2)].into_iter().any(|(separator, least)| {
        let n_cells = |line: &str| {
            let mut is_quoted = false;
            line.chars()
                .filter(|&char| {
                    is_quoted ^= char == '"';
                    char == separator && !is_quoted
                })
                .count()
        };
        let n = n_cells(first);
        // Every cell in quotes: two are enough.
        let is_quoted = |line: &&str| line.starts_with('"') && line.contains("\",\"");
        let least = if lines.iter().all(is_quoted) { 1 } else { least };
        n >= least
            && first
                .split(separator)
                .all(|name| !name.trim().is_empty() && name.len() < 30 && !name.contains(". "))
            && !first.contains(", ")
            && lines[..lines.len() - 1].iter().all(|line| n_cells(line) == n)
    })
}

/// A list of numbers, words or lists, or one long string, in JSON. Objects are records, and told elsewhere.
fn json_values(text: &str) -> Option<&'static str> {
    let is_list = text.strip_prefix('[').is_some_and(|rest| !rest.trim_start().starts_with('{'));
    if !is_list && !text.starts_with('"') {
        return None;
    }
    let parsed = serde_json::from_str::<serde::de::IgnoredAny>(text);
    let is_json = parsed.map_or_else(|error| error.is_eof() && text.len() > 2_000, |_| true);
    is_json.then_some("JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_read_is_told() {
        let check = |text: &str, expected: &str| {
            assert_eq!(written_for_programs(text), Some(expected), "{text}");
        };
        check(
            "callback({\"text\": \"The council met on Monday and decided to wait. The mayor agreed.\"});",
            "source code",
        );
        check("app.call([{\"text\": \"The council met on Monday and decided to wait, and so", "source code");
        check("<?php\nnamespace App;\nclass A {\n}\n", "source code");
        check("2021-03-04 05:06:07,1 INFO a\n2021-03-04 05:06:08,1 INFO b\n".repeat(3).as_str(), "a log");
        check(
            "10.0.0.1 - - [10/Oct/2020:13:55:00 +0000] \"GET / HTTP/1.1\" 200 1\n".repeat(5).as_str(),
            "a log",
        );
        check("Mar  4 05:06:07 host sshd[1]: Accepted\n".repeat(5).as_str(), "a log");
        check("[package]\nname = \"x\"\nversion = \"1\"\n\n[dependencies]\na = \"1\"\n", "a settings file");
        check("---\nname: x\nitems:\n  - a: 1\n    b: 2\n  - a: 3\n", "a settings file");
        check(
            "date,open,close\n2020-01-01,1,1\n2020-01-02,2,2\n2020-01-03,2,3\n2020-01-04,2,3\n2020-01-05,1,1\n",
            "a table without a page in it",
        );
        check("http://e.org/1\nhttp://e.org/2\nhttp://e.org/3\nhttp://e.org/4\n", "a list of addresses");
        check("# notes\n\nUser-agent: *\nDisallow: /\n", "a robots.txt");
        check("% draft\n\\documentclass{article}\n", "LaTeX");
        check("% refs\n@book{knuth,\n title={x}}\n", "BibTeX");
        check("[1, 2, [3, \"a\"]]", "JSON");
        check(
            "Copyright (c) 2024, Ada King\n\nPermission is hereby granted, free of charge, to any",
            "a licence",
        );
        check(&"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.".repeat(3), "encoded data");
        check("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "a patch");
    }

    #[test]
    fn pages_that_speak_of_programs_are_pages() {
        for text in [
            "How to write a loop\n\nfor (let i = 0; i < 3; i++) {\n  f(i);\n}\n\nThat is all there is to it.\n",
            "# Notes on a release\n\nThe release brings three things; the first is speed.\n\n- faster\n- smaller\n",
            "---\ntitle: A page\ndate: 2020\n---\n\nThe council met on Monday.\n",
            "From the harbour to the town is an hour; the road is steep.\nWalk.\nRest.\nWalk again.\n",
            "Import duties rise\nThe council met.\nIt was late.\nNobody spoke.\n",
            "\"We shall wait,\" said the mayor.\nThe council met.\n",
            "[Photo: the bridge]\nThe council met on Monday.\nIt was late.\nNobody spoke.\nAll left.\n",
            "Monday, 3 May, 2020\nBread, salt, water\nFlour, oil, yeast\nSugar, milk, eggs\nRice, beans, corn\nTea\n",
            "Ingredients:\nflour: 3 cups\nwater: 1 cup\nsalt: a pinch\nyeast: a spoon\noil: some\n",
            "05:12 The rain begins.\n05:30 The river rises.\n06:10 The bridge closes.\n07:00 All is calm.\n",
            "MIT License\nWhat it allows\nThe council met.\nIt was late.\nNobody spoke.\n",
            "Copyright (c) 2024 The Bridge News\nThe council met.\nIt was late.\nNobody spoke.\n",
            "#1 The ferry\n#2 The mill\n#3 The bridge\n#4 The tower\n#5 The weir\n#6 The oven\n",
            "Let us begin\nReturn of the king\nClass of 1999\nUse it or lose it\nFrom here to there\n",
        ] {
            assert_eq!(written_for_programs(text), None, "{text}");
        }
    }
}
