//! Class and id values that sound like a byline, a date or a headline.
//!
//! Every value of a page comes through here: a window of bytes is asked at once where one of the words may
//! begin, by its first two letters, and only there are words compared.

use fearless_simd::{Level, Simd, dispatch, prelude::*, u8x32};

use crate::html::Dom;

/// What a value sounds like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Byline,
    Date,
    Title,
}

/// Bytes of a class or id looked at. Names come first; what makes values longer than this is the
/// long tail of utility classes (`mt-4 flex`), which say how a thing looks, never what it is.
const MAX_BYTES: usize = 96;

/// Bytes looked at together: a vector register.
const WINDOW: usize = 32;

/// What the values of a page sound like.
#[derive(Debug)]
pub(super) struct Hints {
    level: Level,
    /// For each class value of the page, by its number.
    of_classes: Vec<Option<Hint>>,
}

impl Hints {
    pub(super) fn new(dom: Dom<'_>) -> Self {
        let level = Level::new();
        let of_classes = (0..dom.n_classes()).map(|class| hint(level, dom.class_text(class))).collect();
        Hints { level, of_classes }
    }

    /// What the class value with this number sounds like.
    pub(super) fn of_class(&self, number: usize) -> Option<Hint> {
        self.of_classes.get(number).copied().flatten()
    }

    /// What any other value sounds like.
    pub(super) fn of(&self, value: &str) -> Option<Hint> {
        hint(self.level, value)
    }
}

fn hint(level: Level, value: &str) -> Option<Hint> {
    let bytes = &value.as_bytes()[..value.len().min(MAX_BYTES)];
    let (mut date, mut title) = (false, false);
    // Windows share a byte, so that no two letters are parted.
    for from in (0..bytes.len()).step_by(WINDOW - 1) {
        let rest = &bytes[from..];
        let mut starts = dispatch!(level, simd => starts_in(simd, rest));
        while starts != 0 {
            match word_at(&rest[starts.trailing_zeros() as usize..]) {
                Some(Hint::Byline) => return Some(Hint::Byline),
                Some(Hint::Date) => date = true,
                Some(Hint::Title) => title = true,
                None => {}
            }
            starts &= starts - 1;
        }
    }
    date.then_some(Hint::Date).or(title.then_some(Hint::Title))
}

/// A bit for each byte of the first window of `text` at which one of the words of [`word_at`] may begin:
/// it and the byte behind it are the first two letters of one, upper and lower case alike.
#[inline(always)]
fn starts_in<S: Simd>(simd: S, text: &[u8]) -> u32 {
    let window = match text.first_chunk::<WINDOW>() {
        Some(window) => *window,
        None => {
            let mut window = [0; WINDOW];
            window[..text.len()].copy_from_slice(text);
            window
        }
    };
    let small = u8x32::simd_from(simd, window) | u8x32::splat(simd, 0x20);
    let is = |letter: u8| small.simd_eq(u8x32::splat(simd, letter)).to_bitmask() as u32;
    let [a, e, o, r, u] = [b'a', b'e', b'o', b'r', b'u'].map(is);
    let before = |second: u32| second >> 1;
    let y = is(b'y');
    a & before(u)
        | y & before(a)
        | is(b'b') & before(y)
        | is(b'w') & before(r)
        | is(b'c') & before(o | r)
        | is(b'd') & before(a)
        | is(b'h') & before(e)
        | is(b'p') & before(o | u)
        | is(b't') & before(is(b'i'))
}

/// What the word that `text` begins with says, in any case.
fn word_at(text: &[u8]) -> Option<Hint> {
    let begins =
        |word: &str| text.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word.as_bytes()));
    let (hint, words): (Hint, &[&str]) = match [text.first()? | 0x20, text.get(1)? | 0x20] {
        // `autorotate` names no author.
        [b'a', b'u'] if begins("autor") => {
            let end = text.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(text.len());
            let is_author =
                ["autor", "autora", "autores", "autorin", "autoren", "autori", "autore", "autorzy"]
                    .iter()
                    .any(|word| word.len() == end && begins(word));
            return is_author.then_some(Hint::Byline);
        }
        [b'a', b'u'] => (Hint::Byline, &["author", "auteur"]),
        [b'y', b'a'] => (Hint::Byline, &["yazar"]),
        [b'b', b'y'] => (Hint::Byline, &["byline", "by-line"]),
        [b'w', b'r'] => (Hint::Byline, &["writer", "written"]),
        [b'c', b'o'] => (Hint::Byline, &["contributor"]),
        [b'c', b'r'] => (Hint::Byline, &["creator"]),
        [b'd', b'a'] => (Hint::Date, &["date"]),
        [b'p', b'u'] => (Hint::Date, &["publish", "pubd"]),
        [b'p', b'o'] => (Hint::Date, &["posted"]),
        [b't', b'i'] if begins("title") => (Hint::Title, &["title"]),
        [b't', b'i'] => (Hint::Date, &["time"]),
        [b'h', b'e'] => (Hint::Title, &["headline"]),
        _ => return None,
    };
    words.iter().any(|word| begins(word)).then_some(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_languages() {
        let says = |value| hint(Level::new(), value);
        for value in ["autor", "nota-autor", "box autores", "auteur-nom", "yazar_adi"] {
            assert_eq!(says(value), Some(Hint::Byline), "{value}");
        }
        for value in ["autorotate", "autoresize", "autorun", "autoplay"] {
            assert_ne!(says(value), Some(Hint::Byline), "{value}");
        }
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        let level = Level::new();
        for n_before in 0..80 {
            let before = "x".repeat(n_before);
            for word in ["author", "ByLine", "by-line", "writer", "Written", "contributor", "CREATOR"] {
                assert_eq!(
                    hint(level, &format!("{before}{word}-y")),
                    Some(Hint::Byline),
                    "{n_before} {word}"
                );
            }
            for word in ["date", "Published", "pubdate", "posted-on", "timestamp"] {
                assert_eq!(hint(level, &format!("{before}{word} z")), Some(Hint::Date), "{n_before} {word}");
            }
        }
    }

    #[test]
    fn a_byline_outweighs_a_date() {
        let level = Level::new();
        assert_eq!(hint(level, "date-and-author"), Some(Hint::Byline));
        assert_eq!(hint(level, "mt-4 card__title cropped-text"), Some(Hint::Title));
        assert_eq!(hint(level, "entry-title date"), Some(Hint::Date));
        assert_eq!(hint(level, "mt-4 cropped-text header"), None);
        assert_eq!(hint(level, &format!("{}author", "m".repeat(MAX_BYTES))), None);
        assert_eq!(hint(level, ""), None);
    }
}
