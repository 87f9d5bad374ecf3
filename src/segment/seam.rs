//! Seams: places where two inline elements stand side by side with no white space anywhere, and a
//! style sheet may keep two words apart: `<a>LinkedIn</a><a>Mail</a>`.

use crate::html::Tag;

/// Where in the text a seam may lie, in bytes.
#[derive(Debug)]
pub(super) struct Seam {
    /// Where an inline element ended last.
    left_at: u32,
    /// Where one began right behind another.
    at: u32,
    /// Where one began or ended last.
    edge: u32,
}

/// No place of any text.
const NOWHERE: u32 = u32::MAX;

impl Seam {
    pub(super) fn new() -> Self {
        Seam { left_at: NOWHERE, at: NOWHERE, edge: NOWHERE }
    }

    /// An inline element begins behind `end` bytes of text.
    pub(super) fn enter(&mut self, tag: Tag, end: u32) {
        if self.left_at == end && !is_script_mark(tag) {
            self.at = end;
        }
        self.edge = end;
    }

    /// An element ends behind `end` bytes of text.
    pub(super) fn leave(&mut self, tag: Tag, end: u32) {
        self.left_at = if is_script_mark(tag) { NOWHERE } else { end };
        self.edge = end;
    }

    /// True when an element ended behind `end` bytes of text.
    pub(super) fn touches(&self, end: u32) -> bool {
        self.left_at == end
    }

    /// True when the text that comes next, `after`, begins a new word though no white space parts it from
    /// the text so far.
    pub(super) fn parts(&self, before: &str, after: &str) -> bool {
        let end = before.len();
        self.at as usize == end && is_between_words(before, after)
            || self.edge as usize == end && is_between_sentences(before, after)
    }
}

/// A word's first letter often has an element of its own, and so may any part of a word; but what follows
/// two letters or digits with a capital, or letters with a digit, is a word: in the truths of 2,041 pages
/// of the benchmarks 1,062 such pairs stand apart and 2 together. Of other pairs (two small letters, two
/// digits) one in six stands together.
fn is_between_words(before: &str, after: &str) -> bool {
    let mut before = before.chars().rev();
    let mut after = after.chars();
    let (Some(last), Some(first)) = (before.next(), after.next()) else { return false };
    let last_but_one = before.next().unwrap_or('\n');
    // The number of a step, before a word.
    if last_but_one == '\n' && last.is_numeric() && first.is_uppercase() {
        return after.next().is_some_and(char::is_lowercase);
    }
    // Scripts without capitals are left alone: many of them part no words at all.
    let starts_word = first.is_uppercase() && (last.is_lowercase() || last.is_numeric())
        || first.is_numeric() && (last.is_lowercase() || last.is_uppercase());
    starts_word && last_but_one.is_alphanumeric()
}

/// True where a sentence ends and another begins: behind a stop or a colon that follows a word of two small letters or
/// more, before a capital. `<b>Node.</b>js` and `<i>U.</i>S.` are neither.
fn is_between_sentences(before: &str, after: &str) -> bool {
    let Some(first) = after.trim_start_matches(['"', '“', '«', '„', '¿', '¡', '(', '‘']).chars().next()
    else {
        return false;
    };
    if !first.is_uppercase() || after.starts_with(char::is_whitespace) {
        return false;
    }
    let sentence = before.trim_end_matches(['"', '”', '»', ')', '’']);
    let Some(word) = sentence.strip_suffix(['.', '!', '?', '…', ':']) else { return false };
    let mut letters = word.chars().rev();
    letters.next().is_some_and(|letter| letter.is_lowercase() || letter.is_numeric())
        && letters.next().is_some_and(|letter| letter.is_lowercase() || letter.is_numeric())
}

/// What stands higher or lower belongs to the word beside it: `m<sup>2</sup>`.
fn is_script_mark(tag: Tag) -> bool {
    matches!(tag, Tag::SUB | Tag::SUP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_digits_behind_small_letters_begin_words() {
        for (before, after) in
            [("LinkedIn", "Mail"), ("Price", "12 euros"), ("12", "Euros"), ("NEW", "3"), ("a\n1", "Oak")]
        {
            assert!(is_between_words(before, after), "{before}|{after}");
        }
        for (before, after) in [
            ("S", "he"),
            ("a\n3", "D"),
            ("a 3", "Com"),
            ("word", "s"),
            ("i", "Phone"),
            ("20", "26"),
            ("東京", "2年"),
            ("", "A"),
        ] {
            assert!(!is_between_words(before, after), "{before}|{after}");
        }
    }

    #[test]
    fn only_elements_side_by_side_make_a_seam() {
        let mut seam = Seam::new();
        assert!(!seam.parts("Some", "Text"));
        seam.leave(Tag::B, 4);
        assert!(!seam.parts("Some", "Text"), "text right behind an element");
        seam.enter(Tag::SUP, 4);
        assert!(!seam.parts("Some", "2"), "a mark above the line");
        seam.enter(Tag::I, 4);
        assert!(seam.parts("Some", "Text"));
        assert!(!seam.parts("Some Text", "Behind"), "further on");
    }
}
