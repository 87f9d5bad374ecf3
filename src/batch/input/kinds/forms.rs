//! Texts in forms of their own, told by how they begin or by what every line of them looks like: references,
//! games of chess, subtitles, logs, lists of files, models, sums of a bank.

/// Lines looked at.
const MAX_LINES: usize = 40;

/// Least number of lines that show a form.
const MIN_LINES: usize = 3;

/// Least number of lines of a list of words, which has no other sign than its order.
const MIN_WORDS: usize = 16;

/// Beginnings that no page has.
const BEGINNINGS: [(&str, &str); 88] = [
    ("diff -", "a patch"),
    ("[Adblock", "a settings file"),
    ("<~", "encoded data"),
    ("{% extends", "source code"),
    ("{% load", "source code"),
    ("{% import", "source code"),
    ("{%- ", "source code"),
    ("IDENTIFICATION DIVISION.", "source code"),
    ("@RELATION ", "a table without a page in it"),
    ("@relation ", "a table without a page in it"),
    ("%!PS-AdobeFont", "a font"),
    ("STARTFONT ", "a font"),
    ("StartFontMetrics ", "a font"),
    ("/* XPM", "a picture"),
    ("@startuml", "a drawing in words"),
    ("@prefix ", "RDF data"),
    ("@base <", "RDF data"),
    ("PREFIX ", "RDF data"),
    ("BASE <", "RDF data"),
    ("##fileformat=", "a table without a page in it"),
    ("##gff-version", "a table without a page in it"),
    ("CREATE OR REPLACE ", "SQL"),
    ("CREATE EXTENSION ", "SQL"),
    ("!Type:", "sums of a bank"),
    ("OFXHEADER:", "sums of a bank"),
    ("{1:F01", "sums of a bank"),
    (":20:", "sums of a bank"),
    ("MSH|^~\\&|", "a message for programs"),
    ("UNA:+.", "a message for programs"),
    ("UNB+UNO", "a message for programs"),
    ("ISA*00*", "a message for programs"),
    ("TY  - ", "references"),
    ("PMID- ", "references"),
    ("%0 ", "references"),
    ("FN Clarivate", "references"),
    ("0 HEAD", "a family tree"),
    ("[Event \"", "games of chess"),
    ("(;FF[", "a game of go"),
    ("(;GM[", "a game of go"),
    ("Traceback (most recent call last)", "a log"),
    ("Exception in thread \"", "a log"),
    ("#Software: ", "a log"),
    ("#Fields: ", "a log"),
    ("This is pdfTeX", "a log"),
    ("This is XeTeX", "a log"),
    ("This is LuaHBTeX", "a log"),
    ("dn: ", "a directory of people"),
    ("ssh-rsa AAAA", "a key or certificate"),
    ("ssh-ed25519 AAAA", "a key or certificate"),
    ("ecdsa-sha2-", "a key or certificate"),
    ("PuTTY-User-Key-File", "a key or certificate"),
    ("*filter", "a settings file"),
    ("*nat\n", "a settings file"),
    ("*mangle", "a settings file"),
    ("$TTL ", "a settings file"),
    ("$ORIGIN ", "a settings file"),
    ("Metadata-Version: ", "a settings file"),
    ("Manifest-Version: ", "a settings file"),
    ("Wheel-Version: ", "a settings file"),
    ("ISO-10303-21;", "a drawing for programs"),
    ("\\version \"", "notes of music"),
    ("Attribute VB_", "source code"),
    ("VERSION 1.0 CLASS", "source code"),
    ("\\data\\", "a table of a language model"),
    ("HEADER    ", "a structure of molecules"),
    ("[ar:", "subtitles"),
    ("[ti:", "subtitles"),
    ("TAP version ", "a log"),
    ("Script started on ", "a log"),
    ("version https://git-lfs.", "a link to a file"),
    ("---- BEGIN SSH2 ", "a key or certificate"),
    ("Bag Attributes", "a key or certificate"),
    ("Certificate:\n", "a key or certificate"),
    ("untrusted comment: ", "a key or certificate"),
    ("age-encryption.org/", "a key or certificate"),
    ("Scenarist_SCC ", "subtitles"),
    ("=ybegin ", "encoded data"),
    ("data:image/", "encoded data"),
    ("# v2 git bundle", "data of git"),
    ("magnet:?", "a torrent"),
    ("%FSLA", "a drawing for programs"),
    ("\r\nMicrosoft Visual Studio Solution", "a settings file"),
    ("Microsoft Visual Studio Solution", "a settings file"),
    ("LOCUS       ", "a list of sequences"),
    (".TH ", "a manual page in its source"),
    (".Dd ", "a manual page in its source"),
    (".\\\" ", "a manual page in its source"),
    ("'\\\" ", "a manual page in its source"),
];

/// Beginnings of the first two lines.
const PAIRS: [(&str, &str, &str); 15] = [
    ("*** ", "--- ", "a patch"),
    ("GEM", "remote:", "a settings file"),
    ("Contact: ", "Expires: ", "a settings file"),
    ("solid ", "facet ", "a model in three dimensions"),
    ("ply", "format ", "a model in three dimensions"),
    ("Index: ", "====", "a patch"),
    ("commit ", "Author: ", "a log of changes"),
    ("commit ", "Merge: ", "a log of changes"),
    ("X:", "T:", "notes of music"),
    ("SET ", "TRY ", "a list of words"),
    ("P1", "", "a picture"),
    ("P2", "", "a picture"),
    ("P3", "", "a picture"),
    ("X-Sieve: ", "", "a mail"),
    ("OFF", "", "a model in three dimensions"),
];

/// The kind of a text in a form of its own.
pub(super) fn form(text: &str) -> Option<&'static str> {
    if let Some((_, kind)) = BEGINNINGS.iter().find(|(start, _)| text.starts_with(start)) {
        return Some(kind);
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (first, second) = (lines.next()?, lines.next().unwrap_or_default());
    pair(first, second).or_else(|| numbered(first, second)).or_else(|| by_lines(text))
}

fn pair(first: &str, second: &str) -> Option<&'static str> {
    let is_numbers = second.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ') && !second.is_empty();
    let (_, _, kind) = PAIRS.iter().find(|(start, next, _)| {
        if next.is_empty() {
            first == *start && (is_numbers || second.starts_with('#'))
        } else {
            first.starts_with(start) && second.starts_with(next)
        }
    })?;
    Some(kind)
}

/// Forms whose first line holds numbers at certain places.
fn numbered(first: &str, second: &str) -> Option<&'static str> {
    let shape: String =
        first.chars().take(32).map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
    if shape.starts_with("begin 000 ") && !second.contains(' ') {
        return Some("encoded data");
    }
    if shape.starts_with("{0}{0") || shape.starts_with("{00") && shape.contains("}{0") {
        return Some("subtitles");
    }
    if shape.starts_with("0:00:00.000,0:00:00.000") || shape.starts_with("[00:00.00]") {
        return Some("subtitles");
    }
    // What changed of which lines, and the first of them.
    let is_change = first.len() < 24
        && first.bytes().all(|byte| byte.is_ascii_digit() || b",acd".contains(&byte))
        && first.bytes().filter(u8::is_ascii_alphabetic).count() == 1
        && first.starts_with(|char: char| char.is_ascii_digit())
        && (second.starts_with("< ") || second.starts_with("> "));
    if is_change {
        return Some("a patch");
    }
    let is_total = shape.starts_with("total 0") && is_listed(second);
    is_total.then_some("a list of files")
}

/// Forms of which nearly every line tells.
fn by_lines(text: &str) -> Option<&'static str> {
    type Judge = fn(&str) -> bool;
    const JUDGES: [(Judge, usize, &str); 15] = [
        (is_move, 90, "moves of a machine"),
        (is_listed, 70, "a list of files"),
        (is_branch, 60, "a list of files"),
        (is_path, 100, "a list of files"),
        (is_reading, 100, "readings of a device"),
        (is_record_in_hex, 100, "encoded data"),
        (is_key, 70, "a key or certificate"),
        (is_module_sum, 100, "a list of checksums"),
        (is_seller, 70, "a list of sellers"),
        (is_statement_of_data, 90, "RDF data"),
        (is_timed, 70, "a log"),
        (is_level, 90, "a log"),
        (is_traced, 70, "a log"),
        (is_host, 90, "a settings file"),
        (is_colons, 100, "a table without a page in it"),
    ];
    let lines: Vec<&str> =
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).take(MAX_LINES).collect();
    let last = if lines.len() > MIN_LINES { lines.len() - 1 } else { lines.len() };
    let whole = &lines[..last];
    let first = whole.first()?;
    for (judge, share, kind) in JUDGES {
        // The first may be a name for the rest.
        let is_second = || share < 100 && whole.get(1).is_some_and(|line| judge(line));
        if !judge(first) && !is_second() {
            continue;
        }
        let n_of_kind = whole.iter().filter(|line| judge(line)).count();
        if whole.len() >= MIN_LINES && n_of_kind * 100 >= whole.len() * share {
            return Some(kind);
        }
    }
    if is_sequence(whole) {
        return Some("a list of sequences");
    }
    is_word_list(whole).then_some("a list of words")
}

/// A line of `ls -l`.
fn is_listed(line: &str) -> bool {
    line.len() > 20
        && line.starts_with(['-', 'd', 'l', 'c', 'b', 's', 'p'])
        && line.bytes().skip(1).take(9).all(|byte| b"rwxsStT-".contains(&byte))
        && line[1..10].contains('r')
}

/// A line of a tree of folders.
fn is_branch(line: &str) -> bool {
    line.starts_with(['├', '└', '│']) || line.starts_with("|-- ") || line.starts_with("`-- ")
}

/// A path, or a part of one with a folder in it, and nothing else.
fn is_path(line: &str) -> bool {
    line.contains('/') && !line.contains([' ', '\t', ',', ':', '?', '=']) && line.is_ascii()
}

fn is_reading(line: &str) -> bool {
    line.starts_with("$G") && line.contains(',') && line.contains('*')
}

fn is_record_in_hex(line: &str) -> bool {
    let rest = match line.as_bytes() {
        [b':', rest @ ..] => rest,
        [b'S', b'0'..=b'9', rest @ ..] => rest,
        _ => return false,
    };
    rest.len() >= 8 && rest.iter().all(u8::is_ascii_hexdigit)
}

fn is_key(line: &str) -> bool {
    [" ssh-rsa AAAA", " ssh-ed25519 AAAA", " ecdsa-sha2-"].iter().any(|mark| line.contains(mark))
}

fn is_module_sum(line: &str) -> bool {
    line.contains(" h1:") || line.contains(" sha256:") || line.contains(",sha256=")
}

/// A command of a machine tool, and where to.
fn is_move(line: &str) -> bool {
    let line = line.split(';').next().unwrap_or_default().trim();
    let is_word = |word: &str| {
        let mut bytes = word.bytes();
        bytes.next().is_some_and(|byte| byte.is_ascii_uppercase())
            && bytes.next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'-')
            && bytes.all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    line.starts_with(['G', 'M', 'N', 'T']) && line.split(' ').all(is_word) || line.is_empty()
}

/// Who may sell the places for advertisements of a site.
fn is_seller(line: &str) -> bool {
    let mut cells = line.split(',').map(str::trim);
    let is_domain = cells.next().is_some_and(|domain| domain.contains('.') && !domain.contains(' '));
    is_domain && cells.nth(1).is_some_and(|kind| matches!(kind, "DIRECT" | "RESELLER"))
}

/// A subject, a predicate and an object.
fn is_statement_of_data(line: &str) -> bool {
    (line.starts_with("<http") || line.starts_with("_:")) && line.ends_with(" .") && line.contains("> ")
}

/// A time, and more than minutes of it: a diary tells no seconds in fractions.
fn is_timed(line: &str) -> bool {
    let shape: String =
        line.chars().take(24).map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
    let is_fraction = |rest: &str| rest.starts_with(".000") || rest.starts_with(",000");
    let is_time =
        |at: usize| shape.get(at..at + 8) == Some("00:00:00") && shape.get(at + 8..).is_some_and(is_fraction);
    let is_epoch = shape.starts_with("0000000000.000") && line.starts_with('1');
    let is_uptime = shape.trim_start_matches(['[', ' ', '0']).starts_with(".000000]");
    is_epoch
        || is_time(0)
        || is_time(1)
        || shape.starts_with("00-00 ") && is_time(6)
        || is_uptime && line.starts_with('[')
}

/// A level of a log, and what was noted.
fn is_level(line: &str) -> bool {
    ["INFO", "WARNING", "WARN", "ERROR", "DEBUG", "TRACE", "CRITICAL", "FATAL", "NOTICE"].iter().any(
        |level| {
            let rest = line.trim_start_matches('[').strip_prefix(level);
            rest.is_some_and(|rest| rest.starts_with([':', ' ', ']', '\t', '|']))
        },
    )
}

/// Where a program was when it failed.
fn is_traced(line: &str) -> bool {
    let line = line.trim_start();
    let is_place = line.starts_with("at ") && line.ends_with(')') && line.contains('(');
    is_place || line.starts_with("Caused by: ") || line.starts_with("... ") || line.starts_with("File \"")
}

/// A host by its number, and its names.
fn is_host(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace();
    let is_number = words.next().is_some_and(|word| {
        let is_sign = |byte: u8| byte == b'.' || byte == b':';
        word.bytes().filter(|byte| is_sign(*byte)).count() >= 2
            && word.bytes().all(|byte| byte.is_ascii_hexdigit() || is_sign(byte))
            && (word.matches('.').count() == 3 || word.contains("::"))
    });
    is_number && words.next().is_some_and(|name| name.is_ascii()) && words.count() < 6
        || line.starts_with("# ")
}

/// Cells between colons without a blank beside them.
fn is_colons(line: &str) -> bool {
    line.matches(':').count() >= 3 && !line.contains(": ") && !line.contains("://") && !line.contains(". ")
}

/// Names of sequences, and their letters below them.
fn is_sequence(lines: &[&str]) -> bool {
    let is_letters = |line: &&&str| {
        line.len() > 8 && line.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'*' | b'-'))
    };
    let n_letters = lines.iter().filter(is_letters).count();
    lines.first().is_some_and(|line| line.starts_with('>'))
        && lines.get(1).is_some_and(|line| is_letters(&line))
        && n_letters * 2 >= lines.len()
}

/// Single words in the order of the alphabet.
fn is_word_list(lines: &[&str]) -> bool {
    let is_word = |line: &&str| {
        line.len() < 40 && line.chars().all(|char| char.is_lowercase() || matches!(char, '-' | '\'' | '_'))
    };
    lines.len() >= MIN_WORDS && lines.iter().all(is_word) && lines.is_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told() {
        let check = |text: &str, expected: &str| assert_eq!(form(text), Some(expected), "{text}");
        check("[Event \"Cup\"]\n[Site \"Here\"]\n\n1. e4 e5\n", "games of chess");
        check("TY  - JOUR\nTI  - The bridge\nER  - \n", "references");
        check("solid a\n  facet normal 0 0 1\n", "a model in three dimensions");
        check("commit 9fceb02d\nAuthor: A <a@e.org>\n\n    The bridge.\n", "a log of changes");
        check("begin 644 a.bin\nM5&AE(&]L9\n`\nend\n", "encoded data");
        check("{0}{100}The bridge.\n{120}{200}It is closed.\n", "subtitles");
        check("[00:12.00]The bridge\n[00:17.20]is closed\n", "subtitles");
        check("0:00:01.000,0:00:04.000\nThe bridge.\n", "subtitles");
        check("total 48\ndrwxr-xr-x 2 a a 4096 Mar 1 bin\n-rw-r--r-- 1 a a 22 Mar 1 b\n", "a list of files");
        check(".\n├── a\n│   ├── b\n│   └── c\n└── d\n", "a list of files");
        check("/usr\n/usr/bin\n/usr/bin/a\n/usr/bin/b\n", "a list of files");
        check(
            "10:00:00.123 [main] INFO a\n10:00:01.456 [main] WARN b\n10:00:02.789 [main] INFO c\n",
            "a log",
        );
        check("INFO:root:The bridge\nWARNING:root:The pier\nERROR:x:y\nINFO:a:b\n", "a log");
        check("[    0.000000] Linux\n[    0.123456] pci\n[   12.345678] usb\n", "a log");
        check(
            "a.E: x\n\tat a.b(C.java:1)\n\tat a.c(C.java:2)\n\tat a.d(C.java:3)\n\tat a.e(C.java:4)\n",
            "a log",
        );
        check(">sp|P1 A protein\nMKTAYIAKQRQ\nALPDAQFEVVH\nRVMGDGERQ\n", "a list of sequences");
        check("127.0.0.1\tlocalhost\n::1 ip6-localhost\nff02::1 ip6-allnodes\n", "a settings file");
        check(
            "a:x:0:0:a:/a:/bin/sh\nb:x:1:1:b:/b:/bin/sh\nc:x:2:2:c:/c:/bin/sh\n",
            "a table without a page in it",
        );
        let words: Vec<String> = ('a'..='t').map(|letter| format!("{letter}bbey")).collect();
        check(&words.join("\n"), "a list of words");
    }

    #[test]
    fn pages_are_no_forms() {
        for text in [
            "10:00 The rain begins.\n10:30 The river rises.\n11:10 The bridge closes.\n12:00 All is calm.\n",
            "INFORMATION\nThe council met.\nIt was late.\nNobody spoke.\n",
            "- The bridge\n- The ferry\n- The mill that was built in 1931\n- The tower\n",
            "home\nnews\nsport\nweather\n",
            "> We wait, she said.\nTHE COUNCIL\nIt was late.\nNobody spoke.\n",
            "News/Sport\nThe council met.\nIt was late.\nNobody spoke.\n",
            "Commit to the bridge\nAuthor: Ada\nThe council met.\n",
            "P2\nThe second pier is wide.\n",
            "Index: The bridge\nThe council met.\n",
            "at the harbour (north)\nat the mill (south)\nThe council met.\nIt was late.\n",
        ] {
            assert_eq!(form(text), None, "{text}");
        }
    }
}
