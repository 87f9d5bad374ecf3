//! Arguments of the commands that clean many pages: what is read, how it is understood, what is written.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, ValueHint};

use super::values::{
    Bytes, DedupArg, LogArg, SchemaArg, Seconds, SpacesArg, at_least_one, delimiter, seconds, threads,
};
use crate::batch::input::Container;
use crate::batch::sink::shard::Shard;
use crate::output::Format;

/// `tamis clean`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    tamis clean page.html                               the text of one page\n  \
    curl -s URL | tamis clean --url URL -f json         one page from a pipe, as JSON\n  \
    tamis clean pages/ -o cleaned                       a tree of files, mirrored\n  \
    tamis clean crawl.warc.gz -o texts.jsonl.gz         an archive into one file\n  \
    tamis clean crawl.warc.gz -o texts.jsonl --learn-site   drop what recurs on a site's pages, too\n  \
    tamis clean pages/ -o texts.jsonl --resume          go on with a run that was killed\n  \
    tamis clean --from jsonl -f jsonl --unbuffered      as a co-process, line by line")]
pub struct CleanArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// How it is understood.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// What is learned of the sites first.
    #[command(flatten)]
    pub site: SiteArgs,
    /// What is written.
    #[command(flatten)]
    pub output: OutputArgs,
    /// How the run goes.
    #[command(flatten)]
    pub run: RunArgs,
}

/// `tamis bench`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    tamis bench                              the samples of the project\n  \
    tamis bench crawl.warc.gz -j 8           an archive, on up to 8 threads\n  \
    tamis bench pages/ --report bench.html   with plots\n\n\
    Stages: decode, tokenize, tree, segment, identify, fields, label, clean, write. Tokenizer and tree\n\
    builder work in turns: `tokenize` is the tokenizer alone, once more behind each page, `tree` is what\n\
    the parse took beyond that.")]
pub struct BenchArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// How it is understood.
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Rounds; the median is told.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = at_least_one)]
    pub rounds: usize,
    /// Most threads; 0 is one per processor.
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0, value_parser = threads)]
    pub threads: usize,
    /// Format that is written.
    #[arg(short, long, value_name = "FORMAT", default_value = "jsonl",
          value_parser = PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name())))]
    pub format: String,
    /// Slow pages that are named.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub top: usize,
    /// Bytes of pages that are loaded.
    #[arg(long, value_name = "BYTES", default_value = "1GiB")]
    pub max_load: Bytes,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Write a page with plots.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// Do not tell the steps.
    #[arg(short, long)]
    pub quiet: bool,
}

/// What is read.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Files, directories (walked, links followed) and archives; `-` or nothing is standard input.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// What the input is; `auto` looks at the name, then at the first bytes.
    #[arg(long, value_name = "KIND", default_value = "auto",
          value_parser = PossibleValuesParser::new(["auto", "html", "text", "jsonl", "json", "csv", "tsv", "parquet", "warc", "wet", "arc", "tar", "zip", "wacz"]))]
    pub from: String,
    /// Read further paths from a file (`-`: standard input), each ended by a NUL byte.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files0_from: Option<PathBuf>,
    /// Pass over paths that match, in directories; may be given again. A `.tamisignore` file in a
    /// directory does the same for what lies below it.
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Address of the page: breaks ties between layouts, fills missing fields.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub url: Option<String>,
    /// Field of JSON and CSV records that holds HTML.
    #[arg(long, value_name = "NAME", default_value = "html")]
    pub html_field: String,
    /// Field that holds flattened text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_field: String,
    /// Field that holds the address.
    #[arg(long, value_name = "NAME", default_value = "url")]
    pub url_field: String,
    /// Field that holds the id.
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub id_field: String,
    /// What parts the columns of tables: one character, or `tab`. Without it, comma, tab, semicolon and bar are tried.
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub delimiter: Option<u8>,
    /// Longest record of a JSON, CSV or WARC file; a longer one fails.
    #[arg(long, value_name = "BYTES", default_value = "128MiB")]
    pub max_record_bytes: Bytes,
    /// How many times its size a packed stream may unpack to, beyond the first 16 MiB.
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub max_ratio: u64,
    /// Longest window of zstd data that is held in memory; data packed with `--long=31` needs 2GiB.
    #[arg(long, value_name = "BYTES", default_value = "128MiB")]
    pub max_window: Bytes,
}

/// How pages are understood.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Extraction")]
pub struct EngineArgs {
    /// Use this outlet's rules, whatever the page looks like.
    #[arg(long, value_name = "ID")]
    pub outlet: Option<String>,
    /// Lay the rule files of a folder over those built in.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub rules: Vec<PathBuf>,
    /// Labels the text is made of, comma-separated.
    #[arg(long, value_name = "LIST", default_value = "lead,body", value_delimiter = ',')]
    pub labels: Vec<String>,
    /// White space inside blocks: every run one space, or as the page has it.
    #[arg(long, value_name = "HOW", default_value = "fold")]
    pub spaces: SpacesArg,
    /// Put the readings above Japanese and Chinese words in brackets behind them; else they are left out.
    #[arg(long)]
    pub ruby: bool,
    /// Clean flattened text of unknown outlets with the model, too.
    #[arg(long)]
    pub generic: bool,
    /// On unknown pages, rather lose a paragraph than keep a teaser.
    #[arg(long, conflicts_with = "recall")]
    pub precision: bool,
    /// On unknown pages, rather keep a teaser than lose a paragraph.
    #[arg(long)]
    pub recall: bool,
    /// Bytes of a page that are read; the rest is left, with a warning.
    #[arg(long, value_name = "BYTES", default_value = "64MiB")]
    pub max_page_bytes: Bytes,
    /// Open elements of a page; deeper ones are hung to the last. Default: 512.
    #[arg(long, value_name = "N")]
    pub max_depth: Option<u16>,
    /// Nodes of a page's tree, two attributes counted as one; unless told, 60,000 and one more for
    /// every 20 bytes of the page.
    #[arg(long, value_name = "N")]
    pub max_nodes: Option<u32>,
    /// Seconds for one page; what is done by then comes out, with a warning. 0 for as long as it
    /// takes. Only pages made to hurt come near the default: it is a safeguard, not a tuning knob.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub page_timeout: Seconds,
    /// Judge with the weights of this file: those of a fold, to score pages with weights that never saw their site.
    /// Only in builds for the measurements of this repository.
    #[cfg(feature = "internals")]
    #[arg(long, value_name = "FILE", hide = true)]
    pub weights: Option<PathBuf>,
}

impl EngineArgs {
    /// As when nothing is told.
    pub(in crate::cli) fn defaults() -> Self {
        /// A command of nothing else.
        #[derive(Parser)]
        struct Alone {
            #[command(flatten)]
            engine: EngineArgs,
        }
        Alone::parse_from(["tamis"]).engine
    }
}

/// What is learned of the sites before pages are cleaned.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Extraction")]
pub struct SiteArgs {
    /// Read everything twice, and drop text that recurs on many pages of one site: on a tenth of them,
    /// and on at least five that differ. A site is the host of the address, or the folder. Flattened
    /// text of unknown outlets needs --generic, too.
    #[arg(long)]
    pub learn_site: bool,
}

/// What is written.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Where results go: a folder that mirrors the input, or a file for `jsonl`, `csv` and `parquet`.
    /// Without it they go to standard output.
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// The format. Without it, the extension of the output file tells; else txt. `parquet` is a table with the
    /// columns of the JSON record, and needs -o.
    #[arg(short, long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(format_names()))]
    pub format: Option<String>,
    /// Names of the record in json and jsonl: our own, or those that trafilatura writes.
    #[arg(long, value_name = "NAMES", default_value = "tamis")]
    pub schema: SchemaArg,
    /// Print the title above the text (txt, md).
    #[arg(long)]
    pub with_title: bool,
    /// Show the article's pictures where they stand, with their captions (md, html). JSON lists them always.
    #[arg(long)]
    pub images: bool,
    /// List the blocks of the page, kept and dropped (json, jsonl).
    #[arg(long)]
    pub with_blocks: bool,
    /// Add the page's own text, which the offsets of blocks refer to; implies --with-blocks.
    #[arg(long)]
    pub with_page_text: bool,
    /// Replace files that exist.
    #[arg(long)]
    pub force: bool,
    /// Pass over pages whose file in the output folder is what this run would write: the same page, unchanged,
    /// the same options and rules (`.tamis/files.jsonl` in the folder tells). Do the others. A file that was
    /// corrected by hand stays as long as it is newer than its page.
    #[arg(long, conflicts_with_all = ["force", "shard_size"])]
    pub skip_existing: bool,
    /// Keep the extension of each page in the name of its file: `a.html` becomes `a.html.txt`. Pages of one folder
    /// that differ in nothing else then need no number.
    #[arg(long)]
    pub keep_extension: bool,
    /// Pack the output. Without it, the name of the output file tells.
    #[arg(long, value_name = "HOW", value_parser = PossibleValuesParser::new(["none", "gz", "zst"]))]
    pub compress: Option<String>,
    /// Split jsonl, csv and parquet into files of so many records (`part-00000.jsonl`, ...) in the folder -o.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub shard_size: Option<u64>,
}

/// How the run goes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Worker threads; 0 for RAYON_NUM_THREADS, else one per processor.
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0, value_parser = threads)]
    pub threads: usize,
    /// Go on with a run into the same output that was killed or interrupted.
    #[arg(long)]
    pub resume: bool,
    /// Write the sums of the run to a file; of a folder of pages also which file was made of which page.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// Write failed records to a file, one JSON object per line: id, place, error.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub errors: Option<PathBuf>,
    /// Write failed records to a file only, as --errors does; the results then hold no row for them.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "errors")]
    pub errors_only_in: Option<PathBuf>,
    /// End at the first failed record.
    #[arg(long)]
    pub fail_fast: bool,
    /// End after so many failed records.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_errors: Option<u64>,
    /// Bytes of records in memory at a time.
    #[arg(long, value_name = "BYTES", default_value = "64MiB")]
    pub max_in_flight: Bytes,
    /// Find texts that were there before, exactly or nearly: `mark` adds `duplicate_of` (json,
    /// jsonl, csv), `drop` leaves them out.
    #[arg(long, value_name = "HOW", default_value = "off")]
    pub dedup: DedupArg,
    /// Texts remembered for --dedup; older ones are forgotten.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub dedup_window: usize,
    /// Do only part i of n of the records, by their ids: `0/4` to `3/4` together do all.
    #[arg(long, value_name = "i/n")]
    pub shard: Option<Shard>,
    /// Parse every Nth HTML page a second time with html5ever, and compare trees and texts. Pages that
    /// differ are named here and in the report; the exit status is then 4.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub verify: Option<u64>,
    /// Push out each result as soon as it is there.
    #[arg(long)]
    pub unbuffered: bool,
    /// How progress and messages are written to standard error.
    #[arg(long, value_name = "HOW", default_value = "text")]
    pub log: LogArg,
    /// Show warnings of every page, too.
    #[arg(short, long, overrides_with = "quiet")]
    pub verbose: bool,
    /// Show nothing but failed records.
    #[arg(short, long, overrides_with = "verbose")]
    pub quiet: bool,
    /// Panic on the record with this id: proves that one record is all that is lost. Only in builds for
    /// the tests of this repository.
    #[cfg(feature = "internals")]
    #[arg(long, value_name = "ID", hide = true)]
    pub test_panic: Option<String>,
    /// Sleep so many nanoseconds for each byte of a page instead of cleaning it: shows whether reading and writing
    /// keep more workers busy than this machine has cores. Only in builds for this repository.
    #[cfg(feature = "internals")]
    #[arg(long, value_name = "NANOSECONDS", hide = true)]
    pub test_sleep: Option<u64>,
}

impl InputArgs {
    /// The container, if it is not to be guessed.
    pub fn container(&self) -> Option<Container> {
        self.from.parse().ok()
    }
}

/// Word and extension of Parquet: a container of records rather than a format of one.
const PARQUET: &str = "parquet";

/// The formats a run can write.
fn format_names() -> Vec<&'static str> {
    let parquet = if cfg!(feature = "parquet") { Some(PARQUET) } else { None };
    Format::ALL.iter().map(|format| format.name()).chain(parquet).collect()
}

impl OutputArgs {
    /// True when records go into Parquet files.
    pub fn is_parquet(&self) -> bool {
        if !cfg!(feature = "parquet") {
            return false;
        }
        match &self.format {
            Some(format) => format == PARQUET,
            None => {
                let extension = self.output.as_deref().and_then(|path| path.extension());
                extension.is_some_and(|extension| extension.eq_ignore_ascii_case(PARQUET))
            }
        }
    }

    /// The format of a record, by the flag or by the name of the output.
    pub fn format(&self) -> Format {
        if self.is_parquet() {
            return Format::Jsonl;
        }
        if let Some(format) = self.format.as_deref().and_then(|word| word.parse().ok()) {
            return format;
        }
        let name =
            self.output.as_deref().and_then(|path| path.file_name()).map(OsString::from).unwrap_or_default();
        let name = name.to_string_lossy().to_ascii_lowercase();
        let stem = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
        let by_extension = |format: &Format| {
            stem.strip_suffix(format.extension()).is_some_and(|rest| rest.ends_with('.') && rest.len() > 1)
        };
        Format::ALL.iter().copied().find(by_extension).unwrap_or(Format::Text)
    }
}
