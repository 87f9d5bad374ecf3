//! Completion scripts and manual pages, made from the same definition as the parser.

use std::io::Write;
use std::path::Path;

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};

use super::args::Cli;
use super::status::{Status, error, printed};
use crate::page::Label;
use crate::rules::set::RuleSet;

/// `tamis completions`.
pub(super) fn completions(shell: clap_complete::Shell) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut with_names(Cli::command()), "tamis", &mut script);
    printed(std::io::stdout().write_all(&script))
}

/// The commands with the names that shells may complete: the parser takes others, too (those of the user's
/// own rules).
fn with_names(command: Command) -> Command {
    let rules = RuleSet::embedded();
    let mut outlets: Vec<String> = rules.layouts.iter().map(|layout| layout.outlet.to_string()).collect();
    outlets.dedup();
    let labels: Vec<&str> = Label::ALL.iter().map(|label| label.name()).collect();
    let subcommands: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    subcommands.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |sub| {
            let ids: Vec<String> = sub.get_arguments().map(|arg| arg.get_id().to_string()).collect();
            ids.into_iter().fold(sub, |sub, id| match id.as_str() {
                "outlet" => {
                    sub.mut_arg(id, |arg| arg.value_parser(PossibleValuesParser::new(outlets.clone())))
                }
                "labels" => {
                    sub.mut_arg(id, |arg| arg.value_parser(PossibleValuesParser::new(labels.clone())))
                }
                _ => sub,
            })
        })
    })
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
