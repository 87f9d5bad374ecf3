//! What the tokenizer gives, and to whom.

use super::doctype::Doctype;
use crate::html::dom::{TextSpan, Tree};

/// A start tag; its attributes are a range of [`Tree::attrs`], without duplicates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StartTag {
    /// Number of the name, see [`Tree::other_name`].
    pub(crate) name: u32,
    pub(crate) attr_start: u32,
    pub(crate) n_attrs: u32,
    pub(crate) self_closing: bool,
}

/// What follows a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Tags, text, comments.
    Html,
    /// Text with character references, up to the end tag.
    Rcdata,
    /// Text, up to the end tag.
    Rawtext,
    /// A script, up to the end tag.
    Script,
    /// Text, up to the end of the page.
    Plaintext,
    /// Text, up to `]]>`. Only a text may start with this: tags never lead here.
    Cdata,
    /// Nothing: the sink wants no more.
    Stop,
}

/// Who receives the tokens.
pub(crate) trait TokenSink {
    /// Where attributes, names and decoded text go.
    fn tree(&mut self) -> &mut Tree;
    /// A start tag; tells how to go on.
    fn start_tag(&mut self, tag: StartTag) -> Content;
    /// An end tag.
    fn end_tag(&mut self, name: u32);
    /// A run of text, never empty, without U+0000, and without `\r` unless it was written as a reference,
    /// or belongs to a script and lies in the source.
    fn text(&mut self, text: TextSpan);
    /// One U+0000 outside raw text.
    fn null(&mut self);
    /// A comment and its text, in which U+0000 still stands for U+FFFD.
    fn comment(&mut self, text: &str);
    /// A doctype.
    fn doctype(&mut self, doctype: Doctype);
    /// A parse error that stands between two tokens. Only told where html5ever's tree depends on it:
    /// at `</>`, and at a text that starts with an unclosed numeric reference.
    fn parse_error(&mut self) {}
    /// True when there is no time for more. Asked once in a while.
    fn is_late(&mut self) -> bool {
        false
    }
    /// True when raw text that starts here ends before the next `</noscript>` at the latest.
    fn is_in_noscript(&self) -> bool {
        false
    }
    /// True when the current node is no HTML element, so that `<![CDATA[` means something.
    fn in_foreign_content(&self) -> bool;
}
