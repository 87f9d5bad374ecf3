//! Source code, settings, logs and reports of tools, told without knowing who wrote them: what stands behind the
//! comments with which a text begins is signs more than words, and hardly a sentence among them.
//!
//! A word is a sign where it has marks that prose has not (braces, backslashes, paths, options), and a name where
//! programs part words so (`a_b`, `a.b`, `a:b`). Files of programs have them from the first lines on; pages that
//! are about programs begin with words. Comments may be all prose, so they are passed over; a page of Markdown,
//! whose headings look like comments, ends the question there.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Lines looked at behind the comments.
const MAX_LINES: usize = 60;

/// Least number of lines that tell a program, and of comments that do by themselves.
const MIN_LINES: usize = 3;
const MIN_COMMENTS: usize = 8;

/// Bytes of a comment without an end that no page begins with.
const LONG_COMMENT_BYTES: usize = 1000;

/// Lines in which a program shows: pages about programs begin with a headline and links.
const FIRST_LINES: usize = 8;

/// One line in so many may be a sentence behind comments: a text between quotes.
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
static KEYWORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| KEYWORD_LIST.split(' ').collect());
const KEYWORD_LIST: &str = "alias allow alter always and architecture assign async au autocmd await begin break call case catch \
    class command const continue create db declare def default define defmacro defmodule defun defvar \
    delete deny deriving dim disp do done drop echo elif else elseif elsif end endfunction endif \
    endmodule entity enum equ esac eval except export extern fi finally finish fn for foreach from func \
    function global group having hi if implements implicit import include inherit insert instance \
    integer interface jmp lambda lea left let library listen loadmodule local location loop mod module \
    mov my namespace option options order our package pop print printf private proc procedure program \
    provide pub public push raise rem repeat require ret return section select server set setlocal setq \
    static struct sub switch syn syscall tell then try type typedef typename union unless unset until \
    update use using val values var virtual void when where while wire with xor yield";

/// Marks that stand in words of programs only.
const MARKS: &[u8] = b"\\{}<>=^~`;*[]";

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Word {
    /// Marks as no prose has.
    Sign,
    /// A word as programs put it together.
    Name,
    /// A word.
    Plain,
    /// Numbers, addresses, dashes: they stand in all texts.
    Neither,
}

/// Words and lines behind the comments, counted.
#[derive(Default)]
struct Counts {
    words: usize,
    signs: usize,
    names: usize,
    lines: usize,
    /// With a sign, with a sign or a name, and with either or a statement's first word.
    signed: usize,
    odd: usize,
    likely: usize,
    sentences: usize,
    first: usize,
    first_signed: usize,
    first_odd: usize,
    /// Few words without an end, or none: likely where a comment explains them.
    bare: usize,
    is_first_fit: bool,
}

/// True for source code, and for other text of which too much is signs for any page.
pub(super) fn is_program(text: &str) -> bool {
    let Some(first) = text.lines().map(str::trim).find(|line| !line.is_empty()) else { return false };
    let is_commented = is_comment_at_first(first);
    // Markup is told elsewhere, and letters in other encodings look like signs.
    if text.contains('\0') || text.contains("\x1B$") || first.starts_with('<') && !first.starts_with("<#") {
        return false;
    }
    let is_headed = first.starts_with('#');
    if (is_headed || text.starts_with("---")) && is_document(&text.lines().collect::<Vec<_>>(), true) {
        return false;
    }
    if is_dense(text) {
        return true;
    }
    let Some(found) = lines(text) else { return is_commented && text.len() > LONG_COMMENT_BYTES };
    if found.behind.is_empty() {
        return is_commented && found.n_comments >= MIN_COMMENTS && found.has_empty;
    }
    if !is_commented && is_document(&found.behind, false) {
        return false;
    }
    let counts = count(&found.behind);
    if is_commented { is_code_behind_comments(&counts, found.n_comments) } else { is_signs(&counts) }
}

/// True for few lines with more signs than any prose has: a script without line breaks.
fn is_dense(text: &str) -> bool {
    // One byte in ten: scripts without breaks have one in five, prose one in two hundred.
    let n_signs = text.bytes().filter(|byte| b"{}();=<>&$[]".contains(byte)).count();
    let is_some = n_signs >= 8 || n_signs >= 6 && text.trim_end().ends_with(['}', ';']);
    is_some && n_signs * 10 >= text.len() && text.lines().count() <= MIN_LINES
}

fn is_code_behind_comments(counts: &Counts, n_comments: usize) -> bool {
    let is_few = counts.lines < MIN_LINES;
    let is_explained = n_comments > 1 && !is_few && counts.likely + counts.bare == counts.lines;
    let is_enough = if is_few {
        counts.odd == counts.lines
    } else {
        let share = if counts.is_first_fit { 50 } else { 70 };
        is_explained || counts.likely * 100 >= counts.lines * share
    };
    is_enough && counts.sentences * SENTENCES <= counts.lines
}

/// True for signs in all lines and words, and from the beginning on.
fn is_signs(counts: &Counts) -> bool {
    let is_share = |part: usize, of: usize, share: usize| part * 100 >= of * share;
    let is_signed = is_share(counts.signs, counts.words, 5)
        && is_share(counts.signs + counts.names, counts.words, 15)
        && is_share(counts.signed, counts.lines, 25)
        && is_share(counts.first_signed, counts.first, 37)
        && is_share(counts.first_odd, counts.first, 37);
    let is_stated = is_share(counts.likely, counts.lines, 80)
        && is_share(counts.signed, counts.lines, 25)
        && counts.is_first_fit;
    let is_named = counts.lines > FIRST_LINES && is_share(counts.odd, counts.lines, 95);
    counts.lines >= MIN_LINES
        && counts.words > 0
        && (is_signed || is_stated || is_named)
        && counts.sentences * 100 <= counts.lines * 5
}

fn count(lines: &[&str]) -> Counts {
    // The last line at hand may be cut.
    let lines = if lines.len() > MIN_LINES { &lines[..lines.len() - 1] } else { lines };
    let mut counts = Counts { lines: lines.len(), first: lines.len().min(FIRST_LINES), ..Counts::default() };
    for (at, line) in lines.iter().enumerate() {
        let line = [" # ", " // ", " ;; "]
            .iter()
            .find_map(|mark| line.split_once(mark))
            .map_or(*line, |(line, _)| line);
        let words: Vec<Word> = line.split_whitespace().map(judge).collect();
        let Counted { signs, names, plain } = counted(&words);
        let signs = signs.max(usize::from(is_signed(line, plain)));
        let is_sentence = Counted { signs, names, plain }.is_sentence(line);
        let is_likely = signs + names > 0 || !is_sentence && is_statement(line);
        counts.words += signs + names + plain;
        counts.signs += signs;
        counts.names += names;
        counts.signed += usize::from(signs > 0);
        counts.odd += usize::from(signs + names > 0);
        counts.likely += usize::from(is_likely);
        counts.sentences += usize::from(is_sentence);
        counts.bare += usize::from(!is_likely && is_bare(line));
        if at < FIRST_LINES {
            counts.first_signed += usize::from(signs > 0);
            counts.first_odd += usize::from(signs + names > 0);
        }
        counts.is_first_fit |= at == 0 && (is_likely || is_bare(line));
    }
    counts
}

/// A line that begins or ends as those of programs do.
fn is_signed(line: &str, plain: usize) -> bool {
    let is_named = || line.ends_with(',') && line.split(' ').next().is_some_and(|first| first.ends_with(':'));
    // A line of a poem or a list ends with a semicolon, too.
    let is_ended = line.ends_with(';') && plain < line.split_whitespace().count();
    is_ended
        || ["{", "}", "(", "[", "],", "))", "})"].iter().any(|end| line.ends_with(end))
        || line.starts_with('(') && line.matches('(').count() != line.matches(')').count()
        || is_directive(line)
        || is_setting(line)
        || is_named()
}

/// `name = value`, `set name = value`; a sum in other money begins with a number, and what is said of a formula
/// goes on in words.
fn is_setting(line: &str) -> bool {
    /// Words of it.
    const LONG: usize = 10;
    line.split_once(" = ").is_some_and(|(name, value)| {
        !(value.ends_with('.') && value.split(' ').count() >= LONG)
            && name.is_ascii()
            && name.split(' ').count() <= 3
            && name.starts_with(|char: char| char.is_ascii_alphabetic() || "_.@$\"".contains(char))
    })
}

/// A word or two, or no word at all.
fn is_bare(line: &str) -> bool {
    let n_words = line.split_whitespace().count();
    n_words <= 2 && line.is_ascii() && !line.ends_with(['.', '!', '?'])
        || !line.contains(char::is_alphabetic)
        || line.starts_with(['"', '\'', '.', '+', ':', '=', '~', '|', '&', '[', '('])
}

/// The words of a line, counted.
pub(super) struct Counted {
    pub(super) signs: usize,
    pub(super) names: usize,
    pub(super) plain: usize,
}

pub(super) fn counted(words: &[Word]) -> Counted {
    let n = |kind| words.iter().filter(|word| **word == kind).count();
    Counted { signs: n(Word::Sign), names: n(Word::Name), plain: n(Word::Plain) }
}

impl Counted {
    /// True for words that go on to an end, or on and on, with hardly a sign between them.
    pub(super) fn is_sentence(&self, line: &str) -> bool {
        let odd = self.signs + self.names;
        let words = odd + self.plain;
        let is_ended = line.ends_with(['.', '!', '?', ':', '"', '”', '…', ')', '»']);
        let is_wide = line.chars().filter(|char| *char >= '\u{3000}').count() >= 12;
        is_wide || odd * 12 <= words && (words >= 5 && is_ended || words >= 12)
    }
}

/// A line that begins as statements do, or stands in columns.
fn is_statement(line: &str) -> bool {
    let first =
        line.split(|char: char| !char.is_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
    KEYWORDS.contains(first.as_str()) || line.contains('\t') || line.contains("   ")
}

/// What a word is, with the marks around it.
pub(super) fn judge(word: &str) -> Word {
    let bare = word.trim_matches(|char: char| "\"'“”‘’()[],.;:!?…«»–—*".contains(char));
    if bare.is_empty() {
        let is_dash = word.chars().all(|char| "-–—•|·&/*…+»><,.!?'\"“”‘’:()[]".contains(char));
        // Dots lead from a dish to its price, and from a chapter to its page.
        let is_leader = word.bytes().all(|byte| byte == b'.');
        let is_sign = word.is_ascii() && !is_leader && !(is_dash && word.len() < 4);
        return if is_sign { Word::Sign } else { Word::Neither };
    }
    let is_address = bare.contains("://")
        || bare.starts_with("www.")
        || bare.starts_with("doi:")
        || bare.starts_with('@')
        || bare.starts_with('#')
        || bare.contains('@') && bare.contains('.');
    let bytes = bare.as_bytes();
    let is_number = bytes.iter().all(|byte| byte.is_ascii_digit() || b"%$+-.,:/#'&()".contains(byte));
    if is_address || is_number || matches!(bare, "|" | ">" | "&" | "+" | "-" | "=") {
        return Word::Neither;
    }
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || b"'-&".contains(byte);
    let is_option = bare.starts_with("--") || bytes.len() == 2 && bytes[0] == b'-';
    let is_call =
        ["()", ");"].iter().any(|end| word.ends_with(end)) || word.ends_with("):") && bare.contains('(');
    match () {
        () if is_option || is_call => Word::Sign,
        () if word.starts_with("*.") => Word::Sign,
        // An order to an assembler.
        () if bytes.len() > 1 && word.starts_with('.') && bytes[0].is_ascii_lowercase() => Word::Name,
        () if !bare.is_ascii() && !bare.contains(['=', '{', '\\']) => Word::Plain,
        () if bytes.iter().all(is_letter) => {
            if is_camel(bytes) {
                Word::Name
            } else {
                Word::Plain
            }
        }
        () if is_marked(bare) => Word::Sign,
        () if is_name(bare) => Word::Name,
        () => Word::Plain,
    }
}

/// True for a mark between letter and letter, or digit and letter.
fn is_within(bytes: &[u8], marks: &[u8]) -> bool {
    bytes.windows(3).any(|three| {
        marks.contains(&three[1]) && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphabetic()
    })
}

fn is_marked(word: &str) -> bool {
    let bytes = word.as_bytes();
    let is_before_letter = |marks: &[u8]| {
        bytes.first().is_some_and(|byte| marks.contains(byte))
            && bytes.get(1).is_some_and(u8::is_ascii_alphabetic)
    };
    bytes.iter().any(|byte| MARKS.contains(byte))
        || word.contains("::")
        || word.contains("->")
        || is_before_letter(b"$%")
        || bytes.len() > 2 && is_before_letter(b"/")
        || word.matches('/').count() >= 2
        || word.contains('"')
        || is_within(bytes, b"#%$")
        || bytes.len() >= 32
            && bytes.iter().all(u8::is_ascii_alphanumeric)
            && bytes.iter().any(u8::is_ascii_digit)
}

/// Words put together: a name of a product begins with a capital, or is short.
fn is_camel(word: &[u8]) -> bool {
    let n_humps =
        word.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    n_humps > 0 && word.len() > 6 && word[0].is_ascii_lowercase()
}

fn is_name(word: &str) -> bool {
    let bytes = word.as_bytes();
    // Numbers as programs count: digits and letters in turn.
    let n_turns =
        bytes.windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    let is_hex = bytes.len() > 6 && bytes.iter().all(u8::is_ascii_hexdigit);
    word.contains('_')
        || is_within(bytes, b":.(+")
        || word.ends_with('/')
        || word.starts_with("0x")
        || is_hex
        || bytes.len() >= 7 && n_turns >= 3
}

/// True for documents that show code: Markdown, markup, and the like. Where headings may be comments, more lines
/// tell than elsewhere.
fn is_document(lines: &[&str], is_headed: bool) -> bool {
    const LINKS: [&str; 9] =
        ["```", "](http", "](//", "](#", "](/", "](.", "](mailto:", "](javascript:", ".md)"];
    let lines: Vec<&str> = lines.iter().copied().filter(|line| !line.trim().is_empty()).collect();
    let is_most = |judge: fn(&str) -> bool, parts: usize| {
        lines.iter().filter(|line| judge(line)).count() * parts >= lines.len()
    };
    let is_item = |line: &str| line.starts_with("- ") || line.starts_with("* ") || line.starts_with('|');
    let is_link =
        |line: &str| line.trim_start_matches(['-', '*', ' ']).starts_with('[') && line.contains("](");
    // What stands between two such lines is the head of a page.
    lines.first() == Some(&"---") && lines[1..].iter().any(|line| line.starts_with("---"))
        || lines.iter().any(|line| is_link(line) || LINKS.iter().any(|mark| line.contains(mark)))
        || is_most(|line| line.trim_start().starts_with('<'), 4)
        || is_headed && (is_most(is_item, 3) || lines.iter().any(|line| is_of_document(line)))
}

/// A line as documents have beside code: a heading, a tag, a quotation, a name for code that follows.
fn is_of_document(line: &str) -> bool {
    let is_tag = line
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|char: char| char == '!' || char.is_ascii_lowercase()));
    let is_code_next =
        line.ends_with("::") && line.len() > 2 && !line.starts_with('#') || line.starts_with(".. ");
    line.strip_prefix("## ").is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
        || line.starts_with("> ")
        || line.starts_with("[!")
        || is_tag
        || is_code_next
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
    !is_directive(line)
        && LINE_COMMENTS
            .iter()
            .any(|start| begins(line, start) || line.eq_ignore_ascii_case(start.trim_end()))
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

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "The council met on Monday and decided that the bridge stays closed until May.";

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
            "/* A theme. */\nbody { margin: 0 }\n.a > b { color: red; }\n.c {\n  top: 0;\n}\n",
            "// Copyright.\n\nconst x = require('fs');\nmodule.exports = { x };\nlet y = 1;\nf(x);\n",
            "!function(e,t){\"object\"==typeof exports?module.exports=t():e.X=t()}(this,function(){return 1});",
            "\"\"\"What it does, in words.\"\"\"\nimport os\nfrom a import b\n\ndef f(x):\n    return x + 1\n",
            "#include <stdio.h>\nint main(void)\n{\n    return 0;\n}\n",
            "      SUBROUTINE SOLVE(A, N, B)\n      INTEGER N\n      DO 20 I = 1, N\n        B(I) = B(I) / A(I,I)\n   20 CONTINUE\n      RETURN\n",
            "main.c:10:5: error: unknown type name 'pier_t'\n   10 |     pier_t x;\n      |     ^~~~~~\nmake: *** [Makefile:3: main.o] Error 1\n",
            "make[1]: Entering directory '/a/b'\ngcc -O2 -c -o main.o main.c\ngcc -o bridge main.o -lm\nmake[1]: Leaving directory '/a/b'\n",
            "import os\n\ndef f(x):\n    return x + 1\n\nprint(f(1))\n",
            "var words = {\"a\": \"The council met.\"};\nconsole.log(words);\n",
            ">>> import os\n>>> os.getcwd()\n'/home/a'\n>>> f(-1)\n",
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
            "Home\nDocs\nas_ref\nas_mut\nis_ok\nis_err\nmap_or\nok_or\n",
            "Ada Byron;\nBen King\nCleo Reed;\nDan Hill;\nEve Fox;\nFay Wood\nGil Stone;\n",
            "June (30)\nJuly (31)\nAugust (31)\nSeptember (30)\nOctober (31)\nNovember (30)\n",
            "Chad (XAF Fr)\nChile (CLP $)\nCuba (CUP $)\nCyprus (EUR \u{20AC})\nPeru (PEN S/)\nNiger (XOF Fr)\n",
            "[Home](/)\n[News](index.php?a=b&c=1)\n[Sport](index.php?a=c&c=2)\n[Town](index.php?a=d&c=3)\n",
            "$5 for the ferry\n$3 for the bus\n$9 for a taxi\n$1 for a map\n$2 for a coffee\n",
        ] {
            assert!(!is_program(text), "{text}");
        }
    }
}
