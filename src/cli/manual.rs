//! Completion scripts and manual pages, made from the same definition as the parser.

use std::io::Write;
use std::path::Path;

use clap::CommandFactory;

use super::args::Cli;
use super::status::{Status, error, printed};

/// `tamis completions`.
pub(super) fn completions(shell: clap_complete::Shell) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tamis", &mut script);
    printed(std::io::stdout().write_all(&script))
}

/// `tamis man`.
pub(super) fn man(folder: Option<&Path>) -> Status {
    match folder {
        None => {
            let mut page = Vec::new();
            printed(
                clap_mangen::Man::new(Cli::command())
                    .render(&mut page)
                    .and_then(|()| std::io::stdout().write_all(&page)),
            )
        }
        Some(folder) => {
            let written = std::fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
            match written {
                Ok(()) => Status::Good,
                Err(fault) => {
                    error(format_args!("cannot write {}: {fault}", folder.display()));
                    Status::SomeFailed
                }
            }
        }
    }
}
