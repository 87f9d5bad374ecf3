//! CSV: a header line, then one row per record. Lists become one cell, parts separated by `; `.

use std::borrow::Cow;

use super::printable::printable;
use super::{Outcome, Writer};

/// CSV as RFC 4180 describes it, with `\n` line ends.
#[derive(Debug)]
pub struct Csv;

/// The columns: names of the JSON record that fit into one cell. New ones come last, so that readers by
/// place go on working.
const COLUMNS: [&str; 21] = [
    "id",
    "url",
    "outlet",
    "layout",
    "title",
    "lead",
    "text",
    "author",
    "date",
    "captured",
    "language",
    "tags",
    "description",
    "sitename",
    "section",
    "warnings",
    "confidence",
    "duplicate_of",
    "date_modified",
    "canonical",
    "image",
];

impl Writer for Csv {
    fn preamble(&self, out: &mut Vec<u8>) {
        row(&COLUMNS, out);
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        row(&COLUMNS.map(|column| cell(column, outcome)), out);
    }
}

/// The cell of a column; empty when the page does not tell.
fn cell<'a>(column: &str, outcome: &Outcome<'a>) -> Cow<'a, str> {
    let extraction = outcome.extraction;
    let known = match column {
        "id" => Some(extraction.id.as_str()),
        "url" => extraction.url.as_deref(),
        "outlet" => extraction.outlet.as_deref(),
        "layout" => extraction.layout.as_deref(),
        "text" => Some(extraction.text.as_str()),
        "duplicate_of" => outcome.duplicate_of,
        "warnings" => {
            let kinds: Vec<&str> = extraction.warnings.iter().map(|warning| warning.kind.name()).collect();
            return kinds.join("; ").into();
        }
        "confidence" => {
            let confidence = extraction.confidence.map(|figure| super::json::rounded(figure).to_string());
            return confidence.unwrap_or_default().into();
        }
        field => {
            let texts = field.parse().map(|field| extraction.fields.texts(field)).unwrap_or_default();
            return match texts.as_slice() {
                [text] => (*text).into(),
                texts => texts.join("; ").into(),
            };
        }
    };
    known.unwrap_or_default().into()
}

fn row(cells: &[impl AsRef<str>], out: &mut Vec<u8>) {
    let mut writer = ::csv::Writer::from_writer(out);
    let cells = cells.iter().map(|cell| printable(cell.as_ref()).into_owned());
    writer
        .write_record(cells)
        .and_then(|()| writer.flush().map_err(Into::into))
        .expect("a vector takes every byte");
}

#[cfg(test)]
mod tests {
    use super::COLUMNS;
    use crate::page::Field;

    #[test]
    fn every_field_of_one_cell_has_a_column() {
        for field in Field::SOURCED {
            assert!(COLUMNS.contains(&field.name()), "{field}");
        }
    }
}
