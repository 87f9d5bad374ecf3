//! Tokenizer and tree builder against tests in the formats of the html5lib suite.
//!
//! Two sets: our own, in `tests/html5lib/`, which every clone has, and the suite's, in the folder
//! `TAMIS_HTML5LIB`, by default `html5lib` of the shared folder beside the repository. All kinds of
//! tokens are compared; parse errors are not, since we report none. What differs from the standard on
//! purpose is listed in `tests/html5lib/differences.txt`.

#[path = "html5lib/trees.rs"]
mod trees;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tamis::html::tokens::{State, Token, tokens};

/// Our own tests, and those of the suite where they lie.
#[expect(clippy::print_stderr, reason = "what is missing must be said")]
fn folders(part: &str) -> Vec<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let suite = std::env::var_os("TAMIS_HTML5LIB").map(PathBuf::from).unwrap_or_else(|| {
        let shared = std::env::var_os("TAMIS_SHARED").map(PathBuf::from);
        shared.unwrap_or_else(|| manifest.join("../shared")).join("html5lib")
    });
    let suite = suite.join(part);
    if !suite.is_dir() {
        eprintln!("no suite in {}: only our own tests of tests/html5lib run", suite.display());
        return vec![manifest.join("tests/html5lib")];
    }
    vec![manifest.join("tests/html5lib"), suite]
}

/// The files of both sets with this extension.
fn files(part: &str, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = folders(part)
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("the folder can be read").flatten())
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|own| own == extension))
        .collect();
    files.sort();
    files
}

/// What became of the tests of all files.
#[derive(Default)]
struct Tally {
    n_run: usize,
    failures: Vec<String>,
    skipped: Vec<String>,
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn every_tokenizer_test_passes() {
    let files = files("tokenizer", "test");
    let mut tally = Tally::default();
    for file in &files {
        run_file(file, &mut tally);
    }
    eprintln!(
        "{} files, {} runs, {} failures, {} skipped",
        files.len(),
        tally.n_run,
        tally.failures.len(),
        tally.skipped.len()
    );
    for skipped in &tally.skipped {
        eprintln!("skipped: {skipped}");
    }
    assert!(tally.n_run > 0, "no test was found");
    assert!(tally.failures.is_empty(), "{}", tally.failures.join("\n"));
}

/// Why a test may differ: the first line of its page, or the kind of test, and the reason.
const DIFFERENCES: &str = include_str!("html5lib/differences.txt");

/// True for a difference that the list names.
fn is_known(case: &trees::Case) -> bool {
    let names = |name: &str| {
        DIFFERENCES.lines().any(|line| line.split_once(" -- ").is_some_and(|(own, _)| own == name))
    };
    let page = case.data.escape_debug().to_string();
    case.fragment.is_some() && names("[fragment]")
        || case.with_scripts && names("[script-on]")
        || names(&page)
}

#[test]
#[expect(clippy::print_stderr, reason = "how many ran is worth knowing")]
fn every_tree_is_that_of_the_standard_or_a_known_difference() {
    let (mut n_equal, mut n_known, mut failures) = (0, 0, Vec::new());
    for file in files("tree-construction", "dat") {
        for case in trees::cases(&file) {
            let (found, expected) = (case.found(), case.expected());
            match (found == expected, is_known(&case)) {
                (true, _) => n_equal += 1,
                (false, true) => n_known += 1,
                (false, false) => {
                    let file = file.file_name().unwrap_or_default().to_string_lossy();
                    let page = case.data.escape_debug();
                    failures.push(format!("{file}: {page}\nfound\n{found}expected\n{expected}"));
                }
            }
        }
    }
    eprintln!("{n_equal} trees equal, {n_known} known differences, {} others", failures.len());
    assert!(n_equal > 0, "no test was found");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn run_file(file: &Path, tally: &mut Tally) {
    let text = fs::read_to_string(file).expect("the file can be read");
    let file_name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // Tests of unpaired surrogates cannot even be read as JSON text: one by one, then.
    let json: Value = match serde_json::from_str(&without_lone_surrogates(&text)) {
        Ok(json) => json,
        Err(error) => {
            tally.failures.push(format!("{file_name}: {error}"));
            return;
        }
    };
    let Some(tests) = json.get("tests").and_then(Value::as_array) else {
        tally.skipped.push(format!("{file_name}: holds no list of tests for the HTML tokenizer"));
        return;
    };
    for test in tests {
        run_test(&file_name, test, tally);
    }
}

/// Stands for an unpaired surrogate, which no Rust text can hold.
const SURROGATE: char = '\u{f8ff}';

/// Puts [`SURROGATE`] for the escapes `\uD800` to `\uDFFF` that are no pair.
fn without_lone_surrogates(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let len = match surrogate(rest) {
            Some(0xd800..=0xdbff) if matches!(rest.get(6..).and_then(surrogate), Some(0xdc00..)) => 12,
            Some(_) => {
                out.push(SURROGATE);
                rest = &rest[6..];
                continue;
            }
            None => 2,
        };
        let len = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).find(|&at| at >= len);
        let (escape, after) = rest.split_at(len.unwrap_or(rest.len()));
        out.push_str(escape);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The surrogate that the text starts with, as an escape.
fn surrogate(text: &str) -> Option<u32> {
    code_of_escape(text).filter(|code| (0xd800..=0xdfff).contains(code))
}

fn run_test(file_name: &str, test: &Value, tally: &mut Tally) {
    let name = format!("{file_name}: {}", test["description"].as_str().unwrap_or("?"));
    let is_escaped = test["doubleEscaped"].as_bool().unwrap_or(false);
    let unescape = |text: &str| if is_escaped { unescaped(text) } else { text.to_owned() };
    let input = unescape(test["input"].as_str().unwrap_or_default());
    let expected = expected_tokens(&test["output"], &unescape);
    let holds_surrogate = input.contains(SURROGATE) || format!("{expected:?}").contains(SURROGATE);
    if holds_surrogate {
        tally.skipped.push(format!("{name} (an unpaired surrogate: no UTF-8 text holds one)"));
        return;
    }
    let data_only = [Value::from("Data state")];
    let states = test["initialStates"].as_array().map_or(&data_only[..], Vec::as_slice);
    let last_start_tag = test["lastStartTag"].as_str().unwrap_or_default();
    for state in states {
        let Some(state) = state.as_str().and_then(state_named) else {
            tally.failures.push(format!("{name}: unknown state {state}"));
            continue;
        };
        tally.n_run += 1;
        let found: Vec<String> = tokens(&input, state, last_start_tag).iter().map(token_line).collect();
        if found != expected {
            tally.failures.push(format!("{name} ({state:?}) {input:?}\n  {found:?}\n  {expected:?}"));
        }
    }
}

fn state_named(name: &str) -> Option<State> {
    match name {
        "Data state" => Some(State::Data),
        "PLAINTEXT state" => Some(State::Plaintext),
        "RCDATA state" => Some(State::Rcdata),
        "RAWTEXT state" => Some(State::Rawtext),
        "Script data state" => Some(State::ScriptData),
        "CDATA section state" => Some(State::CdataSection),
        _ => None,
    }
}

/// A second round of `\uXXXX`; all else stays as it is.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\u") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(code) = code_of_escape(rest) else {
            out.push_str("\\u");
            rest = &rest[2..];
            continue;
        };
        rest = &rest[6..];
        let low = code_of_escape(rest).filter(|low| (0xdc00..=0xdfff).contains(low));
        match (code, low) {
            (0xd800..=0xdbff, Some(low)) => {
                let pair = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                out.push(char::from_u32(pair).unwrap_or(SURROGATE));
                rest = &rest[6..];
            }
            _ => out.push(char::from_u32(code).unwrap_or(SURROGATE)),
        }
    }
    out.push_str(rest);
    out
}

/// The number of the `\uXXXX` that the text starts with.
fn code_of_escape(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// The tokens a test expects, each as one line.
fn expected_tokens(output: &Value, unescape: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut lines: Vec<Token> = Vec::new();
    for item in output.as_array().map(Vec::as_slice).unwrap_or_default() {
        let Some(item) = item.as_array() else { continue };
        let text = |at: usize| item.get(at).and_then(Value::as_str).map(unescape);
        let token = match item.first().and_then(Value::as_str).unwrap_or_default() {
            "DOCTYPE" => Token::Doctype {
                name: text(1),
                public_id: text(2),
                system_id: text(3),
                force_quirks: !item.get(4).and_then(Value::as_bool).unwrap_or(true),
            },
            "StartTag" => Token::StartTag {
                name: text(1).unwrap_or_default(),
                attrs: expected_attrs(item.get(2), unescape),
                self_closing: item.get(3).and_then(Value::as_bool).unwrap_or(false),
            },
            "EndTag" => Token::EndTag { name: text(1).unwrap_or_default() },
            "Comment" => Token::Comment(text(1).unwrap_or_default()),
            _ => Token::Characters(text(1).unwrap_or_default()),
        };
        match (lines.last_mut(), token) {
            (Some(Token::Characters(last)), Token::Characters(more)) => last.push_str(&more),
            (_, token) => lines.push(token),
        }
    }
    lines.iter().map(token_line).collect()
}

fn expected_attrs(attrs: Option<&Value>, unescape: &dyn Fn(&str) -> String) -> Vec<(String, String)> {
    let Some(attrs) = attrs.and_then(Value::as_object) else { return Vec::new() };
    let pair =
        |(name, value): (&String, &Value)| (unescape(name), unescape(value.as_str().unwrap_or_default()));
    attrs.iter().map(pair).collect()
}

/// One line that tells all of a token; attributes sorted, since the suite gives them no order.
fn token_line(token: &Token) -> String {
    match token {
        Token::StartTag { name, attrs, self_closing } => {
            let attrs: BTreeMap<_, _> = attrs.iter().cloned().collect();
            format!("start {name:?} {attrs:?} {self_closing}")
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn escapes_are_read_twice_where_asked() {
    assert_eq!(unescaped("a\\u0000b\\\\u0041\\"), "a\0b\\A\\");
    assert_eq!(unescaped("\\uD83D\\uDE00 \\uD800 \\uZZZZ"), format!("\u{1f600} {SURROGATE} \\uZZZZ"));
    assert_eq!(
        without_lone_surrogates("\"\\uD83D\\uDE00\\uD800\\\\u\""),
        format!("\"\\uD83D\\uDE00{SURROGATE}\\\\u\"")
    );
}
