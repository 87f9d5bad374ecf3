//! The text of a byline -> names, without "By", roles, dates, addresses and handles.
//!
//! Knows how bylines are written, not where they stand. What does not look like a name gives none:
//! an empty list is better than "Staff" or half a sentence.

use super::dates::months::month;
use crate::page_info::told::head_of;

/// Where the text comes from, which tells how much else may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Given as the author by JSON-LD, a meta name or microdata: one word may be a name.
    Declared,
    /// The text of a link to the author: one word may be a name, labels may stand before it.
    Linked,
    /// What stands after "By" on the page: one word with a capital may be a name.
    Labelled,
    /// Any line: needs two words that look like a name.
    Shown,
}

/// Words before a name. Compared in lower case; followed by a space, a colon or the end.
const LABELS: &[&str] = &[
    "by",
    "written by",
    "authored by",
    "posted by",
    "published by",
    "article by",
    "story by",
    "words by",
    "text by",
    "words",
    "author",
    "authors",
    "author(s)",
    "from",
    "via",
    "view all posts by",
    "posts by",
    "more from",
    "more by",
    "guest post by",
    "submitted by",
    "created by",
    "reported by",
    "interview by",
    "started by",
    "asked by",
    "contributor",
    "writer",
    "von",
    "autor",
    "autorin",
    "text",
    "par",
    "auteur",
    "por",
    "escrito por",
    "di",
    "door",
    "av",
    "af",
    "tekst",
    "przez",
    "yazan",
    "автор",
    "redazione di",
    "a cura di",
];

/// Where a name ends: what comes after is about something else.
const ENDS: &[&str] = &[
    " published",
    " updated",
    " posted",
    " on ",
    " in ",
    " for ",
    " with ",
    " at ",
    " last ",
    " reviewed",
    " medically",
    " fact",
    " about ",
    " follow",
    " view ",
    " share",
    " min read",
    " is ",
    " was ",
    " has ",
    " mit ",
    " am ",
    " von ",
    " le ",
    " photo",
    " illustrat",
    " edited",
    " special to",
    " as told",
    " via ",
    " from ",
    " who ",
    " based",
    " read ",
    " contribut",
];

/// Words of roles: in a name they end it.
const ROLES: &[&str] = &[
    "editor",
    "writer",
    "reporter",
    "correspondent",
    "founder",
    "cofounder",
    "co-founder",
    "ceo",
    "cto",
    "coo",
    "cmo",
    "director",
    "staff",
    "manager",
    "contributor",
    "columnist",
    "journalist",
    "expert",
    "specialist",
    "senior",
    "chief",
    "executive",
    "associate",
    "assistant",
    "head",
    "president",
    "vp",
    "analyst",
    "freelance",
    "producer",
    "photographer",
    "engineer",
    "developer",
    "consultant",
    "author",
    "lead",
    "marketing",
    "content",
    "deputy",
    "managing",
    "political",
    "sports",
    "news",
    "redakteur",
    "redakteurin",
    "journaliste",
    "redactor",
    "redactora",
    "advocate",
    "strategist",
    "researcher",
    "professor",
    "coach",
    "owner",
    "member",
    "members",
    "administrator",
    "moderator",
    "verified",
    "updated",
    "published",
    "posted",
    "posts",
    "ai",
    "social",
    "travel",
    "product",
    "community",
    "attorney",
    "digital",
    "customer",
    "business",
    "technology",
    "software",
    "health",
    "creative",
    "partner",
    "principal",
    "vice",
    "global",
];

/// Letters after a name.
const DEGREES: &[&str] = &[
    "md", "m.d", "phd", "ph.d", "rn", "bsn", "msn", "rd", "rdn", "ld", "ldn", "dvm", "do", "cpa", "cfp",
    "cfa", "mba", "jd", "esq", "ma", "ms", "msc", "bsc", "mph", "pharmd", "lcsw", "lmft", "psyd", "edd",
    "ms.", "m.s", "m.a", "np", "fnp", "pa-c", "cscs", "cpt", "mla", "pe",
];

/// Not the name of anyone.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "editor",
    "editors",
    "staff",
    "webmaster",
    "user",
    "guest",
    "unknown",
    "none",
    "null",
    "undefined",
    "anonymous",
    "default",
    "n/a",
    "na",
    "team",
    "author",
    "authors",
    "writer",
    "the editors",
    "editorial team",
    "editorial staff",
    "staff writer",
    "staff report",
    "wordpress",
    "root",
    "super user",
    "home",
    "contact",
    "contact us",
    "comments",
    "comment",
    "reply",
    "share",
    "follow",
    "profile",
    "more",
    "read more",
    "website",
    "website builder",
    "true",
    "false",
    "redaktion",
    "redaction",
    "la rédaction",
    "redacción",
    "redazione",
    "redactie",
    "about",
    "about us",
    "login",
    "sign in",
    "log in",
    "subscribe",
    "email",
    "facebook",
    "twitter",
    "linkedin",
    "instagram",
    "youtube",
    "company",
    "official",
    "system",
    "feb",
    "apr",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "superuser",
    "manager",
    "about the author",
    "about author",
    "view profile",
    "see more",
    "learn more",
    "bio",
];

/// Words that stand small inside names.
pub(super) const PARTICLES: &[&str] = &[
    "de", "van", "von", "der", "den", "la", "le", "del", "della", "di", "da", "dos", "do", "bin", "ibn",
    "al", "el", "ter", "ten", "zu", "af", "y", "e", "du", "st", "dal", "mac", "o",
];

/// Who read the text is not who wrote it.
const CHECKERS: &[&str] =
    &["fact check", "fact-check", "reviewed", "medically", "edited by", "expert review", "photo"];

/// Longest name, in words, and shortest and longest in bytes.
const MAX_WORDS: usize = 5;
const NAME_BYTES: std::ops::RangeInclusive<usize> = 2..=60;
/// Longest byline, in bytes.
const MAX_BYTES: usize = 4_000;
/// Most authors of one page; papers in physics have more, bylines do not.
const MAX_NAMES: usize = 40;

/// Parts of a byline that are looked at: names, and what stands between them.
const MAX_PARTS: usize = 4 * MAX_NAMES;
/// Bytes of a text that are compared with the words before a name, of which the longest has 20.
const MAX_LABEL_BYTES: usize = 60;

/// The names in a byline.
pub(super) fn names(text: &str, manner: Manner) -> Vec<String> {
    let text = head_of(text, MAX_BYTES).trim();
    if text.contains("://") || text.starts_with("www.") || text.starts_with('@') || text.contains('{') {
        return Vec::new();
    }
    if CHECKERS
        .iter()
        .any(|word| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
    {
        return Vec::new();
    }
    let text = before_end(without_label(text), manner);
    let mut names: Vec<String> = Vec::new();
    for part in split(text).into_iter().take(MAX_PARTS) {
        if names.len() < MAX_NAMES
            && let Some(name) = name(part, manner, !names.is_empty())
            && !names.contains(&name)
        {
            names.push(name);
        } else if matches!(manner, Manner::Shown | Manner::Labelled) && !names.is_empty() {
            // After the names come roles, places and sentences.
            break;
        }
    }
    names
}

/// Takes the words before the name off, as often as there are any.
pub(super) fn without_label(text: &str) -> &str {
    let mut rest = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    loop {
        let lower = head_of(rest, MAX_LABEL_BYTES).to_lowercase();
        let label = LABELS
            .iter()
            .filter(|label| lower.strip_prefix(**label).is_some_and(ends_label))
            .max_by_key(|label| label.len());
        let Some(label) = label.filter(|label| rest.is_char_boundary(label.len())) else {
            return rest;
        };
        rest = rest[label.len()..].trim_start_matches(|letter: char| !letter.is_alphanumeric());
    }
}

fn ends_label(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', ':', '\u{a0}'])
}

/// Cuts where a date, a bracket or a sentence begins.
fn before_end(text: &str, manner: Manner) -> &str {
    let marks: &[char] = if manner == Manner::Declared {
        &['(', '|', '•', '<', '[']
    } else {
        &['(', '|', '•', '·', '—', '–', '[', '<', '⋅', '@', '/']
    };
    let mut end = text.find(marks).unwrap_or(text.len());
    end = end.min(text.find(" - ").unwrap_or(end));
    if manner != Manner::Declared {
        end = end.min(sentence_end(text).unwrap_or(end));
        end = end.min(text.find(|letter: char| letter.is_ascii_digit()).unwrap_or(end));
        let lower = text.to_ascii_lowercase();
        end = ["Published", "Updated", "PUBLISHED", "UPDATED"]
            .iter()
            .filter_map(|word| text.find(word))
            .filter(|at| *at > 0)
            .fold(end, usize::min);
        end = ENDS.iter().filter_map(|word| lower.find(word)).fold(end, usize::min);
    }
    text.get(..end).unwrap_or(text)
}

/// Where a sentence ends inside a text: a full stop behind a word that is neither an initial nor a title.
fn sentence_end(text: &str) -> Option<usize> {
    const ABBREVIATIONS: [&str; 9] = ["Dr", "Mr", "Mrs", "Ms", "Prof", "St", "Jr", "Sr", "Ing"];
    text.match_indices(". ").map(|(at, _)| at).find(|&at| {
        let word = text[..at].rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or("");
        word.chars().count() > 2 && !ABBREVIATIONS.contains(&word)
    })
}

/// Words for "and" that stand between names; the others also stand inside one (`Ortega y Gasset`).
#[rustfmt::skip]
const JOINTS: [&str; 21] = [
    "and", "und", "et", "&", "og", "och", "ja", "и", "та", "és", "ve", "dan", "και", "oraz",
    // In capitals those that are no names: not "DAN", "VE".
    "AND", "UND", "ET", "OG", "OCH", "ORAZ", "И",
];
const WEAK_JOINTS: [&str; 6] = ["y", "e", "i", "a", "en", "și"];

/// True for a word that stands between two names.
pub(super) fn is_joint(word: &str) -> bool {
    JOINTS.contains(&word) || WEAK_JOINTS.contains(&word)
}

/// Parts between commas, semicolons, ampersands and the words for "and".
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut end, mut at) = (0, 0, 0);
    for word in text.split(' ') {
        if JOINTS.contains(&word)
            || WEAK_JOINTS.contains(&word) && is_between_names(&text[start..end], &text[at + word.len()..])
        {
            parts.push(&text[start..end]);
            start = (at + word.len() + 1).min(text.len());
        }
        end = at + word.len();
        at = end + 1;
    }
    parts.push(&text[start..]);
    parts
        .into_iter()
        .flat_map(|part| part.split([',', ';', '&', '\n', '、', '，', '・', '،', '；']))
        .collect()
}

/// True between two names of two words and more.
fn is_between_names(before: &str, after: &str) -> bool {
    let is_name = |word: &&str| word.starts_with(char::is_uppercase);
    let mut after = after.split_whitespace();
    before.split_whitespace().rev().take(3).filter(is_name).count() >= 2
        && after.next().is_some_and(|word| is_name(&word))
        && after.take(2).any(|word| is_name(&word))
}

/// One part as a name, or none. `is_later` tells that another name stands before it.
fn name(part: &str, manner: Manner, is_later: bool) -> Option<String> {
    let part = without_label(part.trim());
    let part = part.trim_start_matches("and ").trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, ':' | '-' | '–' | '—' | '|' | '"' | '*' | '“' | '”')
    });
    if is_nobody(part)
        || part.contains("http")
        || part.contains(':')
        || (part.contains('@') && part.contains('.'))
    {
        return None;
    }
    let mut words: Vec<&str> = part.split_whitespace().collect();
    let is_role = |word: &&str| ROLES.contains(&folded(word).as_str());
    if let Some(at) = words.iter().position(is_role) {
        match manner {
            // "Example Marketing" is a name, "Jane Doe, Marketing Director" holds one.
            Manner::Declared if !is_later => {}
            Manner::Declared => return None,
            _ => words.truncate(at),
        }
    }
    if let Some(at) = words
        .iter()
        .position(|word| DEGREES.contains(&folded(word).as_str()) && word.chars().any(char::is_uppercase))
        && (at > 1 || is_later)
    {
        words.truncate(at);
    }
    // The rest of a date whose figures were cut.
    if manner != Manner::Declared
        && words.len() > 1
        && words.last().is_some_and(|word| word.len() > 2 && month(word, "en").is_some())
    {
        words.pop();
    }
    let name = words.join(" ");
    let name = name.trim_matches([',', '.', ' ']).to_owned();
    let plausible = NAME_BYTES.contains(&name.len())
        && (1..=MAX_WORDS).contains(&words.len())
        && name.chars().any(char::is_alphabetic);
    let fits = match manner {
        Manner::Declared => true,
        Manner::Linked => words.len() == 1 || words.iter().all(|word| looks_like_name(word)),
        // A lone word behind a name is a place or an agency.
        Manner::Labelled if is_later => {
            is_compact(&name) || words.len() > 1 && words.iter().all(|word| looks_like_name(word))
        }
        Manner::Labelled => words.len() == 1 || words.iter().all(|word| looks_like_name(word)),
        Manner::Shown => words.len() > 1 && words.iter().all(|word| looks_like_name(word)),
    };
    (plausible && fits && !is_nobody(&name)).then_some(name)
}

fn is_nobody(name: &str) -> bool {
    NOBODY.contains(&name.to_lowercase().as_str())
}

fn folded(word: &str) -> String {
    word.trim_end_matches([',', '.', ':']).to_lowercase()
}

/// A capital first, or a script without capitals, or a particle.
fn looks_like_name(word: &str) -> bool {
    let first = word.chars().find(|letter| letter.is_alphabetic());
    let no_digit = !word.chars().any(|letter| letter.is_ascii_digit());
    no_digit && (first.is_some_and(begins_name) || PARTICLES.contains(&word))
}

/// True for a letter with which a name may begin: a capital, or one of a script without capitals. Georgian letters are
/// lower-case to Unicode, and have no capitals in use.
pub(super) fn begins_name(letter: char) -> bool {
    !letter.is_lowercase() || ('\u{10d0}'..='\u{10ff}').contains(&letter)
}

/// A whole name in one word, as Chinese, Japanese and Korean write them.
pub(super) fn is_compact(name: &str) -> bool {
    let n_letters = name.chars().count();
    (2..=6).contains(&n_letters) && name.chars().all(is_cjk)
        || (2..=5).contains(&n_letters) && name.chars().all(is_hangul)
}

/// A letter of Chinese or Japanese.
pub(super) fn is_cjk(letter: char) -> bool {
    matches!(letter, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    use super::{Manner, names};

    fn check(manner: Manner, text: &str, expected: &str) {
        assert_eq!(names(text, manner).join("|"), expected, "{text}");
    }

    #[test]
    fn bylines() {
        check(Manner::Shown, "By Jane Doe", "Jane Doe");
        check(Manner::Shown, "By Jane Doe and John Roe, Staff Writers", "Jane Doe|John Roe");
        check(Manner::Shown, "Written by: Jane Doe | May 12, 2019", "Jane Doe");
        check(Manner::Shown, "Von Jana Muster mit AP", "Jana Muster");
        check(Manner::Shown, "Par Jeanne Dupont et Jean Martin", "Jeanne Dupont|Jean Martin");
        check(Manner::Shown, "Jane Doe Senior Editor", "Jane Doe");
        check(Manner::Shown, "By Jane van der Doe Published May 12", "Jane van der Doe");
        check(Manner::Shown, "By Jane Doe, PhD, RN", "Jane Doe");
        check(Manner::Labelled, "Jane", "Jane");
        check(Manner::Shown, "Jane", "");
        check(Manner::Shown, "By Staff", "");
        check(Manner::Shown, "Fact checked by Jane Doe", "");
        check(Manner::Shown, "Jane Doe February 8, 2022", "Jane Doe");
        check(Manner::Shown, "By Jane DoePublished: Oct 26, 2023", "Jane Doe");
        check(Manner::Shown, "About the author", "");
        check(Manner::Shown, "5 min read", "");
        check(Manner::Shown, "by using this site you agree", "");
    }

    #[test]
    fn declared_and_linked() {
        check(Manner::Declared, "jdoe42", "jdoe42");
        check(Manner::Declared, "https://example.com/jane", "");
        check(Manner::Declared, "admin", "");
        check(Manner::Declared, "Jane Doe; John Roe", "Jane Doe|John Roe");
        check(Manner::Declared, "Example Marketing", "Example Marketing");
        check(Manner::Declared, "Jane Doe, Senior Editor", "Jane Doe");
        check(Manner::Declared, "jane@example.com", "");
        check(Manner::Linked, "View all posts by Jane Doe", "Jane Doe");
    }
}
