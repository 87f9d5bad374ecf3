//! What all states of the tokenizer share: the text, and what is known of the rest of it.

use super::bytes::find;
use crate::html::dom::TextSpan;

/// The tokenizer at work: the text, and what is known of the rest of it.
pub(super) struct Tokenizer<'s, S> {
    pub(super) source: &'s str,
    pub(super) bytes: &'s [u8],
    /// There is a U+0000 somewhere, so that texts and values must be looked at once more.
    pub(super) has_null: bool,
    /// Where the next `\r` is, as seen from the last piece that was looked at.
    pub(super) next_return: usize,
    /// Where the sink is next asked whether it is late.
    pub(super) next_look: usize,
    pub(super) sink: &'s mut S,
}

impl<S> Tokenizer<'_, S> {
    /// True when a `\r` is in this piece. Pieces must be asked for from left to right.
    #[inline]
    pub(super) fn has_return(&mut self, start: usize, end: usize) -> bool {
        if self.next_return < start {
            self.next_return = find(self.bytes, start, b'\r');
        }
        self.next_return < end
    }
}

/// A piece of the source as it stands.
#[inline]
pub(super) fn span(start: usize, end: usize) -> TextSpan {
    TextSpan { start: start as u32, len: (end - start) as u32, in_side: false }
}
