//! The command line inside the package: the same program as the binary.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command line with these arguments, the program's name first; gives the exit status.
#[pyfunction]
pub fn run_program(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| tamis::cli::run_with(args).code())
}
