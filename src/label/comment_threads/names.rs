//! Class and id values -> do they speak of comments; and which elements look alike.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::html::{AttrName, Dom, NodeId, Tag};
use crate::text::hash::stable_hash;

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

/// What the class values of a page say.
pub(super) struct Names {
    /// Those that speak of comments, each judged once: all are asked.
    of_comments: Vec<bool>,
    /// The types of schema.org count: forums call every answer a comment.
    has_types: bool,
}

impl Names {
    /// On a page that looks like a forum types count only where it has a field to write a comment in.
    pub(super) fn of(dom: Dom<'_>, is_forum: bool) -> Self {
        let judge = |number| names_comments(dom.class_text(number));
        let has_types = !is_forum || invites_comments(dom);
        Self { of_comments: (0..dom.n_classes()).map(judge).collect(), has_types }
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
        let tag = dom.tag_name(node).bytes();
        let first = dom.attr(node, AttrName::CLASS).and_then(|class| class.split_ascii_whitespace().next());
        look_of(tag.chain([b' ']).chain(first.unwrap_or("").bytes()))
    }
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
    let leads = |word: &str| starts_with_any(word.as_bytes(), LEADING_WORDS);
    COMMENTS.begin_word(value) || value.split_ascii_whitespace().any(leads)
}

/// The hash of a name without its figures.
fn look_of(name: impl Iterator<Item = u8>) -> u64 {
    let letters: Vec<u8> = name.filter(|byte| !byte.is_ascii_digit()).collect();
    stable_hash(&letters)
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
        let look = |name: &str| look_of(name.bytes());
        assert_eq!(look("div comment-12"), look("div comment-7"));
        assert_ne!(look("div comment"), look("div reply"));
    }
}
