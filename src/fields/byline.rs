//! A line of a page -> the part of it that names its authors: bylines as some forty languages sign with.
//!
//! English forms stand where almost nothing else begins so ("By Jane Doe"). The words of other languages
//! begin sentences, too ("Von Rom nach Pisa", "Por Lisboa"). So a line counts only where names of two words
//! and more follow the word, and nothing follows the names but what a mark sets apart, a date or an agency. A
//! noun ("Text", "文") needs a colon or a slash behind it.

mod beside;
mod families;
mod full_names;
mod towns;
mod words;

use super::person::{PARTICLES, without_label};
use crate::page_info::told::head_of;

pub(super) use beside::beside_date_without_capitals;
use beside::{before_title, behind_date, behind_title, beside_date, beside_role, beside_town};
use families::is_korean_name;
pub(super) use full_names::full_names;
use full_names::{NO_FIRST_NAMES, is_mark, words};
use words::{Form, MARKS, MAX_LABEL, marked, word_before};

/// Longest text that is looked at, in bytes.
const MAX_BYTES: usize = 4_000;
/// Longest line, in bytes, that may be a byline in a language other than English, or begin with a date.
const MAX_LINE: usize = 140;
/// Words of a line at which a byline may begin: after a date, a mark, or with a noun and its colon.
const MAX_STARTS: usize = 16;

/// What a line says after "By" (`Posted on 12 May 2019 by Jane Doe`); empty when an English line ends
/// there, `None` when it is no byline. `language` is that of the page, as a BCP 47 tag, or empty.
pub(super) fn from_by<'l>(line: &'l str, language: &str) -> Option<&'l str> {
    let line = head_of(line, MAX_BYTES).trim();
    if let Some(names) = english(line) {
        return Some(names);
    }
    let inner = line.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    if line.len() > MAX_LINE {
        return before_title(line);
    }
    signed(inner, language)
        .or_else(|| behind_title(inner))
        .or_else(|| before_title(line))
        .or_else(|| inside(inner, language))
        .or_else(|| behind_date(line))
        .or_else(|| beside_role(line))
        .or_else(|| beside_town(line))
        .or_else(|| beside_date(line))
}

/// The names in a line that begins with words that name an author, and goes on with full names only.
pub(crate) fn signature(line: &str) -> Option<&str> {
    let line = line.trim();
    let names = english(line).or_else(|| signed(line, ""))?;
    full_names(names).filter(|full| *full == names)
}

/// True for the words before the names of a byline and nothing else, in a language other than English.
pub(super) fn is_word(text: &str, language: &str) -> bool {
    let text = text.trim();
    text.len() <= MAX_LABEL.1
        && word_before(text, language).is_some_and(
            |(form, rest)| matches!(marked(rest), (is_marked, "") if is_marked || form == Form::Open),
        )
}

/// What stands behind the words by which English lines begin to name an author.
fn english(line: &str) -> Option<&str> {
    let first = line.split(|letter: char| letter.is_whitespace() || letter == ':').next().unwrap_or("");
    let begins = matches!(
        first,
        "By" | "BY"
            | "by"
            | "Written"
            | "WRITTEN"
            | "Authored"
            | "Posted"
            | "Author"
            | "Author(s)"
            | "Authors"
            | "Words"
    );
    if !begins {
        return None;
    }
    let rest = without_label(line);
    let starts_small = rest.starts_with(char::is_lowercase);
    if rest.len() == line.len() || starts_small && first != "by" && first != "Written" {
        return None;
    }
    Some(rest).filter(|rest| rest.is_empty() || !begins_sentence(rest))
}

/// True when two small words follow: "by using this site", not "by Jane Doe".
fn begins_sentence(rest: &str) -> bool {
    let small = |word: &str| word.starts_with(char::is_lowercase) && !PARTICLES.contains(&word);
    rest.split_whitespace().take(2).filter(|word| small(word)).count() == 2
        || rest.split_whitespace().nth(1).is_some_and(small)
            && rest.split_whitespace().nth(2).is_some_and(small)
}

/// The names behind a word of another language.
fn signed<'l>(line: &'l str, language: &str) -> Option<&'l str> {
    let (form, rest) = word_before(line, language)?;
    let (is_marked, rest) = marked(rest);
    let is_place = rest.split(' ').next().is_some_and(|first| NO_FIRST_NAMES.contains(&first));
    // `글 홍길동`: a whole name needs no colon.
    let is_told = is_marked || form == Form::Open || is_korean_name(rest.trim_end());
    (!is_place && is_told).then_some(())?;
    full_names(rest)
}

/// The same further on in a line: behind a date or a mark, or a noun with its colon.
fn inside<'l>(line: &'l str, language: &str) -> Option<&'l str> {
    let mut is_set_apart = false;
    for (at, word) in words(line).take(MAX_STARTS) {
        let is_noun = || word.contains(MARKS);
        if at > 0
            && (is_set_apart || is_noun())
            && let Some(names) = signed(&line[at..], language)
        {
            return Some(names);
        }
        let end = |letter: char| letter.is_ascii_digit() || is_mark(letter);
        is_set_apart |= word.trim_end_matches([',', '.', ':']).ends_with(end);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::words::WORDS;
    use super::{from_by, is_word, signature};

    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(from_by(line, ""), expected, "{line}");
    }

    #[test]
    fn a_signature_is_a_word_and_names_and_nothing_else() {
        for line in
            ["By Ida Moor", "by Ida Moor and Per Lund", "Von Ida Moor", "Par Ida Moor", "Autor: Ida Moor"]
        {
            assert!(signature(line).is_some(), "{line}");
        }
        for line in [
            "By the old harbour",
            "By Ida Moor, who never saw it",
            "By Ida Moor. The rest is lost.",
            "Von Rom nach Pisa",
            "Ida Moor",
            "By far the longest",
        ] {
            assert!(signature(line).is_none(), "{line}");
        }
    }

    #[test]
    fn names_without_capitals_stand_beside_a_day() {
        let alone = super::beside_date_without_capitals;
        assert_eq!(alone("मीरा जोशी | 12 मई 2019"), Some("मीरा जोशी"));
        assert_eq!(alone("山田 花子 2019年5月12日"), Some("山田 花子"));
        assert_eq!(alone("김하늘 2019.05.12"), Some("김하늘"));
        assert_eq!(alone("陈立冬 | 2019年5月12日"), Some("陈立冬"));
        for none in [
            "社会 2019年5月12日",
            "조회수 2019.05.12",
            "경제 2019.05.12",
            "Jana Muster | 12.05.2019",
            "고객센터 2019.05.12",
            "新华网 2019年5月12日",
            "आज सुबह गाँव में सब लोग आए 12 मई 2019",
        ] {
            assert_eq!(alone(none), None, "{none}");
        }
        for none in ["글 목록", "글 더 보기", "Nguyễn 12 tháng 5, 2019"] {
            check(none, None);
        }
    }

    #[test]
    fn words_are_known_once() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn english_lines() {
        check("By Jane Doe", Some("Jane Doe"));
        check("Written by", Some(""));
        check("Posted on May 12, 2019 by Jane Doe", Some("Jane Doe"));
        check("3 min read · By Jane Doe", Some("Jane Doe"));
        check("Reporting by Jane Doe; Editing by John Roe", Some("Jane Doe;"));
        check("Jane Doe, staff writer", Some("Jane Doe"));
        check("Jane Doe reports", Some("Jane Doe"));
        check("Jeanne Dupré, envoyée spéciale", Some("Jeanne Dupré"));
        check("Анна Белова, специально для «Вестника»", Some("Анна Белова"));
        check("Анна Белова, фото автора", Some("Анна Белова"));
        check("Protokoll: Jörg Tannhoff", Some("Jörg Tannhoff"));
        check("本报记者陈立冬 报道", Some("陈立冬"));
        check("Jane Doe, Nairobi", Some("Jane Doe"));
        check("Jane Doe reports from Nairobi", Some("Jane Doe"));
        check("Jana Muster (Wien)", Some("Jana Muster"));
        check("May 12, 2019 | Jane Doe", Some("Jane Doe"));
        check("Jane Doe 12 May 2019", Some("Jane Doe"));
        check("Nguyễn Thu Hà - 12 tháng 5, 2019", Some("Nguyễn Thu Hà"));
        check("मीरा जोशी, संवाददाता", Some("मीरा जोशी"));
        check("글 김하늘", Some("김하늘"));
        check("글·사진 김하늘", Some("김하늘"));
        check("取材・文　山田 花子", Some("山田 花子"));
        check("文・長谷部 千鶴", Some("長谷部 千鶴"));
        check("Teksti: Aino Rautio Kuvat: Petri Halla", Some("Aino Rautio"));
        check("Autor/ica: Marija Kolumbić, foto: Ivo Bilić", Some("Marija Kolumbić,"));
        for none in [
            "by continuing you agree",
            "By using our site you agree",
            "Bystanders",
            "up by 20 %",
            "A park designed by Jane Doe in 1990",
            "A 3 km walk by Jane Doe Lake",
            "New York 12 May 2019",
            "Last Updated 12 May 2019",
            "River Dispatch News | 12 May 2019",
            "Buenos Aires, 12 May 2019",
            "Jane Doe, Monday",
            "Buckingham Palace, London",
            "New York, London",
            "London, Paris",
            "Our Man in Havana",
            "Free Entry, Open Daily",
            "Great Falls, home of the ferry",
            "Jane Doe, the mayor, said on 12 May 2019 that it was over",
        ] {
            check(none, None);
        }
    }

    #[test]
    fn lines_of_other_languages() {
        check("Von Jana Muster, Husum", Some("Jana Muster,"));
        check("von Jana Muster und Ulf Reet", Some("Jana Muster und Ulf Reet"));
        check("Von Jana Muster mit AP", Some("Jana Muster"));
        check("Text und Fotos: Jana Muster", Some("Jana Muster"));
        check("Publié par Jeanne Dupont le 12 mai 2019", Some("Jeanne Dupont"));
        check("Publié le 12 mai 2019 par Jeanne Dupont", Some("Jeanne Dupont"));
        check("Di Anna Rossi", Some("Anna Rossi"));
        check("12.05.2019 | Autor: Zofia Mak", Some("Zofia Mak"));
        check("Автор: Анна Речная", Some("Анна Речная"));
        check("Γράφει η Ελένη Σταύρου", Some("Ελένη Σταύρου"));
        check("作者：张三", Some("张三"));
        check("来源：河边网 作者：李小河", Some("李小河"));
        check("홍길동 기자 hong@example.org", Some("홍길동"));
        check(
            "(하늘=강뉴스) 홍길동 기자 = 강변의 나루터에서 석판이 발견됐다고 마을 사람들이 전했다. 아침마다 숫자를 적는다고 한다.",
            Some("홍길동"),
        );
        check("川田花子記者", Some("川田花子"));
        check("بقلم سلمى حداد", Some("سلمى حداد"));
        check("ავტორი: ნინო მდინარე", Some("ნინო მდინარე"));
        check("كتبت سلمى حداد", Some("سلمى حداد"));
        check("Eine Reportage von Jana Muster", Some("Jana Muster"));
        check("Беседовала Анна Речная", Some("Анна Речная"));
        check("oprac. Zofia Mak", Some("Zofia Mak"));
        check("Հեղինակ՝ Անի Գետակյան", Some("Անի Գետակյան"));
        check("Jana Řeková, redaktorka", Some("Jana Řeková"));
    }

    #[test]
    fn sentences_of_other_languages() {
        for none in [
            "Von hier aus sind es 3 km bis zum Wasser.",
            "Von Husum nach Büsum fährt kein Zug.",
            "Di notte il mercato dorme",
            "Di Roma si parla poco.",
            "Por Lisboa",
            "Por Santa Marta y San Juan",
            "Door Het Dal",
            "Por Navidad, el pueblo duerme.",
            "Texto sagrado en el museo",
            "Text Size",
            "Autor destacado",
            "Автор не установлен, сообщили в музее.",
            "От Москвы до Твери идёт поезд.",
            "기자 회견이 열렸다.",
            "新华社记者 报道",
            "文化节在河边举行。",
        ] {
            check(none, None);
        }
    }

    #[test]
    fn words_alone() {
        assert!(is_word("Von", "") && is_word("Autor:", "") && is_word("Text:", ""));
        assert!(!is_word("Text", "") && !is_word("Venus", "") && !is_word("", ""));
    }
}
