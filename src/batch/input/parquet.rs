//! Parquet: one record for each row, batch after batch; the pages of one batch are in memory, never a whole row
//! group.
//!
//! The columns with pages are named by the flags that name the fields of JSON. All others are carried, as JSON
//! has them. A file that is cut off or no Parquet at all is one failed record that names it.

use std::fs::File;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_json::writer::{LineDelimited, WriterBuilder};
use arrow_schema::{Field, FieldRef, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Map;

use crate::batch::input::columns::{ColumnFault, PageColumns, Required};
use crate::batch::input::open::Form;
use crate::batch::input::{
    Emit, Event, FieldNames, InputError, InputFault, InputOptions, Place, RawRecord, Reader, Record,
};

/// Rows read at a time: with pages of a hundred kilobytes some megabytes.
const BATCH_ROWS: usize = 64;

/// The rows of one file.
pub(super) struct Parquet<'a> {
    pub(super) source: Arc<str>,
    pub(super) file: File,
    pub(super) options: &'a InputOptions,
}

/// One row, its page taken out of the columns.
#[derive(Debug)]
pub(super) struct ParquetRow {
    /// The page, with nothing carried so far; `None` where the row holds none.
    page: Option<Record>,
    id: Option<String>,
    /// The other columns, as one line of JSON.
    carried: Vec<u8>,
}

impl Reader for Parquet<'_> {
    fn read(&mut self, emit: &mut Emit<'_>) -> ControlFlow<()> {
        match self.rows(emit) {
            Ok(flow) => flow,
            Err(fault) => emit(Event::Failed(InputError::new(Place::file(Arc::clone(&self.source)), fault))),
        }
    }
}

impl Parquet<'_> {
    fn rows(&self, emit: &mut Emit<'_>) -> Result<ControlFlow<()>, InputFault> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(self.file.try_clone()?)
            .and_then(|builder| builder.with_batch_size(BATCH_ROWS).build())
            .map_err(|fault| InputFault::Parquet(fault.to_string()))?;
        let mut number = 0;
        for batch in reader {
            let batch = batch.map_err(|fault| InputFault::Parquet(fault.to_string()))?;
            if self.batch(&batch, &mut number, emit)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn batch(
        &self,
        batch: &RecordBatch,
        number: &mut u64,
        emit: &mut Emit<'_>,
    ) -> Result<ControlFlow<()>, InputFault> {
        let names = &self.options.fields;
        let columns = PageColumns::find(batch, names, required(names))?;
        if !columns.has_pages() {
            let name = format!("{}` and no column `{}", names.html, names.text);
            let known: Vec<String> =
                batch.schema().fields().iter().map(|field| field.name().clone()).collect();
            return Err(ColumnFault::Missing { name, known: known.join(", ") }.into());
        }
        let carried = carried(batch, names)?;
        for (row, carried) in carried.into_iter().enumerate() {
            *number += 1;
            let place = Place::record(&self.source, *number);
            let row = row_of(&columns, row, carried);
            let limit = self.options.limits.max_record_bytes;
            let is_large = row.weight() > limit;
            let event = if is_large {
                let mut error = InputError::new(place, InputFault::TooLarge { limit });
                error.id = row.id;
                Event::Failed(error)
            } else {
                Event::Record(RawRecord::new(place, Form::ParquetRow(Box::new(row))))
            };
            if emit(event).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// A column that the user named must be there; the others may be.
fn required(names: &FieldNames) -> Required {
    let default = FieldNames::default();
    Required {
        html: names.html != default.html,
        text: names.text != default.text,
        url: names.url != default.url,
        id: names.id != default.id,
    }
}

fn row_of(columns: &PageColumns, row: usize, carried: Vec<u8>) -> ParquetRow {
    let id = columns.id(row).map(|id| id.into_owned());
    let page = columns.page(row).map(|document| Record {
        id: String::new(),
        url: columns.url(row).map(|url| url.into_owned()),
        charset: document.charset.map(|charset| charset.into_owned()),
        kind: document.kind,
        bytes: document.bytes.into_owned(),
        carried: Map::new(),
        capture: None,
        damage: Vec::new(),
    });
    ParquetRow { page, id, carried }
}

impl ParquetRow {
    /// Bytes it holds.
    pub(super) fn weight(&self) -> u64 {
        let page = self.page.as_ref().map_or(0, |page| page.bytes.len());
        (page + 2 * self.carried.len()) as u64
    }

    /// The record; a row without an id goes by its place, as a line of JSON does.
    pub(super) fn open(self, place: &Place, names: &FieldNames) -> Result<Record, InputError> {
        let fail = |id: Option<String>, cause: InputFault| {
            let mut error = InputError::new(place.clone(), cause);
            error.id = id;
            error
        };
        let Some(mut record) = self.page else {
            let cause = InputFault::NoPage { html: names.html.clone(), text: names.text.clone() };
            return Err(fail(self.id, cause));
        };
        record.carried = match serde_json::from_slice(&self.carried) {
            Ok(carried) => carried,
            Err(fault) => return Err(fail(self.id, InputFault::Json(fault))),
        };
        record.id = self.id.unwrap_or_else(|| format!("{}#{}", place.source, place.record));
        Ok(record)
    }
}

/// The columns that go through, one line of JSON for each row.
fn carried(batch: &RecordBatch, names: &FieldNames) -> Result<Vec<Vec<u8>>, InputFault> {
    let taken = [&names.html, &names.text, &names.url, &names.id];
    let mut fields: Vec<FieldRef> = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if taken.iter().any(|name| *name == field.name()) {
            continue;
        }
        let inner: Vec<&str> = taken
            .iter()
            .filter_map(|name| name.strip_prefix(field.name().as_str())?.strip_prefix('.'))
            .collect();
        let (field, column) = without(field, column, &inner);
        fields.push(field);
        columns.push(column);
    }
    if fields.is_empty() {
        return Ok(vec![b"{}".to_vec(); batch.num_rows()]);
    }
    let fault = |fault: arrow_schema::ArrowError| InputFault::Parquet(fault.to_string());
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(fault)?;
    let mut writer = WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(Vec::new());
    writer.write(&batch).and_then(|()| writer.finish()).map_err(fault)?;
    let lines = writer.into_inner();
    Ok(lines.split(|&byte| byte == b'\n').take(batch.num_rows()).map(<[u8]>::to_vec).collect())
}

/// A struct without the fields that pages are made of. What lies deeper stays.
fn without(field: &FieldRef, column: &ArrayRef, names: &[&str]) -> (FieldRef, ArrayRef) {
    let unchanged = || (Arc::clone(field), Arc::clone(column));
    let Some(outer) = column.as_struct_opt().filter(|_| !names.is_empty()) else { return unchanged() };
    let (fields, columns): (Vec<FieldRef>, Vec<ArrayRef>) = outer
        .fields()
        .iter()
        .zip(outer.columns())
        .filter(|(field, _)| !names.contains(&field.name().as_str()))
        .map(|(field, column)| (Arc::clone(field), Arc::clone(column)))
        .unzip();
    if fields.is_empty() {
        return unchanged();
    }
    let array = StructArray::new(fields.into(), columns, outer.nulls().cloned());
    let kept = Field::new(field.name(), array.data_type().clone(), field.is_nullable());
    (Arc::new(kept), Arc::new(array))
}
