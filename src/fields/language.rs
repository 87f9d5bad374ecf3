//! A text -> the language it is likely written in, for pages that do not tell.
//!
//! The beginning of the text is enough. Where its small words leave no doubt they say it; else `whatlang` looks at
//! scripts and at triples of letters, which for a flattened page takes as long as all the rest. The guess is marked as
//! one in [`Fields::sources`], and a text too short, or one that fits two languages, gives none.

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
    let by_letters = || detect(text).filter(whatlang::Info::is_reliable).and_then(|info| tag_of(info.lang()));
    if let Some(tag) = by_small_words(text).or_else(by_letters) {
        fields.language = Some(tag.to_owned());
        fields.sources.push((Field::Language, GUESSED.to_owned()));
    }
}

/// Small words of the languages that most pages without a language are in. A word may belong to two of them, and to
/// others: it takes several to tell a language.
const SMALL_WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "of", "and", "to", "was", "with", "that", "his", "from", "this", "have", "are", "which",
            "for",
        ],
    ),
    (
        "fr",
        &["les", "des", "est", "dans", "pour", "une", "qui", "sur", "avec", "cette", "et", "du", "au", "aux"],
    ),
    (
        "de",
        &[
            "der", "die", "und", "das", "den", "mit", "ist", "nicht", "ein", "eine", "auf", "für", "von",
            "dem",
        ],
    ),
    (
        "es",
        &["los", "las", "el", "del", "una", "por", "con", "para", "como", "más", "pero", "que", "en", "se"],
    ),
    (
        "it",
        &["di", "che", "della", "per", "una", "non", "con", "sono", "il", "gli", "nel", "dei", "alla", "più"],
    ),
    ("pt", &["os", "do", "da", "que", "uma", "para", "não", "com", "dos", "em", "mais", "na", "ao", "pelo"]),
];

/// Different small words of a language that must stand in a text: Catalan has four of the Spanish ones, Afrikaans and
/// Danish two of the German.
const MIN_KINDS: u32 = 6;
/// Share of all words that they must be: they are a fifth to a third of a text in their language.
const MIN_SHARE: f32 = 0.12;
/// How often those of any other language may stand there, as a share of the language's own.
const MAX_OTHER: f32 = 0.4;

/// The language whose small words fill the text, if there is just one.
fn by_small_words(text: &str) -> Option<&'static str> {
    let mut n_words = 0_u32;
    let mut counts = [0_u32; SMALL_WORDS.len()];
    let mut kinds = [0_u32; SMALL_WORDS.len()];
    for word in text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()) {
        n_words += 1;
        for (language, (_, words)) in SMALL_WORDS.iter().enumerate() {
            if let Some(kind) = words.iter().position(|small| small.eq_ignore_ascii_case(word)) {
                counts[language] += 1;
                kinds[language] |= 1 << kind;
            }
        }
    }
    let best = (0..counts.len()).max_by_key(|&language| counts[language])?;
    let others = (0..counts.len()).filter(|&language| language != best).map(|language| counts[language]);
    let is_sure = kinds[best].count_ones() >= MIN_KINDS
        && counts[best] as f32 >= MIN_SHARE * n_words as f32
        && others.max()? as f32 <= MAX_OTHER * counts[best] as f32;
    is_sure.then_some(SMALL_WORDS[best].0)
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
        // Its small words are like those of its neighbours.
        check(
            "El molí ha tornat a girar després de dos hiverns d'obres. Els nens de l'escola han comptat les voltes, i \
             el moliner ha promès la primera farina a la cuina de l'escola, que és a tocar del riu.",
            Some("ca"),
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
