//! TEI P5: a header with what is known of the page, and a body of divisions, one per heading.
//!
//! Valid against the whole schema, `tei_all` (`benches/batches/tei.py` checks); and of its elements,
//! tables aside, only what corpus customisations keep, too. A heading may stand only at the head of
//! its division, so each heading of the article opens a new one.

use crate::clean::indentation;
use crate::page::{InlineKind, Markup, Page};

use super::clean_html::escape;
use super::pieces::{Piece, Step, pieces, safe_href, walk, with_whole_addresses};
use super::printable::one_line;
use super::{Outcome, WriteOptions, Writer};

/// TEI P5 XML.
#[derive(Debug)]
pub struct Tei {
    /// Labels.
    pub options: WriteOptions,
}

impl Writer for Tei {
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let mut xml = String::with_capacity(outcome.extraction.text.len() * 2 + 1024);
        xml.push_str(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"",
        );
        if let Some(language) = language(outcome) {
            attribute("xml:lang", language, &mut xml);
        }
        xml.push_str(">\n");
        header(outcome, &mut xml);
        xml.push_str("<text>\n<body>\n<div>\n");
        body(outcome, &self.options, &mut xml);
        xml.push_str("</div>\n</body>\n</text>\n</TEI>\n");
        out.extend_from_slice(xml.as_bytes());
    }
}

fn header(outcome: &Outcome<'_>, xml: &mut String) {
    let extraction = outcome.extraction;
    let fields = &extraction.fields;
    xml.push_str("<teiHeader>\n<fileDesc>\n<titleStmt>\n");
    element("title", fields.title.as_deref().unwrap_or(""), xml);
    for author in &fields.author {
        element("author", author, xml);
    }
    xml.push_str("</titleStmt>\n<publicationStmt>\n");
    match &fields.sitename {
        Some(sitename) => {
            element("publisher", sitename, xml);
            date(fields.date.as_deref(), xml);
        }
        None => xml.push_str("<p/>\n"),
    }
    xml.push_str("</publicationStmt>\n<sourceDesc>\n<bibl>\n");
    element("title", fields.title.as_deref().unwrap_or(""), xml);
    for author in &fields.author {
        element("author", author, xml);
    }
    if let Some(sitename) = &fields.sitename {
        element("publisher", sitename, xml);
    }
    date(fields.date.as_deref(), xml);
    if let Some(url) = extraction.url.as_deref().and_then(safe_href).and_then(pointer) {
        xml.push_str("<ptr type=\"url\"");
        attribute("target", &url, xml);
        xml.push_str("/>\n");
    }
    xml.push_str("<idno type=\"record\">");
    escape(&one_line(&extraction.id), xml);
    xml.push_str("</idno>\n</bibl>\n</sourceDesc>\n</fileDesc>\n<encodingDesc>\n<appInfo>\n<application ident=\"tamis\"");
    attribute("version", env!("CARGO_PKG_VERSION"), xml);
    xml.push_str(">\n<label>tamis</label>\n</application>\n</appInfo>\n</encodingDesc>\n");
    profile(outcome, xml);
    xml.push_str("</teiHeader>\n");
}

fn profile(outcome: &Outcome<'_>, xml: &mut String) {
    let fields = &outcome.extraction.fields;
    let language = language(outcome);
    if language.is_none()
        && fields.tags.is_empty()
        && fields.description.is_none()
        && fields.section.is_none()
    {
        return;
    }
    xml.push_str("<profileDesc>\n");
    if let Some(description) = &fields.description {
        xml.push_str("<abstract>\n");
        element("p", description, xml);
        xml.push_str("</abstract>\n");
    }
    if let Some(language) = language {
        xml.push_str("<langUsage>\n<language");
        attribute("ident", language, xml);
        xml.push_str("/>\n</langUsage>\n");
    }
    if !fields.tags.is_empty() || fields.section.is_some() {
        xml.push_str("<textClass>\n");
        terms("section", fields.section.as_slice(), xml);
        terms("tags", &fields.tags, xml);
        xml.push_str("</textClass>\n");
    }
    xml.push_str("</profileDesc>\n");
}

fn terms(kind: &str, words: &[String], xml: &mut String) {
    if words.is_empty() {
        return;
    }
    xml.push_str("<keywords");
    attribute("n", kind, xml);
    xml.push_str(">\n");
    for word in words {
        element("term", word, xml);
    }
    xml.push_str("</keywords>\n");
}

/// The language, if it has the form of a BCP 47 tag (the schema wants one).
fn language<'a>(outcome: &Outcome<'a>) -> Option<&'a str> {
    outcome.extraction.fields.language.as_deref().filter(|tag| {
        !tag.is_empty()
            && tag.split('-').enumerate().all(|(index, part)| {
                (1..=8).contains(&part.len())
                    && part.bytes().all(|b| b.is_ascii_alphabetic() || (index > 0 && b.is_ascii_digit()))
            })
    })
}

fn date(date: Option<&str>, xml: &mut String) {
    if let Some(date) = date {
        xml.push_str("<date");
        if let Some(when) = when(date) {
            attribute("when", &when, xml);
        }
        xml.push('>');
        escape(date, xml);
        xml.push_str("</date>\n");
    }
}

/// A date as the schema's types have it (`xs:date`, `xs:gYear`, `xs:dateTime`, ...): ISO 8601, but a
/// time must tell its seconds. `None` for what is no such date.
fn when(date: &str) -> Option<String> {
    let (day, time) = date.split_once('T').map_or((date, None), |(day, time)| (day, Some(time)));
    let is_shaped = |text: &str, shapes: &[&str]| shapes.iter().any(|shape| has_shape(text, shape));
    let Some(time) = time else {
        return is_shaped(day, &["0000", "0000-00", "0000-00-00"]).then(|| day.to_owned());
    };
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let seconds = match () {
        () if has_shape(clock, "00:00") => ":00",
        () if has_shape(clock, "00:00:00") => "",
        () => return None,
    };
    let is_zoned = zone.is_empty() || zone == "Z" || is_shaped(zone, &["+00:00", "-00:00"]);
    (has_shape(day, "0000-00-00") && is_zoned).then(|| format!("{day}T{clock}{seconds}{zone}"))
}

/// True when a text is like the shape, in which `0` stands for any digit.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, like)| match like {
            b'0' => byte.is_ascii_digit(),
            _ => byte == like,
        })
}

fn body(outcome: &Outcome<'_>, options: &WriteOptions, xml: &mut String) {
    let page = &*with_whole_addresses(outcome.extraction);
    let pieces = pieces(outcome.extraction, &options.labels);
    let mut wrapper = Wrapper::None;
    let mut filled = false;
    for piece in &pieces {
        let next = Wrapper::of(piece);
        if next != wrapper {
            xml.push_str(wrapper.close());
            if !matches!(piece.markup, Markup::Heading(_)) {
                xml.push_str(next.open());
            }
            wrapper = next;
        }
        if matches!(piece.markup, Markup::Heading(_)) {
            if filled {
                xml.push_str("</div>\n<div>\n");
            }
            wrap("head", page, piece, xml);
        } else {
            block(page, piece, xml);
        }
        filled = true;
    }
    xml.push_str(wrapper.close());
    if pieces.last().is_none_or(|piece| matches!(piece.markup, Markup::Heading(_))) {
        // A division needs more than its heading.
        xml.push_str("<p/>\n");
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrapper {
    None,
    Bullets,
    Numbers,
    Table,
}

impl Wrapper {
    fn of(piece: &Piece<'_>) -> Self {
        match piece.markup {
            Markup::ListItem { ordinal: 0, .. } => Wrapper::Bullets,
            Markup::ListItem { .. } => Wrapper::Numbers,
            Markup::Row { .. } => Wrapper::Table,
            _ => Wrapper::None,
        }
    }

    fn open(self) -> &'static str {
        match self {
            Wrapper::None => "",
            Wrapper::Bullets => "<list rend=\"bulleted\">\n",
            Wrapper::Numbers => "<list rend=\"numbered\">\n",
            Wrapper::Table => "<table>\n",
        }
    }

    fn close(self) -> &'static str {
        match self {
            Wrapper::None => "",
            Wrapper::Bullets | Wrapper::Numbers => "</list>\n",
            Wrapper::Table => "</table>\n",
        }
    }
}

fn block(page: &Page, piece: &Piece<'_>, xml: &mut String) {
    match piece.markup {
        Markup::ListItem { .. } => wrap("item", page, piece, xml),
        Markup::Quote => wrap("quote", page, piece, xml),
        Markup::Code => {
            xml.push_str("<ab type=\"code\" xml:space=\"preserve\">");
            escape(indentation(page, piece.block.span), xml);
            for span in &piece.spans {
                escape(page.slice(*span), xml);
            }
            xml.push_str("</ab>\n");
        }
        Markup::Row { header } => row(header, page, piece, xml),
        _ => wrap("p", page, piece, xml),
    }
}

fn row(header: bool, page: &Page, piece: &Piece<'_>, xml: &mut String) {
    xml.push_str(if header { "<row role=\"label\">" } else { "<row>" });
    let mut cells = String::new();
    inline(page, piece, &mut cells);
    xml.push_str(if cells.is_empty() { "<cell/>" } else { &cells });
    xml.push_str("</row>\n");
}

fn wrap(name: &str, page: &Page, piece: &Piece<'_>, xml: &mut String) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    inline(page, piece, xml);
    xml.push_str("</");
    xml.push_str(name);
    xml.push_str(">\n");
}

fn inline(page: &Page, piece: &Piece<'_>, xml: &mut String) {
    let is_row = matches!(piece.markup, Markup::Row { .. });
    let mut inline = Inline { xml, is_row, in_cell: false, open: Vec::new() };
    walk(page, piece, &mut |step| inline.step(step));
    inline.close_cell();
}

/// Writes what stands in a block. In a row nothing may stand outside its cells: markup that holds
/// a cell, as a link around it, is written inside of it, and text that no cell holds gets one.
struct Inline<'x> {
    xml: &'x mut String,
    is_row: bool,
    in_cell: bool,
    /// Markup that is open, cells aside: how it begins and how it ends.
    open: Vec<(String, &'static str)>,
}

impl Inline<'_> {
    fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Word(word) => {
                self.need_cell();
                escape(word, self.xml);
            }
            Step::Space if self.is_row && !self.in_cell => {}
            Step::Space => self.xml.push(' '),
            Step::Break => {
                self.need_cell();
                self.xml.push_str("<lb/>");
            }
            Step::Open(InlineKind::Cell, _) if self.is_row => {
                self.close_cell();
                self.need_cell();
            }
            Step::Close(InlineKind::Cell) if self.is_row => self.close_cell(),
            Step::Open(kind, href) => {
                let (start, end) = tags(kind, href);
                if self.may_write() {
                    self.xml.push_str(&start);
                }
                self.open.push((start, end));
            }
            Step::Close(_) => {
                let closed = self.open.pop();
                if let (true, Some((_, end))) = (self.may_write(), closed) {
                    self.xml.push_str(end);
                }
            }
        }
    }

    fn may_write(&self) -> bool {
        self.in_cell || !self.is_row
    }

    fn need_cell(&mut self) {
        if self.may_write() {
            return;
        }
        self.in_cell = true;
        self.xml.push_str("<cell>");
        for (start, _) in &self.open {
            self.xml.push_str(start);
        }
    }

    fn close_cell(&mut self) {
        if !self.in_cell {
            return;
        }
        for (_, end) in self.open.iter().rev() {
            self.xml.push_str(end);
        }
        self.xml.push_str("</cell>");
        self.in_cell = false;
    }
}

/// How inline markup begins and ends; nothing for what TEI has no use for, as links to nowhere.
fn tags(kind: InlineKind, href: &str) -> (String, &'static str) {
    match (kind, safe_href(href).and_then(pointer)) {
        (InlineKind::Link(_), Some(href)) => {
            let mut start = String::from("<ref");
            attribute("target", &href, &mut start);
            start.push('>');
            (start, "</ref>")
        }
        (InlineKind::Strong, _) => ("<hi rend=\"bold\">".into(), "</hi>"),
        (InlineKind::Emphasis, _) => ("<hi rend=\"italic\">".into(), "</hi>"),
        (InlineKind::Code, _) => ("<hi rend=\"code\">".into(), "</hi>"),
        (InlineKind::Formula, _) => ("<formula notation=\"TeX\">".to_owned(), "</formula>"),
        (InlineKind::Link(_) | InlineKind::Cell | InlineKind::Break, _) => (String::new(), ""),
    }
}

fn element(name: &str, text: &str, xml: &mut String) {
    xml.push('<');
    xml.push_str(name);
    xml.push('>');
    escape(&one_line(text), xml);
    xml.push_str("</");
    xml.push_str(name);
    xml.push_str(">\n");
}

fn attribute(name: &str, value: &str, xml: &mut String) {
    xml.push(' ');
    xml.push_str(name);
    xml.push_str("=\"");
    escape(value, xml);
    xml.push('"');
}

/// An address as `xs:anyURI` takes it: what no URI may hold is percent-encoded. `None` for what only
/// looks like an address, as a sentence where its host should be.
fn pointer(href: &str) -> Option<String> {
    let (before, fragment) = href.split_once('#').map_or((href, None), |(url, part)| (url, Some(part)));
    if !has_sound_host(before) {
        return None;
    }
    let mut pointer = String::with_capacity(href.len());
    encode(before, &mut pointer);
    if let Some(fragment) = fragment {
        pointer.push('#');
        encode(fragment, &mut pointer);
    }
    Some(pointer)
}

fn encode(part: &str, pointer: &mut String) {
    for (at, byte) in part.bytes().enumerate() {
        match byte {
            b'%' if !begins_escape(part, at) => pointer.push_str("%25"),
            b'!' | b'$'..=b';' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~' => {
                pointer.push(char::from(byte))
            }
            other => pointer.push_str(&format!("%{other:02X}")),
        }
    }
}

/// True when two hexadecimal digits follow.
fn begins_escape(part: &str, at: usize) -> bool {
    let digits = part.as_bytes().get(at + 1..at + 3);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// True unless the address names a host, and no host can be called so.
fn has_sound_host(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("//") else { return true };
    if scheme.contains(['/', '?']) || !(scheme.is_empty() || scheme.ends_with(':')) {
        return true;
    }
    let authority = rest.split(['/', '?']).next().unwrap_or("");
    let host_and_port = authority.rsplit('@').next().unwrap_or("");
    let (host, port) = host_and_port.split_once(':').unwrap_or((host_and_port, "0"));
    !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || byte >= 0x80)
        && !port.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Span;

    #[test]
    fn dates_are_those_of_the_schema() {
        let check =
            |date: &str, expected: Option<&str>| assert_eq!(when(date).as_deref(), expected, "{date}");
        check("2019", Some("2019"));
        check("2019-05", Some("2019-05"));
        check("2019-05-21", Some("2019-05-21"));
        check("2019-05-21T09:15", Some("2019-05-21T09:15:00"));
        check("2019-05-21T09:15+02:00", Some("2019-05-21T09:15:00+02:00"));
        check("2019-05-21T09:15:07Z", Some("2019-05-21T09:15:07Z"));
        check("21 May 2019", None);
        check("2019-05-21T9", None);
    }

    #[test]
    fn addresses_are_those_of_the_schema() {
        let check =
            |href: &str, expected: Option<&str>| assert_eq!(pointer(href).as_deref(), expected, "{href}");
        check("/a b?q=é", Some("/a%20b?q=%C3%A9"));
        check("http://e.org:80/50%/%41#x#y", Some("http://e.org:80/50%25/%41#x%23y"));
        check("http://A sentence: no host", None);
        check("http://https://e.org", None);
        check("/to?u=http://A sentence", Some("/to?u=http://A%20sentence"));
        check("mailto:a@e.org", Some("mailto:a@e.org"));
    }

    #[test]
    fn nothing_stands_between_the_cells_of_a_row() {
        let mut xml = String::new();
        let mut inline = Inline { xml: &mut xml, is_row: true, in_cell: false, open: Vec::new() };
        let steps = [
            Step::Open(InlineKind::Link(Span::new(0, 0)), "http://e.org/"),
            Step::Open(InlineKind::Cell, ""),
            Step::Word("one"),
            Step::Close(InlineKind::Cell),
            Step::Close(InlineKind::Link(Span::new(0, 0))),
            Step::Space,
            Step::Word("stray"),
            Step::Open(InlineKind::Cell, ""),
            Step::Open(InlineKind::Strong, ""),
            Step::Word("two"),
            Step::Close(InlineKind::Strong),
            Step::Close(InlineKind::Cell),
        ];
        for step in steps {
            inline.step(step);
        }
        inline.close_cell();
        assert_eq!(
            xml,
            "<cell><ref target=\"http://e.org/\">one</ref></cell><cell>stray</cell><cell><hi rend=\"bold\">two</hi></cell>"
        );
    }
}
