//! TEI P5: a header with what is known of the page, and a body of divisions, one per heading.
//!
//! Uses elements of `tei_all` only, and of those, tables aside, only what corpus customisations keep,
//! too: so the files are valid against the DTD of TEI corpora that the package trafilatura ships,
//! which is how they are checked. A heading may stand only at the head of its division, so each
//! heading of the article opens a new one.

use crate::model::{InlineKind, Markup, Page};

use super::clean_html::escape;
use super::pieces::{Piece, Step, pieces, safe_href, walk};
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
    if let Some(url) = extraction.url.as_deref().and_then(safe_href) {
        xml.push_str("<ptr type=\"url\"");
        attribute("target", &pointer(url), xml);
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
        attribute("when", date, xml);
        xml.push('>');
        escape(date, xml);
        xml.push_str("</date>\n");
    }
}

fn body(outcome: &Outcome<'_>, options: &WriteOptions, xml: &mut String) {
    let page = &outcome.extraction.page;
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
            for span in &piece.spans {
                escape(page.slice(*span), xml);
            }
            xml.push_str("</ab>\n");
        }
        Markup::Row { header } => row(header, page, piece, xml),
        _ => wrap("p", page, piece, xml),
    }
}

/// A row whose text lies in no cell still needs one.
fn row(header: bool, page: &Page, piece: &Piece<'_>, xml: &mut String) {
    xml.push_str(if header { "<row role=\"label\">" } else { "<row>" });
    let mut cells = String::new();
    inline(page, piece, &mut cells);
    if cells.starts_with("<cell>") {
        xml.push_str(&cells);
    } else {
        xml.push_str("<cell>");
        xml.push_str(&cells.replace("<cell>", "").replace("</cell>", ""));
        xml.push_str("</cell>");
    }
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
    let mut links = Vec::new();
    let cells = matches!(piece.markup, Markup::Row { .. });
    let mut in_cell = false;
    walk(page, piece, &mut |step| match step {
        Step::Word(word) => escape(word, xml),
        // Between two cells no text may stand.
        Step::Space => {
            if !cells || in_cell {
                xml.push(' ');
            }
        }
        Step::Break => xml.push_str("<lb/>"),
        Step::Open(InlineKind::Link(_), href) => {
            let href = safe_href(href);
            links.push(href.is_some());
            if let Some(href) = href {
                xml.push_str("<ref");
                attribute("target", &pointer(href), xml);
                xml.push('>');
            }
        }
        Step::Close(InlineKind::Link(_)) => {
            if links.pop() == Some(true) {
                xml.push_str("</ref>");
            }
        }
        Step::Open(kind, _) => {
            in_cell |= kind == InlineKind::Cell;
            xml.push_str(match kind {
                InlineKind::Strong => "<hi rend=\"bold\">",
                InlineKind::Emphasis => "<hi rend=\"italic\">",
                InlineKind::Code => "<hi rend=\"code\">",
                InlineKind::Cell if cells => "<cell>",
                _ => "",
            });
        }
        Step::Close(kind) => {
            in_cell &= kind != InlineKind::Cell;
            xml.push_str(match kind {
                InlineKind::Strong | InlineKind::Emphasis | InlineKind::Code => "</hi>",
                InlineKind::Cell if cells => "</cell>",
                _ => "",
            });
        }
    });
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

/// An address as `xs:anyURI` takes it: what no URI may hold is percent-encoded.
fn pointer(href: &str) -> String {
    let mut pointer = String::with_capacity(href.len());
    for byte in href.bytes() {
        match byte {
            b'!' | b'#'..=b';' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~' => {
                pointer.push(char::from(byte))
            }
            other => pointer.push_str(&format!("%{other:02X}")),
        }
    }
    pointer
}
