//! The two forms in which rules see a line, with the way back to the page's own bytes.
//!
//! *Squeezed*: no white space at all, one apostrophe, one double quote. Flattened pages glue words
//! (`surTelegram`), put no-break spaces where the page had plain ones, and mix `'` with `’` and
//! `«x»` with `"x"` inside one page; squeezed, all of these are one thing.
//! *Folded*: runs of white space are one space, none at the ends; patterns run on this form.
//!
//! Both run on every line of every page, so the buffers belong to the caller and stretches without
//! a telling byte are copied whole. Knows no rule and no page; never used for output that people
//! read, except [`fold_into`], which changes white space only.

use std::ops::Range;

use crate::text::is_folded;

/// Writes the squeezed form of `text` to `out` (cleared first).
///
/// ```
/// use tamis::text::squeeze::squeeze_into;
/// let mut out = String::new();
/// squeeze_into("S’abonner\u{a0}à «\u{202f}Join »", &mut out);
/// assert_eq!(out, "S'abonnerà\"Join\"");
/// ```
pub fn squeeze_into(text: &str, out: &mut String) {
    out.clear();
    walk_squeezed(text, |piece, _| out.push_str(piece));
}

/// Appends the squeezed form of `text` to `out`, a word at a time: eight bytes are written at once,
/// of which those count that come before the next telling byte.
pub fn append_squeezed(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let start = out.len();
    // Room for the last eight bytes to be written whole.
    out.resize(start + bytes.len() + 8, 0);
    let target = &mut out[start..];
    let mut n_written = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if let Some(chunk) = bytes[at..].first_chunk::<8>() {
            let n_plain = plain_run(u64::from_le_bytes(*chunk));
            target[n_written..n_written + 8].copy_from_slice(chunk);
            n_written += n_plain;
            at += n_plain;
            if n_plain == 8 {
                continue;
            }
            if bytes[at] == b' ' {
                at += 1;
                continue;
            }
        } else if PLAIN[usize::from(byte)] || byte == b' ' {
            target[n_written] = byte;
            n_written += usize::from(byte != b' ');
            at += 1;
            continue;
        }
        let Some(character) = text[at..].chars().next() else { break };
        let next = at + character.len_utf8();
        let piece = match squeezed(character) {
            Change::Keep => &text[at..next],
            Change::Drop => "",
            Change::Replace(by) => by,
        };
        target[n_written..n_written + piece.len()].copy_from_slice(piece.as_bytes());
        n_written += piece.len();
        at = next;
    }
    out.truncate(start + n_written);
}

/// How many of eight bytes, from the first (lowest) on, are ASCII and not telling: squeezing keeps
/// them. Control characters count as telling, which costs time only.
#[inline]
fn plain_run(word: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    // Right up to the first hit, which is all that is looked at.
    let below_exclamation_mark = word.wrapping_sub(ONES * 0x21) & !word;
    let difference = word ^ (ONES * b'`' as u64);
    let is_backtick = difference.wrapping_sub(ONES) & !difference;
    let telling = (below_exclamation_mark | is_backtick | word) & HIGH_BITS;
    (telling.trailing_zeros() / 8) as usize
}

/// The squeezed form of `text`.
pub fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    squeeze_into(text, &mut out);
    out
}

/// Writes the folded form of `text` to `out` (cleared first).
///
/// ```
/// use tamis::text::squeeze::fold_into;
/// let mut out = String::new();
/// fold_into("  Lire \u{a0} aussi\u{202f}: ", &mut out);
/// assert_eq!(out, "Lire aussi :");
/// ```
pub fn fold_into(text: &str, out: &mut String) {
    out.clear();
    append_folded(text, out);
}

/// Appends the folded form of `text` to `out`.
pub fn append_folded(text: &str, out: &mut String) {
    if is_folded(text) {
        out.push_str(text);
    } else {
        walk_folded(text, |piece, _| out.push_str(piece));
    }
}

/// The first two bytes of the squeezed form of `text`; 0 for those that are not there.
pub fn first_squeezed(text: &str) -> [u8; 2] {
    if let [first, second, ..] = text.as_bytes()
        && PLAIN[usize::from(*first)]
        && PLAIN[usize::from(*second)]
    {
        return [*first, *second];
    }
    let mut found = [0; 2];
    let mut n_found = 0;
    for character in text.chars() {
        let mut buffer = [0; 4];
        for &byte in squeezed_bytes(character, &mut buffer) {
            found[n_found] = byte;
            n_found += 1;
            if n_found == 2 {
                return found;
            }
        }
    }
    found
}

/// Writes the start of the squeezed form of `text`, as much as `start` holds; gives how much it is.
pub fn squeeze_start(text: &str, start: &mut [u8]) -> usize {
    let mut n_written = 0;
    for (at, character) in text.char_indices() {
        let byte = text.as_bytes()[at];
        let mut buffer = [0; 4];
        let piece = if byte == b' ' {
            continue;
        } else if byte.is_ascii() && PLAIN[usize::from(byte)] {
            &text.as_bytes()[at..=at]
        } else {
            squeezed_bytes(character, &mut buffer)
        };
        for &byte in piece {
            let Some(place) = start.get_mut(n_written) else { return n_written };
            *place = byte;
            n_written += 1;
        }
        if n_written == start.len() {
            break;
        }
    }
    n_written
}

/// The last byte of the squeezed form of `text` and the one before; 0 for those that are not there.
pub fn last_squeezed(text: &str) -> [u8; 2] {
    // Two bytes below 0x80 are characters of their own.
    if let [.., before, last] = text.as_bytes()
        && before.is_ascii()
        && last.is_ascii()
        && PLAIN[usize::from(*before)]
        && PLAIN[usize::from(*last)]
    {
        return [*last, *before];
    }
    let mut found = [0; 2];
    let mut n_found = 0;
    for character in text.chars().rev() {
        let mut buffer = [0; 4];
        for &byte in squeezed_bytes(character, &mut buffer).iter().rev() {
            found[n_found] = byte;
            n_found += 1;
            if n_found == 2 {
                return found;
            }
        }
    }
    found
}

/// What squeezing leaves of one character.
fn squeezed_bytes(character: char, buffer: &mut [u8; 4]) -> &[u8] {
    match squeezed(character) {
        Change::Keep => character.encode_utf8(buffer).as_bytes(),
        Change::Drop => &[],
        Change::Replace(by) => by.as_bytes(),
    }
}

/// The folded form of `text`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// A line in one of the two forms, and where each of its bytes stood in the line itself.
#[derive(Debug, Clone, Default)]
pub struct Mapped {
    /// The squeezed or folded line.
    pub text: String,
    /// For each byte of `text`, the byte of the line it came from.
    offsets: Vec<u32>,
}

impl Mapped {
    /// Holds the squeezed form of `line` from now on.
    pub fn squeeze(&mut self, line: &str) {
        self.text.clear();
        self.offsets.clear();
        walk_squeezed(line, |piece, at| note(&mut self.text, &mut self.offsets, piece, at));
    }

    /// Holds the folded form of `line` from now on.
    pub fn fold(&mut self, line: &str) {
        self.text.clear();
        self.offsets.clear();
        walk_folded(line, |piece, at| note(&mut self.text, &mut self.offsets, piece, at));
    }

    /// The bytes of `line` (the one that was squeezed or folded) that gave `range` of `text`.
    /// Both ends lie on character boundaries of `line` if those of `range` do in `text`.
    pub fn source_range(&self, line: &str, range: Range<usize>) -> Range<usize> {
        let at = |index: usize| self.offsets.get(index).map_or(line.len(), |offset| *offset as usize);
        if range.is_empty() {
            return at(range.start)..at(range.start);
        }
        let last = self.text[..range.end].chars().next_back().map_or(0, char::len_utf8);
        let start_of_last = at(range.end - last);
        let end = line[start_of_last..].chars().next().map_or(line.len(), |c| start_of_last + c.len_utf8());
        at(range.start)..end
    }
}

/// Appends `piece`, which stood at byte `at` of the line. A piece that was replaced is one
/// character, so numbering its bytes from `at` stays inside the character it stands for or is cut
/// by [`Mapped::source_range`], which looks at first bytes of characters only.
fn note(text: &mut String, offsets: &mut Vec<u32>, piece: &str, at: usize) {
    text.push_str(piece);
    let first = u32::try_from(at).unwrap_or(u32::MAX);
    offsets.extend((0..piece.len() as u32).map(|step| first.saturating_add(step)));
}

/// Calls `emit(piece, offset)` for the pieces of which the squeezed line consists.
fn walk_squeezed(text: &str, mut emit: impl FnMut(&str, usize)) {
    let bytes = text.as_bytes();
    let mut kept_from = 0;
    let mut at = 0;
    while at < bytes.len() {
        if PLAIN[bytes[at] as usize] {
            at += 1;
            continue;
        }
        let Some(character) = text[at..].chars().next() else { break };
        let next = at + character.len_utf8();
        let change = squeezed(character);
        if change != Change::Keep {
            if kept_from < at {
                emit(&text[kept_from..at], kept_from);
            }
            if let Change::Replace(by) = change {
                emit(by, at);
            }
            kept_from = next;
        }
        at = next;
    }
    if kept_from < bytes.len() {
        emit(&text[kept_from..], kept_from);
    }
}

/// Calls `emit(piece, offset)` for the pieces of which the folded line consists.
fn walk_folded(text: &str, mut emit: impl FnMut(&str, usize)) {
    let bytes = text.as_bytes();
    let mut kept_from = 0;
    let mut at = 0;
    let mut any = false;
    let mut gap: Option<usize> = None;
    while at < bytes.len() {
        if PLAIN[bytes[at] as usize] {
            at += 1;
            continue;
        }
        // A single space between two words stays where it is.
        let is_word_gap = bytes[at] == b' '
            && kept_from < at
            && bytes.get(at + 1).is_some_and(|next| PLAIN[usize::from(*next)]);
        if is_word_gap {
            at += 2;
            continue;
        }
        let Some(character) = text[at..].chars().next() else { break };
        let next = at + character.len_utf8();
        if character.is_whitespace() {
            if kept_from < at {
                if let (true, Some(space)) = (any, gap) {
                    emit(" ", space);
                }
                emit(&text[kept_from..at], kept_from);
                any = true;
                gap = None;
            }
            gap = gap.or(Some(at));
            kept_from = next;
        }
        at = next;
    }
    if kept_from < bytes.len() {
        if let (true, Some(space)) = (any, gap) {
            emit(" ", space);
        }
        emit(&text[kept_from..], kept_from);
    }
}

/// What squeezing does to one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Keep,
    Drop,
    Replace(&'static str),
}

/// What squeezing does to a character that is not [`PLAIN`].
///
/// Guillemets count as quotes: French pages set `«x»`, `« x »`, `"x"` and `“x”` side by side, and
/// no marker differs from a sentence by its quotes alone.
fn squeezed(character: char) -> Change {
    match character {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{02BC}' | '\u{2032}' | '\u{00B4}' | '`' => {
            Change::Replace("'")
        }
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{2033}' | '«' | '»' => Change::Replace("\""),
        // Soft hyphen, zero-width space, (non-)joiners, direction marks, word joiner, byte order mark.
        '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => Change::Drop,
        white if white.is_whitespace() => Change::Drop,
        _ => Change::Keep,
    }
}

/// True for bytes that neither are nor begin a character of interest: white space, quotes, marks
/// without width. Only `0xC2`, `0xCA` and `0xE1..=0xE3`, `0xEF` begin such characters.
static PLAIN: [bool; 256] = plain_bytes();

const fn plain_bytes() -> [bool; 256] {
    let mut plain = [true; 256];
    let telling = [b' ', b'\t', b'\n', 0x0B, 0x0C, b'\r', b'`', 0xC2, 0xCA, 0xE1, 0xE2, 0xE3, 0xEF];
    let mut index = 0;
    while index < telling.len() {
        plain[telling[index] as usize] = false;
        index += 1;
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squeezed_lines_have_no_space_one_apostrophe_and_one_quote() {
        let check = |input: &str, expected: &str| {
            assert_eq!(squeeze(input), expected, "{input:?}");
            let mut appended = Vec::new();
            append_squeezed(input, &mut appended);
            assert_eq!(appended, expected.as_bytes(), "{input:?}");
            let at = |index: usize| expected.as_bytes().get(index).copied().unwrap_or_default();
            let end = |back: usize| expected.len().checked_sub(back).map_or(0, at);
            assert_eq!(first_squeezed(input), [at(0), at(1)], "{input:?}");
            assert_eq!(last_squeezed(input), [end(1), end(2)], "{input:?}");
            let mut start = [0; 3];
            let n_bytes = squeeze_start(input, &mut start);
            assert_eq!(start[..n_bytes], expected.as_bytes()[..expected.len().min(3)], "{input:?}");
        };
        check("", "");
        check("surTelegram", "surTelegram");
        check(" sur\tTelegram\u{a0}", "surTelegram");
        check("Fil d’actu", "Fild'actu");
        check("« Join »", "\"Join\"");
        check("“Join„", "\"Join\"");
        check("É\u{2009}t\u{200B}é\u{FEFF}", "Été");
        check("日本\u{3000}語", "日本語");
        check("a", "a");
        check(" é", "é");
        check("S’", "S'");
        check("x\u{a0}»", "x\"");
        check(
            "A sentence that is rather long, isn`t it,  for eight\tbytes",
            "Asentencethatisratherlong,isn'tit,foreightbytes",
        );
        check("abcdefgh\u{1}ijklmnopéqrstuvwx yz", "abcdefgh\u{1}ijklmnopéqrstuvwxyz");
    }

    #[test]
    fn folded_lines_keep_all_but_spare_white_space() {
        let check = |input: &str, expected: &str| assert_eq!(fold(input), expected, "{input:?}");
        check("", "");
        check(" \u{a0} ", "");
        check("a b c", "a b c");
        check("a b  c é d ", "a b c é d");
        check("  a \u{202f}\u{a0} b’c  ", "a b’c");
        check("é à", "é à");
    }

    #[test]
    fn plain_bytes_begin_no_character_of_interest() {
        for character in (0..=0x10FFFF).filter_map(char::from_u32) {
            let first = character.to_string().as_bytes()[0];
            if PLAIN[first as usize] {
                assert_eq!(squeezed(character), Change::Keep, "{character:?}");
                assert!(!character.is_whitespace(), "{character:?}");
            }
        }
    }

    #[test]
    fn ranges_lead_back_to_the_line() {
        let line = " date\u{a0}2018-02  «\u{a0}Été »";
        let mut mapped = Mapped::default();
        mapped.fold(line);
        assert_eq!(mapped.text, "date 2018-02 «\u{20}Été »");
        assert_eq!(&line[mapped.source_range(line, 0..13)], "date\u{a0}2018-02 ");
        mapped.squeeze(line);
        assert_eq!(mapped.text, "date2018-02\"Été\"");
        assert_eq!(&line[mapped.source_range(line, 11..12)], "«");
        assert_eq!(&line[mapped.source_range(line, 12..17)], "Été");
        let end = mapped.text.len();
        assert_eq!(mapped.source_range(line, end..end), line.len()..line.len());
    }
}
