//! The attributes of a tag, as names with numbers and values as spans of the source.
//!
//! More than a third of a page's bytes are attributes, so a short name is told by one or two words
//! of eight bytes, and a value is copied only where it has references. Repeated names are left out,
//! as the standard has it. Knows nothing of the tag they belong to.

use memchr::memchr;

use super::bytes::{
    CASE_BITS, ENDS_ATTR_NAME, ENDS_VALUE, SPACE, attr_name_end, attr_name_stops, changed_in_name,
    changes_in, find, find_quote, find_value_stop, first_byte, is, load, low_bytes, skip_spaces,
};
use super::line_ends;
use super::machine::{Tokenizer, span};
use super::names::changed_name;
use super::sink::TokenSink;
use crate::html::attr::AttrName;
use crate::html::dom::{Attr, TextSpan};
use crate::html::entities;
use crate::html::tag::PackedName;

/// A tag's attributes are looked at for repeated names one by one up to so many, and all at once in
/// the end when there are more: the one is cheaper for few, the other for very many.
pub(super) const MANY_ATTRS: usize = 24;

/// What a tag turned out to be.
#[derive(Clone, Copy)]
pub(super) struct TagEnd {
    /// One past the `>`; `None` when the text ends inside the tag, which then never was.
    pub(super) next: Option<usize>,
    pub(super) self_closing: bool,
}

/// An attribute's name.
#[derive(Clone, Copy)]
struct ReadName {
    /// Index of the [`AttrName`], 0 when it has none.
    known: u8,
    /// Where it ends.
    end: usize,
    /// It has capitals or U+0000, so it is not to be kept as it stands.
    changes: bool,
}

impl<S: TokenSink> Tokenizer<'_, S> {
    /// Reads attributes from `start`, the end of the tag's name, to the end of the tag.
    ///
    /// § 13.2.5.32 <https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state>
    /// § 13.2.5.40 <https://html.spec.whatwg.org/multipage/parsing.html#self-closing-start-tag-state>
    pub(super) fn attributes(&mut self, start: usize, attr_start: usize) -> TagEnd {
        let bytes = self.bytes;
        let mut seen = 0u64;
        let mut at = start;
        loop {
            let Some(&byte) = bytes.get(at) else { return TagEnd { next: None, self_closing: false } };
            if byte == b'\n' {
                at = skip_spaces(bytes, at + 1);
            } else if is(byte, SPACE) {
                at += 1;
            } else if byte == b'>' {
                return TagEnd { next: Some(at + 1), self_closing: false };
            } else if byte == b'/' {
                if bytes.get(at + 1) == Some(&b'>') {
                    return TagEnd { next: Some(at + 2), self_closing: true };
                }
                at += 1;
            } else {
                let Some(next) = self.attribute(at, attr_start, &mut seen) else {
                    return TagEnd { next: None, self_closing: false };
                };
                at = next;
            }
        }
    }

    /// Reads one attribute; gives the place after it, or `None` when the text ends inside it.
    ///
    /// § 13.2.5.34 <https://html.spec.whatwg.org/multipage/parsing.html#after-attribute-name-state>
    #[inline]
    fn attribute(&mut self, start: usize, attr_start: usize, seen: &mut u64) -> Option<usize> {
        let read = self.attr_name(start)?;
        let (known, mut at) = (read.known, read.end);
        while is(*self.bytes.get(at)?, SPACE) {
            at += 1;
        }
        let mut value = TextSpan { start: at as u32, len: 0, in_side: false };
        if self.bytes[at] == b'=' {
            (value, at) = self.attr_value(at + 1)?;
        }
        let mut name = TextSpan { start: 0, len: 0, in_side: false };
        let is_new = if known == 0 {
            name = self.other_attr_name(start, read);
            let tree = self.sink.tree();
            tree.attrs.len() - attr_start >= MANY_ATTRS || tree.is_new_attr(self.source, attr_start, name)
        } else {
            // One bit for each name modulo 64: what is not there has not been; what is there is
            // looked for among the tag's attributes.
            let bit = 1 << (known % 64);
            let may_be_old = *seen & bit != 0;
            *seen |= bit;
            !may_be_old || {
                let olds = &self.sink.tree().attrs[attr_start..];
                olds.len() >= MANY_ATTRS || olds.iter().all(|old| old.known != known)
            }
        };
        if is_new {
            self.sink.tree().attrs.push(Attr {
                name_start: name.start,
                name_len: name.len,
                value_start: value.start,
                value_len: value.len,
                known,
                name_in_side: name.in_side,
                value_in_side: value.in_side,
            });
        }
        Some(at)
    }

    /// Reads the attribute's name that starts at `start`; `None` when the text ends inside it.
    ///
    /// § 13.2.5.33 <https://html.spec.whatwg.org/multipage/parsing.html#attribute-name-state>
    #[inline(always)]
    fn attr_name(&mut self, start: usize) -> Option<ReadName> {
        let Some(word) = load(self.bytes, start) else { return self.long_attr_name(start) };
        let len = first_byte(attr_name_stops(word));
        if len < 8 {
            if len == 0 || !is(self.bytes[start + len], ENDS_ATTR_NAME) {
                return self.long_attr_name(start);
            }
            let known = AttrName::number_of_short((word | CASE_BITS) & low_bytes(len));
            let changes = known == 0 && changed_in_name(word) & low_bytes(len) != 0;
            return Some(ReadName { known, end: start + len, changes });
        }
        let Some(second) = load(self.bytes, start + 8) else { return self.long_attr_name(start) };
        let len = first_byte(attr_name_stops(second));
        if len == 8 || !is(self.bytes[start + 8 + len], ENDS_ATTR_NAME) {
            return self.long_attr_name(start);
        }
        let second = second & low_bytes(len);
        let name = PackedName { lo: word | CASE_BITS, hi: (second | CASE_BITS) & low_bytes(len) };
        let known = AttrName::from_packed(name).map_or(0, |name| name.index() as u8);
        let changes = known == 0 && changed_in_name(word) | (changed_in_name(second) & low_bytes(len)) != 0;
        Some(ReadName { known, end: start + 8 + len, changes })
    }

    fn long_attr_name(&mut self, start: usize) -> Option<ReadName> {
        // A `=` in first place belongs to the name.
        let end = attr_name_end(self.bytes, start + 1)?;
        let name = &self.bytes[start..end];
        let known = PackedName::new(name).map(PackedName::to_lower).and_then(AttrName::from_packed);
        let known = known.map_or(0, |name| name.index() as u8);
        Some(ReadName { known, end, changes: known == 0 && changes_in(self.bytes, start, end) })
    }

    /// Where the spelling of a name without a number lies.
    fn other_attr_name(&mut self, start: usize, name: ReadName) -> TextSpan {
        if name.changes {
            let changed = changed_name(&self.source[start..name.end]);
            return self.sink.tree().push_side(&changed);
        }
        span(start, name.end)
    }

    /// The value that starts after the `=` before `start`, and the place after it; `None` when the
    /// text ends inside it.
    ///
    /// § 13.2.5.35 <https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-value-state>
    /// § 13.2.5.36 <https://html.spec.whatwg.org/multipage/parsing.html#attribute-value-(double-quoted)-state>
    /// § 13.2.5.37 <https://html.spec.whatwg.org/multipage/parsing.html#attribute-value-(single-quoted)-state>
    #[inline]
    fn attr_value(&mut self, start: usize) -> Option<(TextSpan, usize)> {
        let mut at = start;
        while is(*self.bytes.get(at)?, SPACE) {
            at += 1;
        }
        let quote = self.bytes[at];
        if quote != b'"' && quote != b'\'' {
            return self.unquoted_value(at);
        }
        let value_start = at + 1;
        let mut end = find_quote(self.bytes, value_start, quote);
        if self.bytes.get(end) == Some(&b'&') {
            end = find(self.bytes, end, quote);
            if end == self.bytes.len() {
                return None;
            }
            return Some((self.decoded_value(value_start, end), end + 1));
        }
        if end == self.bytes.len() {
            return None;
        }
        let has_null = self.has_null && memchr(0, &self.bytes[value_start..end]).is_some();
        if has_null || self.has_return(value_start, end) {
            return Some((self.decoded_value(value_start, end), end + 1));
        }
        Some((span(value_start, end), end + 1))
    }

    /// A value without quotes.
    ///
    /// § 13.2.5.38 <https://html.spec.whatwg.org/multipage/parsing.html#attribute-value-(unquoted)-state>
    fn unquoted_value(&mut self, start: usize) -> Option<(TextSpan, usize)> {
        let mut needs_work = false;
        let mut end = find_value_stop(self.bytes, start);
        loop {
            let stop = *self.bytes.get(end)?;
            if is(stop, ENDS_VALUE) {
                break;
            }
            needs_work |= stop == b'&' || stop == 0;
            end = find_value_stop(self.bytes, end + 1);
        }
        let value = if needs_work { self.decoded_value(start, end) } else { span(start, end) };
        Some((value, end))
    }

    /// Writes a value with its references decoded to the side buffer.
    fn decoded_value(&mut self, start: usize, end: usize) -> TextSpan {
        let raw = &self.source[start..end];
        let has_return = self.has_return(start, end);
        let side = &mut self.sink.tree().side;
        let side_start = side.len();
        if memchr(0, raw.as_bytes()).is_some() {
            let raw = raw.replace('\0', "\u{fffd}");
            line_ends::push(&raw, has_return, side, entities::decode_attribute);
        } else {
            line_ends::push(raw, has_return, side, entities::decode_attribute);
        }
        TextSpan { start: side_start as u32, len: (side.len() - side_start) as u32, in_side: true }
    }
}
