//! The Python package `tamis`: pages in, extractions out, the interpreter's lock released meanwhile.
//!
//! Translates between Python's values and those of the crate, and decides nothing about a page.

mod arrow;
mod capsules;
mod extraction;
mod extractor;
mod many;
mod page;
mod program;

use pyo3::prelude::*;

/// The compiled half of the package `tamis`.
#[pymodule(gil_used = false)]
fn _tamis(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("RulesError", module.py().get_type::<extractor::RulesError>())?;
    module.add_class::<arrow::Batch>()?;
    module.add_class::<arrow::BatchStream>()?;
    module.add_class::<arrow::ArrowSchema>()?;
    module.add_function(wrap_pyfunction!(arrow::columns, module)?)?;
    module.add_class::<extraction::Extraction>()?;
    module.add_class::<extractor::Extractor>()?;
    module.add_class::<many::Extractions>()?;
    module.add_function(wrap_pyfunction!(extractor::extract, module)?)?;
    module.add_function(wrap_pyfunction!(extractor::extract_text, module)?)?;
    module.add_function(wrap_pyfunction!(program::run_program, module)?)?;
    Ok(())
}
