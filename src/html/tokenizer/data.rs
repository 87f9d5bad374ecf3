//! Text, tags and comments, and the way from one element's content to the next.

use memchr::memchr;

use super::attributes::MANY_ATTRS;
use super::bytes::{
    CASE_BITS, CHANGED_IN_NAME, ENDS_TAG_NAME, LETTER, below, equal, find, find_either, first_byte, is, load,
    low_bytes,
};
use super::doctype::read_doctype;
use super::line_ends;
use super::machine::{Tokenizer, span};
use super::names::{changed_name, number_of_lower};
use super::sink::{Content, StartTag, TokenSink};
use crate::html::dom::TextSpan;
use crate::html::entities;
use crate::html::tag::Tag;

/// Bytes after which the sink is asked whether it is late. No page takes more than about a
/// microsecond per byte, so this is at most some 20 ms; asking costs nothing beside 16 KiB of page.
const BYTES_PER_LOOK: usize = 16 << 10;

/// Tokenizes `source`, which starts inside an element called `last_start_tag` whose content is
/// `content`.
pub(crate) fn tokenize<S: TokenSink>(source: &str, content: Content, last_start_tag: &str, sink: &mut S) {
    let bytes = source.as_bytes();
    let mut tokenizer = Tokenizer {
        source,
        bytes,
        has_null: memchr(0, bytes).is_some(),
        next_return: find(bytes, 0, b'\r'),
        next_look: BYTES_PER_LOOK,
        sink,
    };
    tokenizer.run(content, last_start_tag);
}

impl<S: TokenSink> Tokenizer<'_, S> {
    fn run(&mut self, content: Content, last_start_tag: &str) {
        let mut content = content;
        let mut raw_name = String::from(last_start_tag);
        let mut raw_number = 0;
        let mut at = 0;
        loop {
            match content {
                Content::Stop => return,
                Content::Html => {
                    let Some((next, name, next_content)) = self.html(at) else { return };
                    at = next;
                    content = next_content;
                    if matches!(content, Content::Rcdata | Content::Rawtext | Content::Script) {
                        raw_name.clear();
                        raw_name.push_str(self.sink.tree().name_text(name));
                        raw_number = name;
                    }
                }
                Content::Cdata => {
                    at = self.cdata(at);
                    content = Content::Html;
                }
                Content::Plaintext => {
                    self.raw_text(at, self.bytes.len(), content);
                    return;
                }
                Content::Rcdata | Content::Rawtext | Content::Script => {
                    let end = if content == Content::Script {
                        self.script_end(at, &raw_name)
                    } else {
                        self.raw_end(at, &raw_name)
                    };
                    let noscript_end =
                        if self.sink.is_in_noscript() { self.noscript_end(at, end) } else { None };
                    self.raw_text(at, noscript_end.unwrap_or(end), content);
                    if let Some(next) = noscript_end {
                        self.sink.end_tag(raw_number);
                        at = next;
                    } else {
                        let Some(next) = self.end_tag(end) else { return };
                        at = next;
                    }
                    content = Content::Html;
                }
            }
        }
    }

    /// Text and tags, up to a start tag after which something else comes. Gives the place after
    /// that tag, its name, and what comes; `None` at the end.
    ///
    /// § 13.2.5.1 <https://html.spec.whatwg.org/multipage/parsing.html#data-state>
    fn html(&mut self, start: usize) -> Option<(usize, u32, Content)> {
        let mut at = start;
        loop {
            if at >= self.next_look {
                if self.sink.is_late() {
                    return None;
                }
                self.next_look = at + BYTES_PER_LOOK;
            }
            at = self.text(at);
            // `text` stops before markup that has at least one more byte, or at the end.
            let next = *self.bytes.get(at + 1)?;
            if is(next, LETTER) {
                let (name, name_end) = self.tag_name(at + 1)?;
                let attr_start = self.sink.tree().attrs.len();
                let end = self.attributes(name_end, attr_start);
                at = end.next?;
                let mut n_attrs = self.sink.tree().attrs.len() - attr_start;
                if n_attrs > MANY_ATTRS {
                    self.sink.tree().drop_repeated_attrs(self.source, attr_start);
                    n_attrs = self.sink.tree().attrs.len() - attr_start;
                }
                let content = self.sink.start_tag(StartTag {
                    name,
                    attr_start: attr_start as u32,
                    n_attrs: n_attrs as u32,
                    self_closing: end.self_closing,
                });
                if content != Content::Html {
                    return Some((at, name, content));
                }
            } else if next == b'/' {
                at = self.end_tag(at)?;
            } else if next == b'!' {
                at = self.declaration(at + 2);
            } else {
                at = self.bogus_comment(at + 1);
            }
        }
    }

    /// Emits the text from `start` to the next markup; gives the place of that.
    #[inline]
    fn text(&mut self, start: usize) -> usize {
        if self.bytes.get(start) == Some(&b'<') && self.opens_markup(start) {
            return start;
        }
        let mut has_reference = false;
        let mut at = start;
        loop {
            at = if has_reference {
                find(self.bytes, at, b'<')
            } else {
                find_either(self.bytes, at, b'<', b'&')
            };
            match self.bytes.get(at) {
                None => break,
                Some(b'&') => has_reference = true,
                Some(_) if self.opens_markup(at) => break,
                Some(_) => {}
            }
            at += 1;
        }
        if at > start {
            self.emit_text(start, at, has_reference);
        }
        at
    }

    /// True when the `<` at `at` starts a tag, a comment or the like; else it is text.
    ///
    /// § 13.2.5.6 <https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state>
    #[inline]
    fn opens_markup(&self, at: usize) -> bool {
        match self.bytes.get(at + 1) {
            Some(&b'/') => at + 2 < self.bytes.len(),
            Some(&byte) => is(byte, LETTER) || byte == b'!' || byte == b'?',
            None => false,
        }
    }

    #[inline]
    fn emit_text(&mut self, start: usize, end: usize, has_reference: bool) {
        if self.has_null {
            self.emit_text_with_nulls(start, end, has_reference);
        } else {
            self.emit_text_without_nulls(start, end, has_reference);
        }
    }

    #[inline]
    fn emit_text_without_nulls(&mut self, start: usize, end: usize, has_reference: bool) {
        let has_return = self.has_return(start, end);
        if has_reference || has_return {
            self.emit_changed(start, end, has_reference, has_return);
        } else {
            self.sink.text(span(start, end));
        }
    }

    /// Emits text that does not read as the source has it. In a CDATA section `has_reference` is false
    /// whatever it looks like.
    fn emit_changed(&mut self, start: usize, end: usize, has_reference: bool, has_return: bool) {
        let raw = &self.source[start..end];
        if has_reference && entities::starts_unclosed(raw) {
            self.sink.parse_error();
        }
        let side = &mut self.sink.tree().side;
        let side_start = side.len();
        if has_reference {
            line_ends::push(raw, has_return, side, entities::decode_text);
        } else {
            line_ends::push(raw, has_return, side, |line, side| side.push_str(line));
        }
        let text =
            TextSpan { start: side_start as u32, len: (side.len() - side_start) as u32, in_side: true };
        self.sink.text(text);
    }

    #[cold]
    fn emit_text_with_nulls(&mut self, start: usize, end: usize, has_reference: bool) {
        let mut at = start;
        while at < end {
            let stop = memchr(0, &self.bytes[at..end]).map_or(end, |found| at + found);
            if stop > at {
                self.emit_text_without_nulls(at, stop, has_reference);
            }
            if stop < end {
                self.sink.null();
            }
            at = stop + 1;
        }
    }

    /// Emits raw text, in which U+0000 reads U+FFFD. For its line ends alone no script is copied:
    /// nobody reads it but as JSON, to which they are all the same.
    ///
    /// § 13.2.5.2 <https://html.spec.whatwg.org/multipage/parsing.html#rcdata-state>
    /// § 13.2.5.3 <https://html.spec.whatwg.org/multipage/parsing.html#rawtext-state>
    /// § 13.2.5.5 <https://html.spec.whatwg.org/multipage/parsing.html#plaintext-state>
    fn raw_text(&mut self, start: usize, end: usize, content: Content) {
        if start == end {
            return;
        }
        let raw = &self.source[start..end];
        let decode = content == Content::Rcdata && memchr(b'&', raw.as_bytes()).is_some();
        let replace = self.has_null && memchr(0, raw.as_bytes()).is_some();
        let has_return = self.has_return(start, end);
        if !decode && !replace && (!has_return || content == Content::Script) {
            self.sink.text(span(start, end));
            return;
        }
        if decode && entities::starts_unclosed(raw) {
            self.sink.parse_error();
        }
        let side = &mut self.sink.tree().side;
        let side_start = side.len();
        for (index, piece) in raw.split('\0').enumerate() {
            if index > 0 {
                side.push('\u{fffd}');
            }
            if decode {
                line_ends::push(piece, has_return, side, entities::decode_text);
            } else {
                line_ends::push(piece, has_return, side, |line, side| side.push_str(line));
            }
        }
        let text =
            TextSpan { start: side_start as u32, len: (side.len() - side_start) as u32, in_side: true };
        self.sink.text(text);
    }

    /// The name that starts at `start`, and where it ends; `None` when the text ends first.
    ///
    /// § 13.2.5.8 <https://html.spec.whatwg.org/multipage/parsing.html#tag-name-state>
    #[inline(always)]
    fn tag_name(&mut self, start: usize) -> Option<(u32, usize)> {
        if let Some(word) = load(self.bytes, start) {
            let stops = below(word, 0x30) | equal(word, b'>');
            let len = first_byte(stops);
            if len < 8 && is(self.bytes[start + len], ENDS_TAG_NAME) {
                let lower = (word | CASE_BITS) & low_bytes(len);
                let number = Tag::number_of_short(lower);
                if number != 0 {
                    return Some((number, start + len));
                }
            }
        }
        self.long_tag_name(start)
    }

    fn long_tag_name(&mut self, start: usize) -> Option<(u32, usize)> {
        let rest = &self.bytes[start..];
        let len = rest.iter().position(|&byte| is(byte, ENDS_TAG_NAME))?;
        let name = &self.source[start..start + len];
        Some((self.number_of(name), start + len))
    }

    fn number_of(&mut self, name: &str) -> u32 {
        if name.bytes().any(|byte| is(byte, CHANGED_IN_NAME)) {
            let changed = changed_name(name);
            return number_of_lower(self.sink.tree(), &changed);
        }
        number_of_lower(self.sink.tree(), name)
    }

    /// Reads what starts with the `</` at `start`, an end tag or a bogus comment; gives the place
    /// after it, or `None` at the end of the text.
    ///
    /// § 13.2.5.7 <https://html.spec.whatwg.org/multipage/parsing.html#end-tag-open-state>
    fn end_tag(&mut self, start: usize) -> Option<usize> {
        let first = *self.bytes.get(start + 2)?;
        if first == b'>' {
            self.sink.parse_error();
            return Some(start + 3);
        }
        if !is(first, LETTER) {
            return Some(self.bogus_comment(start + 2));
        }
        let (name, name_end) = self.tag_name(start + 2)?;
        if self.bytes[name_end] == b'>' {
            self.sink.end_tag(name);
            return Some(name_end + 1);
        }
        // End tags have no attributes; what looks like one is read and thrown away.
        let (attr_start, side_start) = (self.sink.tree().attrs.len(), self.sink.tree().side.len());
        let end = self.attributes(name_end, attr_start);
        self.sink.tree().attrs.truncate(attr_start);
        self.sink.tree().side.truncate(side_start);
        let next = end.next?;
        self.sink.end_tag(name);
        Some(next)
    }

    /// Reads what follows `<!`; gives the place after it.
    ///
    /// § 13.2.5.42 <https://html.spec.whatwg.org/multipage/parsing.html#markup-declaration-open-state>
    fn declaration(&mut self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        if rest.starts_with(b"--") {
            return self.comment(start + 2);
        }
        if rest.len() >= 7 && rest[..7].eq_ignore_ascii_case(b"doctype") {
            let (doctype, next) = read_doctype(self.source, start + 7);
            self.sink.doctype(doctype);
            return next;
        }
        if rest.starts_with(b"[CDATA[") && self.sink.in_foreign_content() {
            return self.cdata(start + 7);
        }
        self.bogus_comment(start)
    }

    /// Reads a comment from after its `<!--`.
    ///
    /// § 13.2.5.43 to 13.2.5.52 <https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state>
    fn comment(&mut self, start: usize) -> usize {
        let mut at = start;
        while let Some(found) = memchr(b'>', &self.bytes[at..]) {
            at += found;
            let text = &self.source[start..at];
            let end = match text {
                "" | "-" => Some(""),
                _ => text.strip_suffix("--").or_else(|| text.strip_suffix("--!")),
            };
            at += 1;
            if let Some(text) = end {
                self.sink.comment(text);
                return at;
            }
        }
        let text = &self.source[start..];
        let text = ["--!", "--", "-"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
        self.sink.comment(text);
        self.bytes.len()
    }

    /// A bogus comment.
    ///
    /// § 13.2.5.41 <https://html.spec.whatwg.org/multipage/parsing.html#bogus-comment-state>
    fn bogus_comment(&mut self, start: usize) -> usize {
        let end = find(self.bytes, start, b'>');
        self.sink.comment(&self.source[start..end]);
        (end + 1).min(self.bytes.len())
    }

    /// Reads a CDATA section from after its `<![CDATA[`.
    ///
    /// § 13.2.5.69 to 13.2.5.71 <https://html.spec.whatwg.org/multipage/parsing.html#cdata-section-state>
    fn cdata(&mut self, start: usize) -> usize {
        let found = memchr::memmem::find(&self.bytes[start..], b"]]>");
        let end = found.map_or(self.bytes.len(), |found| start + found);
        if end > start {
            self.emit_text(start, end, false);
        }
        (end + 3).min(self.bytes.len())
    }
}
