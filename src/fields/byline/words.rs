//! The words by which lines begin to name an author, as some forty languages have them.

use std::sync::LazyLock;

use super::super::person::is_joint;
use crate::page_info::told::head_of;

/// Most words before the names, and the most bytes of them that are compared.
pub(super) const MAX_LABEL: (usize, usize) = (4, 48);

/// What must follow a word for a byline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
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
    "द्वारा/本报记者/本報記者/记者/記者/撰文/기자/글·사진/사진·글/글·그림/글과 사진",
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
pub(super) static WORDS: LazyLock<Vec<(&str, Form)>> = LazyLock::new(|| {
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

/// Marks behind a noun that names follow.
pub(super) const MARKS: [char; 9] = [':', '：', '/', '／', '=', '＝', '|', '｜', '՝'];

/// The form that begins a line, and what follows its words; the longest that is known.
pub(super) fn word_before<'l>(line: &'l str, language: &str) -> Option<(Form, &'l str)> {
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
    let small: String = word.chars().flat_map(char::to_lowercase).collect();
    let primary = language.split(['-', '_']).next().unwrap_or("");
    if let Ok(at) = WORDS.binary_search_by_key(&small.as_str(), |word| word.0) {
        let (known, form) = WORDS[at];
        return Some(form).filter(|_| !primary.eq_ignore_ascii_case("en") || !NOT_ENGLISH.contains(&known));
    }
    let is_at_home = |(known, languages): &(&str, &[&str])| *known == small && languages.contains(&primary);
    AT_HOME.iter().any(is_at_home).then_some(Form::Open)
}

/// What follows the colon of a noun that stands for women and men: `Autor/ica:`, `Autor:in:`, `Autor(a):`.
fn behind_gender(rest: &str) -> Option<&str> {
    /// Letters of an ending.
    const MAX_LETTERS: usize = 5;
    let ending = rest.strip_prefix(['/', ':', '*', '_', '(', '·'])?;
    let (ending, behind) = ending.split_once(':')?;
    let letters = ending.trim_end_matches(')');
    let is_ending = (1..=MAX_LETTERS).contains(&letters.chars().count());
    (is_ending && letters.chars().all(char::is_lowercase)).then_some(behind)
}

/// What follows a mark, and whether there is one: `Text: ...`, `Text und Fotos: ...`.
pub(super) fn marked(rest: &str) -> (bool, &str) {
    /// Bytes and words between noun and mark.
    const MAX_BETWEEN: (usize, usize) = (24, 3);
    // The wide space of Chinese and Japanese sets apart as a colon does.
    if let Some(behind) = rest.strip_prefix('\u{3000}') {
        return (true, behind.trim_start());
    }
    let rest = rest.trim_start();
    if let Some(behind) = behind_gender(rest).or_else(|| rest.strip_prefix(MARKS)) {
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
