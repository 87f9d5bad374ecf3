//! What the lines of a text look like, in numbers: how many of them are sentences, begin with a digit, stand in
//! columns, are built as the line before. Texts of programs have a shape, whatever wrote them, and prose has none.
//!
//! Shares are 0.0 to 1.0. The trees of `prose` were grown on these numbers in this order: a number that is added,
//! moved or counted otherwise makes new trees necessary (`training/files.py`).

use std::collections::HashSet;

use crate::batch::input::kinds::code::{Counted, Word, counted, judge};

/// Lines looked at.
const MAX_LINES: usize = 60;

/// From so many lines on, the last at hand is left out: it may be cut.
const LEAST_TO_CUT: usize = 5;

/// Letters of a line of which its build is taken.
const MAX_LETTERS: usize = 80;

/// Words in a row, and words in a line, that are told apart; more are counted as so many.
const MAX_RUN: usize = 20;
const MAX_WORDS: f32 = 40.0;

/// One line, and what is counted in it.
struct Line<'t> {
    /// With the blanks around it.
    raw: &'t str,
    text: &'t str,
    first: char,
    last: char,
    /// Letters as `a`, digits as `0`, one for each row of them.
    build: String,
    /// Bytes of the build up to its third part.
    beginning: usize,
    n_words: usize,
    counted: Counted,
    is_sentence: bool,
    /// Letters of the words in lower case at their beginning.
    n_lower: usize,
    longest_run: usize,
    /// No word of more than three letters begins in lower case.
    is_titled: bool,
}

type OfLine = fn(&Line<'_>) -> bool;

/// Shares of the lines.
const OF_LINES: [OfLine; 27] = [
    |line| line.is_sentence,
    |line| line.counted.signs > 0,
    |line| line.counted.signs + line.counted.names > 0,
    |line| line.text.contains("  "),
    |line| line.text.contains('\t'),
    |line| line.first.is_lowercase(),
    |line| line.first.is_ascii_digit(),
    |line| line.first.is_ascii_punctuation() && !"\"'-*(".contains(line.first),
    |line| line.first.is_uppercase(),
    |line| "-*•".contains(line.first),
    |line| line.last.is_alphabetic(),
    |line| line.last.is_ascii_digit(),
    |line| ".!?".contains(line.last),
    |line| line.last.is_ascii_punctuation() && !".!?\"'):".contains(line.last),
    |line| is_named(line.text),
    |line| line.raw.starts_with([' ', '\t']),
    |line| line.is_titled,
    |line| line.counted.plain >= 5 && line.counted.signs + line.counted.names == 0,
    |line| line.n_words == 1,
    |line| line.n_words <= 3,
    |line| has_time(line.text),
    |line| !line.text.contains(char::is_alphabetic),
    |line| line.text.contains('|'),
    |line| line.text.contains('='),
    |line| line.text.contains(": "),
    |line| line.text.contains("...") || line.text.contains(". ."),
    |line| line.build.starts_with("[0]") || line.build.starts_with("0.") || line.build.starts_with("0)"),
];

/// Shares of the lines that are as the line before.
const AS_BEFORE: [fn(&Line<'_>, &Line<'_>) -> bool; 4] = [
    |before, line| {
        before.beginning > 1 && before.build.get(..before.beginning) == line.build.get(..line.beginning)
    },
    |before, line| before.build == line.build,
    |before, line| before.text.split_whitespace().next() == line.text.split_whitespace().next(),
    |before, line| before.text.len().abs_diff(line.text.len()) <= 1,
];

/// Shares of the letters.
const OF_LETTERS: [fn(char) -> bool; 6] = [
    |char| char.is_ascii_digit(),
    |char| char.is_ascii_punctuation() && !is_of_prose(char),
    is_of_prose,
    char::is_uppercase,
    char::is_whitespace,
    |char| !char.is_ascii(),
];

/// Other numbers: see [`of_words`] and [`of_text`].
const N_OTHERS: usize = 10;

/// How many numbers there are.
pub(super) const N_NUMBERS: usize = OF_LINES.len() + AS_BEFORE.len() + OF_LETTERS.len() + N_OTHERS;

/// The numbers of a text; `None` where it has no line, where it begins with a long sentence, or where every third
/// line is one: that is no shape.
pub(super) fn shape(text: &str) -> Option<[f32; N_NUMBERS]> {
    /// One line in so many, and words of a long one.
    const SENTENCES: usize = 3;
    const LONG: usize = 12;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(MAX_LINES).collect();
    let lines = if lines.len() >= LEAST_TO_CUT { &lines[..lines.len() - 1] } else { &lines[..] };
    let lines: Vec<Line<'_>> = lines.iter().filter_map(|line| Line::of(line)).collect();
    let n_sentences = lines.iter().filter(|line| line.is_sentence).count();
    let first = lines.first()?;
    if first.is_sentence && first.counted.plain >= LONG || n_sentences * SENTENCES >= lines.len() {
        return None;
    }
    let share = |part: usize, of: usize| part as f32 / of.max(1) as f32;
    let of_lines =
        OF_LINES.iter().map(|judge| share(lines.iter().filter(|line| judge(line)).count(), lines.len()));
    let as_before = AS_BEFORE.iter().map(|judge| {
        let n_alike = lines.windows(2).filter(|pair| judge(&pair[0], &pair[1])).count();
        share(n_alike, lines.len() - 1)
    });
    let of_letters = of_letters(&lines);
    let mut numbers = [0.0; N_NUMBERS];
    let all =
        of_lines.chain(as_before).chain(of_letters).chain(of_words(&lines)).chain(of_text(&lines, text));
    for (number, place) in all.zip(&mut numbers) {
        *place = number;
    }
    Some(numbers)
}

/// Shares of the letters.
fn of_letters(lines: &[Line<'_>]) -> [f32; OF_LETTERS.len()] {
    let (mut counts, mut n_letters) = ([0_usize; OF_LETTERS.len()], 0_usize);
    for char in lines.iter().flat_map(|line| line.text.chars()) {
        n_letters += 1;
        // Most letters are none of these.
        if char.is_ascii_lowercase() {
            continue;
        }
        for (count, judge) in counts.iter_mut().zip(OF_LETTERS) {
            *count += usize::from(judge(char));
        }
    }
    counts.map(|count| count as f32 / n_letters.max(1) as f32)
}

/// Signs, names and words in lower case among the words, words among all that stands between blanks, different
/// ones among these.
fn of_words(lines: &[Line<'_>]) -> [f32; 5] {
    let sum = |of: fn(&Line<'_>) -> usize| lines.iter().map(of).sum::<usize>() as f32;
    let (signs, names) = (sum(|line| line.counted.signs), sum(|line| line.counted.names));
    let (plain, all) = (sum(|line| line.counted.plain), sum(|line| line.n_words));
    let words = (signs + names + plain).max(1.0);
    let different: HashSet<&str> = lines.iter().flat_map(|line| line.text.split_whitespace()).collect();
    [
        signs / words,
        names / words,
        sum(|line| line.n_lower) / plain.max(1.0),
        (signs + names + plain) / all.max(1.0),
        different.len() as f32 / all.max(1.0),
    ]
}

/// Lines, blank lines among them, words in a line, and words in a row: at most, and as a rule.
fn of_text(lines: &[Line<'_>], text: &str) -> [f32; 5] {
    let n_lines = lines.len() as f32;
    let n_blank = text.lines().take(2 * lines.len()).filter(|line| line.trim().is_empty()).count() as f32;
    let n_words: usize = lines.iter().map(|line| line.n_words).sum();
    let runs = lines.iter().map(|line| line.longest_run.min(MAX_RUN));
    [
        n_lines,
        n_blank / (n_blank + n_lines),
        (n_words as f32 / n_lines).min(MAX_WORDS),
        runs.clone().max().unwrap_or(0) as f32,
        runs.sum::<usize>() as f32 / n_lines,
    ]
}

impl<'t> Line<'t> {
    /// `None` for a line of blanks.
    fn of(raw: &'t str) -> Option<Self> {
        let text = raw.trim();
        let (first, last) = (text.chars().next()?, text.chars().next_back()?);
        let (mut n_words, mut n_lower, mut run, mut longest_run, mut is_titled) = (0, 0, 0, 0, true);
        let mut kinds = Vec::new();
        for word in text.split_whitespace() {
            let kind = judge(word);
            n_words += 1;
            kinds.push(kind);
            if kind == Word::Plain {
                let is_lower =
                    word.chars().find(|char| char.is_alphanumeric()).is_some_and(char::is_lowercase);
                n_lower += usize::from(is_lower);
                is_titled &= !is_lower || word.len() <= 3;
                run += 1;
                longest_run = longest_run.max(run);
            } else if kind != Word::Neither || word.contains(|char: char| char.is_ascii_digit()) {
                run = 0;
            }
        }
        let counted = counted(&kinds);
        let (build, beginning) = build(text);
        Some(Self {
            raw,
            text,
            first,
            last,
            build,
            beginning,
            n_words,
            is_sentence: counted.is_sentence(text),
            is_titled: is_titled && counted.plain > 0 && counted.signs + counted.names == 0,
            counted,
            n_lower,
            longest_run,
        })
    }
}

/// How a line is built, and how much of it is its beginning.
fn build(line: &str) -> (String, usize) {
    /// Blanks that end the beginning.
    const BLANKS: usize = 2;
    let (mut build, mut last, mut n_blanks, mut beginning) =
        (String::with_capacity(MAX_LETTERS), '\0', 0, None);
    for char in line.chars().take(MAX_LETTERS) {
        let kind = match char {
            '0'..='9' => '0',
            _ if char.is_alphabetic() => 'a',
            _ if char.is_whitespace() => ' ',
            _ => char,
        };
        if kind == last && matches!(kind, '0' | 'a' | ' ') {
            continue;
        }
        n_blanks += usize::from(kind == ' ');
        if kind == ' ' && n_blanks == BLANKS {
            beginning = Some(build.len());
        }
        build.push(kind);
        last = kind;
    }
    let beginning = beginning.unwrap_or(build.len());
    (build, beginning)
}

/// Marks that prose has.
fn is_of_prose(char: char) -> bool {
    ".,'\"-!?;:()".contains(char)
}

/// A name of one to three words, `:` or `=`, and more.
fn is_named(line: &str) -> bool {
    /// Bytes of the name.
    const MAX_NAME: usize = 30;
    line.find([':', '=']).is_some_and(|end| {
        let name = &line[..end];
        end <= MAX_NAME
            && end + 1 < line.len()
            && name.split_whitespace().count() <= 3
            && !name.contains(['.', ',', '/'])
            && name.starts_with(|char: char| char.is_ascii_alphabetic())
    })
}

/// A time of a day or a date in digits, near the beginning.
fn has_time(line: &str) -> bool {
    const LETTERS: usize = 40;
    const TIMES: [&[u8]; 4] = [b"00:00", b"00.00.0", b"0000-00-00", b"00/00/"];
    let line = line.as_bytes();
    let fits = |time: &[u8], at: &[u8]| {
        at.len() >= time.len()
            && time
                .iter()
                .zip(at)
                .all(|(wanted, byte)| if *wanted == b'0' { byte.is_ascii_digit() } else { wanted == byte })
    };
    let line = &line[..line.len().min(LETTERS)];
    (0..line.len())
        .filter(|&at| line[at].is_ascii_digit())
        .any(|at| TIMES.iter().any(|time| fits(time, &line[at..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_have_no_shape() {
        let words = "The council met on Monday and decided that the bridge stays closed until May.";
        assert!(shape("").is_none() && shape("\n \n").is_none());
        assert!(shape(&format!("{words}\n1\n2\n3\n4\n")).is_none());
        assert!(shape(&format!("One\n{words}\nTwo\n{words}\nThree\n")).is_none());
        let numbers = shape("a 1\nb 2\nc 3\nd 4\n").expect("lines without a sentence");
        assert!(numbers.iter().all(|number| number.is_finite()));
        // Lines that are built as the line before.
        assert_eq!(numbers[OF_LINES.len() + 1], 1.0);
    }

    /// Writes the numbers of the files that `TAMIS_SHAPES` lists to `TAMIS_SHAPES_TO`, for `training/files.py`.
    #[test]
    fn shapes_of_files() {
        let (Some(list), Some(to)) = (std::env::var_os("TAMIS_SHAPES"), std::env::var_os("TAMIS_SHAPES_TO"))
        else {
            return;
        };
        let mut rows = String::new();
        for path in std::fs::read_to_string(list).expect("the list").lines() {
            let bytes = std::fs::read(path).expect("a file of the list");
            let text = crate::batch::input::kinds::beginning(&bytes);
            rows.push_str(path);
            for number in shape(&text).iter().flatten() {
                rows.push_str(&format!("\t{number:.5}"));
            }
            rows.push('\n');
        }
        std::fs::write(to, rows).expect("the table");
    }
}
