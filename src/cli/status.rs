//! How the program ends, and how it speaks to its user.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use crate::output::printable::one_line;

/// The exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 0: everything went well.
    Good,
    /// 1: some records failed, each named on standard error; or an output could not be written.
    SomeFailed,
    /// 2: a fault of usage, or of a rule file; nothing was done.
    Usage,
    /// 3: nothing failed, and nothing was extracted.
    Nothing,
    /// 4: nothing failed, and a page that was verified differs from html5ever's reading of it.
    Different,
    /// 130: interrupted.
    Interrupted,
}

impl Status {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Status::Good => 0,
            Status::SomeFailed => 1,
            Status::Usage => 2,
            Status::Nothing => 3,
            Status::Different => 4,
            Status::Interrupted => 130,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status.code())
    }
}

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// An error, on one line of standard error.
pub(super) fn error(message: impl Display) {
    say(ERROR, "error", message);
}

/// A warning.
pub(super) fn warning(message: impl Display) {
    say(WARNING, "warning", message);
}

/// Something worth knowing.
pub(super) fn note(message: impl Display) {
    say(NOTE, "note", message);
}

fn say(style: Style, word: &str, message: impl Display) {
    let message = one_line(&message.to_string());
    // With standard error gone there is nobody to tell.
    let _ = writeln!(anstream::stderr(), "{style}{word}{style:#}: {message}");
}

/// An error and the usage status, for one-line returns.
pub(super) fn usage(message: impl Display) -> Status {
    error(message);
    Status::Usage
}

/// The status after printing to standard output: a reader that went away is no fault.
pub(super) fn printed(result: std::io::Result<()>) -> Status {
    match result {
        Ok(()) => Status::Good,
        Err(fault) if fault.kind() == std::io::ErrorKind::BrokenPipe => Status::Good,
        Err(fault) => {
            error(format_args!("cannot write standard output: {fault}"));
            Status::SomeFailed
        }
    }
}
