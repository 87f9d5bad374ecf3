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
mod progress;
mod rules;
mod rules_test;
mod settings;
mod status;
mod verify;

pub use status::Status;

use args::{Cli, Command};

/// Runs the program.
pub fn run() -> Status {
    let cli = match settings::parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    cli.color.apply();
    dispatch(cli)
}

fn dispatch(cli: Cli) -> Status {
    match cli.command {
        Command::Clean(args) => clean::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Drift(args) => drift::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Config(args) => config::run(&args, &cli.config),
        Command::Completions(args) => manual::completions(args.shell),
        Command::Man(args) => manual::man(args.output.as_deref()),
    }
}
