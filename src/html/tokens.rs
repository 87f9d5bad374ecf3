//! The tokens of a text as owned values, for tests and for the curious; parsing never makes them.

use super::dom::{TextSpan, Tree};
use super::tokenizer::{self, Content, Doctype, StartTag, TokenSink, with_plain_line_ends};

/// A token of the HTML standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// `<!DOCTYPE ...>`.
    Doctype {
        /// Name, lower-case.
        name: Option<String>,
        /// Public identifier.
        public_id: Option<String>,
        /// System identifier.
        system_id: Option<String>,
        /// The doctype is broken.
        force_quirks: bool,
    },
    /// `<a href=x>`.
    StartTag {
        /// Name, lower-case.
        name: String,
        /// Names and decoded values in the order of the source, without duplicates.
        attrs: Vec<(String, String)>,
        /// Ends with `/>`.
        self_closing: bool,
    },
    /// `</a>`.
    EndTag {
        /// Name, lower-case.
        name: String,
    },
    /// `<!-- -->` and all that counts as one.
    Comment(String),
    /// Text, as long as it goes on.
    Characters(String),
}

/// The states of the tokenizer that a text may start in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Text and tags.
    Data,
    /// Inside `<title>` or `<textarea>`.
    Rcdata,
    /// Inside `<style>` and the like.
    Rawtext,
    /// Inside `<script>`.
    ScriptData,
    /// After `<plaintext>`.
    Plaintext,
    /// Inside `<![CDATA[`.
    CdataSection,
}

/// Splits a text into tokens. Without a tree nothing but `state` tells what is raw text: it is the
/// content of an element called `last_start_tag`, and its end tag leads to [`State::Data`].
pub fn tokens(source: &str, state: State, last_start_tag: &str) -> Vec<Token> {
    let content = match state {
        State::Data => Content::Html,
        State::Rcdata => Content::Rcdata,
        State::Rawtext => Content::Rawtext,
        State::ScriptData => Content::Script,
        State::Plaintext => Content::Plaintext,
        State::CdataSection => Content::Cdata,
    };
    let mut tree = Tree::default();
    tree.clear();
    let mut collector = Collector { source, tree, tokens: Vec::new() };
    tokenizer::tokenize(source, content, last_start_tag, &mut collector);
    collector.tokens
}

struct Collector<'s> {
    source: &'s str,
    tree: Tree,
    tokens: Vec<Token>,
}

impl Collector<'_> {
    fn add_text(&mut self, text: &str) {
        if let Some(Token::Characters(last)) = self.tokens.last_mut() {
            last.push_str(text);
        } else {
            self.tokens.push(Token::Characters(text.to_owned()));
        }
    }
}

impl TokenSink for Collector<'_> {
    fn tree(&mut self) -> &mut Tree {
        &mut self.tree
    }

    fn start_tag(&mut self, tag: StartTag) -> Content {
        let range = tag.attr_start..tag.attr_start + tag.n_attrs;
        let attrs = range.map(|at| {
            let value = self.tree.attrs[at as usize].value_span();
            let name = self.tree.attr_name_text(self.source, at).to_owned();
            (name, self.tree.slice(self.source, value).to_owned())
        });
        let token = Token::StartTag {
            name: self.tree.name_text(tag.name).to_owned(),
            attrs: attrs.collect(),
            self_closing: tag.self_closing,
        };
        self.tokens.push(token);
        Content::Html
    }

    fn end_tag(&mut self, name: u32) {
        self.tokens.push(Token::EndTag { name: self.tree.name_text(name).to_owned() });
    }

    fn text(&mut self, text: TextSpan) {
        let shown = self.tree.slice(self.source, text);
        // A script that lies in the source has its line ends as they were.
        let shown = if text.in_side { shown.to_owned() } else { with_plain_line_ends(shown) };
        self.add_text(&shown);
    }

    fn null(&mut self) {
        self.add_text("\0");
    }

    fn comment(&mut self, text: &str) {
        self.tokens.push(Token::Comment(with_plain_line_ends(text).replace('\0', "\u{fffd}")));
    }

    fn doctype(&mut self, doctype: Doctype) {
        let Doctype { name, public_id, system_id, force_quirks } = doctype;
        self.tokens.push(Token::Doctype { name, public_id, system_id, force_quirks });
    }

    fn in_foreign_content(&self) -> bool {
        false
    }
}
