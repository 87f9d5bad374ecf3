//! The tokenizer of the HTML standard over one complete text.
//!
//! Input is one `&str`; output are calls of a [`TokenSink`], in the order of the text. Having the
//! whole text at hand is what makes this fast: a state of the standard that only looks for the next
//! telling character becomes one search, and texts, names and values stay spans of the source. Only
//! what the source does not hold as it should read is written to the side buffer: decoded character
//! references, U+0000, unknown names with capitals, texts and values with a `\r`, which the standard
//! reads as `\n`.
//!
//! Each function names the states of the standard that it stands for.
//!
//! Parse errors are not reported. Every text is accepted. The tokenizer knows no tree: what an
//! element's content is (text, raw text, script) it is told by the sink, as the standard has it.

mod attributes;
mod bytes;
mod count;
mod data;
mod doctype;
mod line_ends;
mod machine;
mod names;
mod raw;
mod sink;

pub(crate) use count::count_tokens;
pub(crate) use data::tokenize;
pub(crate) use doctype::Doctype;
pub(crate) use line_ends::plain as with_plain_line_ends;
pub(crate) use sink::{Content, StartTag, TokenSink};
