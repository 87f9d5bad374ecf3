//! The command line: arguments in, an exit status out; one file per command.
//!
//! Results go to standard output only, everything else to standard error. Text of a page never
//! reaches a terminal with its control characters.

pub mod args;
mod batch;
mod bench;
mod clean;
mod config;
mod diagnostics;
mod drift;
mod engine;
mod explain;
mod import_ftr;
mod interrupt;
mod manual;
mod pages;
mod progress;
mod report;
mod rules;
mod rules_fmt;
mod rules_new;
mod rules_pack;
mod rules_test;
mod rules_try;
mod rules_unused;
mod settings;
mod status;
mod verify;
#[cfg(feature = "workshop")]
mod workshop;

use std::ffi::OsString;

pub use status::Status;

use args::{Cli, Command};

/// Runs the program with the arguments of the process.
pub fn run() -> Status {
    run_with(std::env::args_os())
}

/// Runs the program with these arguments, the program's name first.
pub fn run_with(args: impl IntoIterator<Item = OsString>) -> Status {
    let cli = match settings::parse(args) {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    cli.color.apply();
    dispatch(cli)
}

fn dispatch(cli: Cli) -> Status {
    match cli.command {
        Command::Clean(args) => clean::run(&args, cli.told),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Drift(args) => drift::run(&args),
        Command::Report(args) => report::run(&args),
        #[cfg(feature = "workshop")]
        Command::Workshop(args) => workshop::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Config(args) => config::run(&args, &cli.config),
        Command::Completions(args) => manual::completions(args.shell),
        Command::Man(args) => manual::man(args.output.as_deref()),
    }
}
