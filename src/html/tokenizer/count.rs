//! Counts the tokens of a text and makes nothing of them: what the tokenizer costs by itself.
//!
//! Tokenizer and tree builder work in turns, token by token, so no clock can stand between them.
//! Whoever wants to know the share of each takes the time of a parse and of this. Without a tree,
//! what an element's content is can only be told by its name, which is wrong in svg and math alone.

use super::data::tokenize;
use super::doctype::Doctype;
use super::sink::{Content, StartTag, TokenSink};
use crate::html::dom::{TextSpan, Tree};
use crate::html::tag::Tag;

/// The number of tokens in `source`; attributes and decoded text are left in `tree`, as a parse
/// would.
pub(crate) fn count_tokens(source: &str, tree: &mut Tree) -> usize {
    tree.clear();
    let mut counter = Counter { tree, n_tokens: 0 };
    tokenize(source, Content::Html, "", &mut counter);
    counter.n_tokens
}

struct Counter<'t> {
    tree: &'t mut Tree,
    n_tokens: usize,
}

impl TokenSink for Counter<'_> {
    #[inline]
    fn tree(&mut self) -> &mut Tree {
        self.tree
    }

    #[inline]
    fn start_tag(&mut self, tag: StartTag) -> Content {
        self.n_tokens += 1;
        if tag.name as usize >= Tag::COUNT {
            return Content::Html;
        }
        match Tag::from_index(tag.name) {
            Tag::TITLE | Tag::TEXTAREA => Content::Rcdata,
            Tag::STYLE | Tag::XMP | Tag::IFRAME | Tag::NOEMBED | Tag::NOFRAMES => Content::Rawtext,
            Tag::SCRIPT => Content::Script,
            Tag::PLAINTEXT => Content::Plaintext,
            _ => Content::Html,
        }
    }

    #[inline]
    fn end_tag(&mut self, _name: u32) {
        self.n_tokens += 1;
    }

    #[inline]
    fn text(&mut self, _text: TextSpan) {
        self.n_tokens += 1;
    }

    fn null(&mut self) {
        self.n_tokens += 1;
    }

    fn comment(&mut self, _text: &str) {
        self.n_tokens += 1;
    }

    fn doctype(&mut self, _doctype: Doctype) {
        self.n_tokens += 1;
    }

    fn in_foreign_content(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_and_raw_text_is_one() {
        let count = |source| count_tokens(source, &mut Tree::default());
        assert_eq!(count("<!doctype html><p class=a>x &amp; y</p><!-- c -->"), 5);
        assert_eq!(count("<script>if (a<b) '<p>'</script>"), 3);
        assert_eq!(count("<title><b>x</title>"), 3);
        assert_eq!(count("<x-y>"), 1);
        assert_eq!(count(""), 0);
    }
}
