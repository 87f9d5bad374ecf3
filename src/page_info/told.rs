//! Values with the source that told them, and the small readers of JSON-LD and text that every
//! field needs. Knows how things are written, never which of them to believe.

use serde_json::Value;

use crate::page_info::json_ld::Object;
use crate::page_info::push_folded;

/// A value, and the source that told it: `meta:og:title`, `jsonld:headline`, `css:h1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told<V> {
    /// What was told.
    pub(crate) value: V,
    /// By whom.
    pub(crate) source: String,
}

impl<V> Told<V> {
    pub(crate) fn new(value: V, source: impl Into<String>) -> Self {
        Self { value, source: source.into() }
    }
}

/// What an object of JSON-LD is a description of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text with a headline: article, post, report, question, recipe.
    Story,
    /// The page that holds it. Publishing systems print it for shop and start pages as well.
    WebPage,
    /// The site, or who runs it.
    Site,
    /// Anything else: a product, a person, a video.
    Other,
}

/// The kind of an object, by its `@type`.
pub(crate) fn kind(object: &Object) -> Kind {
    let mut kind = Kind::Other;
    for name in types(object) {
        let name = name.rsplit(['/', ':']).next().unwrap_or(name);
        let story = name.ends_with("Article") || name.ends_with("Posting") && name != "JobPosting";
        if story || matches!(name, "Report" | "Question" | "Recipe" | "HowTo") {
            return Kind::Story;
        }
        if name.ends_with("WebPage") {
            kind = Kind::WebPage;
        } else if name == "WebSite" || name.ends_with("Organization") {
            kind = Kind::Site;
        }
    }
    kind
}

/// The `@type`s of an object.
pub(crate) fn types(object: &Object) -> Vec<&str> {
    match object.get("@type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A property as plain text; `None` when the object has none.
pub(crate) fn text(object: &Object, property: &str) -> Option<String> {
    plain(object.get(property)?).filter(|text| !text.is_empty())
}

/// A value as plain text: a string, a number, the first of a list, the `name`, `url` or `@value` of an object.
pub(crate) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(unescape(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.first().filter(|first| !first.is_array()).and_then(plain),
        Value::Object(object) => {
            let inner = ["@value", "name", "url", "@id"].into_iter().find_map(|name| object.get(name))?;
            inner.as_str().map(unescape)
        }
        _ => None,
    }
}

/// Text as sites put it into JSON: character references decoded, tags dropped, white space folded.
pub(crate) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut tags = Tags { text, close: 0 };
    let mut at = 0;
    while let Some(found) = text[at..].find(['&', '<']) {
        push_folded(&mut plain, &text[at..at + found]);
        at += found;
        if let Some(end) = tags.end(at) {
            at = end;
            continue;
        }
        let (letter, length) = reference(&text[at..]).unwrap_or((char::from(text.as_bytes()[at]), 1));
        push_folded(&mut plain, letter.encode_utf8(&mut [0; 4]));
        at += length;
    }
    push_folded(&mut plain, &text[at..]);
    plain.truncate(plain.trim_end().len());
    plain
}

/// Longest reference read, `&thetasym;` and `&#x1F600;` among them.
const MAX_REFERENCE_BYTES: usize = 10;

/// The character reference a text begins with, and its length.
fn reference(text: &str) -> Option<(char, usize)> {
    let after = text.strip_prefix('&')?;
    let end = after.bytes().take(MAX_REFERENCE_BYTES).position(|byte| byte == b';')?;
    let name = after.get(..end)?;
    let letter = match name {
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => ' ',
        "rsquo" => '’',
        "lsquo" => '‘',
        "rdquo" => '”',
        "ldquo" => '“',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    };
    Some((letter, end + 2))
}

/// The tags of a text, asked for from left to right.
struct Tags<'t> {
    text: &'t str,
    /// The first `>` behind the last place that was asked for, or the end of the text. Kept, so
    /// that a text of nothing but `<` is searched once and not once for each.
    close: usize,
}

impl Tags<'_> {
    /// Where the tag that begins at `at` ends; `None` when none begins there.
    fn end(&mut self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let is_named = bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/');
        if bytes[at] != b'<' || !is_named {
            return None;
        }
        if self.close < at || self.close == 0 {
            self.close = self.text[at..].find('>').map_or(self.text.len(), |found| at + found);
        }
        (self.close < self.text.len()).then_some(self.close + 1)
    }
}

/// The first bytes of a text, whole characters only: nothing a field is made of is longer, and no
/// later step should have to fear a value of a megabyte.
pub(crate) fn head_of(text: &str, max_bytes: usize) -> &str {
    let mut end = text.len().min(max_bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The form in which two texts are compared: letters and digits only, lower case, words apart.
pub(crate) fn words_of(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut add = |letter: char| {
        if letter.is_alphanumeric() {
            words.push(letter);
        } else if !matches!(letter, '\'' | '’') && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
    };
    for letter in text.chars() {
        // Nearly all letters; the others may become several.
        if letter.is_ascii() {
            add(letter.to_ascii_lowercase());
        } else {
            letter.to_lowercase().for_each(&mut add);
        }
    }
    words.truncate(words.trim_end().len());
    words
}

/// `3 days ago`, `12.05.2019 10:30`, `昨天 12:30`, `2h`: figures with what makes a time of them, in any
/// language.
pub(crate) fn is_time_like(text: &str) -> bool {
    let n_digits = text.chars().filter(|letter| letter.is_numeric()).count();
    if n_digits == 0 || n_digits > 16 {
        return n_digits == 0 && is_spelled_time(text);
    }
    let groups = text.split(|letter: char| !letter.is_numeric()).filter(|group| !group.is_empty()).count();
    let n_words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let is_short_unit = || {
        let rest = text.trim_start_matches(|letter: char| letter.is_numeric()).trim();
        n_words == 1 && rest.len() < text.len() && (1..=3).contains(&rest.chars().count())
    };
    // Behind a name may stand figures, too.
    let has_dense_unit = || {
        let behind = text.trim_start_matches(|letter: char| !letter.is_numeric());
        behind.trim_start_matches(char::is_numeric).trim_start().starts_with(is_dense)
    };
    groups >= 2 && n_words <= 8
        || groups == 1
            && ((2..=4).contains(&n_words)
                || is_short_unit()
                || has_dense_unit()
                || n_words == 1 && text.split_whitespace().next_back().is_some_and(is_unit_of_time))
}

/// True for a word that counts the time since something in one word with its figure: `2 hours`, `2 órája`.
fn is_unit_of_time(word: &str) -> bool {
    const UNITS: [&str; 15] = [
        "mins", "minutes", "hour", "hours", "days", "week", "weeks", "months", "years", "órája", "napja",
        "hete", "perce", "hónapja", "éve",
    ];
    UNITS.contains(&word)
}

/// True for a time in words: "yesterday", "an hour ago".
fn is_spelled_time(text: &str) -> bool {
    /// Letters of the longest.
    const MAX_CHARS: usize = 24;
    /// The day before and today.
    #[rustfmt::skip]
    const DAYS: [&str; 49] = [
        "yesterday", "today", "just now", "gestern", "heute", "gerade eben", "aujourd’hui", "aujourd'hui",
        "à l’instant", "ayer", "hoy", "ieri", "oggi", "ontem", "hoje", "gisteren", "vandaag", "igår", "idag", "i går", "i dag",
        "wczoraj", "dzisiaj", "včera", "dnes", "вчера", "сегодня", "вчора", "сьогодні", "昨天", "昨日", "어제", "أمس",
        "اليوم", "אתמול", "היום", "دیروز", "امروز", "เมื่อวาน", "วันนี้", "kemarin", "hôm qua", "dün", "bugün", "tegnap", "χθες",
        "σήμερα", "eilen", "tänään",
    ];
    /// What stands before a time of one, and what stands behind it.
    const BEFORE: [&str; 8] =
        ["vor ein", "il y a un", "hace un", "há um", "acum o ", "قبل ", "منذ ", "לפני "];
    #[rustfmt::skip]
    const BEHIND: [&str; 14] = [
        " ago", " fa", " geleden", " sedan", " siden", " sitten", " temu", " önce", " назад", " тому", " atrás", " lalu",
        " trước", " पहले",
    ];
    /// What is counted, in the forms that stand there: without it "sedan" is a car.
    #[rustfmt::skip]
    const UNITS: [&str; 138] = [
        "moment", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year",
        "years", "tag", "stunde", "woche", "monat", "jahr", "heure", "jour", "semaine", "mois", "an", "minuto",
        "hora", "día", "semana", "mes", "año", "dia", "mês", "ano", "ora", "giorno", "settimana", "mese", "anno",
        "minuut", "uur", "dag", "maand", "jaar", "minut", "minutt", "time", "timme", "vecka", "uge", "uke", "månad",
        "måned", "år", "minuutti", "tunti", "päivä", "viikko", "kuukausi", "vuosi", "minutę", "godzinę", "dzień",
        "tydzień", "miesiąc", "rok", "dakika", "saat", "gün", "hafta", "ay", "yıl", "минуту", "час", "день", "неделю",
        "месяц", "год", "хвилину", "годину", "тиждень", "місяць", "рік", "semenit", "sejam", "sehari", "seminggu",
        "sebulan", "setahun", "phút", "giờ", "ngày", "tuần", "tháng", "năm", "मिनट", "घंटे", "घंटा", "दिन", "हफ्ते",
        "सप्ताह", "महीने", "साल", "oră", "zi", "săptămână", "lună", "دقيقة", "ساعة", "يوم", "أسبوع", "شهر", "سنة",
        "عام", "דקה", "שעה", "יום", "שבוע", "חודש", "שנה", "دقيقتين", "ساعتين", "يومين", "أسبوعين", "شهرين", "سنتين",
        "عامين", "דקות", "שעתיים", "יומיים", "שבועיים", "חודשיים", "שנתיים", "moments", "minuten", "stunden", "tagen",
        "wochen", "monaten", "jahren",
    ];
    if text.len() > MAX_CHARS * 4 || text.is_empty() || text.chars().count() > MAX_CHARS {
        return false;
    }
    let lower = text.to_lowercase();
    let counts = || {
        lower
            .split(|mark: char| mark.is_whitespace() || matches!(mark, '\'' | '’'))
            .any(|word| UNITS.contains(&word))
    };
    DAYS.contains(&lower.as_str())
        || (BEFORE.iter().any(|start| lower.starts_with(start))
            || BEHIND.iter().any(|end| lower.ends_with(end)))
            && counts()
}

/// The name in a text of a name, a mark and a time: `ann · 12 May 2019`; or of a name, a small word and a time: `Ann on
/// 12 May 2019`.
pub(crate) fn name_before_time(text: &str) -> Option<&str> {
    /// Longest word between a name and a time, in letters: "on", "am", "vor".
    const MAX_SMALL_CHARS: usize = 5;
    let text = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let marked = text.split_once(['·', '|', '•', '(', '–', '—', ',']).filter(|(name, time)| {
        let name = name.trim();
        is_time_like(time) && is_name_like(name)
    });
    if let Some((name, _)) = marked {
        return Some(name.trim());
    }
    let figures = text.find(char::is_numeric)?;
    let (name, small) = text[..figures].trim_end().rsplit_once(' ')?;
    let is_small = small.chars().count() <= MAX_SMALL_CHARS && small.chars().all(char::is_lowercase);
    let tells_time = is_time_like(&text[figures..]) || is_time_like(text[name.len()..].trim_start());
    let name = name.trim_start_matches(|letter: char| !letter.is_alphanumeric()).trim_end();
    (is_small && !name.is_empty() && tells_time && is_name_like(name)).then_some(name)
}

/// A few words that are no time.
pub(crate) fn is_name_like(text: &str) -> bool {
    /// Words, and letters of scripts that write no spaces between them.
    const MAX: (usize, usize) = (5, 14);
    text.chars().any(char::is_alphabetic)
        && text.split_whitespace().count() <= MAX.0
        && text.chars().filter(|&letter| is_dense(letter)).count() <= MAX.1
        && !is_time_like(text)
}

/// True for letters of scripts that write no spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::{head_of, is_name_like, is_time_like, name_before_time, unescape, words_of};

    #[test]
    fn texts_in_json() {
        assert_eq!(unescape("A &amp; <em>B</em>\n &#8217;s &#x27;"), "A & B ’s '");
        assert_eq!(unescape("AT&T < 5 & more; &bogus;"), "AT&T < 5 & more; &bogus;");
        assert_eq!(unescape("&"), "&");
        assert_eq!(unescape("AT&T 5 > 3, <i>R&D</i>, <x"), "AT&T 5 > 3, R&D, <x");
        assert_eq!(unescape("&thetasym; &#x1F600; &#128512;"), "&thetasym; 😀 😀");
    }

    #[test]
    fn heads() {
        assert_eq!(head_of("añb", 2), "a");
        assert_eq!(head_of("añb", 3), "añ");
        assert_eq!(head_of("añb", 9), "añb");
    }

    #[test]
    fn a_time_in_words_names_what_it_counts() {
        for time in [
            "An hour ago",
            "un'ora fa",
            "en timme sedan",
            "vor einem Tag",
            "il y a un an",
            "час назад",
            "bir saat önce",
        ] {
            assert!(is_time_like(time), "{time}");
        }
        for other in ["Ford sedan", "bestellt bei Temu", "Vor einem Haus", "قبل الحرب", "hier", "Fa"]
        {
            assert!(!is_time_like(other), "{other}");
        }
    }

    #[test]
    fn comparing() {
        assert_eq!(words_of(" It’s — Über-Nacht! "), "its über nacht");
    }

    #[test]
    fn times_of_any_language() {
        for text in [
            "3 days ago",
            "vor 2 Stunden",
            "12.05.2019, 10:30",
            "昨天 12:30",
            "2h",
            "May 12, 2019 at 4:05 pm",
            "5분 전",
            "3天前",
            "3 วันที่แล้ว",
            "2 hours",
            "3 napja",
            "yesterday",
            "an hour ago",
            "Gestern",
            "قبل ساعتين",
        ] {
            assert!(is_time_like(text), "{text}");
        }
        for text in [
            "Reply",
            "12",
            "Jane Doe",
            "",
            "12 likes",
            "老船工08",
            "สมชาย99",
            "Ago",
            "Sofa",
            "Today we sailed",
        ] {
            assert!(!is_time_like(text), "{text}");
        }
    }

    #[test]
    fn names_are_no_times() {
        assert!(is_name_like("Jane Doe"));
        assert!(is_name_like("quillfish"));
        assert!(!is_name_like("12"));
        assert_eq!(name_before_time("quillfish · 12 May 2019, 10:30"), Some("quillfish"));
        assert_eq!(name_before_time("— Quill Fish am 12.05.2019"), Some("Quill Fish"));
        assert_eq!(name_before_time("Friday 12 May 2019"), None);
        assert_eq!(name_before_time("on 12 May 2019"), None);
        assert_eq!(name_before_time("— Quill Fish, ontem às 18:40"), Some("Quill Fish"));
        assert_eq!(name_before_time("Quill Fish vor 3 Tagen"), Some("Quill Fish"));
        assert!(is_name_like("山田 花子") && !is_name_like("一块钱的票价怎么维持下去政府是不是应该补贴一点"));
    }
}
