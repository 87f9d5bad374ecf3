//! CSV: a header line, then one row per record. Lists become one cell, parts separated by `; `.

use std::borrow::Cow;

use serde_json::Value;

use super::printable::printable;
use super::{Failed, Outcome, Writer};

/// CSV as RFC 4180 describes it, with `\n` line ends.
#[derive(Debug)]
pub struct Csv {
    /// Fields of the input that have a column behind ours.
    pub carried: Vec<String>,
}

/// The columns: names of the JSON record that fit into one cell. New ones come last, so that readers by
/// place go on working.
const COLUMNS: [&str; 23] = [
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
    "place",
    "error",
];

impl Writer for Csv {
    fn preamble(&self, out: &mut Vec<u8>) {
        let carried = self.carried.iter().map(String::as_str);
        row(COLUMNS.into_iter().chain(carried).map(Cow::Borrowed), out);
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let ours = COLUMNS.iter().map(|column| printable_cell(cell(column, outcome)));
        let carried = self.carried.iter().map(|name| match outcome.carried.get(name) {
            // The user's own comes out as it came in.
            Some(Value::String(text)) => Cow::Borrowed(text.as_str()),
            Some(Value::Null) | None => Cow::Borrowed(""),
            Some(other) => Cow::Owned(other.to_string()),
        });
        row(ours.chain(carried), out);
    }

    fn failure(&self, failed: &Failed<'_>, out: &mut Vec<u8>) {
        let ours = COLUMNS.iter().map(|column| match *column {
            "id" => failed.id,
            "place" => failed.place,
            "error" => failed.error,
            _ => "",
        });
        let carried = self.carried.iter().map(|_| "");
        row(ours.chain(carried).map(|cell| printable_cell(Cow::Borrowed(cell))), out);
    }
}

fn printable_cell(cell: Cow<'_, str>) -> Cow<'_, str> {
    match printable(&cell) {
        Cow::Owned(printed) => Cow::Owned(printed),
        Cow::Borrowed(_) => cell,
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
        "place" | "error" => None,
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

fn row<'a>(cells: impl Iterator<Item = Cow<'a, str>>, out: &mut Vec<u8>) {
    let mut writer = ::csv::Writer::from_writer(out);
    writer
        .write_record(cells.map(|cell| cell.as_bytes().to_vec()))
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
