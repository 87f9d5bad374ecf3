//! CSV: a header line, then one row per record. Lists become one cell, parts separated by `; `.

use super::printable::printable;
use super::{Outcome, Writer};

/// CSV as RFC 4180 describes it, with `\n` line ends.
#[derive(Debug)]
pub struct Csv;

/// The columns; a part of the names of the JSON record, in the same order.
const COLUMNS: [&str; 17] = [
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
    "section",
    "warnings",
    "confidence",
    "duplicate_of",
];

impl Writer for Csv {
    fn preamble(&self, out: &mut Vec<u8>) {
        row(&COLUMNS, out);
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let extraction = outcome.extraction;
        let fields = &extraction.fields;
        let warnings: Vec<&str> = extraction.warnings.iter().map(|warning| warning.kind.name()).collect();
        let author = fields.author.join("; ");
        let tags = fields.tags.join("; ");
        let warnings = warnings.join("; ");
        let confidence = extraction.confidence.map(|c| super::json::rounded(c).to_string());
        let cells: [&str; COLUMNS.len()] = [
            &extraction.id,
            extraction.url.as_deref().unwrap_or(""),
            extraction.outlet.as_deref().unwrap_or(""),
            extraction.layout.as_deref().unwrap_or(""),
            fields.title.as_deref().unwrap_or(""),
            fields.lead.as_deref().unwrap_or(""),
            &extraction.text,
            &author,
            fields.date.as_deref().unwrap_or(""),
            fields.language.as_deref().unwrap_or(""),
            &tags,
            fields.description.as_deref().unwrap_or(""),
            fields.sitename.as_deref().unwrap_or(""),
            fields.section.as_deref().unwrap_or(""),
            &warnings,
            confidence.as_deref().unwrap_or(""),
            outcome.duplicate_of.unwrap_or(""),
        ];
        row(&cells, out);
    }
}

fn row(cells: &[&str], out: &mut Vec<u8>) {
    let mut writer = ::csv::Writer::from_writer(out);
    let cells = cells.iter().map(|cell| printable(cell).into_owned());
    writer
        .write_record(cells)
        .and_then(|()| writer.flush().map_err(Into::into))
        .expect("a vector takes every byte");
}
