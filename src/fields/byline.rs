//! A line of a page -> the part of it that names its authors: bylines as some forty languages sign with.
//!
//! English forms stand where almost nothing else begins so ("By Jane Doe"). The words of other languages
//! begin sentences, too ("Von Rom nach Pisa", "Por Lisboa"). So a line counts only where names of two words
//! and more follow the word, and nothing follows the names but what a mark sets apart, a date or an agency. A
//! noun ("Text", "文") needs a colon or a slash behind it.

mod towns;

use std::cmp::Ordering;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::dates::words_beside::WordsBeside;
use super::dates::{Reading, visible};
use super::person::{PARTICLES, begins_name, is_cjk, is_compact, is_joint, without_label};
use crate::page_info::told::head_of;

/// Longest text that is looked at, in bytes.
const MAX_BYTES: usize = 4_000;
/// Longest line, in bytes, that may be a byline in a language other than English, or begin with a date.
const MAX_LINE: usize = 140;
/// Most words before the names, and the most bytes of them that are compared.
const MAX_LABEL: (usize, usize) = (4, 48);
/// Words of a line at which a byline may begin: after a date, a mark, or with a noun and its colon.
const MAX_STARTS: usize = 16;

/// What must follow a word for a byline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Full names.
    Open,
    /// A colon or a slash, then names.
    Marked,
}

/// Words that full names follow, by language; in lower case, parted by `/`.
const OPEN: &[&str] = &[
    "story by/text by/reported by/article by/words by/interview by/review by/text and photos by/guest post by",
    "von/ein beitrag von/ein artikel von/ein gastbeitrag von/verfasst von/geschrieben von/veröffentlicht von/text von",
    "autor/autorin/autora/autorka/auteur/auteure/autrice/autore/autorius/autorė/autors/avtor/avtorica",
    "par/écrit par/rédigé par/publié par/un article de/texte de/propos recueillis par/posté par/proposé par",
    "por/escrito por/escrita por/redactado por/publicado por/texto de/texto por/un artículo de",
    "di/a cura di/scritto da/scritta da/pubblicato da/articolo di/un articolo di/testo di/testi di",
    "door/geschreven door/gepubliceerd door/tekst door/een artikel van",
    "av/skriven av/skrivet av/skrevet av/tekst av/text av/publicerad av/publisert av/af/skrevet af/tekst af",
    "författare/forfatter/kirjoittaja/kirjoittanut/höfundur/texti eftir",
    "escrit per/redactat per/scris de/de către/shkruar nga/idatzia",
    "napisał/napisała/opracował/opracowała/rozmawiał/rozmawiała/napsal/napsala/připravil/připravila/napísal/napísala",
    "írta/szerző/készítette/parašė/rakstīja/kirjutas",
    "piše/napisao/napisala/pripremio/pripremila/zapisal/zapisala/пише/написао/написала/пишет/подготовил/подготовила",
    "автор/авторка/аутор/пишува/от/од/від",
    "του/της/των/γράφει ο/γράφει η/γράφουν οι/από τον/από την/από/συντάκτης/συντάκτρια",
    "yazan/yazar/hazırlayan/müəllif",
    "بقلم/کاتب/تحریر/מאת/כותב",
    "ditulis oleh/penulis/bởi/โดย/เขียนโดย/เรื่องโดย",
    "द्वारा/本报记者/本報記者/记者/記者/撰文/기자",
    "reporting by/written and reported by/compiled by/analysis by/commentary by/opinion by/essay by/words and photos by",
    "eine reportage von/ein kommentar von/eine analyse von/ein bericht von/ein interview von/ein essay von/eine kolumne von/ein porträt von/aufgezeichnet von/es berichtet",
    "un texte de/reportage de/un reportage de/une enquête de/enquête de/un entretien de/entretien par/une chronique de/chronique de/une analyse de/billet de/recueilli par/signé",
    "una crónica de/un reportaje de/reportaje de/una entrevista de/entrevista de/un análisis de/una columna de/crónica de/un texto de",
    "dal nostro inviato/dalla nostra inviata/dal nostro corrispondente/dalla nostra corrispondente/servizio di/intervista di/un servizio di/reportage di/un'intervista di",
    "reportagem de/uma reportagem de/crônica de/uma crónica de/reportagem por/um texto de",
    "een reportage van/een verslag van/een interview van/een verhaal van/een column van/reportage av/ett reportage av/en krönika av/krönika av/reportasje av/en kommentar av/reportage af/kommentar af",
    "tekstit/teksti ja kuvat/toimittanut/toimitti/koostas/toimetas/vestles/sagatavoja/raksta/parengė/kalbino/kalbėjosi/rašo",
    "oprac./opr./opracowanie/oprac/przygotował/przygotowała/rozmawia/zpracoval/zpracovala/pripravil/pripravila/spracoval/spracovala/píše/ptal se/ptala se",
    "razgovarao/razgovarala/priredio/priredila/razgovor vodio/razgovor vodila/разговарао/разговарала/приредио/приредила/припремио/припремила/подготви/подготвил/разговаря",
    "беседовал/беседовала/записал/записала/материал подготовил/материал подготовила/розмовляв/розмовляла/підготував/підготувала/записав/гутарыў/гутарыла/падрыхтаваў/падрыхтавала",
    "text de/un articol de/articol de/redactat de/realizat de/publicat de/interviu de/összeállította/riporter/az interjút készítette/συνέντευξη στον/συνέντευξη στην",
    "kaleme alan/derleyen/haberi yazan/حاوره/حاورته/كتبت/به قلم/گزارش از/از قلم",
    "von unserer korrespondentin/von unserem korrespondenten/von unserer redakteurin/von unserem redakteur/von unserer mitarbeiterin/von unserem mitarbeiter",
    "de notre envoyé spécial/de notre envoyée spéciale/de notre correspondant/de notre correspondante/notre envoyé spécial/notre envoyée spéciale/notre correspondant/notre correspondante",
    "nuestro corresponsal/nuestra corresponsal/de nuestro corresponsal/de nuestra corresponsal/de nuestro enviado especial/de nuestra enviada especial/od naszego korespondenta/van onze correspondent/fra vår korrespondent/från vår korrespondent",
    "isinulat ni/ulat ni/imeandikwa na/laporan oleh/đăng bởi/viết bởi/লিখেছেন/எழுதியவர்/എഴുതിയത്",
];

/// Words that need a mark behind them, by language; in lower case, parted by `/`.
const MARKED: &[&str] = &[
    "text/texto/textos/texte/testo/testi/tekst/teksti/texti/testua/tekstas/teksts/текст/тексты/besedilo/szöveg/κείμενο/metin",
    "protokoll/firma/rédaction/interview/autoren/autor:in/autor(en)/autor(es)/verfasser/verfasserin/redakteur/redakteurin",
    "auteurs/auteur(s)/journaliste/autores/autoras/redacción/autori/giornalista/egilea/egileak",
    "autoři/autorzy/redaktor/redaktorka/novinar/novinarka/авторы/автори/автор текста/автор статьи/корреспондент/аўтар/тэкст",
    "skribent/forfattere/toimittaja/journalist/reporter",
    "yazarlar/yazı/haber/muhabir/tác giả/bài/bài viết",
    "الكاتب/الكاتبة/كتب/إعداد/تقرير/حوار/تحقيق/گزارش/گفت‌وگو/تحرير/نویسنده/نوشته/خبرنگار/مصنف/כתבה/מחבר/הכותב",
    "लेखक/लेखिका/লেখক/লেখা/ผู้เขียน/เรื่อง/เขียน",
    "文/作者/撰稿/撰稿人/采写/采访/採訪/通讯员/著者/執筆/執筆者/筆者/取材/取材・文/文・写真/構成/ライター",
    "글/글쓴이/취재/작성자",
    "da redação/da redacción/röportaj/laporan/रिपोर्ट/लेखन/প্রতিবেদক/επιμέλεια/ρεπορτάζ/relacja/redacteur/redactie/verslaggever/redaktør/zdroj/autor textu/autor tekstu/autorka tekstu/autor članka/autor vijesti/autor materiala",
    "հեղինակ/ավտոր/ავტორი/ავტორები/muallif/зохиогч/бичсэн/жазған/авторлор/رپورٹ/مصنفہ/خبر نگار/ଲେଖକ/লেখিকা/రచయిత/രചന/ಲೇಖಕರು/ಲೇಖನ/લેખક/ਲੇਖਕ/ಬರಹ/කතෘ/ໂດຍ/ដោយ/စာရေးသူ/ጸሐፊ",
];

/// Words of [`OPEN`] that are something else on English pages: "Door handles", "Par three".
const NOT_ENGLISH: [&str; 7] = ["von", "par", "por", "di", "door", "av", "af"];

/// The same where the word is a name or begins a sentence elsewhere: word and languages.
const AT_HOME: [(&str, &[&str]); 14] = [
    ("per", &["ca"]),
    ("oleh", &["id", "ms"]),
    ("ni", &["tl", "fil"]),
    ("از", &["fa"]),
    ("eftir", &["is"]),
    ("de", &["ro"]),
    ("nga", &["sq"]),
    ("na", &["sw"]),
    ("theo", &["vi"]),
    ("gan", &["cy"]),
    ("le", &["ga"]),
    ("deur", &["af"]),
    ("vum", &["lb"]),
    ("vun", &["lb"]),
];

/// All of [`OPEN`] and [`MARKED`], sorted.
static WORDS: LazyLock<Vec<(&str, Form)>> = LazyLock::new(|| {
    let of = |lines: &[&'static str], form| -> Vec<(&'static str, Form)> {
        lines.iter().flat_map(|line| line.split('/')).map(|word| (word, form)).collect()
    };
    let mut words = of(OPEN, Form::Open);
    words.extend(of(MARKED, Form::Marked));
    words.sort_unstable_by_key(|word| word.0);
    words
});

/// How the words of [`WORDS`] and [`AT_HOME`] may begin, as bits by [`start_number`].
static STARTS: LazyLock<[u64; N_STARTS / 64]> = LazyLock::new(|| {
    let mut starts = [0; N_STARTS / 64];
    let known = WORDS.iter().map(|word| word.0).chain(AT_HOME.iter().map(|word| word.0));
    for word in known {
        let mut letters = word.chars();
        let first = letters.next().unwrap_or('\0');
        let number = start_number(first, letters.next().unwrap_or('\0'));
        starts[number / 64] |= 1 << (number % 64);
    }
    starts
});

/// Enough that one line in some twenty gets further.
const N_STARTS: usize = 4_096;

/// The number of two letters; others may have the same.
fn start_number(first: char, second: char) -> usize {
    // Knuth's multiplicative hashing: the upper bits of the product with 2^32 divided by the golden ratio.
    let mixed = (first as u32) << 16 ^ second as u32;
    mixed.wrapping_mul(0x9E37_79B1) as usize >> 20
}

/// False for a line that begins like none of the words.
fn may_begin(line: &str) -> bool {
    let mut letters = line.chars().flat_map(char::to_lowercase);
    let Some(first) = letters.next() else { return false };
    // A word of one letter may be followed by anything.
    [letters.next().unwrap_or('\0'), '\0'].into_iter().any(|second| {
        let number = start_number(first, second);
        STARTS[number / 64] >> (number % 64) & 1 == 1
    })
}

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

/// The names that a text is, where it is full names and little else.
pub(super) fn full_names(text: &str) -> Option<&str> {
    let end = Names::end(text)?;
    Some(text[..end].trim_end())
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

/// What begins the names of places and headlines behind such words: `Por San Juan`, `Door Het Dal`.
const NO_FIRST_NAMES: [&str; 14] = [
    "San", "Santa", "Santo", "São", "Sankt", "Sainte", "Het", "Die", "Das", "The", "Los", "Las", "Les", "Gli",
];

/// The names behind a word of another language.
fn signed<'l>(line: &'l str, language: &str) -> Option<&'l str> {
    let (form, rest) = word_before(line, language)?;
    let (is_marked, rest) = marked(rest);
    let is_place = rest.split(' ').next().is_some_and(|first| NO_FIRST_NAMES.contains(&first));
    (!is_place && (is_marked || form == Form::Open)).then_some(())?;
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
        let end = |letter: char| letter.is_ascii_digit() || TAIL.contains(&letter);
        is_set_apart |= word.trim_end_matches([',', '.', ':']).ends_with(end);
    }
    None
}

/// What stands behind "by" in a line that begins with a date or a reading time: `12 May 2019 by Jane Doe`.
fn behind_date(line: &str) -> Option<&str> {
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
fn beside_role(line: &str) -> Option<&str> {
    /// Beginnings of the words for those who write, and of what they do, in lower case.
    #[rustfmt::skip]
    const ROLES: [&str; 47] = [
        "journalis", "zurnalis", "žurnalis", "jurnalis", "ajakirjanik", "redakt", "redact", "rédact", "reporter", "reporteri",
        "writer", "correspond", "korrespond", "correspons", "dziennikar", "novinár", "novinář", "novinar", "toimittaja",
        "periodis", "giornalis", "jornalis", "blaðam", "журналіст", "журналист", "корреспондент", "кореспондент",
        "редактор", "новинар", "muhabir", "gazeteci", "columnis", "kolumnis", "újságíró", "δημοσιογράφος", "صحفي",
        "wartawan", "jurnalist", "ziarist", "žurnālist", "verslaggever", "envoyé", "enviad", "inviat", "специальн", "автора",
        "spécial",
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
fn beside_town(line: &str) -> Option<&str> {
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
fn beside_date(line: &str) -> Option<&str> {
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
    if !line.bytes().any(|byte| byte.is_ascii_digit()) {
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
    let is_name = name.split_whitespace().count() == 2
        && WordsBeside::of(line).is_silent()
        && !name
            .split_whitespace()
            .any(|word| ORGANISATIONS.iter().any(|known| word.eq_ignore_ascii_case(known)));
    let is_marked = name.len() < sides[0].len() + sides[1].len() || sides[1].is_empty();
    let is_place = name.split(' ').next().is_some_and(|first| PLACES.contains(&first));
    let is_cased = name.starts_with(char::is_uppercase) && date.date.has_day();
    (is_name && is_marked && is_cased && !is_place).then_some(())?;
    full_names(name).filter(|found| *found == name)
}

/// The name before a title that stands behind it (`홍길동 기자`, `山田太郎記者`), on a line that holds little
/// else, or where the title and `=` begin a report.
fn before_title(line: &str) -> Option<&str> {
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
fn behind_title(line: &str) -> Option<&str> {
    let titles = ["本报记者", "本報記者", "记者", "記者", "文・"];
    let rest = titles.iter().find_map(|title| line.strip_prefix(title))?;
    let name = rest.trim_start().split(['/', '／', '|', '｜', ' ', '\u{3000}', '(', '（', '【']).next()?;
    (name.chars().count() <= 4 && is_compact(name)).then_some(name)
}

/// Marks behind a noun that names follow.
const MARKS: [char; 9] = [':', '：', '/', '／', '=', '＝', '|', '｜', '՝'];

/// The form that begins a line, and what follows its words; the longest that is known.
fn word_before<'l>(line: &'l str, language: &str) -> Option<(Form, &'l str)> {
    if !may_begin(line) {
        return None;
    }
    let head = head_of(line, MAX_LABEL.1);
    let mut ends = [0; MAX_LABEL.0];
    let mut n_ends = 0;
    let mut is_inside = true;
    for (at, letter) in head.char_indices().chain([(head.len(), ' ')]) {
        let is_end = letter.is_whitespace() || MARKS.contains(&letter);
        if is_end && is_inside {
            ends[n_ends] = at;
            n_ends += 1;
        }
        is_inside = !is_end;
        if n_ends == ends.len() || is_end && !letter.is_whitespace() {
            break;
        }
    }
    ends[..n_ends]
        .iter()
        .rev()
        .filter(|&&end| end > 0 && (end < head.len() || head.len() == line.len()))
        .find_map(|&end| form_of(&line[..end], language).map(|form| (form, &line[end..])))
}

fn form_of(word: &str, language: &str) -> Option<Form> {
    let compare = |known: &str| -> Ordering { known.chars().cmp(word.chars().flat_map(char::to_lowercase)) };
    let primary = language.split(['-', '_']).next().unwrap_or("");
    if let Ok(at) = WORDS.binary_search_by(|(known, _)| compare(known)) {
        let (known, form) = WORDS[at];
        return Some(form).filter(|_| !primary.eq_ignore_ascii_case("en") || !NOT_ENGLISH.contains(&known));
    }
    let is_at_home = |(known, languages): &(&str, &[&str])| {
        compare(known) == Ordering::Equal && languages.contains(&primary)
    };
    AT_HOME.iter().any(is_at_home).then_some(Form::Open)
}

/// What follows a mark, and whether there is one: `Text: ...`, `Text und Fotos: ...`.
fn marked(rest: &str) -> (bool, &str) {
    /// Bytes and words between noun and mark.
    const MAX_BETWEEN: (usize, usize) = (24, 3);
    let rest = rest.trim_start();
    if let Some(behind) = rest.strip_prefix(MARKS) {
        return (true, behind.trim_start());
    }
    let between = head_of(rest, MAX_BETWEEN.0);
    if let Some(at) = between.find([':', '：'])
        && between[..at].split_whitespace().count() <= MAX_BETWEEN.1
        && between.split_whitespace().next().is_some_and(is_joint)
    {
        return (true, rest[at..].trim_start_matches([':', '：', ' ', '\u{a0}']));
    }
    (false, rest)
}

/// Marks behind which a byline says something else.
const TAIL: [char; 15] = ['|', '•', '·', '—', '–', '(', '[', '<', '⋅', '@', '/', '（', '【', '｜', '／'];

/// Reads names from the start of a text.
struct Names<'t> {
    words: Vec<(usize, &'t str)>,
    next: usize,
}

impl<'t> Names<'t> {
    /// Where the names at the start of a text end; `None` when it is more than names and what may follow them.
    fn end(text: &'t str) -> Option<usize> {
        /// Words read.
        const MAX_WORDS: usize = 40;
        let mut names = Names { words: words(text).take(MAX_WORDS).collect(), next: 0 };
        let mut end = names.name()?;
        loop {
            let Some(word) = names.peek() else { return Some(end) };
            let is_listed = text[..end].ends_with([',', '，', '、', '،', ';']) || is_joint(word);
            let before = names.next;
            names.next += usize::from(is_joint(word));
            match names.name().filter(|_| is_listed) {
                Some(more) => end = more,
                // `Ortega y Gasset`.
                None if PARTICLES.contains(&word) && names.words.len() == before + 2 => {
                    return Some(text.len());
                }
                None => {
                    names.next = before;
                    return names.is_tail(&text[..end]).then_some(end);
                }
            }
        }
    }

    fn peek(&self) -> Option<&'t str> {
        self.words.get(self.next).map(|word| word.1)
    }

    /// Reads one full name; gives its end.
    fn name(&mut self) -> Option<usize> {
        /// Words of one name.
        const MAX_WORDS: usize = 5;
        /// The same in scripts without capitals, in which a sentence looks the same.
        const MAX_CASELESS: usize = 4;
        let (mut n_words, mut n_caseless, mut end) = (0, 0, 0);
        while let Some(&(at, word)) = self.words.get(self.next) {
            let plain = word.trim_end_matches([',', '，', '、', '،', ';', '.']);
            let is_last = plain.len() < word.trim_end_matches('.').len();
            if n_words == 0 && are_compact(plain) {
                self.next += 1;
                return Some(at + word.len());
            }
            if PARTICLES.contains(&plain) && !is_last && n_words > 0 && !is_joint(plain) {
                self.next += 1;
                continue;
            }
            let first = plain.chars().next();
            let is_name = first.is_some_and(|first| first.is_alphabetic() && begins_name(first))
                && !plain.contains(|letter: char| letter.is_ascii_digit() || is_mark(letter));
            if !is_name {
                break;
            }
            n_words += 1;
            n_caseless += usize::from(first.is_some_and(|first| !first.is_uppercase()));
            end = at + word.len();
            self.next += 1;
            if is_last {
                break;
            }
        }
        let fits = (2..=MAX_WORDS).contains(&n_words) && n_caseless <= MAX_CASELESS;
        fits.then_some(end)
    }

    /// True when what follows the names is a date, an agency, an address or something behind a mark.
    fn is_tail(&self, names: &str) -> bool {
        /// Words of a place or a role behind a comma, of an agency, and before the figures of a date.
        const MAX_ROLE: usize = 6;
        const MAX_AGENCY: usize = 5;
        const MAX_BEFORE_DAY: usize = 3;
        const FOR: [&str; 13] =
            ["mit", "für", "avec", "pour", "con", "com", "para", "per", "voor", "för", "for", "dla", "для"];
        let rest = &self.words[self.next.min(self.words.len())..];
        let Some((_, first)) = rest.first() else { return true };
        let is_short =
            |most: usize| rest.len() <= most && !rest[rest.len() - 1].1.ends_with(['.', '!', '?', '。']);
        let day = rest.iter().position(|word| word.1.starts_with(|letter: char| letter.is_ascii_digit()));
        first.starts_with(is_mark)
            || *first == "-"
            || first.contains(['@', ':', '：'])
            || day.is_some_and(|day| day <= MAX_BEFORE_DAY && rest.len() <= day + MAX_ROLE)
            || names.ends_with([',', '，', '،', ';']) && is_short(MAX_ROLE)
            || (FOR.contains(first) || is_joint(first)) && is_short(MAX_AGENCY)
            || names.chars().all(is_cjk) && is_short(MAX_AGENCY)
    }
}

fn is_mark(letter: char) -> bool {
    TAIL.contains(&letter)
}

/// The words of a text, and where each begins; a mark ends one.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let start = at + rest.find(|letter: char| !letter.is_whitespace())?;
        let word = &text[start..];
        let end = word
            .char_indices()
            .find(|&(inner, letter)| letter.is_whitespace() || inner > 0 && is_mark(letter) && letter != '·')
            .map_or(word.len(), |(inner, _)| inner);
        at = start + end;
        Some((start, &word[..end]))
    })
}

/// Whole names of Chinese, Japanese and Korean, parted by `、`.
fn are_compact(word: &str) -> bool {
    !word.is_ascii() && word.split(['、', '，']).all(is_compact)
}

#[cfg(test)]
mod tests {
    use super::{WORDS, from_by, is_word, signature};

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
