//! The tokenizer of the HTML standard over one complete text.
//!
//! Input is one `&str` whose line ends are `\n` already ([`super::tree`] sees to that); output are
//! calls of a [`TokenSink`], in the order of the text. Having the whole text at hand is what makes
//! this fast: a state of the standard that only looks for the next telling character becomes one
//! search, and texts, names and values stay spans of the source. Only what the source does not
//! hold as it should read is written to the side buffer: decoded character references, U+0000,
//! unknown names with capitals.
//!
//! Parse errors are not reported. Every text is accepted. The tokenizer knows no tree: what an
//! element's content is (text, raw text, script) it is told by the sink, as the standard has it.

use memchr::{memchr, memchr2};

use super::arena::{Attr, TextSpan, Tree};
use super::attr::AttrName;
use super::entities;
use super::tag::{PackedName, Tag};

/// A start tag; its attributes are a range of [`Tree::attrs`], without duplicates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StartTag {
    /// Number of the name, see [`Tree::other_name`].
    pub(crate) name: u32,
    pub(crate) attr_start: u32,
    pub(crate) n_attrs: u32,
    pub(crate) self_closing: bool,
}

/// A doctype, as it matters for the quirks mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Doctype {
    pub(crate) name: Option<String>,
    pub(crate) public_id: Option<String>,
    pub(crate) system_id: Option<String>,
    pub(crate) force_quirks: bool,
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
    /// A run of text, never empty, without U+0000.
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
    /// True when the current node is no HTML element, so that `<![CDATA[` means something.
    fn in_foreign_content(&self) -> bool;
}

/// White space that separates attributes; `\r` is gone by now.
const SPACE: u8 = 1;
/// Ends a tag's name: white space, `/`, `>`.
const ENDS_TAG_NAME: u8 = 2;
/// Ends an attribute's name: the same and `=`.
const ENDS_ATTR_NAME: u8 = 4;
/// Ends an unquoted value: white space, `>`.
const ENDS_VALUE: u8 = 8;
const LETTER: u8 = 16;
/// Must not be in a name as it stands: capitals and U+0000.
const CHANGED_IN_NAME: u8 = 32;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let spaces = [b'\t', b'\n', 0x0c, b' '];
    let mut at = 0;
    while at < spaces.len() {
        table[spaces[at] as usize] = SPACE | ENDS_TAG_NAME | ENDS_ATTR_NAME | ENDS_VALUE;
        at += 1;
    }
    table[b'/' as usize] = ENDS_TAG_NAME | ENDS_ATTR_NAME;
    table[b'>' as usize] = ENDS_TAG_NAME | ENDS_ATTR_NAME | ENDS_VALUE;
    table[b'=' as usize] = ENDS_ATTR_NAME;
    table[0] = CHANGED_IN_NAME;
    let mut letter = b'a';
    while letter <= b'z' {
        table[letter as usize] = LETTER;
        table[letter.to_ascii_uppercase() as usize] = LETTER | CHANGED_IN_NAME;
        letter += 1;
    }
    table
}

#[inline]
fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}

/// A tag's attributes are looked at for repeated names one by one up to so many, and all at once in
/// the end when there are more: the one is cheaper for few, the other for very many.
const MANY_ATTRS: usize = 24;

/// Tokenizes `source`, which starts inside an element called `last_start_tag` whose content is
/// `content`.
pub(crate) fn tokenize<S: TokenSink>(source: &str, content: Content, last_start_tag: &str, sink: &mut S) {
    let has_null = memchr(0, source.as_bytes()).is_some();
    let mut tokenizer = Tokenizer { source, bytes: source.as_bytes(), has_null, sink };
    tokenizer.run(content, last_start_tag);
}

struct Tokenizer<'s, S> {
    source: &'s str,
    bytes: &'s [u8],
    /// There is a U+0000 somewhere, so that texts and values must be looked at once more.
    has_null: bool,
    sink: &'s mut S,
}

/// What a tag turned out to be.
#[derive(Clone, Copy)]
struct TagEnd {
    /// One past the `>`; `None` when the text ends inside the tag, which then never was.
    next: Option<usize>,
    self_closing: bool,
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
    fn run(&mut self, content: Content, last_start_tag: &str) {
        let mut content = content;
        let mut raw_name = String::from(last_start_tag);
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
                    }
                }
                Content::Cdata => {
                    at = self.cdata(at);
                    content = Content::Html;
                }
                Content::Plaintext => {
                    self.raw_text(at, self.bytes.len(), false);
                    return;
                }
                Content::Rcdata | Content::Rawtext | Content::Script => {
                    let end = if content == Content::Script {
                        self.script_end(at, &raw_name)
                    } else {
                        self.raw_end(at, &raw_name)
                    };
                    self.raw_text(at, end, content == Content::Rcdata);
                    let Some(next) = self.end_tag(end) else { return };
                    at = next;
                    content = Content::Html;
                }
            }
        }
    }

    /// Text and tags, up to a start tag after which something else comes. Gives the place after
    /// that tag, its name, and what comes; `None` at the end.
    fn html(&mut self, start: usize) -> Option<(usize, u32, Content)> {
        let mut at = start;
        loop {
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
        } else if has_reference {
            self.emit_decoded(start, end);
        } else {
            self.sink.text(span(start, end));
        }
    }

    fn emit_decoded(&mut self, start: usize, end: usize) {
        let raw = &self.source[start..end];
        if entities::starts_unclosed(raw) {
            self.sink.parse_error();
        }
        let side = &mut self.sink.tree().side;
        let side_start = side.len();
        entities::decode_text(raw, side);
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
                if has_reference {
                    self.emit_decoded(at, stop);
                } else {
                    self.sink.text(span(at, stop));
                }
            }
            if stop < end {
                self.sink.null();
            }
            at = stop + 1;
        }
    }

    /// Emits raw text, in which U+0000 reads U+FFFD.
    fn raw_text(&mut self, start: usize, end: usize, decode: bool) {
        if start == end {
            return;
        }
        let raw = &self.source[start..end];
        let decode = decode && memchr(b'&', raw.as_bytes()).is_some();
        let replace = self.has_null && memchr(0, raw.as_bytes()).is_some();
        if !decode && !replace {
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
                entities::decode_text(piece, side);
            } else {
                side.push_str(piece);
            }
        }
        let text =
            TextSpan { start: side_start as u32, len: (side.len() - side_start) as u32, in_side: true };
        self.sink.text(text);
    }

    /// The name that starts at `start`, and where it ends; `None` when the text ends first.
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

    /// Reads attributes from `start`, the end of the tag's name, to the end of the tag.
    fn attributes(&mut self, start: usize, attr_start: usize) -> TagEnd {
        let bytes = self.bytes;
        let mut seen = 0u64;
        let mut at = start;
        loop {
            let Some(&byte) = bytes.get(at) else { return TagEnd { next: None, self_closing: false } };
            if is(byte, SPACE) {
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
        let rest = &self.bytes[start + 1..];
        let len = 1 + rest.iter().position(|&byte| is(byte, ENDS_ATTR_NAME))?;
        let name = &self.bytes[start..start + len];
        let known = PackedName::new(name).map(PackedName::to_lower).and_then(AttrName::from_packed);
        let known = known.map_or(0, |name| name.index() as u8);
        let changes = name.iter().any(|&byte| is(byte, CHANGED_IN_NAME));
        Some(ReadName { known, end: start + len, changes })
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
        if self.has_null && memchr(0, &self.bytes[value_start..end]).is_some() {
            return Some((self.decoded_value(value_start, end), end + 1));
        }
        Some((span(value_start, end), end + 1))
    }

    fn unquoted_value(&mut self, start: usize) -> Option<(TextSpan, usize)> {
        let rest = &self.bytes[start..];
        let len = rest.iter().position(|&byte| is(byte, ENDS_VALUE))?;
        let needs_work = rest[..len].iter().any(|&byte| byte == b'&' || byte == 0);
        let end = start + len;
        let value = if needs_work { self.decoded_value(start, end) } else { span(start, end) };
        Some((value, end))
    }

    /// Writes a value with its references decoded to the side buffer.
    fn decoded_value(&mut self, start: usize, end: usize) -> TextSpan {
        let raw = &self.source[start..end];
        let side = &mut self.sink.tree().side;
        let side_start = side.len();
        if memchr(0, raw.as_bytes()).is_some() {
            entities::decode_attribute(&raw.replace('\0', "\u{fffd}"), side);
        } else {
            entities::decode_attribute(raw, side);
        }
        TextSpan { start: side_start as u32, len: (side.len() - side_start) as u32, in_side: true }
    }

    /// Reads what starts with the `</` at `start`, an end tag or a bogus comment; gives the place
    /// after it, or `None` at the end of the text.
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

    fn bogus_comment(&mut self, start: usize) -> usize {
        let end = find(self.bytes, start, b'>');
        self.sink.comment(&self.source[start..end]);
        (end + 1).min(self.bytes.len())
    }

    /// Reads a CDATA section from after its `<![CDATA[`.
    fn cdata(&mut self, start: usize) -> usize {
        let found = memchr::memmem::find(&self.bytes[start..], b"]]>");
        let end = found.map_or(self.bytes.len(), |found| start + found);
        if end > start {
            self.emit_text(start, end, false);
        }
        (end + 3).min(self.bytes.len())
    }

    /// Where the raw text ends: at its end tag, or at the end of the text.
    fn raw_end(&self, start: usize, name: &str) -> usize {
        let mut at = start;
        while let Some(found) = memchr(b'<', &self.bytes[at..]) {
            at += found;
            if self.is_end_tag_of(at, name) {
                return at;
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// True when the end tag of `name` starts at `at`.
    #[inline]
    fn is_end_tag_of(&self, at: usize, name: &str) -> bool {
        if name.is_empty() || self.bytes.get(at + 1) != Some(&b'/') {
            return false;
        }
        let name_end = at + 2 + name.len();
        match (self.bytes.get(at + 2..name_end), self.bytes.get(name_end)) {
            (Some(found), Some(&after)) => {
                is(after, ENDS_TAG_NAME) && found.eq_ignore_ascii_case(name.as_bytes())
            }
            _ => false,
        }
    }

    /// Where a script ends. Inside `<!--` ... `-->` (escaped), a `<script>` opens a second level
    /// (double escaped) in which `</script>` only closes that.
    fn script_end(&self, start: usize, name: &str) -> usize {
        let mut at = start;
        while let Some(found) = memchr(b'<', &self.bytes[at..]) {
            at += found;
            if self.is_end_tag_of(at, name) {
                return at;
            }
            if self.bytes[at..].starts_with(b"<!--") {
                match self.escaped_script(at + 2, name) {
                    Escaped::Closed(next) => at = next,
                    Escaped::EndTag(end) => return end,
                }
            } else {
                at += 1;
            }
        }
        self.bytes.len()
    }

    /// The escaped part of a script, from its first two dashes.
    fn escaped_script(&self, start: usize, name: &str) -> Escaped {
        let mut is_double = false;
        let mut at = start + 2;
        loop {
            at = find_either(self.bytes, at, b'<', b'>');
            let Some(&byte) = self.bytes.get(at) else { return Escaped::EndTag(self.bytes.len()) };
            if byte == b'>' {
                if self.bytes[start..at].ends_with(b"--") {
                    return Escaped::Closed(at + 1);
                }
                at += 1;
            } else if is_double {
                if self.is_script_word(at + 2) && self.bytes.get(at + 1) == Some(&b'/') {
                    is_double = false;
                    at += 2;
                }
                at += 1;
            } else if self.is_end_tag_of(at, name) {
                return Escaped::EndTag(at);
            } else {
                is_double = self.is_script_word(at + 1);
                at += 1;
            }
        }
    }

    /// True when the word `script` stands at `at`, and ends there.
    fn is_script_word(&self, at: usize) -> bool {
        match (self.bytes.get(at..at + 6), self.bytes.get(at + 6)) {
            (Some(word), Some(&after)) => is(after, ENDS_TAG_NAME) && word.eq_ignore_ascii_case(b"script"),
            _ => false,
        }
    }
}

/// How the escaped part of a script ended.
enum Escaped {
    /// With `-->`; the script goes on here.
    Closed(usize),
    /// With the script's end tag, here, or with the text.
    EndTag(usize),
}

#[inline]
fn span(start: usize, end: usize) -> TextSpan {
    TextSpan { start: start as u32, len: (end - start) as u32, in_side: false }
}

/// A name as the standard wants it: lower-case, U+FFFD for U+0000.
fn changed_name(name: &str) -> String {
    name.to_ascii_lowercase().replace('\0', "\u{fffd}")
}

fn number_of_lower(tree: &mut Tree, name: &str) -> u32 {
    match Tag::from_name(name) {
        Tag::OTHER => tree.other_name(name),
        tag => tag.index() as u32,
    }
}

// Eight bytes at once, as one little-endian word.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
/// The bit that tells small letters from capitals; digits, `-` and `:` have it anyway.
const CASE_BITS: u64 = 0x2020_2020_2020_2020;
/// Without these bits, `<`, `=`, `>` and `?` are one.
const THREES: u64 = 0x0303_0303_0303_0303;

#[inline]
fn load(bytes: &[u8], at: usize) -> Option<u64> {
    let chunk = bytes.get(at..)?.first_chunk::<8>()?;
    Some(u64::from_le_bytes(*chunk))
}

/// High bits of the bytes below `limit`; right up to the first one, which is all we look at.
#[inline]
fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * limit as u64) & !word & HIGH_BITS
}

/// High bits of the bytes equal to `byte`; right up to the first one.
#[inline]
fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ (ONES * byte as u64), 1)
}

/// High bits of the bytes that may end an attribute's name; right up to the first one.
#[inline]
fn attr_name_stops(word: u64) -> u64 {
    below(word, 0x2d) | equal(word, b'/') | equal(word & !THREES, b'<')
}

/// High bits of capitals and zeros, and perhaps of bytes after a zero.
#[inline]
fn changed_in_name(word: u64) -> u64 {
    let low = word & !HIGH_BITS;
    let from_a = low + ONES * (0x80 - b'A' as u64);
    let beyond_z = low + ONES * (0x7f - b'Z' as u64);
    ((from_a ^ beyond_z) & !word & HIGH_BITS) | below(word, 1)
}

/// Index of the first byte whose high bit is set, 8 when there is none.
#[inline]
fn first_byte(bits: u64) -> usize {
    (bits.trailing_zeros() / 8) as usize
}

/// A mask of the first `n` bytes, `n` below 8.
#[inline]
fn low_bytes(n: usize) -> u64 {
    (1 << (8 * n)) - 1
}

/// How many words are looked at before a search is worth the call.
const N_SHORT_WORDS: usize = 3;

/// The same for values, where a look costs less.
const N_SHORT_VALUE_WORDS: usize = 5;

/// Place of the next `byte` from `start`, or the end.
#[inline]
fn find(bytes: &[u8], start: usize, byte: u8) -> usize {
    memchr(byte, &bytes[start..]).map_or(bytes.len(), |found| start + found)
}

/// Place of the next `first` or `second` from `start`, or the end.
#[inline]
fn find_either(bytes: &[u8], start: usize, first: u8, second: u8) -> usize {
    let mut at = start;
    for _ in 0..N_SHORT_WORDS {
        let Some(word) = load(bytes, at) else { break };
        let hits = equal(word, first) | equal(word, second);
        if hits != 0 {
            return at + first_byte(hits);
        }
        at += 8;
    }
    memchr2(first, second, &bytes[at..]).map_or(bytes.len(), |found| at + found)
}

/// Place of the next `quote`, `"` or `'`, or `&` from `start`, or the end.
#[inline]
fn find_quote(bytes: &[u8], start: usize, quote: u8) -> usize {
    // Either quote differs from `&` in one bit only: without that bit both are found by one compare.
    let other_bit = ONES * u64::from(quote ^ b'&');
    let common = quote & b'&';
    let mut at = start;
    for _ in 0..N_SHORT_VALUE_WORDS {
        let Some(word) = load(bytes, at) else { break };
        let hits = equal(word & !other_bit, common);
        if hits != 0 {
            return at + first_byte(hits);
        }
        at += 8;
    }
    memchr2(quote, b'&', &bytes[at..]).map_or(bytes.len(), |found| at + found)
}

/// Reads a doctype from after its keyword; gives the place after it.
fn read_doctype(source: &str, start: usize) -> (Doctype, usize) {
    let mut reader =
        DoctypeReader { source, bytes: source.as_bytes(), at: start, doctype: Doctype::default() };
    reader.read();
    (reader.doctype, reader.at)
}

struct DoctypeReader<'s> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
    doctype: Doctype,
}

impl DoctypeReader<'_> {
    fn read(&mut self) {
        self.skip_space();
        if self.ends() {
            self.doctype.force_quirks = true;
            return;
        }
        let name_start = self.at;
        while self.peek().is_some_and(|byte| byte != b'>' && !is(byte, SPACE)) {
            self.at += 1;
        }
        self.doctype.name = Some(changed_name(&self.source[name_start..self.at]));
        if self.ends_after_space() {
            return;
        }
        let rest = &self.bytes[self.at..];
        let keyword = rest.get(..6).unwrap_or_default();
        if keyword.eq_ignore_ascii_case(b"public") {
            self.at += 6;
            self.read_public();
        } else if keyword.eq_ignore_ascii_case(b"system") {
            self.at += 6;
            self.read_system_only();
        } else {
            self.doctype.force_quirks = true;
            self.skip_bogus();
        }
    }

    fn read_public(&mut self) {
        self.skip_space();
        let Some((id, is_whole)) = self.quoted() else { return self.fail() };
        self.doctype.public_id = Some(id);
        if !is_whole || self.ends_after_space() {
            return;
        }
        let Some((id, is_whole)) = self.quoted() else { return self.fail() };
        self.doctype.system_id = Some(id);
        if is_whole && !self.ends_after_space() {
            self.skip_bogus();
        }
    }

    fn read_system_only(&mut self) {
        self.skip_space();
        let Some((id, is_whole)) = self.quoted() else { return self.fail() };
        self.doctype.system_id = Some(id);
        if is_whole && !self.ends_after_space() {
            self.skip_bogus();
        }
    }

    /// A quoted identifier, and whether its closing quote is there; `None` when there is no quote.
    fn quoted(&mut self) -> Option<(String, bool)> {
        let quote = self.peek().filter(|&byte| byte == b'"' || byte == b'\'')?;
        let start = self.at + 1;
        let end = find_either(self.bytes, start, quote, b'>');
        let id = self.source[start..end].replace('\0', "\u{fffd}");
        self.at = (end + 1).min(self.bytes.len());
        let is_whole = self.bytes.get(end) == Some(&quote);
        self.doctype.force_quirks |= !is_whole;
        Some((id, is_whole))
    }

    /// Where an identifier should be and is not.
    fn fail(&mut self) {
        self.doctype.force_quirks = true;
        if !self.ends() {
            self.skip_bogus();
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| is(byte, SPACE)) {
            self.at += 1;
        }
    }

    /// At the end of the doctype or of the text: reads it.
    fn ends(&mut self) -> bool {
        match self.peek() {
            Some(b'>') => {
                self.at += 1;
                true
            }
            Some(_) => false,
            None => true,
        }
    }

    /// The same after white space, when everything was right so far: only the text's end is wrong.
    fn ends_after_space(&mut self) -> bool {
        self.skip_space();
        self.doctype.force_quirks |= self.peek().is_none();
        self.ends()
    }

    fn skip_bogus(&mut self) {
        self.at = (find(self.bytes, self.at, b'>') + 1).min(self.bytes.len());
    }
}
