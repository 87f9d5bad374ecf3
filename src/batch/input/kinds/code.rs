//! Source code and settings of any language, told without knowing the language: what begins with comments, or
//! with a statement, and holds hardly a sentence behind them.
//!
//! Comments may be all prose, so they are passed over. What stands behind them is judged line by line, and the
//! first such line must be a program's: a page of Markdown, whose headings look like comments, ends the question
//! there.

/// Lines looked at behind the comments.
const MAX_LINES: usize = 60;

/// Least number of lines that tell a program by themselves, and of comments that do.
const MIN_LINES: usize = 4;
const MIN_COMMENTS: usize = 8;

/// Bytes of a comment without an end that no page begins with.
const LONG_COMMENT_BYTES: usize = 1000;

/// Share of the lines behind the comments, in hundredths, that are a program's: the rest are words in strings.
const MOST: usize = 70;

/// The same of lines that show it by their signs, or behind comments by their first words.
const HALF: usize = 50;

/// The same where a declaration stands first.
const SOME: usize = 25;

/// One line in so many may be a sentence: a text between quotes.
const SENTENCES: usize = 4;

/// Beginnings of comments that end with their lines.
const LINE_COMMENTS: [&str; 14] =
    ["@echo off", "#", "//", "--", ";", "%", "!", "\" ", "' ", "dnl ", ".\\\"", "rem ", "@rem ", "::"];

/// Comments that end where they say.
const BLOCK_COMMENTS: [(&str, &str); 7] = [
    ("/*", "*/"),
    ("{-", "-}"),
    ("(*", "*)"),
    ("<#", "#>"),
    ("\"\"\"", "\"\"\""),
    ("=begin", "=end"),
    ("{ ", "}"),
];

/// First words of statements, lower case.
const KEYWORDS: [&str; 166] = [
    "add",
    "alias",
    "allow",
    "alter",
    "always",
    "and",
    "architecture",
    "assign",
    "async",
    "au",
    "autocmd",
    "await",
    "begin",
    "break",
    "call",
    "case",
    "catch",
    "class",
    "command",
    "const",
    "continue",
    "copy",
    "create",
    "data",
    "db",
    "declare",
    "def",
    "default",
    "define",
    "defmacro",
    "defmodule",
    "defun",
    "defvar",
    "delete",
    "deny",
    "deriving",
    "dim",
    "disp",
    "do",
    "done",
    "drop",
    "echo",
    "elif",
    "else",
    "elseif",
    "elsif",
    "end",
    "endfunction",
    "endif",
    "endmodule",
    "entity",
    "enum",
    "equ",
    "esac",
    "eval",
    "except",
    "export",
    "extern",
    "fi",
    "finally",
    "finish",
    "fn",
    "for",
    "foreach",
    "from",
    "func",
    "function",
    "global",
    "group",
    "having",
    "hi",
    "if",
    "implements",
    "implicit",
    "import",
    "include",
    "inherit",
    "input",
    "insert",
    "install",
    "instance",
    "integer",
    "interface",
    "jmp",
    "join",
    "lambda",
    "lea",
    "left",
    "let",
    "library",
    "listen",
    "loadmodule",
    "local",
    "location",
    "log",
    "loop",
    "match",
    "mod",
    "module",
    "mov",
    "my",
    "namespace",
    "option",
    "options",
    "order",
    "our",
    "output",
    "package",
    "pop",
    "print",
    "printf",
    "private",
    "proc",
    "procedure",
    "program",
    "provide",
    "pub",
    "public",
    "push",
    "raise",
    "real",
    "rem",
    "repeat",
    "require",
    "ret",
    "return",
    "section",
    "select",
    "server",
    "set",
    "setlocal",
    "setq",
    "source",
    "static",
    "struct",
    "sub",
    "switch",
    "syn",
    "syscall",
    "target",
    "tell",
    "then",
    "try",
    "type",
    "typedef",
    "typename",
    "union",
    "unless",
    "unset",
    "until",
    "update",
    "use",
    "user",
    "using",
    "val",
    "values",
    "var",
    "virtual",
    "void",
    "when",
    "where",
    "while",
    "wire",
    "with",
    "xor",
    "yield",
];

/// Signs that no prose has.
const SIGNS: [&str; 25] = [
    "==", "!=", "->", "=>", "<-", "::", ":=", "&&", "()", "${", "$(", "%{", "{{", "0x", "=\"", "='", ");",
    "+=", "|=", "<=", "?=", " == ", "#{", "\\n", "[]",
];

/// True for source code, and for settings with comments.
pub(super) fn is_program(text: &str) -> bool {
    let Some(first) = text.lines().map(str::trim).find(|line| !line.is_empty()) else { return false };
    let is_commented = is_comment_at_first(first);
    // Markup is told elsewhere.
    let may_be_document = !is_commented || first.starts_with('#');
    // Letters in other encodings look like signs.
    if text.contains(['\0', '\x1B']) {
        return false;
    }
    if may_be_document && is_document(text) || first.starts_with('<') && !first.starts_with("<#") {
        return false;
    }
    if !is_commented && !is_strict(first) && !is_declaration(first) {
        return false;
    }
    let Some(found) = lines(text) else { return text.len() > LONG_COMMENT_BYTES };
    let Some(first) = found.behind.first() else {
        return is_commented && found.n_comments >= MIN_COMMENTS && found.has_empty;
    };
    let n_lines = found.behind.len();
    let count = |judge: fn(&str) -> bool| found.behind.iter().filter(|line| judge(line)).count();
    let (n_strict, n_sentences) = (count(is_strict), count(is_sentence));
    let n_likely = count(|line| is_strict(line) || is_statement(line));
    let n_of_program = found.behind.iter().filter(|line| is_strict(line) || is_loose(line)).count();
    let is_few = n_lines < MIN_LINES;
    // Settings: names with a word or two, below comments that explain them.
    let is_explained = is_commented && found.n_comments >= 3 && n_lines >= 3 && n_of_program == n_lines;
    let is_enough = match (is_commented, is_few) {
        _ if is_explained => true,
        (true, true) => n_strict == n_lines,
        (true, false) => n_likely * 100 >= n_lines * HALF,
        (false, true) => false,
        (false, false) if is_declaration(first) => {
            n_likely * 100 >= n_lines * MOST && n_strict * 100 >= n_lines * SOME
        }
        (false, false) => is_signed(first) && n_strict * 100 >= n_lines * HALF,
    };
    is_enough
        && (is_strict(first) || is_loose(first))
        && n_sentences * SENTENCES <= n_lines
        && n_of_program * 100 >= n_lines * MOST
}

/// True for documents that show code: Markdown and the like.
fn is_document(text: &str) -> bool {
    // What stands between two such lines is the head of a page.
    if text.starts_with("---\n") && text[4..].contains("\n---") {
        return true;
    }
    let is_tag = |line: &str| {
        let mut bytes = line.bytes();
        bytes.next() == Some(b'<')
            && bytes.next().is_some_and(|byte| byte == b'!' || byte.is_ascii_lowercase())
    };
    let is_item = |line: &&str| line.starts_with("- ") || line.starts_with("* ") || line.starts_with('|');
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    if text.starts_with('#') && lines().filter(is_item).count() * 3 >= lines().count() {
        return true;
    }
    ["\n```", "](http", "](#", "](/", "](.", ".md)"].iter().any(|mark| text.contains(mark))
        || text.lines().any(|line| {
            let is_heading =
                line.strip_prefix("## ").is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
                    || line.starts_with("> ")
                    || is_tag(line)
                    || line.starts_with("[!");
            let is_code_next =
                line.ends_with("::") && line.len() > 2 && !line.starts_with('#') || line.starts_with(".. ");
            is_heading || is_code_next
        })
}

/// What a text consists of.
struct Lines<'t> {
    behind: Vec<&'t str>,
    n_comments: usize,
    /// True where a comment is a mark and nothing else.
    has_empty: bool,
}

/// The lines of a text without its comments; `None` where a comment at its beginning does not end.
fn lines(text: &str) -> Option<Lines<'_>> {
    let mut found = Lines { behind: Vec::new(), n_comments: 0, has_empty: false };
    let mut rest = text.trim_start();
    while !rest.is_empty() && found.behind.len() < MAX_LINES {
        if let Some((start, end)) = BLOCK_COMMENTS.iter().find(|(start, _)| rest.starts_with(start)) {
            match rest[start.len()..].split_once(end) {
                Some((_, after)) => rest = after.trim_start_matches(['*', '/', ' ', ';']).trim_start(),
                None if found.behind.is_empty() => return None,
                None => break,
            }
            found.n_comments += 1;
            continue;
        }
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let line = line.trim();
        if is_comment(line) {
            found.n_comments += 1;
            found.has_empty |= line.chars().all(|char| !char.is_alphanumeric());
        } else {
            found.behind.push(line);
        }
        rest = after.trim_start();
    }
    Some(found)
}

/// The mark of a comment that a line begins with.
fn is_comment(line: &str) -> bool {
    !is_directive(line) && LINE_COMMENTS.iter().any(|start| begins(line, start))
        || matches!(line, "\"" | "'" | "dnl" | "rem")
}

/// What C and its like do before they compile.
fn is_directive(line: &str) -> bool {
    ["#if", "#else", "#endif", "#include", "#import", "#define", "#pragma", "#undef"]
        .iter()
        .any(|start| line.starts_with(start))
}

/// True for a comment that a text may begin with: a number sign glued to a word is a tag of a post, and a quote
/// that is closed is one.
fn is_comment_at_first(line: &str) -> bool {
    let is_block = BLOCK_COMMENTS.iter().any(|(start, _)| line.starts_with(start));
    let is_line = LINE_COMMENTS.iter().filter(|start| begins(line, start)).any(|start| {
        let rest = &line[start.len()..];
        let is_apart = rest.is_empty() || rest.starts_with(|char: char| !char.is_alphanumeric());
        match *start {
            "\" " | "' " => !rest.contains(start.trim_end()),
            // A dash that two hyphens stand for.
            "--" => (rest.is_empty() || rest.starts_with(' ')) && !rest.contains("--"),
            // A picture of Markdown.
            "!" => is_apart && !rest.starts_with('['),
            "#" | "%" | ";" | "::" => is_apart,
            _ => true,
        }
    });
    is_block || is_line
}

fn begins(line: &str, start: &str) -> bool {
    line.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// True for a line that is a program's beyond doubt.
fn is_strict(line: &str) -> bool {
    is_signed(line)
        || is_named_string(line)
        || line.split_ascii_whitespace().count() <= 9 && line.split_ascii_whitespace().any(is_identifier)
}

/// The same by the signs that it has, not by its words.
fn is_signed(line: &str) -> bool {
    let n_words = line.split_ascii_whitespace().count();
    // A line drawn below a headline.
    let is_rule = line.chars().all(|char| char == '=' || char == '-');
    // A line of a poem may end so, too.
    let is_end = line.ends_with(';') && !is_wordy(line)
        || line.ends_with(['{', '}', '\\'])
        || [");", "})", "],", "},", "):", "]]", "*/", "->", "=>", "))", ")]"]
            .iter()
            .any(|end| line.ends_with(end));
    let is_start = line.starts_with(['}', '{', ')', ']'])
        || line.starts_with('$') && line.chars().nth(1).is_some_and(char::is_alphabetic)
        || line.starts_with("#[")
        || is_directive(line)
        || ["(def", "(in-package ", "(setq ", "(require ", "(module ", "defmodule "]
            .iter()
            .any(|start| line.starts_with(start))
        || line.starts_with('@') && (n_words == 1 && line.contains('(') || line.ends_with(':'))
        || line.starts_with('(') && !line.contains(") ") && !line.ends_with(')')
        || line.starts_with('(') && line.matches('(').count() > 1
        || is_order(line)
        || line.starts_with('[') && !line.contains(']')
        || line.starts_with('[')
            && line.ends_with(']')
            && n_words == 1
            && !line.chars().nth(1).is_some_and(char::is_uppercase);
    is_end
        || is_start && !is_prose(line)
        || line.starts_with('\\')
        || !is_rule && SIGNS.iter().any(|sign| line.contains(sign))
        || is_setting(line)
}

/// A word as only programs have them: parted by underscores, a path, an option, a call.
fn is_identifier(word: &str) -> bool {
    let bare = word.trim_matches(|char: char| ",;:()\"'".contains(char));
    let bytes = bare.as_bytes();
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let n_humps =
        bytes.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    // A name of a product has one, or is short.
    let is_camel = n_humps > 1 || n_humps == 1 && bytes.len() > 6 && bytes[0].is_ascii_lowercase();
    let is_path = bytes.len() > 2 && bytes[0] == b'/' && is_letter(1)
        || bare.matches('/').count() >= 2
            && !bare.contains("://")
            && bytes.iter().any(u8::is_ascii_lowercase);
    let is_option =
        bare.starts_with("--") && is_letter(2) || bytes.len() == 2 && bytes[0] == b'-' && is_letter(1);
    let is_quoted = word.len() > 6
        && word.starts_with(['\'', '"'])
        && bare.bytes().any(|byte| b".:/_-".contains(&byte))
        && word.ends_with(['\'', '"', ',', ';']);
    let is_hex = bytes.len() > 6
        && bytes.iter().all(u8::is_ascii_hexdigit)
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes.iter().any(u8::is_ascii_alphabetic);
    let is_call = bare.find('(').is_some_and(|at| at > 0 && !bare.contains("(s)") && bare.is_ascii());
    // A sum of money, and a rate, have digits there.
    let is_variable = bare.starts_with(['$', '%', '<']) && is_letter(1) && !bare.contains('@');
    let is_parted = bytes.len() > 2 && bare.trim_matches('_').contains('_');
    is_parted
        || is_camel
        || is_path
        || is_option
        || is_quoted
        || is_hex
        || is_call
        || is_variable
        || word.ends_with("()")
}

/// An order to an assembler: `.global main`, `.section .text`.
fn is_order(line: &str) -> bool {
    let name = line.strip_prefix('.').and_then(|rest| rest.split_ascii_whitespace().next());
    line.split_ascii_whitespace().count() <= 4
        && !line.ends_with('.')
        && name.is_some_and(|name| {
            name.len() > 1
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        })
}

/// `name=value`, `name = value`, `set name=value`; a sum in other money begins with a number.
fn is_setting(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, value)| {
        let is_apart = name.ends_with(' ') == value.starts_with(' ') || value.is_empty();
        let name = name.trim_end();
        is_apart
            && name
                .starts_with(|char: char| char.is_ascii_alphabetic() || matches!(char, '_' | '.' | '@' | '"'))
            && name.is_ascii()
            && name.split(' ').count() <= 3
    })
}

/// A line that programs begin with: what they are called, and what they use.
fn is_declaration(line: &str) -> bool {
    const WORDS: [&str; 12] = [
        "import",
        "from",
        "package",
        "module",
        "open",
        "using",
        "use",
        "class",
        "require",
        "select",
        "imports",
        "namespace",
    ];
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    let is_word = WORDS.contains(&first) || matches!(first, "SELECT" | "Imports" | "Module" | "Option");
    let is_ident = |word: &str| {
        word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.,:;<*\"'/-{}".contains(&byte))
    };
    is_word && !rest.is_empty() && rest.split(' ').count() <= 5 && rest.split(' ').all(is_ident)
}

/// A line that begins as statements do, or stands in columns.
fn is_statement(line: &str) -> bool {
    let first = line.split(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    let is_keyword = KEYWORDS.binary_search(&first.to_ascii_lowercase().as_str()).is_ok();
    !is_sentence(line) && (is_keyword || line.contains('\t') || line.contains("   "))
}

/// True for a line that may be a program's: a statement by its first word, a list, a few words without an end.
fn is_loose(line: &str) -> bool {
    let n_words = line.split_ascii_whitespace().count();
    let is_open = line.ends_with([',', ':', '(', '[', '|', '=', '+']) && n_words <= 7;
    let is_string = line.starts_with(['"', '\'', '<', '.', '+', '*', '>', ':', '-', '=', '~', '|', '&']);
    let has_letters = line.bytes().any(|byte| byte.is_ascii_alphabetic() || byte >= 0x80);
    is_statement(line)
        || !is_sentence(line) && (is_open || is_string || !has_letters || n_words <= 2 && line.is_ascii())
}

/// `name: "text"`, `name = 'text',`.
fn is_named_string(line: &str) -> bool {
    line.split_once([':', '=']).is_some_and(|(name, value)| {
        let (name, value) = (name.trim_end(), value.trim_start().trim_end_matches([',', ';', ')']));
        let is_ident = |byte: u8| byte.is_ascii_alphanumeric() || b"_-\"'.".contains(&byte);
        let is_quoted = |quote| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
        // In an interview a name begins with a capital.
        let is_name = name.bytes().all(is_ident) && !name.starts_with(|char: char| char.is_ascii_uppercase());
        is_name && (is_quoted('"') || is_quoted('\''))
    })
}

/// True for a line of prose without a sign of a program.
fn is_sentence(line: &str) -> bool {
    is_prose(line) && !is_signed(line)
}

/// True for words that go on to an end, or on and on.
fn is_prose(line: &str) -> bool {
    let n_words = line.split_whitespace().count();
    let is_string = is_named_string(line)
        || line.starts_with('"') && line.trim_end_matches([',', ';', ')']).ends_with(['"', '\'']);
    let is_ended = line.ends_with(['.', '!', '?', ':', '"', '”', '…']);
    let has_wide = line.chars().filter(|char| *char >= '\u{3000}').count() >= 12;
    !is_string && (is_wordy(line) && (n_words >= 5 && is_ended || n_words >= 9) || has_wide)
}

/// True for a line of words, four or more, and hardly anything else.
fn is_wordy(line: &str) -> bool {
    let is_word = |word: &&str| {
        let bare = word.trim_matches(|char: char| char.is_ascii_punctuation());
        !bare.is_empty() && bare.chars().all(|char| char.is_alphabetic() || "'’-".contains(char))
    };
    let n_words = line.split_whitespace().count();
    n_words >= 4 && line.split_whitespace().filter(is_word).count() * 10 >= n_words * 8
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "The council met on Monday and decided that the bridge stays closed until May.";

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn programs_are_told_behind_their_comments() {
        for text in [
            "-- {}\nlocal M = {}\nfunction M.f(x)\n  return x + 1\nend\nreturn M\n",
            ";; {}\n(ns bridge.pier\n  (:require [clojure.string :as str]))\n(defn f [x]\n  (inc x))\n",
            "% {}\n-module(bridge).\n-export([start/0]).\nstart() ->\n    ok.\n",
            "\" {}\nif exists(\"g:done\")\n  finish\nendif\nlet g:done = 1\n",
            "//! {}\n//!\nuse std::fmt;\npub struct Pier {\n    name: String,\n}\n",
            "# {}\ncmake_minimum_required(VERSION 3.16)\nproject(bridge)\nadd_executable(bridge main.cpp)\ninstall(TARGETS bridge)\n",
            "(*\n {} *)\nlet rec f x =\n  match x with\n  | [] -> 0\n  | _ :: rest -> f rest\n",
            "@rem {}\nset A=1\nif %A% == 1 goto end\ncall x.bat\n:end\n",
            "! {}\nprogram bridge\n  implicit none\n  integer :: i\n  print *, 'a'\nend program bridge\n",
            ";; {}\n(defun f (x)\n  (let ((y (g x)))\n    (if (not y)\n        (h x)\n      (aset y 0 x))))\n",
            "# {}\n.global main\n.section .text\nmain:\n  push r15\n  mov r15, rsp\n  ret\n",
            "-- {}\nSELECT a.b, COUNT(*) AS n\nFROM a\nWHERE a.c > 3\nGROUP BY a.b;\n",
        ] {
            let text = text.replace("{}", WORDS);
            assert!(is_program(&text), "{text}");
        }
        assert!(is_program(&format!("#\n{}", format!("# {WORDS}\n").repeat(9))), "nothing but comments");
        assert!(is_program(&format!("/*\n{}", format!(" * {WORDS}\n").repeat(20))), "a comment that goes on");
    }

    #[test]
    fn pages_are_no_programs() {
        let list = "- bread\n- salt\n- water\n- oil\n- yeast\n";
        for text in [
            &format!("# The bridge\n\n{WORDS}\n\n## The ferry\n\n{WORDS}\n"),
            &format!("# How to\n\n```\nlet x = 1;\nf(x);\n```\n\n{WORDS}\n"),
            &format!("# Bread\n\n{list}\n{WORDS}\n"),
            &format!("-- Reuters --\n\n{WORDS}\n{WORDS}\n"),
            &format!("\" We wait, she said.\n{WORDS}\n{WORDS}\n"),
            &format!("(Reuters) - {WORDS}\n{WORDS}\n"),
            &format!("[Photo]\n{WORDS}\n{WORDS}\n{WORDS}\n"),
            &format!("# 写真\n[写真]\n[é]\n{WORDS}\n{WORDS}\n"),
            &format!("import x\n[写真]\n[é]\n[\n{WORDS}\n{WORDS}\n"),
            &format!("@mayor said it all.\n{WORDS}\n{WORDS}\n{WORDS}\n"),
            "Home\nNews\nSport\nWeather\nLog in\nSearch\nContact\n",
            "#bridge #ferry #river\n#council #mayor #closed\n#open #again #soon\n#town #hall #vote\n",
            "| Year | Town |\n|---|---|\n| 1931 | A |\n| 1932 | B |\n| 1933 | C |\n| 1934 | D |\n",
            "1 mile = 1.6 km\n1 yard = 0.9 m\n1 foot = 0.3 m\n1 inch = 2.5 cm\n1 acre = 0.4 ha\n",
            "The bridge lies broken in the stream;\nThe ferry waits below the weir;\nNobody tells of what they dream;\nNobody comes to hear;\n",
            "[Photo]\n2021-03-01 The bridge\n2021-03-02 The ferry\n2021-03-03 The mill\n2021-03-04 The weir\n",
            "iPhone, eBay\nMcDonald, 45\nMcKay, 31\nLeBron, 20\nDeVito, 70\nMacArthur, 3\n",
            "* One\n* Two\n* Three\n* Four\n* Five\n* Six\n* Seven\n* Eight\n* Nine\n",
            "$5 for the ferry\n$3 for the bus\n$9 for a taxi\n$1 for a map\n$2 for a coffee\n",
        ] {
            assert!(!is_program(text), "{text}");
        }
    }
}
