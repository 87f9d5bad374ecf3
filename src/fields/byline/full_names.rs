//! Full names at the start of a text, one or several, and what may follow them.

use super::super::person::{PARTICLES, begins_name, is_cjk, is_compact, is_joint};
use super::families::begins_chinese_name;

/// What begins the names of places and headlines behind such words: `Por San Juan`, `Door Het Dal`.
pub(super) const NO_FIRST_NAMES: [&str; 14] = [
    "San", "Santa", "Santo", "São", "Sankt", "Sainte", "Het", "Die", "Das", "The", "Los", "Las", "Les", "Gli",
];

/// The names that a text is, where it is full names and little else.
pub(in crate::fields) fn full_names(text: &str) -> Option<&str> {
    let end = Names::end(text)?;
    Some(text[..end].trim_end())
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
                let given = self.words.get(self.next).filter(|next| is_parted_name(plain, next.1));
                self.next += usize::from(given.is_some());
                return Some(given.map_or(at + word.len(), |&(at, word)| at + word.len()));
            }
            if PARTICLES.contains(&plain) && !is_last && n_words > 0 && !is_joint(plain) {
                self.next += 1;
                continue;
            }
            let first = plain.chars().next();
            let is_name = first.is_some_and(|first| first.is_alphabetic() && begins_name(first))
                && !plain.contains(|letter: char| letter.is_ascii_digit() || is_mark(letter))
                // `Photos: Per Lund` behind the name.
                && !(n_words > 1 && plain.ends_with(':'));
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

/// True for a mark behind which a byline says something else.
pub(super) fn is_mark(letter: char) -> bool {
    TAIL.contains(&letter)
}

/// The words of a text, and where each begins; a mark ends one.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
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

/// True for a Japanese family name and the given name behind a space. Chinese write the name in one word, and two
/// such words are two names.
fn is_parted_name(family: &str, given: &str) -> bool {
    /// What else stands behind a name.
    const OTHERS: [&str; 14] = [
        "報道", "报道", "報導", "撮影", "摄影", "攝影", "記者", "记者", "編集", "编辑", "編輯", "取材",
        "翻訳", "文責",
    ];
    let has_length = |word: &str| (1..=3).contains(&word.chars().count()) && word.chars().all(is_cjk);
    has_length(family) && has_length(given) && !begins_chinese_name(family) && !OTHERS.contains(&given)
}

/// Whole names of Chinese, Japanese and Korean, parted by `、`.
fn are_compact(word: &str) -> bool {
    !word.is_ascii() && word.split(['、', '，']).all(is_compact)
}
