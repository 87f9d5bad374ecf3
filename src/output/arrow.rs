//! Arrow: records become rows of a record batch, with the names of the JSON record as columns.
//!
//! A row is the record that JSON writes, serialized into Arrow's builders. So the two cannot differ, and a
//! field that is added to the record has to be added to [`schema`] (a test tells). Every column but `id` may
//! be null: a page that could not be read is a row with nothing but `id` and `error`.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use serde::{Serialize, Serializer};
use serde_arrow::ArrayBuilder;
use serde_json::{Map, Value};

use crate::page::PageKinds;

use super::json::{NAMES, record_of};
use super::{Blocks, Outcome};

/// Text that a batch takes, over all of its rows. A column of strings counts its bytes with 31 bits; the
/// half of that leaves room for fields that are longer than the page's text.
const MAX_TEXT_BYTES: usize = 1 << 30;

/// Which columns a table has beyond those of every record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Rows on their way to another program, which knows the columns they came with.
    Batches(Blocks),
    /// A file that stands for itself: `duplicate_of`, and `carried`, the fields that came with the record as
    /// one JSON object.
    File(Blocks),
}

impl Table {
    fn blocks(self) -> Blocks {
        match self {
            Table::Batches(blocks) | Table::File(blocks) => blocks,
        }
    }
}

/// Why rows cannot become a batch.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArrowFault {
    /// The builders refuse a value.
    #[error("a record does not fit the columns: {0}")]
    Row(#[from] serde_arrow::Error),
    /// A line that should be a record is none.
    #[error("not a record: {0}")]
    Line(#[from] serde_json::Error),
    /// The batch has no room for the text of another page.
    #[error("the batch holds a gigabyte of text; cut it into smaller ones")]
    Full,
}

/// The columns of a table, in the order of the JSON record.
pub fn schema(table: Table) -> SchemaRef {
    let mut fields = record_fields();
    fields.push(text("error"));
    if matches!(table, Table::File(_)) {
        fields.push(text("duplicate_of"));
        fields.push(text("carried"));
    }
    if table.blocks() != Blocks::Without {
        fields.push(structs("blocks", block_fields()));
    }
    if table.blocks() == Blocks::WithPageText {
        fields.push(text("page_text"));
    }
    Arc::new(Schema::new(fields))
}

fn record_fields() -> Vec<Field> {
    let mut fields = vec![Field::new("id", DataType::Utf8, false)];
    fields.extend(["url", "outlet", "layout", "title", "lead", "text"].map(text));
    fields.push(texts("author"));
    fields.extend(["date", "language"].map(text));
    fields.push(texts("tags"));
    fields.extend(["description", "sitename"].map(text));
    fields.push(structs("comments", ["author", "date", "text"].map(text).to_vec()));
    fields.push(texts("related"));
    fields.push(structs("captions", ["text", "credit"].map(text).to_vec()));
    fields.push(structs("warnings", ["kind", "detail"].map(text).to_vec()));
    fields.extend(
        ["rules_digest", "version", "section", "canonical", "image", "date_modified", "captured"].map(text),
    );
    fields.push(texts("classifieds"));
    fields.push(text("archived_at"));
    fields.push(structure("kinds", PageKinds::NAMES.map(number).to_vec()));
    fields.push(number("confidence"));
    let mut decoding = ["kind", "encoding", "source"].map(text).to_vec();
    decoding.push(count("replaced"));
    fields.push(structure("decoding", decoding));
    fields.push(dictionary("sources"));
    fields.push(structs("images", ["src", "alt", "caption"].map(text).to_vec()));
    fields.push(structure("source", source_fields()));
    fields
}

fn source_fields() -> Vec<Field> {
    let told = [text("record_id"), count("status"), text("content_type"), text("payload_digest")];
    [text("file"), count("offset")].into_iter().chain(told).collect()
}

fn block_fields() -> Vec<Field> {
    let mut fields = ["start", "end"].map(count).to_vec();
    fields.extend(["kind", "markup", "rule", "cause", "text"].map(text));
    fields
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn number(name: &str) -> Field {
    Field::new(name, DataType::Float64, true)
}

/// Signed, since Spark knows no other, and wide enough for every place in a page.
fn count(name: &str) -> Field {
    Field::new(name, DataType::Int64, true)
}

fn texts(name: &str) -> Field {
    Field::new(name, DataType::List(Arc::new(text("element"))), true)
}

fn structure(name: &str, fields: Vec<Field>) -> Field {
    Field::new(name, DataType::Struct(fields.into()), true)
}

fn structs(name: &str, fields: Vec<Field>) -> Field {
    Field::new(name, DataType::List(Arc::new(structure("element", fields))), true)
}

fn dictionary(name: &str) -> Field {
    let entry = Fields::from(vec![Field::new("key", DataType::Utf8, false), text("value")]);
    let entries = Field::new("entries", DataType::Struct(entry), false);
    Field::new(name, DataType::Map(Arc::new(entries), false), true)
}

/// Rows that become a batch.
#[derive(Debug)]
pub struct Rows {
    table: Table,
    fields: Vec<FieldRef>,
    builder: ArrayBuilder,
    n_text_bytes: usize,
}

/// A row with nothing but what went wrong.
#[derive(Serialize)]
struct FailedRow<'a> {
    id: &'a str,
    error: &'a str,
}

impl Rows {
    /// No rows.
    ///
    /// # Errors
    /// Never, as a test tells: the columns are those of [`schema`].
    pub fn new(table: Table) -> Result<Self, ArrowFault> {
        let fields: Vec<FieldRef> = schema(table).fields().iter().map(Arc::clone).collect();
        let builder = ArrayBuilder::from_arrow(&fields)?;
        Ok(Self { table, fields, builder, n_text_bytes: 0 })
    }

    /// Adds a record.
    ///
    /// # Errors
    /// The batch is full: nothing was added. Any other fault leaves the rows unusable.
    pub fn push(&mut self, outcome: &Outcome<'_>) -> Result<(), ArrowFault> {
        let extraction = outcome.extraction;
        let n_bytes = extraction.text.len() + extraction.page.text.len();
        if n_bytes > MAX_TEXT_BYTES.saturating_sub(self.n_text_bytes) {
            return Err(ArrowFault::Full);
        }
        self.n_text_bytes += n_bytes;
        Ok(self.builder.push(record_of(outcome, self.table.blocks()))?)
    }

    /// Adds a page that could not be read.
    ///
    /// # Errors
    /// Any fault leaves the rows unusable.
    pub fn push_failed(&mut self, id: &str, error: &str) -> Result<(), ArrowFault> {
        Ok(self.builder.push(FailedRow { id, error })?)
    }

    /// Adds a record, or a failure, that JSON wrote on one line.
    ///
    /// # Errors
    /// The line is no record, or the batch is full: nothing was added.
    pub fn push_line(&mut self, line: &[u8]) -> Result<(), ArrowFault> {
        if line.len() > MAX_TEXT_BYTES.saturating_sub(self.n_text_bytes) {
            return Err(ArrowFault::Full);
        }
        let record: Map<String, Value> = serde_json::from_slice(line)?;
        self.n_text_bytes += line.len();
        Ok(self.builder.push(Plain(&Value::Object(file_row(record))))?)
    }

    /// Bytes of text so far, roughly.
    pub fn n_text_bytes(&self) -> usize {
        self.n_text_bytes
    }

    /// The batch of all rows so far; none are left.
    ///
    /// # Errors
    /// An earlier fault was passed over.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowFault> {
        self.n_text_bytes = 0;
        Ok(self.builder.to_record_batch()?)
    }

    /// The columns.
    pub fn schema(&self) -> SchemaRef {
        Arc::new(Schema::new(self.fields.clone()))
    }
}

/// A value of JSON with numbers as numbers: `serde_json` hands those of any length on in a form of its own, which
/// only its own writer understands.
struct Plain<'v>(&'v Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(flag) => serializer.serialize_bool(*flag),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(list) => serializer.collect_seq(list.iter().map(Plain)),
            Value::Object(map) => {
                serializer.collect_map(map.iter().map(|(name, value)| (name, Plain(value))))
            }
            Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(whole), _) => serializer.serialize_i64(whole),
                (_, Some(whole)) => serializer.serialize_u64(whole),
                _ => serializer.serialize_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
        }
    }
}

/// A record with the fields it carried gathered in one.
fn file_row(record: Map<String, Value>) -> Map<String, Value> {
    // A failure has no text; then `error` is ours, and `place` nobody's column.
    let has = |name: &str| record.get(name).is_some_and(|value| !value.is_null());
    let is_failure = !has("text") && has("error");
    let is_ours = |name: &str| NAMES.contains(&name) || is_failure && (name == "error" || name == "place");
    let (mut own, carried): (Map<_, _>, Map<_, _>) =
        record.into_iter().partition(|(name, _)| is_ours(name.as_str()));
    if !carried.is_empty() {
        own.insert("carried".to_owned(), Value::String(Value::Object(carried).to_string()));
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Document;
    use crate::rules::set::RuleSet;

    const PAGE: &str = "<title>Soup</title><h1>Soup</h1><p>The soup was served at noon, and the whole village \
        came to eat it.</p><p>By two o'clock the pot was empty, and the cook went home to sleep.</p>";

    #[test]
    fn every_name_of_the_record_is_a_column() {
        let schema = schema(Table::File(Blocks::WithPageText));
        for name in NAMES {
            assert!(schema.field_with_name(name).is_ok(), "{name}");
        }
        assert_eq!(schema.fields().len(), NAMES.len() + 2, "error and carried are the only others");
    }

    #[test]
    fn rows_come_from_extractions_failures_and_lines() {
        let extractor = crate::Extractor::new(RuleSet::embedded());
        let extraction = extractor.extract(Document::html(PAGE).with_id("soup"));
        let mut rows = Rows::new(Table::File(Blocks::With)).unwrap();
        let carried = Map::new();
        rows.push(&Outcome::new(&extraction, &carried)).unwrap();
        rows.push_failed("gone", "no page").unwrap();
        let line = extraction.to_json();
        rows.push_line(line.replacen('{', "{\"shelf\": 7, ", 1).as_bytes()).unwrap();
        rows.push_line(br#"{"id": "x", "place": "y", "error": "no page"}"#).unwrap();
        let batch = rows.take().unwrap();
        assert_eq!(batch.schema(), rows.schema());
        assert_eq!(batch.num_rows(), 4);
        let column = |name: &str| batch.column_by_name(name).unwrap();
        let nulls = |name: &str| (0..4).map(|row| column(name).is_null(row)).collect::<Vec<_>>();
        assert_eq!(nulls("text"), [false, true, false, true]);
        assert_eq!(nulls("error"), [true, false, true, false]);
        assert_eq!(nulls("carried"), [true, true, false, true]);
        assert_eq!(column("author").slice(0, 1).to_data(), column("author").slice(2, 1).to_data());
        assert_eq!(rows.take().unwrap().num_rows(), 0);
    }
}
