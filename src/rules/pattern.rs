//! A pattern of `line-matches`, and cheap questions that nearly always answer for it.
//!
//! A page asks every pattern of every line, and almost none match. What a match needs is read off
//! the pattern once: the bytes a line can begin and end with, how short it can be, a word it must
//! hold. Only a line that passes all of that reaches the engine, which is built when the first one
//! does: building it costs more than many pages do. Knows no line test and no rule.
//!
//! What makes an engine dear are large classes (`\p{L}` has 700 ranges), many times over in `\p{L}{1,40}`.
//! A plainer engine stands before it, in which such a class holds all letters beyond ASCII: what it does not
//! match, the pattern does not, and of a line in ASCII it tells all.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

/// Memory an engine may use to remember where it has been. Patterns of the kind `[\p{L} ]{1,60}$`
/// do not fit into the 2 MiB of the library's default, and then take ten times as long per line.
const DFA_BYTES: usize = 8 << 20;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    needs: OnceLock<Needs>,
    /// `None` inside for a pattern that is no regular expression, or too large a one: reported
    /// when its file was parsed, and matching nothing.
    engine: OnceLock<Option<Regex>>,
    /// The plainer engine; `None` inside where the pattern has no large class.
    plainer: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Takes a pattern. Never fails: a faulty one matches nothing.
    pub fn new(text: &str) -> Self {
        let text = text.to_owned();
        Self { text, needs: OnceLock::new(), engine: OnceLock::new(), plainer: OnceLock::new() }
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The engine; `None` for a faulty pattern.
    pub fn engine(&self) -> Option<&Regex> {
        self.engine.get_or_init(|| self.build()).as_ref()
    }

    fn build(&self) -> Option<Regex> {
        RegexBuilder::new(&self.text).dfa_size_limit(DFA_BYTES).build().ok()
    }

    fn build_plainer(&self) -> Option<Regex> {
        let hir = regex_syntax::parse(&self.text).ok()?;
        let plainer = without_large_classes(&hir);
        let text = (plainer != hir).then(|| plainer.to_string())?;
        RegexBuilder::new(&text).dfa_size_limit(DFA_BYTES).build().ok()
    }

    fn needs(&self) -> &Needs {
        let read =
            || regex_syntax::parse(&self.text).map_or_else(|_| Needs::default(), |hir| Needs::of(&hir));
        self.needs.get_or_init(read)
    }

    /// False when the line cannot match. Costs a few instructions.
    pub fn may_match(&self, line: &str) -> bool {
        self.needs().are_met(line.as_bytes())
    }

    /// False when no line matches whose folded form `line` gives: all white space in it may still
    /// shrink to single spaces, none stands at its ends.
    pub fn may_match_folded(&self, line: &str) -> bool {
        let (Some(&first), Some(&last)) = (line.as_bytes().first(), line.as_bytes().last()) else {
            return self.needs().min_bytes == 0;
        };
        let needs = self.needs();
        line.len() >= needs.min_bytes
            && needs.first.holds(first)
            && needs.second_holds(line.as_bytes())
            && needs.last.holds(last)
    }

    /// True when the pattern matches somewhere in the line.
    pub fn is_match(&self, line: &str) -> bool {
        if !self.may_match(line) {
            return false;
        }
        let exact = || self.engine().is_some_and(|engine| engine.is_match(line));
        match self.plainer.get_or_init(|| self.build_plainer()) {
            Some(plainer) => plainer.is_match(line) && (line.is_ascii() || exact()),
            None => exact(),
        }
    }

    /// Words without white space of which every line that matches holds at least one; empty when
    /// there are none.
    pub fn announcing_words(&self) -> Vec<&[u8]> {
        let longest_piece = |word: &'_ Finder<'static>| -> Range<usize> {
            let needle = word.needle();
            let mut start = 0;
            let mut best = 0..0;
            for end in 0..=needle.len() {
                if needle.get(end).is_none_or(|byte| byte.is_ascii_whitespace()) {
                    if end - start > best.len() {
                        best = start..end;
                    }
                    start = end + 1;
                }
            }
            best
        };
        let words = &self.needs().words;
        let pieces: Vec<&[u8]> = words.iter().map(|word| &word.needle()[longest_piece(word)]).collect();
        if pieces.iter().any(|piece| piece.len() < MIN_ANNOUNCING_BYTES) { Vec::new() } else { pieces }
    }

    /// False when no line that begins with this byte matches.
    pub fn may_begin(&self, byte: u8) -> bool {
        self.needs().first.holds(byte)
    }
}

/// Ranges from which on a class is large.
const MANY_RANGES: usize = 32;

/// The expression with every large class widened to all characters beyond ASCII. It matches all that the
/// expression does, and the same of texts in ASCII. Recursion: as deep as the pattern is nested, which its
/// reader limits.
fn without_large_classes(hir: &Hir) -> Hir {
    let all = |parts: &[Hir]| parts.iter().map(without_large_classes).collect::<Vec<_>>();
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) if class.ranges().len() >= MANY_RANGES => {
            let mut wide = ClassUnicode::new(class.iter().copied().filter(|range| range.start().is_ascii()));
            wide.push(ClassUnicodeRange::new('\u{80}', char::MAX));
            Hir::class(Class::Unicode(wide))
        }
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(without_large_classes(&repetition.sub)),
            ..repetition.clone()
        }),
        HirKind::Capture(capture) => {
            Hir::capture(Capture { sub: Box::new(without_large_classes(&capture.sub)), ..capture.clone() })
        }
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)),
        _ => hir.clone(),
    }
}

/// What every line that matches has.
#[derive(Debug, Clone, Default)]
struct Needs {
    first: ByteSet,
    /// Of the byte behind the first: all that begin a white space where one of them does.
    second: ByteSet,
    last: ByteSet,
    min_bytes: usize,
    /// One of these stands somewhere; none are asked for when empty.
    words: Vec<Finder<'static>>,
}

impl Needs {
    fn of(hir: &Hir) -> Self {
        let properties = hir.properties();
        let from_start = properties.look_set_prefix().contains(Look::Start);
        let to_end = properties.look_set_suffix().contains(Look::End);
        let words = words_of(hir).unwrap_or_default();
        Self {
            first: if from_start { edge_of(hir, Edge::First) } else { ByteSet::ALL },
            second: if from_start { second_of(hir) } else { ByteSet::ALL },
            last: if to_end { edge_of(hir, Edge::Last) } else { ByteSet::ALL },
            min_bytes: properties.minimum_len().unwrap_or(0),
            words: words.iter().map(|word| Finder::new(word).into_owned()).collect(),
        }
    }

    /// A line of one byte has no second.
    fn second_holds(&self, line: &[u8]) -> bool {
        line.get(1).is_none_or(|&second| self.second.holds(second))
    }

    fn are_met(&self, line: &[u8]) -> bool {
        let (Some(&first), Some(&last)) = (line.first(), line.last()) else { return self.min_bytes == 0 };
        line.len() >= self.min_bytes
            && self.first.holds(first)
            && self.second_holds(line)
            && self.last.holds(last)
            && (self.words.is_empty() || self.words.iter().any(|word| word.find(line).is_some()))
    }
}

/// Shortest word that is searched for on a whole page: shorter ones stand in most lines.
const MIN_ANNOUNCING_BYTES: usize = 2;

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ByteSet([u64; 4]);

impl Default for ByteSet {
    fn default() -> Self {
        ByteSet::ALL
    }
}

impl ByteSet {
    const ALL: ByteSet = ByteSet([u64::MAX; 4]);
    const NONE: ByteSet = ByteSet([0; 4]);

    fn holds(&self, byte: u8) -> bool {
        (self.0[usize::from(byte >> 6)] >> (byte & 63)) & 1 == 1
    }

    fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    /// Adds every byte that ends a character beyond ASCII, 0x80 to 0xBF.
    fn add_continuations(&mut self) {
        self.0[2] = u64::MAX;
    }
}

/// Which end of a match is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    First,
    Last,
}

/// The bytes a match of an expression that is anchored at this end can have there.
fn edge_of(hir: &Hir, edge: Edge) -> ByteSet {
    let mut set = ByteSet::NONE;
    if add_edge(hir, edge, &mut set) { ByteSet::ALL } else { set }
}

/// The second bytes of the matches of an expression that is anchored at its start: many patterns share the capital
/// that begins them, few the letter behind it.
fn second_of(hir: &Hir) -> ByteSet {
    /// First bytes of all white space.
    const SPACES: [u8; 10] = [b'\t', b'\n', 0x0b, 0x0c, b'\r', b' ', 0xC2, 0xE1, 0xE2, 0xE3];
    let starts = Extractor::new().extract(hir);
    let Some(starts) = starts.literals() else { return ByteSet::ALL };
    let mut set = ByteSet::NONE;
    for start in starts {
        match start.as_bytes() {
            [_, b' ', ..] => SPACES.iter().for_each(|&byte| set.add(byte)),
            [_, second, ..] => set.add(*second),
            _ => return ByteSet::ALL,
        }
    }
    set
}

/// Adds the bytes an expression can have at this end; true when it can also match nothing.
/// Recursion: as deep as the pattern is nested, which its reader limits.
fn add_edge(hir: &Hir, edge: Edge, set: &mut ByteSet) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            let byte = if edge == Edge::First { literal.0.first() } else { literal.0.last() };
            byte.inspect(|byte| set.add(**byte)).is_none()
        }
        HirKind::Class(class) => {
            add_class(class, edge, set);
            false
        }
        HirKind::Repetition(repetition) => add_edge(&repetition.sub, edge, set) || repetition.min == 0,
        HirKind::Capture(capture) => add_edge(&capture.sub, edge, set),
        HirKind::Concat(parts) if edge == Edge::First => parts.iter().all(|part| add_edge(part, edge, set)),
        HirKind::Concat(parts) => parts.iter().rev().all(|part| add_edge(part, edge, set)),
        HirKind::Alternation(parts) => {
            let mut nothing = false;
            for part in parts {
                nothing |= add_edge(part, edge, set);
            }
            nothing
        }
    }
}

fn add_class(class: &Class, edge: Edge, set: &mut ByteSet) {
    match class {
        Class::Bytes(class) => {
            for range in class.ranges() {
                (range.start()..=range.end()).for_each(|byte| set.add(byte));
            }
        }
        Class::Unicode(class) => {
            for range in class.ranges() {
                match edge {
                    // Lead bytes rise with the characters.
                    Edge::First => {
                        (byte_at(range.start(), Edge::First)..=byte_at(range.end(), Edge::First))
                            .for_each(|byte| set.add(byte));
                    }
                    Edge::Last if range.start() == range.end() => set.add(byte_at(range.start(), Edge::Last)),
                    Edge::Last => {
                        let last_ascii = u32::from(range.end()).min(0x7f) as u8;
                        if range.start().is_ascii() {
                            (range.start() as u8..=last_ascii).for_each(|byte| set.add(byte));
                        }
                        if !range.end().is_ascii() {
                            set.add_continuations();
                        }
                    }
                }
            }
        }
    }
}

fn byte_at(character: char, edge: Edge) -> u8 {
    let mut buffer = [0; 4];
    let bytes = character.encode_utf8(&mut buffer).as_bytes();
    if edge == Edge::First { bytes[0] } else { bytes[bytes.len() - 1] }
}

/// Most words a line is searched for: more would cost what they save.
const MAX_WORDS: usize = 24;

/// Words of which every match holds at least one, the longest choice; `None` when there are none.
/// Recursion: as deep as the pattern is nested, which its reader limits.
fn words_of(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(vec![literal.0.to_vec()]),
        HirKind::Capture(capture) => words_of(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => words_of(&repetition.sub),
        HirKind::Concat(parts) => parts.iter().filter_map(words_of).max_by_key(|words| shortest(words)),
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(words_of(part)?);
            }
            (all.len() <= MAX_WORDS).then_some(all)
        }
        _ => None,
    }
}

fn shortest(words: &[Vec<u8>]) -> usize {
    words.iter().map(Vec::len).min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_first_never_contradicts_the_engine() {
        let patterns = [
            r"^\d{1,2}:\d{2}$",
            r"(Lire|Voir) aussi ?:?$",
            r"^(a|b)?c*$",
            r"© ?\p{Lu}[\p{L}\d ./’&-]{1,60}$",
            r"^[^\d/]",
            r"",
            r"^$",
            r"(^|\s)[-–] (Agence|SNA)(, \d{3,4})?$",
            r"(?i:lundi|mardi),? ?\d",
            r"[.!?…»](\p{Lu}|\s|$)",
            r"(x|y$)",
            r"^[éÉ]t[éè]$",
            r"^\p{Lu}[\p{L} ’-]{1,40}\. \p{Lu}",
            r"^[\p{Lu}][\p{Lu} ’'-]{4,40}$",
            r"\b\w{3}\b",
        ];
        let lines = [
            "",
            "12:30",
            "1:30 ",
            "Lire aussi",
            "Voir aussi :",
            "abc",
            "c",
            "ac",
            "x",
            "y",
            "été",
            "Été",
            "étè",
            "© Éric Ø",
            "©A1",
            "– Agence, 123",
            "a - SNA",
            "MARDI, 3",
            "fin.Plus",
            "7",
            "/x",
            "é",
            "Saint-Lô. Une vache",
            "Caen. Dix",
            "Caen. dix",
            "漢字. Dix",
            "ÉLODIE VASSEUR",
            "IDA MOOR",
            "IDA moor",
            "ééé 日本語 été",
        ];
        for text in patterns {
            let pattern = Pattern::new(text);
            let plain = Regex::new(text).expect("a valid pattern");
            for line in lines {
                assert_eq!(pattern.is_match(line), plain.is_match(line), "{text:?} on {line:?}");
                let first = line.bytes().next();
                assert!(
                    !plain.is_match(line) || first.is_none_or(|byte| pattern.may_begin(byte)),
                    "{text:?} on {line:?}"
                );
            }
        }
    }

    #[test]
    fn needs_are_read_off_the_pattern() {
        let needs = |text: &str| Pattern::new(text).needs().clone();
        assert!(!needs(r"^\d").first.holds(b'x'));
        assert!(needs(r"\d").first.holds(b'x'));
        let seconds = needs(r"^(Ab|C )\w");
        assert!(
            [b'b', b' ', 0xC2].iter().all(|&byte| seconds.second.holds(byte)) && !seconds.second.holds(b'A')
        );
        assert!(needs(r"^A?b").second.holds(b'x') && needs(r"^(|Ab)").second.holds(b'x'));
        assert!(!needs(r"€ ?Voir$").last.holds(b'x'));
        assert_eq!(needs(r"^(ab|cd)e{2}f?$").min_bytes, 4);
        assert_eq!(needs(r"(Kurz|lang)?\d+ Seiten").words.len(), 1);
    }

    #[test]
    fn faulty_patterns_match_nothing() {
        assert!(!Pattern::new("(").is_match("("));
        assert!(!Pattern::new(r"\p{L}{1000}{100}").is_match("a"));
    }
}
