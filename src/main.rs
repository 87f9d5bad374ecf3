//! The program: everything is in the library's `cli`, and here the exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    tamis::cli::run().into()
}
