//! Foreign content: what stands in `<svg>` and `<math>`, and how HTML breaks out of it.

use super::stack::Key;
use super::{Builder, Step, Token};
use crate::html::attr::AttrName;
use crate::html::dom::Namespace;
use crate::html::tag::{Tag, TagProps};
use crate::html::tokenizer::StartTag;

impl Builder<'_, '_> {
    /// True when the token belongs to foreign content.
    ///
    /// § 13.2.6 <https://html.spec.whatwg.org/multipage/parsing.html#tree-construction-dispatcher>
    #[inline]
    pub(super) fn is_foreign(&self, token: &Token) -> bool {
        let key = self.top().key;
        !key.is_html() && !self.stack.is_empty() && self.is_foreign_in(key, token)
    }

    fn is_foreign_in(&self, key: Key, token: &Token) -> bool {
        let is_text = matches!(token, Token::Text(..) | Token::Null);
        let start = match token {
            Token::Eof => return false,
            Token::Start(tag) => Some(Tag::from_index(tag.name)),
            _ => None,
        };
        if key.is_mathml_text_point() {
            return !is_text && start.is_none_or(|tag| matches!(tag, Tag::MGLYPH | Tag::MALIGNMARK));
        }
        if key.is_svg_html_point() {
            return !is_text && start.is_none();
        }
        if key.namespace() == Namespace::MathMl && key.tag() == Tag::ANNOTATION_XML {
            if start == Some(Tag::SVG) {
                return false;
            }
            return !((is_text || start.is_some()) && self.is_html_annotation());
        }
        true
    }

    /// True when the current node, an `annotation-xml`, says that it holds HTML.
    fn is_html_annotation(&self) -> bool {
        let node = self.tree.node(self.top().node);
        let attrs = &self.tree.attrs[node.start as usize..(node.start + node.len) as usize];
        let encoding = self.attr_value(attrs, AttrName::ENCODING).unwrap_or("");
        encoding.eq_ignore_ascii_case("text/html") || encoding.eq_ignore_ascii_case("application/xhtml+xml")
    }

    /// "The rules for parsing tokens in foreign content".
    ///
    /// § 13.2.6.5 <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign>
    pub(super) fn foreign(&mut self, token: Token) -> Step {
        match token {
            Token::Text(text, kind) => {
                if self.has_visible(text, kind) {
                    self.frameset_ok = false;
                }
                self.insert_text(text);
                Step::Done
            }
            Token::Null => {
                self.foreign_null();
                Step::Done
            }
            Token::Comment | Token::Eof => Step::Done,
            Token::Start(tag) => self.foreign_start(tag),
            Token::End(name) => self.foreign_end(name),
        }
    }

    /// U+0000 stands for U+FFFD; the text of svg is left out.
    fn foreign_null(&mut self) {
        if self.top().key.namespace() == Namespace::MathMl {
            let text = self.tree.push_side("\u{fffd}");
            self.insert_text(text);
        }
    }

    fn foreign_start(&mut self, tag: StartTag) -> Step {
        if self.breaks_out(tag) {
            self.leave_foreign();
            return self.step(self.mode, Token::Start(tag));
        }
        self.insert_foreign(tag, self.top().key.namespace());
        Step::Done
    }

    /// Inserts an svg or math element.
    pub(super) fn insert_foreign(&mut self, tag: StartTag, namespace: Namespace) {
        if tag.self_closing {
            self.insert_closed_named(tag, namespace);
        } else {
            self.insert_named(tag, namespace);
        }
    }

    /// True for HTML tags that end foreign content.
    fn breaks_out(&self, tag: StartTag) -> bool {
        let name = Tag::from_index(tag.name);
        if name == Tag::FONT {
            let attrs = self.attrs(tag);
            let styles = [AttrName::COLOR, AttrName::FACE, AttrName::SIZE];
            return styles.iter().any(|&style| self.attr_value(attrs, style).is_some());
        }
        name.is(TagProps::FOREIGN_BREAKOUT)
    }

    fn leave_foreign(&mut self) {
        while !self.stack.is_empty() {
            let key = self.top().key;
            if key.is_html() || key.is_mathml_text_point() || key.is_svg_html_point() {
                return;
            }
            self.pop();
        }
    }

    fn foreign_end(&mut self, name: u32) -> Step {
        if matches!(Tag::from_index(name), Tag::BR | Tag::P) {
            self.leave_foreign();
            return self.step(self.mode, Token::End(name));
        }
        // Down to the next HTML element; the first entry, `<html>`, is never closed here.
        let html_index = self.top().html_index as usize;
        if self.top().may_have_near(name) {
            let entries = self.stack.entries();
            let found = entries[html_index + 1..].iter().rposition(|open| open.key.name() == name);
            if let Some(found) = found {
                self.pop_to_len(html_index + 1 + found);
                return Step::Done;
            }
        }
        if html_index == 0 {
            return Step::Done;
        }
        self.step(self.mode, Token::End(name))
    }
}
