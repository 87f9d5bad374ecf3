//! Class and id values -> do they speak of comments; and which elements look alike.

use std::sync::LazyLock;

use fearless_simd::Level;

use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::text::hash::stable_hash_of;
use crate::text::words::any_word;

/// Beginnings of the words for comments, guest books and the services that print them, in the languages
/// of the web, as they stand in class and id values.
#[rustfmt::skip]
const COMMENT_STEMS: &[&str] = &[
    "comment", "coment", "komment", "koment", "kommentar", "comentari", "reacties", "reactie", 
    "leserbrief", "disqus", "livefyre", "intensedebate", "jskit", "talkback", "guestbook", "gaestebuch",
    "gastenboek", "condolence", "kondolenz", "yorum", "otzyv", "hozzaszol",
    "pinglun", "liuyan", "huifu", "kommentit", "discussionthread", "utterances", "remark42",
    "commento", "cusdis", "giscus", "readerresponse", "diskuse", "diskusia", "binhluan", "rating-comment",
];

/// Words that mean comments only where a class or an id begins with them.
const LEADING_WORDS: &[&str] = &[
    "posting",
    "tribute",
    "respond",
    "responses",
    "replies",
    "isso",
    "dsq",
    "opinie",
    "reaktion",
    "memories",
];

/// Beginnings of words that announce comments in a heading, and mean something else elsewhere.
const HEADING_STEMS: &[&str] = &[
    "opinie",
    "opinii",
    "opinion",
    "dyskusj",
    "diskuss",
    "discuss",
    "meinung",
    "reaction",
    "reaktion",
    "leserme",
    "leserreak",
    "leserkomm",
    "leserstim",
    "leserdisk",
    "leserbeit",
    "leserzusch",
    "lezersrea",
    "response",
    "replies",
    "feedback",
    "tepkiler",
    "tanggapan",
    "ulasan",
    "mening",
    "nazory",
    "velemeny",
];

/// What words for comments begin with in scripts of which class names hold none.
#[rustfmt::skip]
const ANNOUNCEMENTS: [&str; 31] = [
    "टिप्पणि", "মন্তব্য", "கருத்து", "వ్యాఖ్య", "კომენტარ", "մեկնաբան", "сэтгэгдэл", "пікір", "şərh", "نظرات",
    "コメ欄", "коммент", "комент", "σχόλι", "تعليق", "دیدگاه", "نظر", "תגוב", "コメント", "评论",
    "評論", "留言", "댓글", "ความคิดเห็น", "bình luận", "टिप्पणी",
    "каментар", "hozzászól", "athugasemd", "iruzkin", "sylwad",
];

/// The same of words that mean opinions or discussions as well.
#[rustfmt::skip]
const OTHER_ANNOUNCEMENTS: [&str; 16] = [
    "обсужден", "обговорен", "отзыв", "мнения", "ý kiến", "thảo luận", "réactions", "görüşler", "vélemény", "názory",
    "مشاركات", "ردود", "의견", "みんなの声", "网友", "κοινό",
];

/// Words that begin like one of these and speak of something else.
const OTHER_WORDS: &[&str] = &[
    "commentary",
    "commentaries",
    "commentator",
    "commentators",
    "commented",
    "respondent",
    "tributes-list",
];

/// Beginnings of the words for what a discussion is made of.
const POST_STEMS: &[&str] = &[
    "post",
    "message",
    "msg",
    "answer",
    "topic",
    "thread",
    "forum",
    "frage",
    "antwort",
    "speech",
    "transcript",
];

/// Beginnings of words, found by the first letters of each word of a value: hardly any word of a page gets further.
struct Stems {
    /// By the number of their first three letters: each stem, and whether it counts only at the beginning of a name.
    by_triple: Vec<(usize, &'static str, bool)>,
    /// A bit for each triple of letters that one of them begins with.
    starts: Box<[u64; N_TRIPLES / 64]>,
    level: Level,
}

/// Triples of letters, told by five bits each.
const N_TRIPLES: usize = 1 << 15;

/// The number of a triple of bytes; equal for upper and lower case.
fn triple(bytes: &[u8]) -> Option<usize> {
    let [a, b, c] = *bytes.first_chunk()?;
    let of = |byte: u8| usize::from(byte & 31);
    Some(of(a) << 10 | of(b) << 5 | of(c))
}

impl Stems {
    fn of(anywhere: &'static [&'static str], leading: &'static [&'static str]) -> Self {
        let all = anywhere.iter().map(|&stem| (stem, false)).chain(leading.iter().map(|&stem| (stem, true)));
        let mut by_triple: Vec<_> =
            all.filter_map(|(stem, leads)| Some((triple(stem.as_bytes())?, stem, leads))).collect();
        by_triple.sort_by_key(|(number, ..)| *number);
        let mut starts = Box::new([0; N_TRIPLES / 64]);
        for (number, ..) in &by_triple {
            starts[number / 64] |= 1 << (number % 64);
        }
        Self { by_triple, starts, level: Level::new() }
    }

    /// True when a word of the value begins with one of the stems.
    fn begin_word(&self, value: &str) -> bool {
        let bytes = value.as_bytes();
        any_word(self.level, bytes, |at| {
            let is_start = |number: &usize| self.starts[number / 64] >> (number % 64) & 1 == 1;
            triple(&bytes[at..]).filter(is_start).is_some_and(|number| self.are_at(bytes, at, number))
        })
    }

    /// True when the word at `at`, whose first letters have this number, begins with a stem.
    #[cold]
    fn are_at(&self, bytes: &[u8], at: usize, number: usize) -> bool {
        let rest = &bytes[at..];
        let leads = || at.checked_sub(1).is_none_or(|before| bytes[before].is_ascii_whitespace());
        let first = self.by_triple.partition_point(|(triple, ..)| *triple < number);
        let alike = self.by_triple[first..].iter().take_while(|(triple, ..)| *triple == number);
        let is_stem =
            |(_, stem, must_lead): &(usize, &str, bool)| starts_with(rest, stem) && (!must_lead || leads());
        alike.into_iter().any(is_stem) && !OTHER_WORDS.iter().any(|word| starts_with(rest, word))
    }
}

fn starts_with(rest: &[u8], word: &str) -> bool {
    rest.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word.as_bytes()))
}

/// What names comments: the value of a class or an id; a name of an element, a label.
static NAMES: LazyLock<Stems> = LazyLock::new(|| Stems::of(COMMENT_STEMS, LEADING_WORDS));
static COMMENTS: LazyLock<Stems> = LazyLock::new(|| Stems::of(COMMENT_STEMS, &[]));
static HEADINGS: LazyLock<Stems> = LazyLock::new(|| Stems::of(HEADING_STEMS, &[]));
static POSTS: LazyLock<Stems> = LazyLock::new(|| Stems::of(POST_STEMS, &[]));
static POSTINGS: LazyLock<Stems> = LazyLock::new(|| Stems::of(&["posting"], &[]));

/// What the class values of a page say.
pub(super) struct Names {
    /// Those that speak of comments, each judged once: all are asked.
    of_comments: Vec<bool>,
    /// The hash of the first name of each, figures aside.
    looks: Vec<u64>,
    /// The types of schema.org count: forums call every answer a comment.
    has_types: bool,
}

impl Names {
    /// On a page that looks like a forum types count only where it has a field to write a comment in.
    pub(super) fn of(dom: Dom<'_>, is_forum: bool) -> Self {
        let has_types = !is_forum || invites_comments(dom);
        let values = || (0..dom.n_classes()).map(|number| dom.class_text(number));
        let look =
            |class: &str| look_of(class.split_ascii_whitespace().find(|name| !is_stripe(name)).unwrap_or(""));
        Self {
            of_comments: values().map(names_comments).collect(),
            looks: values().map(look).collect(),
            has_types,
        }
    }

    /// True when the element's class, id or type speaks of comments.
    pub(super) fn is_comment(&self, dom: Dom<'_>, node: NodeId) -> bool {
        let is_custom = dom.tag(node) == Some(Tag::OTHER) && COMMENTS.begin_word(dom.tag_name(node));
        is_custom
            || dom.attr_views(node).any(|attr| match (attr.class(), attr.name()) {
                (Some(number), _) => self.of_comments.get(number).is_some_and(|&speaks| speaks),
                (None, Some(AttrName::ID | AttrName::DATA_TESTID)) => names_comments(attr.value()),
                (None, Some(AttrName::ITEMTYPE)) => {
                    self.has_types
                        && matches!(attr.value().rsplit('/').next(), Some("Comment" | "UserComments"))
                }
                (None, Some(AttrName::ITEMPROP)) => self.has_types && attr.value() == "comment",
                (None, Some(AttrName::ARIA_LABEL)) => {
                    attr.value().len() < 20 && COMMENTS.begin_word(attr.value())
                }
                _ => false,
            })
    }

    /// True when the element is named as a post of a discussion, and not as a comment.
    pub(super) fn is_post(&self, dom: Dom<'_>, node: NodeId) -> bool {
        let class = dom.attr(node, AttrName::CLASS).unwrap_or("");
        POSTS.begin_word(class) && !POSTINGS.begin_word(class) && !names_comments(class)
    }

    /// Equal for elements that look alike: one tag and one first class, figures aside.
    pub(super) fn look(&self, dom: Dom<'_>, node: NodeId) -> u64 {
        let class = dom.attr_views(node).find_map(|attr| attr.class());
        let class = class.and_then(|number| self.looks.get(number)).copied().unwrap_or_else(|| look_of(""));
        let tag = match dom.tag(node) {
            // `<h2>` and `<h3>` differ in a figure, as `<x-note1>` and `<x-note2>` do.
            Some(Tag::OTHER) => look_of(dom.tag_name(node)),
            Some(tag) if tag.is(TagProps::HEADING) => Tag::H1.index() as u64,
            tag => tag.map_or(0, |tag| tag.index() as u64),
        };
        class.rotate_left(5) ^ tag
    }
}

/// True when a line speaks of comments at all, or of opinions.
pub(super) fn may_announce(line: &str) -> bool {
    COMMENTS.begin_word(line)
        || HEADINGS.begin_word(line)
        || contains_one(line, &ANNOUNCEMENTS)
        || !line.is_ascii() && contains_one(line, &OTHER_ANNOUNCEMENTS)
}

/// What stands for a word of several words, or of a script that writes no spaces.
const COMMENTS_MARK: &str = " comments ";
const OPINIONS_MARK: &str = " opinions ";

/// A line in small letters with the words of [`ANNOUNCEMENTS`] that no spaces part from others marked as what they mean.
pub(super) fn with_marked_words(small: &str) -> String {
    let mut marked = small.to_owned();
    if small.is_ascii() {
        return marked;
    }
    let outright = ANNOUNCEMENTS.iter().map(|word| (*word, COMMENTS_MARK));
    let others = OTHER_ANNOUNCEMENTS.iter().map(|word| (*word, OPINIONS_MARK));
    let is_unparted = |word: &str| word.contains(' ') || word.chars().all(|letter| letter >= '\u{e00}');
    for (word, mark) in outright.chain(others).filter(|(word, _)| is_unparted(word)) {
        if marked.contains(word) {
            marked = marked.replace(word, mark);
        }
    }
    marked
}

/// True for a word in small letters that means nothing but comments.
pub(super) fn is_outright(word: &str) -> bool {
    COMMENTS.begin_word(word) || contains_one(word, &ANNOUNCEMENTS)
}

/// True for a word in small letters that means opinions or discussions as well.
pub(super) fn is_loose(word: &str) -> bool {
    HEADINGS.begin_word(word) || !word.is_ascii() && contains_one(word, &OTHER_ANNOUNCEMENTS)
}

/// True for one that says whose opinions those are.
pub(super) fn is_of_readers(word: &str) -> bool {
    ["leser", "lezers", "网友"].iter().any(|reader| word.starts_with(reader))
}

fn contains_one(line: &str, words: &[&str]) -> bool {
    let lower = line.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// True for the word on a button by which readers answer each other.
pub(super) fn is_reply(text: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: [&str; 49] = [
        "reply", "respond", "antworten", "antwort", "répondre", "responder", "rispondi", "beantwoorden", "reageer",
        "reageren", "antwoorden", "svara", "svar", "svare", "vastaa", "odpowiedz", "odpovědět", "odpovedať", "odgovori",
        "одговори", "ответить", "відповісти", "адказаць", "отговор", "yanıtla", "cevapla", "返信", "返信する", "回复", "回覆",
        "답글", "رد", "الرد", "הגב", "השב", "پاسخ", "balas", "trả lời", "ตอบกลับ", "respon", "răspunde", "válasz", "απάντηση",
        "जवाब दें", "उत्तर दें", "vastata", "atbildēt", "atsakyti",
        "ตอบ",
    ];
    /// Bytes of the longest.
    const MAX_BYTES: usize = 24;
    let text = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    if !(2..=MAX_BYTES).contains(&text.len()) {
        return false;
    }
    let small = (!text.is_ascii()).then(|| text.to_lowercase());
    let is_word = |word: &&str| match &small {
        Some(small) if !word.is_ascii() => small == word,
        _ => text.eq_ignore_ascii_case(word),
    };
    WORDS.iter().any(is_word)
}

/// True when a short text holds such a button, or is one of a row.
pub(super) fn holds_reply(text: &str) -> bool {
    text.split(['·', '|', '•', '(', '\u{a0}']).any(is_reply)
}

/// True when a field to write in, or its form, is called after comments.
pub(super) fn is_comment_field(dom: Dom<'_>, field: NodeId) -> bool {
    /// Elements around a field of which one may be its form.
    const MAX_AROUND: usize = 8;
    let form = dom.ancestors(field).take(MAX_AROUND).find(|&at| dom.tag(at) == Some(Tag::FORM));
    let speaks = |node: NodeId| dom.attr_views(node).any(|attr| COMMENTS.begin_word(attr.value()));
    speaks(field) || form.is_some_and(speaks)
}

/// True when the page has a field to write a comment in, and calls it so; forums ask for messages and replies.
fn invites_comments(dom: Dom<'_>) -> bool {
    let is_field = |node: NodeId| {
        dom.tag(node) == Some(Tag::TEXTAREA)
            && [AttrName::NAME, AttrName::ID]
                .into_iter()
                .any(|name| dom.attr(node, name).is_some_and(|value| COMMENTS.begin_word(value)))
    };
    dom.descendants(dom.root()).any(is_field)
}

/// True for what stands around comments and looks like one: a form to write in, its preview, or a list of the
/// newest comments on other pages.
pub(super) fn is_around_comments(dom: Dom<'_>, node: NodeId) -> bool {
    /// Elements that are asked: the box of a form is not far from what it holds.
    const MAX_ANCESTORS: usize = 3;
    const WORDS: [&str; 18] = [
        "commentform",
        "comment-form",
        "comment_form",
        "comments-form",
        "comments_form",
        "form-comment",
        "respond",
        "preview",
        "captcha",
        "recent",
        "latest",
        "newcomment",
        "addcomment",
        "add-comment",
        "leave-",
        "comment-login",
        "comment-error",
        "comment-complete",
    ];
    let tells = |value: &str| {
        let value = value.to_ascii_lowercase();
        WORDS.iter().any(|word| value.contains(word))
    };
    std::iter::once(node).chain(dom.ancestors(node)).take(MAX_ANCESTORS).any(|at| {
        let names = [AttrName::CLASS, AttrName::ID].into_iter().filter_map(|name| dom.attr(at, name));
        names.into_iter().any(tells)
    })
}

/// True when a class or id value speaks of comments.
fn names_comments(value: &str) -> bool {
    NAMES.begin_word(value)
}

/// True for a class that alternates. The first and the last of a row are often something else.
fn is_stripe(name: &str) -> bool {
    matches!(name, "even" | "odd" | "alt")
}

/// The hash of a name without its figures.
fn look_of(name: &str) -> u64 {
    stable_hash_of(name.bytes().filter(|byte| !byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{COMMENTS, look_of};

    #[test]
    fn words_for_comments() {
        for value in
            ["comment", "wp-comments-list", "tm-comment__body", "articleComments", "Kommentare", "x reacties"]
        {
            assert!(COMMENTS.begin_word(value), "{value}");
        }
        for value in ["commentary", "uncommented", "recommended", "post", "", "komma"] {
            assert!(!COMMENTS.begin_word(value), "{value}");
        }
    }

    #[test]
    fn looks() {
        let look = |name: &str| look_of(name);
        assert_eq!(look("div comment-12"), look("div comment-7"));
        assert_ne!(look("div comment"), look("div reply"));
    }
}
