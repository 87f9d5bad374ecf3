//! JSON: one object per record, every name always present, always in the same order.
//!
//! The names follow schema.org where it has one. Unknown values are `null` or `[]`. Characters
//! that a terminal would obey are escaped, so that a record may be looked at with `cat`.

use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use serde_json::{Map, Value};

use crate::page::{Cause, Extraction, Field, InputKind, Markup, PageKinds};

use super::{Blocks, Failed, Outcome, Source, WriteOptions, Writer};

/// JSON, on one line or indented.
#[derive(Debug)]
pub struct Json {
    /// Only [`WriteOptions::blocks`] matters.
    pub options: WriteOptions,
    /// How it is laid out.
    pub layout: Layout,
}

/// How a JSON object is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// On one line, as `jsonl` needs it.
    OneLine,
    /// On many lines, for readers.
    Indented,
}

/// Every name of a record that is ours; a carried field of the same name gives way.
pub const NAMES: [&str; 35] = [
    "id",
    "url",
    "outlet",
    "layout",
    "title",
    "lead",
    "text",
    "author",
    "date",
    "language",
    "tags",
    "description",
    "sitename",
    "comments",
    "related",
    "captions",
    "warnings",
    "rules_digest",
    "version",
    "section",
    "canonical",
    "image",
    "date_modified",
    "captured",
    "classifieds",
    "archived_at",
    "kinds",
    "confidence",
    "decoding",
    "sources",
    "images",
    "source",
    "blocks",
    "page_text",
    "duplicate_of",
];

impl Writer for Json {
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        to_json(&record_of(outcome, self.options.blocks), self.layout, out);
        out.push(b'\n');
    }

    fn failure(&self, failed: &Failed<'_>, out: &mut Vec<u8>) {
        let mut row: Map<String, Value> =
            ROW_NAMES.iter().map(|name| ((*name).to_owned(), empty_value(name))).collect();
        for (name, value) in [("id", failed.id), ("place", failed.place), ("error", failed.error)] {
            row.insert(name.to_owned(), value.into());
        }
        to_json(&row, self.layout, out);
        out.push(b'\n');
    }
}

/// The names that every record has: the first of [`NAMES`].
const ROW_NAMES: &[&str] = NAMES.split_at(NAMES.len() - 3).0;

/// The value of a name of which nothing is known: as a record of an empty page has it.
fn empty_value(name: &str) -> Value {
    match name {
        "author" | "tags" | "comments" | "related" | "captions" | "warnings" | "classifieds" | "images" => {
            Value::Array(Vec::new())
        }
        "version" => env!("CARGO_PKG_VERSION").into(),
        "sources" => Value::Object(Map::new()),
        _ => Value::Null,
    }
}

/// Any value as JSON with control characters escaped.
pub fn to_json(value: &impl Serialize, layout: Layout, out: &mut Vec<u8>) {
    let written = match layout {
        Layout::OneLine => {
            value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Quiet(CompactFormatter)))
        }
        Layout::Indented => value
            .serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Quiet(PrettyFormatter::new()))),
    };
    written.expect("a vector takes every byte, and our values have string keys and finite numbers");
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    url: Option<&'a str>,
    outlet: Option<&'a str>,
    layout: Option<&'a str>,
    title: Option<&'a str>,
    lead: Option<&'a str>,
    text: &'a str,
    author: &'a [String],
    date: Option<&'a str>,
    language: Option<&'a str>,
    tags: &'a [String],
    description: Option<&'a str>,
    sitename: Option<&'a str>,
    comments: Vec<Comment<'a>>,
    related: &'a [String],
    captions: Vec<Caption<'a>>,
    warnings: Vec<Warning<'a>>,
    rules_digest: &'a str,
    version: &'static str,
    section: Option<&'a str>,
    canonical: Option<&'a str>,
    image: Option<&'a str>,
    date_modified: Option<&'a str>,
    captured: Option<&'a str>,
    classifieds: &'a [String],
    archived_at: Option<&'a str>,
    kinds: Option<Kinds>,
    confidence: Option<f64>,
    decoding: Decoding,
    sources: Sources<'a>,
    images: Vec<Image<'a>>,
    source: Option<&'a Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocks: Option<Vec<Block<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate_of: Option<&'a str>,
    #[serde(flatten)]
    carried: Option<Carried<'a>>,
}

#[derive(Serialize)]
struct Comment<'a> {
    author: Option<&'a str>,
    date: Option<&'a str>,
    text: &'a str,
}

#[derive(Serialize)]
struct Image<'a> {
    src: &'a str,
    alt: Option<&'a str>,
    caption: Option<&'a str>,
}

#[derive(Serialize)]
struct Caption<'a> {
    text: &'a str,
    credit: Option<&'a str>,
}

#[derive(Serialize)]
struct Warning<'a> {
    kind: &'static str,
    detail: &'a str,
}

#[derive(Serialize)]
struct Decoding {
    kind: &'static str,
    encoding: &'static str,
    source: &'static str,
    replaced: u32,
}

#[derive(Serialize)]
struct Block<'a> {
    start: u32,
    end: u32,
    kind: &'static str,
    markup: String,
    rule: Option<&'a str>,
    /// Why the classifier kept or dropped it; `null` where it did not decide.
    cause: Option<&'static str>,
    text: &'a str,
}

struct Kinds(PageKinds);

impl Serialize for Kinds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(PageKinds::NAMES.iter().zip(self.0.probabilities.map(rounded)))
    }
}

struct Sources<'a>(&'a [(Field, String)]);

impl Serialize for Sources<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(field, source)| (field.name(), source)))
    }
}

struct Carried<'a>(&'a Map<String, Value>);

impl Serialize for Carried<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.iter().filter(|(name, _)| !NAMES.contains(&name.as_str())) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// The record of `Json`, without blocks.
impl Serialize for Extraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        record(self, Blocks::Without).serialize(serializer)
    }
}

/// The record of an outcome: what JSON writes, and what every table with columns has as a row.
pub(super) fn record_of<'a>(outcome: &Outcome<'a>, blocks: Blocks) -> impl Serialize + 'a {
    Record {
        duplicate_of: outcome.duplicate_of,
        source: outcome.source,
        carried: Some(Carried(outcome.carried)),
        ..record(outcome.extraction, blocks)
    }
}

fn record(extraction: &Extraction, blocks: Blocks) -> Record<'_> {
    let fields = &extraction.fields;
    Record {
        id: &extraction.id,
        url: extraction.url.as_deref(),
        outlet: extraction.outlet.as_deref(),
        layout: extraction.layout.as_deref(),
        title: fields.title.as_deref(),
        lead: fields.lead.as_deref(),
        text: &extraction.text,
        author: &fields.author,
        date: fields.date.as_deref(),
        language: fields.language.as_deref(),
        tags: &fields.tags,
        description: fields.description.as_deref(),
        sitename: fields.sitename.as_deref(),
        comments: fields
            .comments
            .iter()
            .map(|comment| Comment {
                author: comment.author.as_deref(),
                date: comment.date.as_deref(),
                text: &comment.text,
            })
            .collect(),
        related: &fields.related,
        captions: fields
            .captions
            .iter()
            .map(|caption| Caption { text: &caption.text, credit: caption.credit.as_deref() })
            .collect(),
        warnings: extraction
            .warnings
            .iter()
            .map(|warning| Warning { kind: warning.kind.name(), detail: &warning.detail })
            .collect(),
        rules_digest: &extraction.rules.digest,
        version: env!("CARGO_PKG_VERSION"),
        section: fields.section.as_deref(),
        canonical: fields.canonical.as_deref(),
        image: fields.image.as_deref(),
        date_modified: fields.date_modified.as_deref(),
        captured: fields.captured.as_deref(),
        classifieds: &fields.classifieds,
        archived_at: fields.archived_at.as_deref(),
        kinds: extraction.kinds.map(Kinds),
        confidence: extraction.confidence.map(rounded),
        decoding: decoding(extraction),
        sources: Sources(&fields.sources),
        images: image_list(extraction),
        source: None,
        blocks: (blocks != Blocks::Without).then(|| block_list(extraction)),
        page_text: (blocks == Blocks::WithPageText).then_some(extraction.page.text.as_str()),
        duplicate_of: None,
        carried: None,
    }
}

fn image_list(extraction: &Extraction) -> Vec<Image<'_>> {
    let images = extraction.images.iter();
    images
        .map(|image| Image { src: &image.src, alt: image.alt.as_deref(), caption: image.caption.as_deref() })
        .collect()
}

fn decoding(extraction: &Extraction) -> Decoding {
    let decoding = &extraction.decoding;
    Decoding {
        kind: input_kind(decoding.kind),
        encoding: decoding.encoding,
        source: decoding.source,
        replaced: decoding.n_replaced,
    }
}

fn block_list(extraction: &Extraction) -> Vec<Block<'_>> {
    extraction
        .labels
        .iter()
        .map(|labelled| Block {
            start: labelled.span.start,
            end: labelled.span.end,
            kind: labelled.label.name(),
            markup: markup_name(labelled.markup),
            rule: labelled.rule.and_then(|rule| extraction.rules.get(rule)).map(|rule| rule.name.as_str()),
            cause: labelled.cause.map(Cause::name),
            text: extraction.page.slice(labelled.span),
        })
        .collect()
}

/// The word for what a document was taken for.
pub fn input_kind(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Auto => "auto",
        InputKind::Html => "html",
        InputKind::Text => "text",
    }
}

/// The word for a block's markup: `paragraph`, `h2`, `list-item`, ...
pub fn markup_name(markup: Markup) -> String {
    match markup {
        Markup::None => "none",
        Markup::Paragraph => "paragraph",
        Markup::Heading(level) => return format!("h{level}"),
        Markup::ListItem { .. } => "list-item",
        Markup::Quote => "quote",
        Markup::Code => "code",
        Markup::Row { header: true } => "header-row",
        Markup::Row { header: false } => "row",
        Markup::Caption => "caption",
    }
    .to_owned()
}

/// Three decimals are more than any of these figures is worth.
pub(super) fn rounded(probability: f32) -> f64 {
    if probability.is_finite() { (f64::from(probability) * 1000.0).round() / 1000.0 } else { 0.0 }
}

/// The same layout as the formatter inside, with the controls that JSON itself leaves alone (DELETE
/// and C1) and the marks that turn the writing direction escaped, too.
struct Quiet<F>(F);

impl<F: Formatter> Formatter for Quiet<F> {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut done = 0;
        for (at, character) in fragment.char_indices() {
            // ASCII below DELETE needs no test: JSON's own escapes dealt with it.
            if character >= '\u{7F}' && crate::text::control::is_unprintable(character) {
                writer.write_all(&fragment.as_bytes()[done..at])?;
                write!(writer, "\\u{:04x}", u32::from(character))?;
                done = at + character.len_utf8();
            }
        }
        writer.write_all(&fragment.as_bytes()[done..])
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_a_name_of_the_record() {
        for field in Field::ALL {
            assert!(NAMES.contains(&field.name()), "{field}");
        }
    }

    #[test]
    fn controls_are_escaped_and_nothing_else() {
        let mut out = Vec::new();
        to_json(&"é\u{9b}\u{7f}\u{202e}\u{1b}x\u{2019}", Layout::OneLine, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "\"é\\u009b\\u007f\\u202e\\u001bx\u{2019}\"");
    }
}
