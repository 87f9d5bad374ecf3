//! The article as HTML: the kept blocks with their own markup, and nothing of the page around.

use crate::page::{GENERATOR, Image, InlineKind, Markup, Page};

use super::pieces::{Piece, Step, before_code, pieces, safe_href, shown_images, walk, with_whole_addresses};
use super::printable::one_line;
use super::{Outcome, WriteOptions, Writer};

/// Cleaned HTML.
#[derive(Debug)]
pub struct CleanHtml {
    /// Labels.
    pub options: WriteOptions,
}

impl Writer for CleanHtml {
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let extraction = outcome.extraction;
        let mut html = String::with_capacity(extraction.text.len() * 2);
        html.push_str("<!DOCTYPE html>\n<html");
        attribute("lang", extraction.fields.language.as_deref(), &mut html);
        html.push_str(">\n<head>\n<meta charset=\"utf-8\">\n<title>");
        let title = extraction.fields.title.as_deref().map(one_line).unwrap_or_default();
        escape(&title, &mut html);
        html.push_str("</title>\n");
        meta("generator", &[GENERATOR, env!("CARGO_PKG_VERSION")].concat(), &mut html);
        meta("author", &extraction.fields.author.join(", "), &mut html);
        meta("date", extraction.fields.date.as_deref().unwrap_or(""), &mut html);
        meta("description", extraction.fields.description.as_deref().unwrap_or(""), &mut html);
        meta("keywords", &extraction.fields.tags.join(", "), &mut html);
        if let Some(url) = extraction.url.as_deref().and_then(safe_href) {
            html.push_str("<link rel=\"canonical\"");
            attribute("href", Some(url), &mut html);
            html.push_str(">\n");
        }
        html.push_str("</head>\n<body>\n<article>\n");
        if !title.is_empty() {
            html.push_str("<h1>");
            escape(&title, &mut html);
            html.push_str("</h1>\n");
        }
        let page = with_whole_addresses(extraction);
        let mut images = shown_images(extraction, self.options.images).iter().peekable();
        let mut wrapper = Wrapper::None;
        let pieces = pieces(extraction, &self.options.labels);
        for (index, piece) in pieces.iter().enumerate() {
            while let Some(image) = images.next_if(|image| image.at <= piece.block.span.start) {
                html.push_str(std::mem::replace(&mut wrapper, Wrapper::None).close());
                figure(image, &mut html);
            }
            let next = Wrapper::of(piece);
            if next != wrapper {
                html.push_str(wrapper.close());
                html.push_str(next.open());
                wrapper = next;
            }
            let before = index.checked_sub(1).map(|index| &pieces[index]);
            block(&page, piece, before, &mut html);
        }
        html.push_str(wrapper.close());
        images.for_each(|image| figure(image, &mut html));
        html.push_str("</article>\n</body>\n</html>\n");
        out.extend_from_slice(html.as_bytes());
    }
}

/// A picture, and what is written below it.
fn figure(image: &Image, html: &mut String) {
    let Some(src) = safe_href(&image.src) else { return };
    html.push_str("<figure>\n<img");
    attribute("src", Some(src), html);
    attribute("alt", Some(image.alt.as_deref().unwrap_or("")), html);
    html.push_str(">\n");
    if let Some(caption) = &image.caption {
        html.push_str("<figcaption>");
        escape(&one_line(caption), html);
        html.push_str("</figcaption>\n");
    }
    html.push_str("</figure>\n");
}

/// The element that several blocks in a row share.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrapper {
    None,
    Bullets,
    Numbers,
    Quote,
    Code(u32),
    Table,
}

impl Wrapper {
    fn of(piece: &Piece<'_>) -> Self {
        match piece.markup {
            Markup::ListItem { ordinal: 0, .. } => Wrapper::Bullets,
            Markup::ListItem { .. } => Wrapper::Numbers,
            Markup::Quote => Wrapper::Quote,
            Markup::Code => Wrapper::Code(piece.block.group),
            Markup::Row { .. } => Wrapper::Table,
            _ => Wrapper::None,
        }
    }

    fn open(self) -> &'static str {
        match self {
            Wrapper::None => "",
            Wrapper::Bullets => "<ul>\n",
            Wrapper::Numbers => "<ol>\n",
            Wrapper::Quote => "<blockquote>\n",
            Wrapper::Code(_) => "<pre>\n",
            Wrapper::Table => "<table>\n",
        }
    }

    fn close(self) -> &'static str {
        match self {
            Wrapper::None => "",
            Wrapper::Bullets => "</ul>\n",
            Wrapper::Numbers => "</ol>\n",
            Wrapper::Quote => "</blockquote>\n",
            Wrapper::Code(_) => "</pre>\n",
            Wrapper::Table => "</table>\n",
        }
    }
}

fn block(page: &Page, piece: &Piece<'_>, before: Option<&Piece<'_>>, html: &mut String) {
    match piece.markup {
        Markup::Code => {
            escape(before_code(page, before, piece), html);
            for span in &piece.spans {
                escape(page.slice(*span), html);
            }
            html.push('\n');
        }
        Markup::Row { header } => {
            html.push_str("<tr>");
            inline(page, piece, if header { "th" } else { "td" }, html);
            html.push_str("</tr>\n");
        }
        markup => {
            let (open, close) = match markup {
                Markup::Heading(1) => ("<h2>", "</h2>\n"), // the title is the page's only h1
                Markup::Heading(2) => ("<h2>", "</h2>\n"),
                Markup::Heading(3) => ("<h3>", "</h3>\n"),
                Markup::Heading(4) => ("<h4>", "</h4>\n"),
                Markup::Heading(5) => ("<h5>", "</h5>\n"),
                Markup::Heading(_) => ("<h6>", "</h6>\n"),
                Markup::ListItem { .. } => ("<li>", "</li>\n"),
                _ => ("<p>", "</p>\n"),
            };
            html.push_str(open);
            inline(page, piece, "", html);
            html.push_str(close);
        }
    }
}

fn inline(page: &Page, piece: &Piece<'_>, cell: &str, html: &mut String) {
    let mut links = Vec::new();
    walk(page, piece, &mut |step| match step {
        Step::Word(word) => escape(word, html),
        Step::Space => html.push(' '),
        Step::Break => html.push_str("<br>"),
        Step::Open(InlineKind::Link(_), href) => {
            let href = safe_href(href);
            links.push(href.is_some());
            if href.is_some() {
                html.push_str("<a");
                attribute("href", href, html);
                html.push('>');
            }
        }
        Step::Close(InlineKind::Link(_)) => {
            if links.pop() == Some(true) {
                html.push_str("</a>");
            }
        }
        Step::Open(kind, _) => tag("<", kind, cell, html),
        Step::Close(kind) => tag("</", kind, cell, html),
    });
}

fn tag(open: &str, kind: InlineKind, cell: &str, html: &mut String) {
    let name = match kind {
        InlineKind::Strong => "strong",
        InlineKind::Emphasis => "em",
        InlineKind::Code => "code",
        InlineKind::Cell if !cell.is_empty() => cell,
        _ => return,
    };
    html.push_str(open);
    html.push_str(name);
    html.push('>');
}

fn meta(name: &str, content: &str, html: &mut String) {
    if !content.is_empty() {
        html.push_str("<meta");
        attribute("name", Some(name), html);
        attribute("content", Some(&one_line(content)), html);
        html.push_str(">\n");
    }
}

fn attribute(name: &str, value: Option<&str>, html: &mut String) {
    if let Some(value) = value {
        html.push(' ');
        html.push_str(name);
        html.push_str("=\"");
        escape(value, html);
        html.push('"');
    }
}

/// Escapes text for HTML and XML alike; control characters, which XML forbids, are dropped.
pub(super) fn escape(text: &str, markup: &mut String) {
    for character in text.chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            other if crate::text::control::is_unprintable(other) => {}
            other => markup.push(other),
        }
    }
}
