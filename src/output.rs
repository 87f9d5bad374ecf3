//! An [`Extraction`] becomes bytes, one file per format.
//!
//! Every format sees the extraction, the labels it may print and what the record carried; none
//! sees a tree, and nothing decided here flows back into the labels.

#[cfg(feature = "arrow")]
pub mod arrow;
pub mod clean_html;
#[cfg(feature = "csv")]
pub mod csv;
pub mod explain;
pub mod explain_html;
pub mod json;
pub mod markdown;
pub mod pieces;
pub mod printable;
pub mod reason_words;
pub mod standalone;
pub mod tei;
pub mod text;
pub mod trafilatura;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::page::{Extraction, Label};

/// One result on its way out: what was extracted, and what was known of the record besides.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// What was extracted.
    pub extraction: &'a Extraction,
    /// Fields of the input record that are carried through; empty where there were none.
    pub carried: &'a Map<String, Value>,
    /// The id of an earlier record with the same text, or nearly the same.
    pub duplicate_of: Option<&'a str>,
    /// Where in a web archive the page was found.
    pub source: Option<&'a Source>,
}

/// Where in a web archive a page was found, and what was told of it there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The archive, as the user named it.
    pub file: String,
    /// Where the record begins, in bytes of the file as it is packed: where its gzip member or zstd frame does.
    pub offset: u64,
    /// The record's own id.
    pub record_id: Option<String>,
    /// Status of the HTTP response.
    pub status: Option<u16>,
    /// Content type of the response.
    pub content_type: Option<String>,
    /// Digest of the payload, with the name of its method, as the archive tells it.
    pub payload_digest: Option<String>,
}

impl<'a> Outcome<'a> {
    /// An extraction with nothing besides.
    pub fn new(extraction: &'a Extraction, carried: &'a Map<String, Value>) -> Self {
        Self { extraction, carried, duplicate_of: None, source: None }
    }
}

/// A record that failed, on its way out.
#[derive(Debug, Clone, Copy)]
pub struct Failed<'a> {
    /// Its id, or its place.
    pub id: &'a str,
    /// Where it stands in the input.
    pub place: &'a str,
    /// Why it failed.
    pub error: &'a str,
}

/// Writes one result after the other. A writer holds options, never a record, so it is shared by
/// all threads.
pub trait Writer: Send + Sync {
    /// What stands at the beginning of a file, such as the header line of a table.
    fn preamble(&self, _out: &mut Vec<u8>) {}

    /// One result, appended to `out`.
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>);

    /// A record that failed, where the format has a row for it.
    fn failure(&self, _failed: &Failed<'_>, _out: &mut Vec<u8>) {}
}

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// The clean text alone.
    Text,
    /// Markdown: headings, lists, quotes, tables, code and links kept.
    Markdown,
    /// One indented JSON object.
    Json,
    /// One JSON object per line.
    Jsonl,
    /// One row per record.
    #[cfg(feature = "csv")]
    Csv,
    /// TEI P5 XML.
    Tei,
    /// HTML with nothing but the article.
    Html,
}

/// The word is not the name of a [`Format`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{0}`; one of {names}", names = names())]
pub struct UnknownFormat(pub String);

fn names() -> String {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
    names.join(", ")
}

impl Format {
    /// Every format.
    pub const ALL: &'static [Format] = &[
        Format::Text,
        Format::Markdown,
        Format::Json,
        Format::Jsonl,
        #[cfg(feature = "csv")]
        Format::Csv,
        Format::Tei,
        Format::Html,
    ];

    /// The word that names it on the command line; also the extension of its files.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Markdown => "md",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            #[cfg(feature = "csv")]
            Format::Csv => "csv",
            Format::Tei => "tei",
            Format::Html => "html",
        }
    }

    /// Extension of the files that hold it, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Tei => "xml",
            other => other.name(),
        }
    }

    /// True when one file can hold many records.
    pub fn holds_many(self) -> bool {
        match self {
            Format::Jsonl => true,
            #[cfg(feature = "csv")]
            Format::Csv => true,
            _ => false,
        }
    }

    /// True for formats that say which record another one is like.
    #[doc(hidden)]
    pub fn tells_duplicates(self) -> bool {
        self.holds_many() || self == Format::Json
    }

    /// The writer for this format.
    #[doc(hidden)]
    pub fn writer(self, options: WriteOptions) -> Box<dyn Writer> {
        match self {
            Format::Text => Box::new(text::Text { options }),
            Format::Markdown => Box::new(markdown::Markdown { options }),
            Format::Json if options.names == Names::Trafilatura => {
                Box::new(trafilatura::Trafilatura { layout: json::Layout::Indented })
            }
            Format::Jsonl if options.names == Names::Trafilatura => {
                Box::new(trafilatura::Trafilatura { layout: json::Layout::OneLine })
            }
            Format::Json => Box::new(json::Json { options, layout: json::Layout::Indented }),
            Format::Jsonl => Box::new(json::Json { options, layout: json::Layout::OneLine }),
            #[cfg(feature = "csv")]
            Format::Csv => Box::new(csv::Csv { carried: options.columns }),
            Format::Tei => Box::new(tei::Tei { options }),
            Format::Html => Box::new(clean_html::CleanHtml { options }),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        let named = Self::ALL.iter().find(|format| format.name() == word);
        named.copied().ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

impl Extraction {
    /// The page in a format, with lead and body as its text. Formats that hold many records
    /// ([`Format::Jsonl`], `Format::Csv`) give one line, which ends in a line break; a table's header line
    /// is not among it. Never fails.
    ///
    /// ```
    /// use tamis::{Document, Extractor, Format, RuleSet};
    ///
    /// let extraction = Extractor::new(RuleSet::embedded()).extract(Document::text("The soup is ready."));
    /// assert_eq!(extraction.to_format(Format::Text), "The soup is ready.\n");
    /// ```
    pub fn to_format(&self, format: Format) -> String {
        let carried = Map::new();
        let mut bytes = Vec::new();
        format.writer(WriteOptions::default()).record(&Outcome::new(self, &carried), &mut bytes);
        // Every writer writes UTF-8: a test of each of them reads it back.
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// The text as Markdown: headings, lists, quotes, tables, code and links kept.
    pub fn to_markdown(&self) -> String {
        self.to_format(Format::Markdown)
    }

    /// The record as one line of JSON, without a line break at its end: every name always present, as
    /// the command line writes it with `-f jsonl`. Characters that a terminal would obey are escaped.
    pub fn to_json(&self) -> String {
        let mut line = self.to_format(Format::Jsonl);
        line.truncate(line.trim_end().len());
        line
    }

    /// A whole HTML page with nothing but the article in it.
    pub fn to_html(&self) -> String {
        self.to_format(Format::Html)
    }
}

/// What the formats are told; each looks only at what concerns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteOptions {
    /// Which labels structured formats print, in page order.
    pub labels: Vec<Label>,
    /// Whether formats without a place of their own for it print the title above the text.
    pub title: TitleLine,
    /// Whether JSON lists the blocks of the page.
    pub blocks: Blocks,
    /// Whether Markdown shows where links lead.
    pub links: Links,
    /// Whether Markdown and HTML show the article's pictures.
    pub images: Images,
    /// Whose names JSON goes by.
    pub names: Names,
    /// Carried fields that have a column of their own in tables.
    pub columns: Vec<String>,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            labels: vec![Label::Lead, Label::Body],
            title: TitleLine::Without,
            blocks: Blocks::Without,
            links: Links::With,
            images: Images::Without,
            names: Names::Own,
            columns: Vec::new(),
        }
    }
}

/// Whether pictures are shown where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Images {
    /// Words only.
    Without,
    /// With their addresses and captions.
    With,
}

/// Whether the title stands above the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleLine {
    /// Text only.
    Without,
    /// Title, then text.
    With,
}

/// Whether links are links, or their words alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// Links.
    With,
    /// Their words.
    Without,
}

/// The names of a JSON record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Ours.
    Own,
    /// Those that trafilatura writes.
    Trafilatura,
}

/// Whether JSON lists blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocks {
    /// No.
    Without,
    /// Every labelled span, kept or dropped.
    With,
    /// The same, and the page's own text that the byte offsets refer to.
    WithPageText,
}
