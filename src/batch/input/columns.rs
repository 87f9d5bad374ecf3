//! Columns of a record batch that hold pages and what belongs to them: one look at the types, then one value
//! after the other, as bytes.
//!
//! Every string and binary type is read where it lies, dictionaries and nested columns included. Knows no
//! file: whoever has batches may use it.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Schema};

use crate::batch::input::FieldNames;
use crate::page::{Document, InputKind};

/// A column that cannot be what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnFault {
    /// There is none of that name.
    #[error("no column `{name}`; there are {known}")]
    Missing {
        /// The name.
        name: String,
        /// Names of those that are there.
        known: String,
    },
    /// It holds neither text nor bytes.
    #[error("column `{name}` holds {found}; {wanted}")]
    Type {
        /// The name.
        name: String,
        /// Its type.
        found: String,
        /// What it may hold.
        wanted: &'static str,
    },
}

/// What text is read as, whatever a page declares: in Arrow it is UTF-8.
const TEXT_CHARSET: &str = "utf-8";

/// The columns of a batch that pages are made of.
#[derive(Debug)]
pub struct PageColumns {
    html: Option<Column>,
    text: Option<Column>,
    url: Option<Column>,
    id: Option<Column>,
}

/// Which of the columns must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Required {
    /// The column with HTML.
    pub html: bool,
    /// The column with text.
    pub text: bool,
    /// The column with addresses.
    pub url: bool,
    /// The column with ids.
    pub id: bool,
}

impl PageColumns {
    /// Finds the columns by name; a name with dots also goes into structs (`page.html`). An empty name is
    /// no column.
    ///
    /// # Errors
    /// A column that is required is not there, or one of them holds something else.
    pub fn find(batch: &RecordBatch, names: &FieldNames, required: Required) -> Result<Self, ColumnFault> {
        let find = |name: &str, is_required: bool, numbers: Numbers| -> Result<_, ColumnFault> {
            if name.is_empty() {
                return Ok(None);
            }
            match Column::find(batch, name, numbers)? {
                None if is_required => Err(missing(name, &batch.schema())),
                found => Ok(found),
            }
        };
        Ok(Self {
            html: find(&names.html, required.html, Numbers::Refused)?,
            text: find(&names.text, required.text, Numbers::Refused)?,
            url: find(&names.url, required.url, Numbers::Refused)?,
            id: find(&names.id, required.id, Numbers::Read)?,
        })
    }

    /// True when a column may hold pages.
    pub fn has_pages(&self) -> bool {
        self.html.is_some() || self.text.is_some()
    }

    /// The id in a row.
    pub fn id(&self, row: usize) -> Option<Cow<'_, str>> {
        self.id.as_ref()?.word(row)
    }

    /// The address in a row; a blank one is none.
    pub fn url(&self, row: usize) -> Option<Cow<'_, str>> {
        self.url.as_ref()?.word(row)
    }

    /// The page in a row: HTML, else text. `None` where both are null.
    pub fn page(&self, row: usize) -> Option<Document<'_>> {
        let (kind, value) = match self.html.as_ref().and_then(|column| column.value(row)) {
            Some(html) => (InputKind::Html, html),
            None => (InputKind::Text, self.text.as_ref()?.value(row)?),
        };
        let document = match kind {
            InputKind::Html => Document::html(value.bytes),
            _ => Document::text(value.bytes),
        };
        Some(if value.is_text { document.with_charset(TEXT_CHARSET) } else { document })
    }
}

fn missing(name: &str, schema: &Schema) -> ColumnFault {
    let known: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    ColumnFault::Missing { name: name.to_owned(), known: known.join(", ") }
}

/// What happens to numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// Whole numbers become their digits.
    Read,
    /// A column of numbers is a fault.
    Refused,
}

/// A value, where it lies.
#[derive(Debug, Clone, Copy)]
struct Value<'a> {
    bytes: &'a [u8],
    is_text: bool,
}

impl<'a> Value<'a> {
    fn text(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), is_text: true }
    }

    fn bytes(bytes: &'a [u8]) -> Self {
        Self { bytes, is_text: false }
    }
}

/// One column, and the structs it lies in.
#[derive(Debug)]
struct Column {
    array: ArrayRef,
    /// Row by row the place in `array`; `None` where it is the row.
    keys: Option<Vec<usize>>,
    /// Arrays whose nulls make the value null, too, by row.
    above: Vec<ArrayRef>,
}

impl Column {
    /// The column of that name; `None` when there is none.
    fn find(batch: &RecordBatch, name: &str, numbers: Numbers) -> Result<Option<Self>, ColumnFault> {
        let Some((array, mut above)) = locate(batch, name) else { return Ok(None) };
        let (array, keys) = match array.as_any_dictionary_opt() {
            None => (array, None),
            Some(dictionary) => {
                let values = dictionary.values();
                let keys = if values.is_empty() { Vec::new() } else { dictionary.normalized_keys() };
                above.push(dictionary.keys().slice(0, dictionary.keys().len()));
                (Arc::clone(values), Some(keys))
            }
        };
        let kind = array.data_type();
        let is_good =
            is_bytes(kind) || matches!(kind, DataType::Null) || numbers == Numbers::Read && kind.is_integer();
        if !is_good {
            let wanted = match numbers {
                Numbers::Read => "it may hold text, bytes or whole numbers",
                Numbers::Refused => "it may hold text or bytes",
            };
            return Err(ColumnFault::Type { name: name.to_owned(), found: kind.to_string(), wanted });
        }
        Ok(Some(Self { array, keys, above }))
    }

    /// Where the value of a row lies in the array; `None` for null.
    fn place(&self, row: usize) -> Option<usize> {
        if self.above.iter().any(|array| array.is_null(row)) {
            return None;
        }
        let place = match &self.keys {
            Some(keys) => *keys.get(row)?,
            None => row,
        };
        let is_null = place >= self.array.len() || self.array.is_null(place);
        (!is_null).then_some(place)
    }

    /// The bytes of a row; `None` for null and for numbers.
    fn value(&self, row: usize) -> Option<Value<'_>> {
        let (array, place) = (&self.array, self.place(row)?);
        Some(match array.data_type() {
            DataType::Utf8 => Value::text(array.as_string::<i32>().value(place)),
            DataType::LargeUtf8 => Value::text(array.as_string::<i64>().value(place)),
            DataType::Utf8View => Value::text(array.as_string_view().value(place)),
            DataType::Binary => Value::bytes(array.as_binary::<i32>().value(place)),
            DataType::LargeBinary => Value::bytes(array.as_binary::<i64>().value(place)),
            DataType::BinaryView => Value::bytes(array.as_binary_view().value(place)),
            _ => return None,
        })
    }

    /// The word of a row: text as it is, bytes as far as they are text, whole numbers in digits.
    fn word(&self, row: usize) -> Option<Cow<'_, str>> {
        if let Some(value) = self.value(row) {
            return Some(String::from_utf8_lossy(value.bytes));
        }
        let (array, place) = (&self.array, self.place(row)?);
        let digits = match array.data_type() {
            DataType::Int8 => array.as_primitive::<Int8Type>().value(place).to_string(),
            DataType::Int16 => array.as_primitive::<Int16Type>().value(place).to_string(),
            DataType::Int32 => array.as_primitive::<Int32Type>().value(place).to_string(),
            DataType::Int64 => array.as_primitive::<Int64Type>().value(place).to_string(),
            DataType::UInt8 => array.as_primitive::<UInt8Type>().value(place).to_string(),
            DataType::UInt16 => array.as_primitive::<UInt16Type>().value(place).to_string(),
            DataType::UInt32 => array.as_primitive::<UInt32Type>().value(place).to_string(),
            DataType::UInt64 => array.as_primitive::<UInt64Type>().value(place).to_string(),
            _ => return None,
        };
        Some(Cow::Owned(digits))
    }
}

fn is_bytes(kind: &DataType) -> bool {
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Utf8, Utf8View};
    matches!(kind, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView)
}

/// The array that a name means, and the structs it lies in, outermost first.
fn locate(batch: &RecordBatch, name: &str) -> Option<(ArrayRef, Vec<ArrayRef>)> {
    if let Some(array) = batch.column_by_name(name) {
        return Some((Arc::clone(array), Vec::new()));
    }
    // A column's own name may hold dots: the longest one that is there counts.
    for (at, _) in name.rmatch_indices('.') {
        if let Some(outer) = batch.column_by_name(&name[..at]) {
            let mut above = vec![Arc::clone(outer)];
            let inner = descend(outer.as_struct_opt()?, &name[at + 1..], &mut above)?;
            return Some((inner, above));
        }
    }
    None
}

fn descend(outer: &StructArray, name: &str, above: &mut Vec<ArrayRef>) -> Option<ArrayRef> {
    if let Some(array) = outer.column_by_name(name) {
        return Some(Arc::clone(array));
    }
    let (first, rest) = name.split_once('.')?;
    let inner = outer.column_by_name(first)?;
    above.push(Arc::clone(inner));
    descend(inner.as_struct_opt()?, rest, above)
}
