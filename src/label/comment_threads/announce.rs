//! A short line -> does it announce comments, and what below it must show to be believed.
//!
//! "Comments" over names and days is a thread. "Comments by the jury" and "Discussion" are headings of articles as
//! often, and signatures of quotations are names and days, too: below such lines comments show one sign more.

use crate::page::Block;

use super::items::{Signals, is_clock};
use super::{CommentPart, MOST, PageParts, names};

/// Words that say whose the comments are, or ask for one. With them a word for opinions means comments.
#[rustfmt::skip]
const OWNERS: &[&str] = &[
    "your", "reader", "readers", "user", "users", "visitor", "visitors", "member", "members", "join", "leave", "write",
    "add", "post", "ihre", "eure", "deine", "leser", "nutzer", "besucher", "schreiben", "verfassen", "vos", "votre",
    "lecteur", "lecteurs", "internautes", "laisser", "tus", "tu", "vuestros", "lectores", "usuarios", "deja", "dejar",
    "lettori", "utenti", "vostri", "lascia", "leitores", "deixe", "lezers", "jouw", "uw", "läsarnas", "dina", "skriv",
    "kirjoita", "lukijoiden", "czytelników", "wasze", "twoja", "dodaj", "čtenářů", "vaše", "čitateľov", "olvasói",
    "okur", "okuyucu", "cititorilor", "pembaca", "читателей", "пользователей", "ваши", "ваше", "оставить", "написать",
    "читачів", "ваші", "αναγνωστών", "القراء", "bạn", "đọc", "독자",
];

/// Words that stand beside them and say nothing.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "a", "an", "the", "all", "to", "on", "for", "of", "this", "article", "story", "entry", "page", "latest", "recent",
    "newest", "new", "show", "hide", "view", "read", "total", "our", "die", "der", "das", "den", "alle", "zu", "zum",
    "diesem", "artikel", "beitrag", "ein", "eine", "einen", "unserer", "le", "la", "les", "des", "de", "du", "nos", "un",
    "une", "sur", "cet", "cette", "à", "los", "las", "el", "este", "artículo", "una", "il", "i", "gli", "dei", "al",
    "articolo", "os", "as", "o", "dos", "um", "uma", "op", "dit", "van", "onze", "en", "et", "til", "k", "do", "w", "к",
    "статье", "записи", "все", "всі", "до", "bu", "του", "των", "της", "của",
];

/// The same in scripts that write no spaces, where they touch.
#[rustfmt::skip]
const DENSE_FILLERS: &[&str] = &[
    "この", "記事", "への", "に対する", "読者", "みなさん", "皆さん", "みんな", "最新", "一覧", "投稿", "する", "書く", "件", "の", "を",
    "欄", "读者", "讀者", "网友", "網友", "用户", "用戶", "热门", "熱門", "精彩", "全部", "所有", "发表", "發表", "我要", "相关",
    "列表", "共", "条", "條", "則", "则", "个", "個", "的", "区", "區", "전체", "개의", "개", "쓰기", "목록", "ทั้งหมด", "รายการ",
    "ข้อ",
];

/// What counts comments behind their number.
const COUNTERS: [char; 8] = ['件', '条', '條', '則', '则', '个', '個', '개'];

/// Beginnings of words for those who speak for a living, or write about.
#[rustfmt::skip]
const PERSONS: &[&str] = &[
    "commentat", "commenters", "kommentator", "kommentier", "comentarist", "comentador", "komentator", "комментатор",
    "коментатор", "commented", "responsib", "respondent",
];

/// A line that announces comments.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Announcement {
    /// By a word that means nothing but comments.
    pub is_outright: bool,
    /// Nothing but that word stands in it, a number, marks, and whose they are.
    pub is_bare: bool,
    /// It says that those are readers.
    is_owned: bool,
    /// The only number of the line, where it is none of a chapter.
    count: Option<usize>,
    /// The number stands first, in brackets, or behind a colon.
    is_counted: bool,
}

/// Reads a short line, in any language: `3 comments`, `Leserkommentare`. A sentence announces nothing; words that mean
/// opinions and discussions as well must be all that it says.
pub(super) fn read(line: &str) -> Option<Announcement> {
    let line = line.trim();
    if line.ends_with(['.', '!', '?', '。', '！', '？', '．', '؟', '।']) || !names::may_announce(line)
    {
        return None;
    }
    let small = names::with_marked_words(&line.to_lowercase().replace('’', "'"));
    let (count, is_counted) = count_of(line);
    let mut said = Announcement { is_bare: true, count, is_counted, ..Announcement::default() };
    let mut is_loose = false;
    for word in small.split(|letter: char| {
        letter.is_whitespace() || "()[]（）【】:：/|·•,、，–—-\"“”„«»#".contains(letter)
    }) {
        let word = word.trim_matches(|letter: char| !letter.is_alphabetic());
        let word = word.rsplit('\'').find(|part| part.len() > 1).unwrap_or(word);
        let is_person = PERSONS.iter().any(|person| word.starts_with(person));
        if word.is_empty() || FILLERS.contains(&word) {
            continue;
        } else if OWNERS.contains(&word) {
            said.is_owned = true;
        } else if !is_person && names::is_outright(word) {
            said.is_outright = true;
        } else if !is_person && names::is_loose(word) {
            is_loose = true;
            said.is_owned |= names::is_of_readers(word);
        } else {
            said.is_bare &= is_filled(word);
        }
    }
    (said.is_outright || is_loose && said.is_bare).then_some(said)
}

/// True for a word of which nothing is left without what says nothing.
fn is_filled(word: &str) -> bool {
    let mut rest = word.to_owned();
    for filler in DENSE_FILLERS.iter().filter(|_| !word.is_ascii()) {
        rest = rest.replace(filler, "");
    }
    !rest.contains(char::is_alphabetic)
}

/// The only number of a line, and whether it stands where a count does.
fn count_of(line: &str) -> (Option<usize>, bool) {
    let Some(start) = line.find(char::is_numeric) else { return (None, false) };
    let (before, rest) = (line[..start].trim_end(), &line[start..]);
    let end = rest.find(|letter: char| !letter.is_numeric()).unwrap_or(rest.len());
    let (digits, behind) = (&rest[..end], &rest[end..]);
    let is_in_brackets = before.ends_with(['(', '[', '（', '【']);
    let is_chapter = behind.starts_with('.') || behind.starts_with(')') && !is_in_brackets;
    if is_chapter || behind.contains(char::is_numeric) {
        return (None, false);
    }
    let is_first = !before.contains(char::is_alphabetic);
    let is_marked =
        is_in_brackets || before.ends_with([':', '：']) || behind.trim_start().starts_with(COUNTERS);
    (digits.parse().ok(), is_first || is_marked)
}

impl Announcement {
    /// True when the comments below the line are as many as it says, or nearly so: some have no name.
    fn counts(&self, n: usize) -> bool {
        /// Of so many comments one may be missing.
        const FOR_EACH_MISSING: usize = 4;
        self.count.is_some_and(|count| {
            count == n && (n > 1 || self.is_counted && self.is_bare)
                || n > 1 && count.abs_diff(n) * FOR_EACH_MISSING <= count.min(n)
        })
    }

    /// True when what stands below the line are comments. With `by_names` names are enough for a line that says nothing
    /// else, and for no other.
    pub(super) fn is_borne_out(
        &self,
        page: &PageParts<'_>,
        line: &Block,
        comments: &[CommentPart],
        by_names: bool,
    ) -> bool {
        let signals = Signals::of(page, comments);
        let is_like = if by_names {
            self.is_outright && self.is_bare && signals.show_names_alone()
        } else {
            signals.show_names_and_times(MOST)
        };
        if !is_like || comments.len() == 1 && !self.counts(1) {
            return false;
        }
        if self.is_outright && self.is_bare && !by_names {
            return true;
        }
        let is_most = |n: usize| n as f32 >= MOST * comments.len() as f32;
        let are_clocks = || {
            (self.is_outright || self.is_owned || self.count.is_some())
                && is_most(page.n_with(comments, is_clock))
        };
        self.counts(comments.len())
            || is_most(page.n_with(comments, names::holds_reply))
            || self.is_bare && page.has_comment_field_below(line, comments)
            || !by_names && are_clocks()
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn lines_that_say_nothing_else() {
        for line in [
            "Comments",
            "3 comments",
            "Comments (3)",
            "Readers' comments",
            "Comments on this article",
            "Leserkommentare",
            "Vos réactions (3)",
            "Ihre Meinung (3)",
            "Join the discussion",
            "User reactions",
            "Opinions",
            "댓글 3개",
            "コメント (3)",
            "この記事へのコメント",
            "网友评论",
            "Комментарии читателей",
            "Ý kiến bạn đọc",
            "Commentaires des lecteurs",
        ] {
            assert!(read(line).is_some_and(|said| said.is_bare), "{line}");
        }
    }

    #[test]
    fn lines_that_say_more() {
        for line in [
            "Comments by the jury",
            "Kommentare der Parteien",
            "Комментарии экспертов",
            "キャストコメント",
            "专家评论",
            "Writing comments",
            "Comments from all over the world",
        ] {
            assert!(read(line).is_some_and(|said| said.is_outright && !said.is_bare), "{line}");
        }
    }

    #[test]
    fn lines_that_announce_nothing() {
        for line in [
            "Any comments?",
            "Comments welcome!",
            "コメントをどうぞ。",
            "Reader's guide",
            "Opinion polls",
            "Reader events",
            "Reactions from politicians",
            "Responsible ministers",
            "Discussion of results",
            "Die Kommentatoren",
            "The commenters say:",
            "Reader question 1",
            "Comentaristas del partido",
            "",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn numbers_of_lines() {
        let counts = |line: &str, n: usize| read(line).is_some_and(|said| said.counts(n));
        assert!(
            counts("1 comment", 1)
                && counts("Comments (1)", 1)
                && counts("コメント 1件", 1)
                && counts("Comments: 1", 1)
        );
        assert!(!counts("Opinion 1", 1) && !counts("1. Opinion", 1) && !counts("1 comment by the jury", 1));
        assert!(counts("12 comments", 11) && !counts("3 comments", 2) && !counts("3. Discussion", 3));
    }
}
