//! Arguments of the commands that tell of pages and runs: `explain`, `report`, `drift`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::batch::{EngineArgs, InputArgs, SiteArgs};

/// `tamis explain`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    tamis explain page.html\n  \
    tamis explain page.html --dropped --full | less -R\n  \
    tamis explain page.html --html explained.html       a page to look at, in the browser\n  \
    tamis explain page.html --json | jq '.blocks[] | select(.kept)'")]
pub struct ExplainArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// How it is understood.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// What is learned of the sites first.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Write an HTML page to this file instead: the text of one page with every block's label and rule. It opens from disk
    /// and loads nothing.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["json", "dropped", "kept", "full"])]
    pub html: Option<PathBuf>,
    /// Replace the file of --html if it exists.
    #[arg(long, requires = "html")]
    pub force: bool,
    /// Show only what was dropped.
    #[arg(long, conflicts_with = "kept")]
    pub dropped: bool,
    /// Show only what was kept.
    #[arg(long)]
    pub kept: bool,
    /// Show blocks at full length instead of one line each.
    #[arg(long)]
    pub full: bool,
}

/// `tamis report`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    tamis report texts.jsonl --html report.html\n  \
    tamis report texts.jsonl --html report.html --errors errors.jsonl\n  \
    tamis report texts.jsonl --html report.html --pages crawl.warc.gz --explain 20")]
pub struct ReportArgs {
    /// Records that `tamis clean` wrote as JSON lines; packed ones, too.
    #[arg(value_name = "RUN", required = true, value_hint = ValueHint::FilePath)]
    pub run: Vec<PathBuf>,
    /// How pages are understood that are read again.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// The page to write.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub html: PathBuf,
    /// Replace the file of --html if it exists.
    #[arg(long)]
    pub force: bool,
    /// The file of `tamis clean --errors`.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub errors: Option<PathBuf>,
    /// The pages of the run: read again for their time and their explanations.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub pages: Vec<PathBuf>,
    /// Explanations to write, of the pages the model is least sure of.
    #[arg(long, value_name = "N", default_value_t = 20, requires = "pages")]
    pub explain: usize,
}

/// `tamis drift`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    tamis drift january.warc.gz --expect drift.json --bless     remember what the pages show\n  \
    tamis drift february.warc.gz --expect drift.json --fail-on-drift\n  \
    tamis drift pages/ --html drift.html")]
pub struct DriftArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// How it is understood.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// What an earlier run showed; compared with these pages, or written with --bless.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub expect: Option<PathBuf>,
    /// Write what these pages show into the file of --expect.
    #[arg(long, requires = "expect")]
    pub bless: bool,
    /// End with status 1 when something changed.
    #[arg(long, requires = "expect", conflicts_with = "bless")]
    pub fail_on_drift: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Write a page with plots, too.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub html: Option<PathBuf>,
}
