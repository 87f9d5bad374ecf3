//! Class and id values -> do they speak of comments; and which elements look alike.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::html::{AttrName, Dom, NodeId, Tag};

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

/// Words that are searched for in one pass over a value.
struct Stems(Option<AhoCorasick>);

impl Stems {
    fn of(words: &[&str]) -> Self {
        Self(AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok())
    }

    /// True when a word of the value begins with one of the stems. Words begin at the start, behind what is
    /// no letter, and at a capital behind a small letter.
    fn begin_word(&self, value: &str) -> bool {
        let bytes = value.as_bytes();
        let begins = |at: usize| {
            at == 0
                || !bytes[at - 1].is_ascii_alphabetic()
                || bytes[at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase()
        };
        let mut found = self.0.iter().flat_map(|stems| stems.find_overlapping_iter(value));
        found.any(|found| begins(found.start()) && !starts_with_any(&bytes[found.start()..], OTHER_WORDS))
    }
}

fn starts_with_any(rest: &[u8], words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| rest.get(..word.len()).is_some_and(|own| own.eq_ignore_ascii_case(word.as_bytes())))
}

static COMMENTS: LazyLock<Stems> = LazyLock::new(|| Stems::of(COMMENT_STEMS));
static POSTS: LazyLock<Stems> = LazyLock::new(|| Stems::of(POST_STEMS));
static POSTINGS: LazyLock<Stems> = LazyLock::new(|| Stems::of(&["posting"]));

/// What the class values of a page say, each judged once.
pub(super) struct Names {
    of_classes: Vec<ClassName>,
}

#[derive(Clone, Copy, Default)]
struct ClassName {
    is_comment: bool,
    is_post: bool,
    look: u64,
}

impl Names {
    pub(super) fn of(dom: Dom<'_>) -> Self {
        let judge = |number| {
            let value = dom.class_text(number);
            ClassName {
                is_comment: names_comments(value),
                is_post: POSTS.begin_word(value) && !POSTINGS.begin_word(value),
                look: look_of(value),
            }
        };
        Self { of_classes: (0..dom.n_classes()).map(judge).collect() }
    }

    fn class(&self, dom: Dom<'_>, node: NodeId) -> ClassName {
        let class = dom.attr_views(node).find_map(|attr| attr.class());
        class.and_then(|number| self.of_classes.get(number)).copied().unwrap_or_default()
    }

    /// True when the element's class, id or type speaks of comments.
    pub(super) fn is_comment(&self, dom: Dom<'_>, node: NodeId) -> bool {
        let is_custom = dom.tag(node) == Some(Tag::OTHER) && COMMENTS.begin_word(dom.tag_name(node));
        is_custom
            || dom.attr_views(node).any(|attr| match (attr.class(), attr.name()) {
                (Some(number), _) => self.of_classes.get(number).is_some_and(|class| class.is_comment),
                (None, Some(AttrName::ID | AttrName::DATA_TESTID)) => names_comments(attr.value()),
                (None, Some(AttrName::ITEMTYPE)) => attr
                    .value()
                    .rsplit('/')
                    .next()
                    .is_some_and(|name| name == "Comment" || name == "UserComments"),
                (None, Some(AttrName::ITEMPROP)) => attr.value() == "comment",
                (None, Some(AttrName::ARIA_LABEL)) => {
                    attr.value().len() < 20 && COMMENTS.begin_word(attr.value())
                }
                _ => false,
            })
    }

    /// True when the element is named as a post of a discussion, and not as a comment.
    pub(super) fn is_post(&self, dom: Dom<'_>, node: NodeId) -> bool {
        let class = self.class(dom, node);
        class.is_post && !class.is_comment
    }

    /// Equal for elements that look alike: one tag and one first class, figures aside.
    pub(super) fn look(&self, dom: Dom<'_>, node: NodeId) -> u64 {
        let mut hasher = DefaultHasher::new();
        dom.tag_name(node).hash(&mut hasher);
        self.class(dom, node).look.hash(&mut hasher);
        hasher.finish()
    }
}

/// True when a class or id value speaks of comments.
fn names_comments(value: &str) -> bool {
    let leads = |word: &str| starts_with_any(word.as_bytes(), LEADING_WORDS);
    COMMENTS.begin_word(value) || value.split_ascii_whitespace().any(leads)
}

/// The first word of a class value, without its figures.
fn look_of(value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    let first = value.split_ascii_whitespace().next().unwrap_or("");
    for byte in first.bytes().filter(|byte| !byte.is_ascii_digit()) {
        hasher.write_u8(byte);
    }
    hasher.finish()
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
        assert_eq!(look_of("comment-12 odd"), look_of("comment-7 even"));
        assert_ne!(look_of("comment"), look_of("reply"));
    }
}
