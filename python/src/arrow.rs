//! Arrow in, Arrow out, through the PyCapsule interface: no Arrow library of Python is imported.
//!
//! One row out for one row in, in order. A row that holds no page has `error`. Engines own the cores, so a
//! batch is worked on by the thread that asks, with the interpreter's lock released.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::{ArrowError, FieldRef, Schema, SchemaRef};
use pyo3::exceptions::{PyStopIteration, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::input::AnyRecordBatch;
use serde_json::Map;
use tamis::wheel::{
    ArrowFault, Blocks, ColumnFault, FieldNames, Outcome, PageColumns, Required, Rows, Table,
};
use tamis::wheel::{panic_text, schema};

use crate::capsules;

/// How batches are read and what of them is kept.
pub struct Plan {
    /// What extracts.
    pub engine: Arc<tamis::Extractor>,
    /// Where the pages are.
    pub names: FieldNames,
    /// Columns that go through.
    pub carry: Vec<String>,
    /// Whether rows list their blocks.
    pub blocks: Blocks,
}

impl Plan {
    fn table(&self) -> Table {
        Table::Batches(self.blocks)
    }

    /// A column that goes by its default name need not be there.
    fn required(&self) -> Required {
        let default = FieldNames::default();
        Required {
            html: self.names.html != default.html || self.names.text.is_empty(),
            text: true,
            url: self.names.url != default.url,
            id: true,
        }
    }

    /// The columns that come out for those that go in.
    ///
    /// # Errors
    /// A column to carry is not there, or has a name of ours.
    pub fn schema(&self, input: &Schema) -> PyResult<SchemaRef> {
        let own = schema(self.table());
        let mut fields: Vec<FieldRef> = own.fields().iter().map(Arc::clone).collect();
        for name in &self.carry {
            let field = input.field_with_name(name).map_err(|_| {
                let known: Vec<&str> = input.fields().iter().map(|field| field.name().as_str()).collect();
                PyValueError::new_err(format!("carry: no column `{name}`; there are {}", known.join(", ")))
            })?;
            if own.field_with_name(name).is_ok() {
                return Err(PyValueError::new_err(format!(
                    "carry: `{name}` is the name of a column of tamis; rename it before"
                )));
            }
            fields.push(Arc::new(field.clone()));
        }
        // The types of the columns with pages are looked at before the first batch is.
        PageColumns::find(&RecordBatch::new_empty(Arc::new(input.clone())), &self.names, self.required())
            .map_err(column_error)?;
        Ok(Arc::new(Schema::new(fields)))
    }

    /// The rows for those of a batch.
    fn rows(&self, batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
        let columns = PageColumns::find(batch, &self.names, self.required()).map_err(external)?;
        let mut rows = Rows::new(self.table()).map_err(external)?;
        for row in 0..batch.num_rows() {
            self.row(&columns, row, &mut rows).map_err(external)?;
        }
        let mut arrays: Vec<ArrayRef> = rows.take().map_err(external)?.columns().to_vec();
        for name in &self.carry {
            let column = batch.column_by_name(name).ok_or_else(|| {
                ArrowError::SchemaError(format!("column `{name}` is in the schema and not in a batch"))
            })?;
            arrays.push(Arc::clone(column));
        }
        RecordBatch::try_new(Arc::clone(schema), arrays)
    }

    fn row(&self, columns: &PageColumns, row: usize, rows: &mut Rows) -> Result<(), ArrowFault> {
        let id = columns.id(row).unwrap_or_default();
        let Some(mut document) = columns.page(row) else {
            return rows.push_failed(&id, "no page: the row is null");
        };
        document = document.with_id(id.as_ref());
        if let Some(url) = columns.url(row) {
            document = document.with_url(url);
        }
        let extraction = match catch_unwind(AssertUnwindSafe(|| self.engine.extract(document))) {
            Ok(extraction) => extraction,
            Err(panic) => return rows.push_failed(&id, &panic_text(&*panic)),
        };
        match rows.push(&Outcome::new(&extraction, &Map::new())) {
            Err(fault @ ArrowFault::Full) => rows.push_failed(&id, &fault.to_string()),
            other => other,
        }
    }
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> ArrowError {
    ArrowError::ExternalError(Box::new(error))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn column_error(fault: ColumnFault) -> PyErr {
    PyValueError::new_err(fault.to_string())
}

/// An error of Arrow as Python raises it.
pub fn arrow_error(error: &ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// Rows for a batch, or for each batch of a stream as it is asked for.
pub fn extract_batch(py: Python<'_>, plan: Plan, batch: AnyRecordBatch) -> PyResult<Py<PyAny>> {
    match batch {
        AnyRecordBatch::RecordBatch(batch) => {
            let batch = batch.into_inner();
            let schema = plan.schema(&batch.schema())?;
            let rows = py.detach(|| plan.rows(&batch, &schema)).map_err(|error| arrow_error(&error))?;
            Ok(Py::new(py, Batch { batch: rows })?.into_any())
        }
        AnyRecordBatch::Stream(stream) => {
            let input = stream.into_reader()?;
            let schema = plan.schema(&input.schema())?;
            let reader = Cleaned { input, plan, schema: Arc::clone(&schema) };
            Ok(Py::new(py, BatchStream { schema, reader: Mutex::new(Some(reader)) })?.into_any())
        }
    }
}

/// A stream with the rows for those of another.
struct Cleaned {
    input: Box<dyn RecordBatchReader + Send>,
    plan: Plan,
    schema: SchemaRef,
}

impl Iterator for Cleaned {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.input.next()?;
        Some(batch.and_then(|batch| self.plan.rows(&batch, &self.schema)))
    }
}

impl RecordBatchReader for Cleaned {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// Rows, for any library that reads Arrow's PyCapsules.
#[pyclass(frozen, module = "tamis")]
pub struct Batch {
    batch: RecordBatch,
}

#[pymethods]
impl Batch {
    /// Number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.batch.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("Batch({} rows)", self.batch.num_rows())
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsules::of_schema(py, self.batch.schema_ref())
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let _ = requested_schema;
        capsules::of_batch(py, &self.batch)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = RecordBatchIterator::new([Ok(self.batch.clone())], self.batch.schema());
        capsules::of_stream(py, Box::new(batches))
    }
}

/// Batches of rows, made as they are asked for; read once.
#[pyclass(frozen, module = "tamis")]
pub struct BatchStream {
    schema: SchemaRef,
    reader: Mutex<Option<Cleaned>>,
}

#[pymethods]
impl BatchStream {
    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Batch> {
        let next = py.detach(|| {
            let mut reader = self.reader.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            reader.as_mut().and_then(Iterator::next)
        });
        match next {
            Some(Ok(batch)) => Ok(Batch { batch }),
            Some(Err(error)) => Err(arrow_error(&error)),
            None => Err(PyStopIteration::new_err(())),
        }
    }

    fn __repr__(&self) -> &'static str {
        "BatchStream()"
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsules::of_schema(py, &self.schema)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let taken = py
            .detach(|| self.reader.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take())
            .ok_or_else(|| PyValueError::new_err("the stream was read already; ask extract_batch again"))?;
        capsules::of_stream(py, Box::new(taken))
    }
}

/// The published columns: an object with `__arrow_c_schema__`.
#[pyclass(frozen, module = "tamis")]
pub struct ArrowSchema {
    schema: SchemaRef,
}

#[pymethods]
impl ArrowSchema {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsules::of_schema(py, &self.schema)
    }

    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }
}

/// The columns that `extract_batch` gives, those carried through aside.
#[pyfunction(name = "arrow_schema")]
#[pyo3(signature = (*, blocks = false))]
pub fn columns(blocks: bool) -> ArrowSchema {
    ArrowSchema { schema: schema(Table::Batches(blocks_of(blocks))) }
}

/// Whether rows list their blocks, by a keyword.
pub fn blocks_of(blocks: bool) -> Blocks {
    if blocks { Blocks::With } else { Blocks::Without }
}
