//! Western text of DOS and of old Macs, which no page declares any more and no browser guesses.
//!
//! Between two small letters of a word stands a small letter. So each code page is held against the bytes
//! that stand there: the right one reads nearly all of them as small letters, the others read capitals,
//! marks and lines of boxes. Only where one fits and those of today do not, it is taken.

use std::collections::HashSet;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

use crate::decode::charset::{Charset, dos_western};

/// Least number of such bytes: fewer are no evidence.
const MIN_BYTES: usize = 12;

/// Share of them, in hundredths, that the right code page reads as letters: a wrong byte or two is damage.
const MIN_FIT: usize = 97;

/// Share that those of today may read so. Of 814 texts in many languages, none is taken for older in seven
/// encodings of today (windows-1250, -1252, -1254, -1257, -1258, ISO 8859-2, -15); in the older ones, those of
/// today read up to 30.
const MAX_FIT_TODAY: usize = 60;

/// Share that the other one of DOS and Mac may read so: in Swedish, German and Spanish it is 63 to 73, in Danish,
/// with few letters of this kind, 92.
const MAX_TWIN_FIT: usize = 80;

/// Least number of different ones: one kind alone may be a dash that somebody's program spoilt.
const MIN_KINDS: usize = 3;

/// Small letters of Western European languages beyond the alphabet, and the apostrophe. Other small letters
/// of the code pages (a dotless i, a florin) stand in no such text.
const SMALL: &str = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœß\u{2019}";

/// Letters of the alphabet for one byte of another kind, at least. Text in alphabets of its own has more.
const MIN_ASCII_SHARE: usize = 5;

/// The code page of a text that is neither in `guess` nor in the one of Windows.
pub(super) fn older_western(bytes: &[u8], guess: &'static Encoding) -> Option<Charset> {
    let between = between_letters(bytes)?;
    let candidates = [Charset::Table(dos_western()), Charset::Web(MACINTOSH)];
    let others = [Charset::Web(WINDOWS_1252), Charset::Web(guess)];
    let fits = candidates.map(|charset| fit(&between, charset));
    if others.into_iter().any(|charset| fit(&between, charset) > MAX_FIT_TODAY) {
        return None;
    }
    match fits {
        [dos, mac] if dos >= MIN_FIT && mac <= MAX_TWIN_FIT => Some(candidates[0]),
        [dos, mac] if mac >= MIN_FIT && dos <= MAX_TWIN_FIT => Some(candidates[1]),
        _ => None,
    }
}

/// The bytes beyond ASCII between two small letters; `None` where they are few, or the text has too little of
/// the alphabet.
fn between_letters(bytes: &[u8]) -> Option<Vec<u8>> {
    let n_high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let n_letters = bytes.iter().filter(|byte| byte.is_ascii_lowercase()).count();
    if n_letters < n_high * MIN_ASCII_SHARE {
        return None;
    }
    let between = bytes
        .windows(3)
        .filter(|three| three[1] >= 0x80 && three[0].is_ascii_lowercase() && three[2].is_ascii_lowercase());
    let between: Vec<u8> = between.map(|three| three[1]).collect();
    let n_kinds = between.iter().collect::<HashSet<_>>().len();
    (between.len() >= MIN_BYTES && n_kinds >= MIN_KINDS).then_some(between)
}

/// Share of bytes, in hundredths, that are small letters in a character set, or an apostrophe.
fn fit(bytes: &[u8], charset: Charset) -> usize {
    // Each byte is decoded once, however often it stands there.
    let is_small: Vec<bool> = (0..=u8::MAX)
        .map(|byte| charset.decode(&[byte]).chars().all(|character| SMALL.contains(character)))
        .collect();
    bytes.iter().filter(|byte| is_small[usize::from(**byte)]).count() * 100 / bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "Le maire a déclaré que la réunion décidée à la mairie était reportée; les élèves de l'école \
        voisine ont chanté près du marché où des pêcheurs vendaient du poisson frais, et la fête s'est achevée très tard.";
    const GERMAN: &str = "Der Bürgermeister erklärte, die Brücke müsse für zwei Jahre geschlossen bleiben; die Händler \
        am Marktplatz hörten zu, während Schüler über die große Straße liefen und später Bücher verkauften.";

    fn bytes(text: &str, charset: Charset) -> Vec<u8> {
        let of = |wanted: char| {
            if wanted.is_ascii() {
                return wanted as u8;
            }
            let found = (128..=255u8).find(|byte| charset.decode(&[*byte]).chars().eq([wanted]));
            found.expect("a letter of the code page")
        };
        text.chars().map(of).collect()
    }

    #[test]
    fn older_code_pages_are_told_from_those_of_today() {
        for text in [FRENCH, GERMAN] {
            let check = |charset: Charset, expected: Option<&str>| {
                let found = older_western(&bytes(&text.repeat(3), charset), WINDOWS_1252);
                assert_eq!(found.map(Charset::name), expected);
            };
            check(Charset::Table(dos_western()), Some("IBM850"));
            check(Charset::Web(MACINTOSH), Some("macintosh"));
            check(Charset::Web(WINDOWS_1252), None);
        }
    }

    #[test]
    fn little_evidence_is_none() {
        let few = bytes("un été, une forêt", Charset::Web(MACINTOSH));
        assert!(older_western(&few, WINDOWS_1252).is_none());
        let quotes: Vec<u8> = b"it\x92s what we don\x92t ".iter().copied().cycle().take(2_000).collect();
        assert!(older_western(&quotes, WINDOWS_1252).is_none());
    }
}
