//! Record batches -> PyCapsules, as Arrow's PyCapsule interface asks for them.
//!
//! A requested schema is passed over, which the interface allows: who asks casts. To cast here would link every
//! conversion of Arrow into the package, a third of its size.

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, RecordBatch, RecordBatchReader, StructArray};
use arrow_schema::Schema;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use crate::arrow::arrow_error;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// The columns of a batch or a stream.
///
/// # Errors
/// A name that C cannot hold.
pub fn of_schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let exported = FFI_ArrowSchema::try_from(schema).map_err(|error| arrow_error(&error))?;
    PyCapsule::new_with_value(py, exported, SCHEMA)
}

/// The columns and the rows of a batch.
///
/// # Errors
/// As [`of_schema`].
pub fn of_batch<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyTuple>> {
    let schema = of_schema(py, batch.schema_ref())?;
    let rows = FFI_ArrowArray::new(&StructArray::from(batch.clone()).to_data());
    PyTuple::new(py, [schema, PyCapsule::new_with_value(py, rows, ARRAY)?])
}

/// The batches of a stream, one as it is asked for.
///
/// # Errors
/// None that is known of.
pub fn of_stream<'py>(
    py: Python<'py>,
    batches: Box<dyn RecordBatchReader + Send>,
) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(batches), STREAM)
}
