//! What may be written on the command line.

mod batch;
mod reports;
mod rules;
mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};

pub use batch::{BenchArgs, CleanArgs, EngineArgs, InputArgs, OutputArgs, RunArgs};
pub use reports::{DriftArgs, ExplainArgs, ReportArgs};
#[cfg(feature = "workshop")]
pub use rules::WorkshopArgs;
pub use rules::{
    ImportFtrArgs, RulesArgs, RulesCommand, RulesFmtArgs, RulesNewArgs, RulesPackArgs, RulesTestArgs,
    RulesTryArgs,
};
pub use values::{ColorWhen, DedupArg, LogArg, SchemaArg, SpacesArg};

/// Separates an article from all that surrounds it, in raw HTML and in flattened text.
#[derive(Debug, Parser)]
#[command(
    name = "tamis",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 all good; 1 some records failed (each named on standard error); 2 a fault of usage or of \
                  a rule file; 3 nothing extracted; 130 interrupted."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// When to colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// Which configuration files count.
    #[command(flatten)]
    pub config: ConfigFileArgs,
    /// Every option that decides what comes out, with its value.
    #[arg(skip)]
    pub told: Vec<(String, String)>,
}

/// Which configuration files count.
#[derive(Debug, Clone, Args)]
pub struct ConfigFileArgs {
    /// Read this configuration file instead of `tamis.toml` of the project and of the user.
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Read no configuration file.
    #[arg(long, global = true, conflicts_with = "config")]
    pub no_config: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Clean pages: print or write the text of the article and nothing else.
    Clean(Box<CleanArgs>),
    /// Show every block of a page, kept and dropped, with the rule that decided.
    Explain(Box<ExplainArgs>),
    /// List the rules, or find their faults.
    Rules(RulesArgs),
    /// Tell what each layout's rules make of many pages, and what changed since an earlier run.
    Drift(Box<DriftArgs>),
    /// Make a page of a run's records: totals, outlets, warnings, the pages the model is least sure of.
    Report(Box<ReportArgs>),
    /// Write rules by pointing: a local page in the browser with pages, their blocks, proposals and what each would do.
    #[cfg(feature = "workshop")]
    Workshop(Box<WorkshopArgs>),
    /// Measure how fast pages are cleaned on this machine.
    Bench(Box<BenchArgs>),
    /// Show the configuration, and where each value comes from.
    Config(ConfigArgs),
    /// Print a completion script for a shell.
    Completions(CompletionsArgs),
    /// Print the manual page, or write one for every command.
    Man(ManArgs),
}

/// `tamis config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// The commands of `tamis config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print every key with its value and the file it comes from; values that no run would take are refused.
    Show {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a file with every key as a comment, to be filled in.
    #[command(
        after_help = "Examples:\n  tamis config init          ./tamis.toml\n  tamis config init --user   the user's file"
    )]
    Init {
        /// Write the user's file, which holds in every folder, and not that of the current folder.
        #[arg(long)]
        user: bool,
        /// Replace a file that is there.
        #[arg(long)]
        force: bool,
    },
}

/// `tamis completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    pub shell: clap_complete::Shell,
}

/// `tamis man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Folder for one page per command.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
