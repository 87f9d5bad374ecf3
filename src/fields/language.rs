//! A text -> the language it is likely written in, for pages that do not tell.
//!
//! `whatlang` looks at scripts and at triples of letters. The beginning of the text is enough, and costs
//! the same for every page. The guess is marked as one in [`Fields::sources`], and a text too short, or
//! one that fits two languages, gives none.

use whatlang::{Lang, detect};

use crate::page::{Field, Fields};

/// Bytes of the text that are looked at: some hundred words.
const MAX_BYTES: usize = 1_000;

/// Shortest text, in characters, for which a guess is worth anything: three sentences.
const MIN_CHARS: usize = 120;

/// The source of a guessed language.
const GUESSED: &str = "guessed";

/// Fills in the language of a page that does not tell it.
pub(crate) fn guess(fields: &mut Fields, text: &str) {
    if fields.language.is_some() {
        return;
    }
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = &text[..end];
    if text.chars().count() < MIN_CHARS {
        return;
    }
    if let Some(tag) = detect(text).filter(whatlang::Info::is_reliable).and_then(|info| tag_of(info.lang())) {
        fields.language = Some(tag.to_owned());
        fields.sources.push((Field::Language, GUESSED.to_owned()));
    }
}

/// The languages that are told apart, by their ISO 639-3 codes, and their BCP 47 tags.
const TAGS: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

/// The BCP 47 tag of a language: two letters where it has such a code.
fn tag_of(language: Lang) -> Option<&'static str> {
    TAGS.iter().find(|(code, _)| *code == language.code()).map(|(_, tag)| *tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let mut fields = Fields::default();
        guess(&mut fields, text);
        assert_eq!(fields.language.as_deref(), expected, "{text}");
    }

    #[test]
    fn texts_tell_their_language() {
        check(
            "Le moulin a recommencé à tourner après deux hivers de travaux. Les enfants de l’école ont compté les \
             tours, et le meunier a promis la première farine à la cantine.",
            Some("fr"),
        );
        check(
            "Die Mühle dreht sich nach zwei Wintern wieder. Die Kinder der Schule haben die Runden gezählt, und der \
             Müller hat das erste Mehl der Küche versprochen.",
            Some("de"),
        );
        check("Taxi.", None);
    }

    #[test]
    fn what_the_page_tells_stays() {
        let mut fields = Fields { language: Some("oc".to_owned()), ..Fields::default() };
        guess(&mut fields, &"Le moulin a recommencé à tourner après deux hivers de travaux. ".repeat(4));
        assert_eq!(fields.language.as_deref(), Some("oc"));
    }
}
