//! Names beside something else: a day, a town, what their bearers do, a title behind them.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::super::dates::words_beside::WordsBeside;
use super::super::dates::{Reading, visible};
use super::super::person::is_compact;
use super::families::{is_chinese_name, is_korean_name, is_vietnamese};
use super::full_names::{NO_FIRST_NAMES, full_names};
use super::towns;
use crate::page_info::told::head_of;

/// What stands behind "by" in a line that begins with a date or a reading time: `12 May 2019 by Jane Doe`.
pub(super) fn behind_date(line: &str) -> Option<&str> {
    /// Words before: a sentence with a figure in it has more.
    const MAX_WORDS_BEFORE: usize = 9;
    // All of the words below end so.
    let may_hold = memchr::memmem::find(line.as_bytes(), b"y ").is_some();
    if !may_hold || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (start, end) = [" by ", " By ", "\u{b7}by ", "|By "]
        .iter()
        .find_map(|word| line.find(word).map(|at| (at, at + word.len())))?;
    let (before, rest) = (&line[..start], line[end..].trim_start());
    let is_short = before.split_whitespace().count() <= MAX_WORDS_BEFORE;
    let tells_time = || before.contains("min") || !visible(before, Reading::default()).is_empty();
    (is_short && rest.starts_with(char::is_uppercase) && tells_time()).then_some(rest)
}

/// The name of a line that holds a name and what its bearer does: `Jane Doe, staff writer`, `Jane Doe reports`.
pub(super) fn beside_role(line: &str) -> Option<&str> {
    /// Beginnings of the words for those who write, and of what they do, in lower case.
    #[rustfmt::skip]
    const ROLES: [&str; 58] = [
        "journalis", "zurnalis", "žurnalis", "jurnalis", "ajakirjanik", "redakt", "redact", "rédact", "reporter", "reporteri",
        "writer", "correspond", "korrespond", "correspons", "dziennikar", "novinár", "novinář", "novinar", "toimittaja",
        "periodis", "giornalis", "jornalis", "blaðam", "журналіст", "журналист", "корреспондент", "кореспондент",
        "редактор", "новинар", "muhabir", "gazeteci", "columnis", "kolumnis", "újságíró", "δημοσιογράφος", "صحفي",
        "wartawan", "jurnalist", "ziarist", "žurnālist", "verslaggever", "envoyé", "enviad", "inviat", "специальн", "автора",
        "spécial", "संवाददाता", "पत्रकार", "रिपोर्टर", "প্রতিবেদক", "প্রতিনিধি", "مراسل", "الصحفي", "خبرنگار", "כתב", "ผู้สื่อข่าว", "ανταποκρ",
    ];
    const REPORTS: [&str; 8] =
        ["reports", "berichtet", "schreibt", "rapporte", "scrive", "schrijft", "skriver", "pisze"];
    /// Words behind the name.
    const MAX_WORDS: usize = 5;
    if let Some((name, last)) = line.rsplit_once(' ')
        && REPORTS.contains(&last)
    {
        return full_names(name).filter(|found| *found == name);
    }
    let at = line.find([',', '(', '|', '–', '—', '·'])?;
    let name = line[..at].trim_end();
    let rest = line[at..].trim_matches(|letter: char| !letter.is_alphanumeric());
    let is_role = |word: &str| {
        let word = word.to_lowercase();
        ROLES.iter().any(|role| word.starts_with(role))
    };
    let is_short = rest.split_whitespace().count() <= MAX_WORDS && !line.ends_with(['.', '!', '?']);
    (is_short && rest.split([' ', '-']).any(is_role)).then_some(())?;
    full_names(name).filter(|found| *found == name)
}

/// What parts a name and a town.
const BETWEEN: [&str; 11] =
    [" reports from ", " berichtet aus ", " in ", " aus ", ", à ", " à ", ", em ", " | ", " / ", " (", ", "];

static MAY_BE_BETWEEN: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(BETWEEN).ok());

/// The name of a line that holds a name and the town it is signed from: `Jane Doe, Nairobi`, `Jane Doe in Wien`,
/// `Jane Doe reports from Nairobi`. Buildings and sights are named so, too.
pub(super) fn beside_town(line: &str) -> Option<&str> {
    /// Last words of what stands in a town and is nobody, in lower case.
    #[rustfmt::skip]
    const SIGHTS: [&str; 44] = [
        "castle", "park", "street", "road", "square", "house", "hall", "university", "college", "museum", "hotel", "bridge",
        "station", "airport", "river", "lake", "hospital", "school", "church", "theatre", "theater", "centre", "center",
        "club", "city", "bay", "court", "tower", "market", "gallery", "arena", "stadium", "palace", "cathedral", "library",
        "institute", "academy", "orchestra", "festival", "conference", "daily", "admission", "gardens", "office",
    ];
    /// First words of the same, and of titles of books.
    #[rustfmt::skip]
    const BEFORE_SIGHTS: [&str; 32] = [
        "Piazza", "Plaza", "Place", "Rue", "Via", "Avenue", "Museo", "Musée", "Museum", "Teatro", "Théâtre", "Palazzo", "Palacio",
        "Schloss", "Château", "Hôtel", "Hotel", "Parc", "Parque", "Parco", "Stade", "Estadio", "Stadio", "Our", "My", "Old",
        "One", "Open", "Free", "Live", "Royal", "National",
    ];
    // Hardly any line holds one of them.
    MAY_BE_BETWEEN.as_ref().filter(|between| between.is_match(line))?;
    let (name, town) = BETWEEN.iter().find_map(|between| line.split_once(between))?;
    let town = town.strip_suffix(')').unwrap_or(town);
    let mut names = name.split(' ');
    let last = names.next_back().unwrap_or("");
    let is_sight = SIGHTS.iter().any(|sight| last.eq_ignore_ascii_case(sight));
    let first = names.next().unwrap_or("");
    let is_place = NO_FIRST_NAMES.contains(&first) || BEFORE_SIGHTS.contains(&first) || towns::is_town(name);
    let is_short = matches!(name.split(' ').count(), 2 | 3);
    (is_short && !is_sight && !is_place && towns::is_town(town)).then_some(())?;
    full_names(name).filter(|found| *found == name)
}

/// The name of a line that holds a name and a day, and nothing else: `12 May 2019 | Jane Doe`, `Jane Doe
/// 12 May 2019`. Where a comma parts them it may be a place.
pub(super) fn beside_date(line: &str) -> Option<&str> {
    /// First words of places of two words and more.
    #[rustfmt::skip]
    const PLACES: [&str; 33] = [
        "New", "San", "Santa", "Los", "Las", "Buenos", "Rio", "São", "Saint", "St.", "St", "El", "La", "Le", "Hong", "Kuala", "Tel",
        "Abu", "Cape", "Bad", "Den", "Novi", "Nova", "Addis", "Port", "Fort", "South", "North", "West", "East", "United",
        "Mexico", "Washington",
    ];
    /// Words of the names of those who publish, and of what happens on a day.
    #[rustfmt::skip]
    const ORGANISATIONS: [&str; 26] = [
        "news", "staff", "press", "media", "update", "updated", "updates", "published", "modified", "posted", "team", "desk",
        "editorial", "agency", "times", "daily", "report", "reports", "edited", "created", "reviewed", "last", "first", "online",
        "today", "release",
    ];
    let name = alone_with_day(line)?;
    let n_words = name.split_whitespace().count();
    let is_name = (n_words == 2 || is_vietnamese(name))
        && !name
            .split_whitespace()
            .any(|word| ORGANISATIONS.iter().any(|known| word.eq_ignore_ascii_case(known)));
    let is_place = name.split(' ').next().is_some_and(|first| PLACES.contains(&first));
    (is_name && name.starts_with(char::is_uppercase) && !is_place).then_some(())?;
    full_names(name).filter(|found| *found == name)
}

/// The same in a script without capitals, in which a section of the paper looks the same: who asks looks whether the
/// page says it elsewhere, too.
pub(in crate::fields) fn beside_date_without_capitals(line: &str) -> Option<&str> {
    /// Letters of a word of a name.
    const CHARS: std::ops::RangeInclusive<usize> = 1..=12;
    if line.is_ascii() || line.len() > MAX_CASELESS_BYTES {
        return None;
    }
    let name = alone_with_day(line)?;
    let n_words = name.split_whitespace().count();
    let is_word = |word: &str| {
        CHARS.contains(&word.chars().count())
            && word.chars().next().is_some_and(|first| first.is_alphabetic() && is_caseless(first))
    };
    let is_whole = || n_words == 1 && (is_korean_name(name) || is_chinese_name(name));
    let fits = matches!(n_words, 2 | 3) && name.split_whitespace().all(is_word) || is_whole();
    fits.then_some(())?;
    full_names(name).filter(|found| *found == name)
}

/// Longest line of a name and a day in such a script, in bytes.
const MAX_CASELESS_BYTES: usize = 120;

fn is_caseless(letter: char) -> bool {
    !letter.is_uppercase() && !letter.is_lowercase()
}

/// What stands beside the only day of a line, where a mark parts them or the day comes last.
fn alone_with_day(line: &str) -> Option<&str> {
    let has_figure = || !line.is_ascii() && line.contains(char::is_numeric);
    if !line.bytes().any(|byte| byte.is_ascii_digit()) && !has_figure() {
        return None;
    }
    let found = visible(line, Reading::default());
    let [date] = found[..] else { return None };
    let sides = [&line[..date.start], &line[date.end..]].map(str::trim);
    let is_mark =
        |letter: char| letter.is_whitespace() || matches!(letter, '|' | '•' | '·' | '—' | '–' | '-' | '⋅');
    let name = match sides.map(str::is_empty) {
        [true, false] => sides[1].trim_start_matches(is_mark),
        [false, true] => sides[0].trim_end_matches(is_mark),
        _ => return None,
    };
    let is_marked = name.len() < sides[0].len() + sides[1].len() || sides[1].is_empty();
    (is_marked && date.date.has_day() && WordsBeside::of(line).is_silent()).then_some(name)
}

/// The name before a title that stands behind it (`홍길동 기자`, `山田太郎記者`), on a line that holds little
/// else, or where the title and `=` begin a report.
pub(super) fn before_title(line: &str) -> Option<&str> {
    const TITLES: [&str; 4] = ["기자", "특파원", "記者", "记者"];
    /// Words before such a title that are no names: kinds of reporters, and what ends the name of a paper or
    /// of its department.
    const KINDS: [&str; 8] = ["수습", "인턴", "취재", "사진", "선임", "전문", "객원", "영상"];
    const OFFICES: [&str; 14] =
        ["부", "팀", "신문", "일보", "뉴스", "방송", "통신", "社", "报", "報", "网", "部", "新聞", "局"];
    /// Characters; with a place before and an address behind.
    const MAX_CHARS: usize = 60;
    /// Bytes within which the title stands where it begins a report.
    const MAX_HEAD: usize = 100;
    if line.is_ascii() {
        return None;
    }
    let head = head_of(line, MAX_HEAD);
    let (at, title) = TITLES.iter().find_map(|title| head.find(title).map(|at| (at, title)))?;
    let behind = line[at + title.len()..].trim_start();
    let ends_there = behind.is_empty() || behind.starts_with(['=', ']', '】', ')', '）', '|', '/', '·', ',']);
    let tells_time = || behind.chars().take(8).any(|letter| letter.is_ascii_digit());
    let is_line = line.chars().count() <= MAX_CHARS && (ends_there || behind.contains('@') || tells_time());
    if !is_line && !behind.starts_with(['=', ']', '】']) {
        return None;
    }
    let parts =
        line[..at].trim_end().rsplit([')', ']', '】', '/', '=', '|', '［', '[', '(', '·', ' ', '【', '　']);
    let is_other = |word: &&str| {
        word.is_empty() || KINDS.contains(word) || OFFICES.iter().any(|office| word.ends_with(office))
    };
    parts.take(3).find(|word| !is_other(word)).filter(|name| is_compact(name))
}

/// The name that a title stands right before: `记者张三`, `記者張三／台北報導`.
pub(super) fn behind_title(line: &str) -> Option<&str> {
    let titles = ["本报记者", "本報記者", "记者", "記者", "文・"];
    let rest = titles.iter().find_map(|title| line.strip_prefix(title))?;
    // `文・山田 花子`: a space may part the family name from the given name.
    let parted = full_names(rest.trim_start()).filter(|names| names.split(' ').count() == 2);
    if parted.is_some() {
        return parted;
    }
    let name = rest.trim_start().split(['/', '／', '|', '｜', ' ', '\u{3000}', '(', '（', '【']).next()?;
    (name.chars().count() <= 4 && is_compact(name)).then_some(name)
}
