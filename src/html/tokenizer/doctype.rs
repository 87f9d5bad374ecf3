//! `<!DOCTYPE ...>`: its name and its two identifiers, from which the tree takes the quirks mode.
//!
//! Sixteen states of the standard that differ in what they expect next become a reader that expects
//! it in that order. Knows no other markup.

use super::bytes::{SPACE, find, find_either, is};
use super::line_ends;
use super::names::changed_name;

/// A doctype, as it matters for the quirks mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Doctype {
    pub(crate) name: Option<String>,
    pub(crate) public_id: Option<String>,
    pub(crate) system_id: Option<String>,
    pub(crate) force_quirks: bool,
}

/// Reads a doctype from after its keyword; gives the place after it.
pub(super) fn read_doctype(source: &str, start: usize) -> (Doctype, usize) {
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
    /// § 13.2.5.53 to 13.2.5.56 <https://html.spec.whatwg.org/multipage/parsing.html#doctype-state>
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

    /// What follows `PUBLIC`.
    ///
    /// § 13.2.5.57 to 13.2.5.62 <https://html.spec.whatwg.org/multipage/parsing.html#after-doctype-public-keyword-state>
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

    /// What follows `SYSTEM`.
    ///
    /// § 13.2.5.63 to 13.2.5.67 <https://html.spec.whatwg.org/multipage/parsing.html#after-doctype-system-keyword-state>
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
        let id = line_ends::plain(&self.source[start..end]).replace('\0', "\u{fffd}");
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

    /// The rest of a broken doctype.
    ///
    /// § 13.2.5.68 <https://html.spec.whatwg.org/multipage/parsing.html#bogus-doctype-state>
    fn skip_bogus(&mut self) {
        self.at = (find(self.bytes, self.at, b'>') + 1).min(self.bytes.len());
    }
}
