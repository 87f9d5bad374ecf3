//! What may be written on the command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

use crate::batch::dedup::DedupMode;
use crate::batch::input::Container;
use crate::batch::sink::shard::Shard;
use crate::output::Format;

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

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ => Err("one ASCII character, or `tab`".to_owned()),
    }
}

/// Reads a number of threads. No machine has more processors than this; threads beyond them only stand in each
/// other's way, and a slip of the pen (`-j 100000`) would take the machine down.
fn threads(value: &str) -> Result<usize, String> {
    const MOST: usize = 1_024;
    match value.parse() {
        Ok(number) if number <= MOST => Ok(number),
        Ok(_) => Err(format!("at most {MOST} threads")),
        Err(_) => Err("not a whole number".to_owned()),
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| "a number from 1".to_owned())
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
}

impl EngineArgs {
    /// As when nothing is told.
    pub(super) fn defaults() -> Self {
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

/// Whose names a JSON record goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaArg {
    /// Those of this program, after schema.org.
    Tamis,
    /// Those that trafilatura writes.
    Trafilatura,
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
}

/// `tamis rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub command: RulesCommand,
}

/// The commands of `tamis rules`.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List outlets and layouts, and how many rules each has in HTML and in text.
    List {
        /// Lay the rule files of a folder over those built in.
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        rules: Vec<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON Schema of rule files, by which editors complete and check them.
    Schema,
    /// Find every fault of rule files: ends with status 2 and all of them, or with 0 and a summary.
    Check {
        /// A rule file, or a folder of them; laid over the rules built in. Without it, those alone.
        #[arg(value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
        path: Option<PathBuf>,
        /// Pages on which each rule and each selector of the file must say something; files or folders.
        #[arg(long, value_name = "PATH", requires = "path", value_hint = ValueHint::AnyPath)]
        pages: Vec<PathBuf>,
    },
    /// Try the rules on pages whose right text is known: what each page loses and leaks, and which rule did it. Ends with
    /// status 1 when a line is lost or leaked, or a stated field is wrong.
    #[command(
        after_help = "A page (page.html or page.txt) stands beside page.clean.txt, the text a careful reader would keep; or beside \
        page.labels.jsonl (first line: fields that are stated; then kind and text of each line); or gold.json of the folder \
        has it: {\"page.html\": {\"clean\": [\"a line\"], \"title\": \"...\"}}. Figures are told by layout, outlet, label, field \
        and rule, beside those of the generic engine.\n\n\
        Examples:\n  \
        tamis rules test my-pages --rules my-rules\n  \
        tamis rules test my-pages --rules my-rules --against generic\n  \
        tamis rules test my-pages --rules my-rules --junit report.xml"
    )]
    Test(RulesTestArgs),
    /// Draft the rules of an outlet from a handful of its pages, without labels: what tells its pages, which
    /// element holds the article, what recurs.
    #[command(
        after_help = "Three to ten articles of one outlet are enough; some lists of articles among them are told apart. The draft \
        claims what all pages agree on and leaves the rest to the model.\n\n\
        Examples:\n  \
        tamis rules new valley-post pages/*.html -o my-rules/valley-post.toml\n  \
        tamis rules new valley-post crawl.warc.gz --host valleypost.example --max-pages 12\n  \
        tamis rules new valley-post pages/ --gold pages/      with page.clean.txt beside some pages"
    )]
    New(Box<RulesNewArgs>),
    /// Try a rule file on pages: what its rules claim, and how the text differs from the text without it.
    #[command(after_help = "Examples:\n  \
        tamis rules try my-rules/valley-post.toml pages/*.html\n  \
        tamis rules try my-rules/valley-post.toml pages/ --watch      again after each change of the file")]
    Try(Box<RulesTryArgs>),
    /// Put rule files in their usual form: keys in order, a blank line above each header. Comments stay.
    Fmt(RulesFmtArgs),
    /// Pack a folder of rule files into one file with a digest, for --rules elsewhere.
    #[command(
        after_help = "Example:\n  tamis rules pack my-rules -o valley.rules.json --pack-version 2024.1"
    )]
    Pack(RulesPackArgs),
    /// Draft rule files from your own site files of the ftr-site-config form. Lines that rules cannot say are listed.
    ImportFtr(ImportFtrArgs),
}

/// `tamis rules new`.
#[derive(Debug, Args)]
pub struct RulesNewArgs {
    /// Id of the outlet: lower-case letters, digits, hyphens.
    #[arg(value_name = "ID")]
    pub id: String,
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Host of the outlet; of archives, only its pages are used.
    #[arg(long, value_name = "HOST", value_hint = ValueHint::Hostname)]
    pub host: Option<String>,
    /// Folder with the right text of some pages, PAGE.clean.txt each: the draft follows it instead of the model, and
    /// lists what it cannot explain.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub gold: Option<PathBuf>,
    /// Most pages that are looked at.
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub max_pages: usize,
    /// Write the draft to this file; without it, it goes to standard output.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Replace the file of --output if it exists.
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// `tamis rules try`.
#[derive(Debug, Args)]
pub struct RulesTryArgs {
    /// The rule file.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// Lay the rule files of a folder over those built in first.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub rules: Vec<PathBuf>,
    /// Run again after each change of the file, and compare with the run before.
    #[arg(long)]
    pub watch: bool,
    /// Show what rules of other files claim, too.
    #[arg(long)]
    pub all: bool,
}

/// `tamis workshop`.
#[cfg(feature = "workshop")]
#[derive(Debug, Args)]
#[command(
    after_help = "The page is served to this machine only, under an address with a random part that is printed once: open it \
    in a browser. Nothing is loaded from elsewhere, nothing of the pages runs, and nothing is written outside the rules \
    folder. Ctrl-C ends; what was not saved is lost.\n\n\
    Examples:\n  \
    tamis workshop pages/*.html --rules my-rules\n  \
    tamis workshop crawl.warc.gz --rules my-rules --outlet valley-post --max-pages 20"
)]
pub struct WorkshopArgs {
    /// What is read.
    #[command(flatten)]
    pub input: InputArgs,
    /// The rules folder: the only place that is written. It may be new.
    #[arg(long, value_name = "DIR", required = true, value_hint = ValueHint::DirPath)]
    pub rules: PathBuf,
    /// Id of the outlet; the only one of the folder, or one named after the pages' host when not told.
    #[arg(long, value_name = "ID")]
    pub outlet: Option<String>,
    /// Most pages that are looked at.
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub max_pages: usize,
    /// Port; a free one when not told.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
}

/// `tamis rules fmt`.
#[derive(Debug, Args)]
pub struct RulesFmtArgs {
    /// Rule files, or folders of them.
    #[arg(value_name = "FILE|DIR", required = true, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Write nothing; end with status 1 when a file is not in its usual form.
    #[arg(long)]
    pub check: bool,
}

/// `tamis rules pack`.
#[derive(Debug, Args)]
pub struct RulesPackArgs {
    /// Folder of rule files; faults of them are told, and nothing is packed.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// The pack to write, NAME.rules.json.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Name of the pack; that of the file when not told.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Version of the pack, as you count.
    #[arg(long, value_name = "VERSION", default_value = "1")]
    pub pack_version: String,
    /// Replace the file of --output if it exists.
    #[arg(long)]
    pub force: bool,
}

/// `tamis rules import-ftr`.
#[derive(Debug, Args)]
pub struct ImportFtrArgs {
    /// A site file called HOST.txt, or a folder of them.
    #[arg(value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub path: PathBuf,
    /// Folder for the drafts, HOST.toml each; existing files stay. Without it, one draft goes to standard output.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
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

/// `tamis rules test`.
#[derive(Debug, Args)]
pub struct RulesTestArgs {
    /// Folder of pages beside their `.clean.txt`, `.labels.jsonl` or `gold.json`, and below it.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Lay the rule files of a folder (or one file) over those built in; several in order, the last one on top.
    #[arg(long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub rules: Vec<PathBuf>,
    /// Compare with other rules: a file, a folder, or `generic` for the classifier alone.
    #[arg(long, value_name = "FILE|DIR|generic", value_hint = ValueHint::AnyPath)]
    pub against: Option<PathBuf>,
    /// Write the texts of today as the right ones, and labels where they stand beside a page, to be read against the pages.
    #[arg(long, conflicts_with_all = ["against", "json", "junit"])]
    pub bless: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Write the result as JUnit XML, too.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub junit: Option<PathBuf>,
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

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On terminals, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl ColorWhen {
    /// Tells the streams.
    pub fn apply(self) {
        match self {
            // anstream looks at NO_COLOR, CLICOLOR_FORCE, TERM and the terminal by itself.
            ColorWhen::Auto => {}
            ColorWhen::Always => anstream::ColorChoice::Always.write_global(),
            ColorWhen::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// White space inside blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SpacesArg {
    /// Every run of white space becomes one space.
    Fold,
    /// As the page has it.
    Keep,
}

/// What is done with texts that were there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DedupArg {
    /// Nothing.
    Off,
    /// They carry `duplicate_of`.
    Mark,
    /// They are left out.
    Drop,
}

impl From<DedupArg> for DedupMode {
    fn from(arg: DedupArg) -> Self {
        match arg {
            DedupArg::Off => DedupMode::Off,
            DedupArg::Mark => DedupMode::Mark,
            DedupArg::Drop => DedupMode::Drop,
        }
    }
}

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogArg {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// A time, in seconds; `None` for 0, which is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seconds(pub Option<Duration>);

fn seconds(text: &str) -> Result<Seconds, String> {
    let time = text.parse().ok().and_then(|number: f64| Duration::try_from_secs_f64(number).ok());
    let time = time.ok_or_else(|| format!("`{text}` is no number of seconds"))?;
    Ok(Seconds(Some(time).filter(|time| !time.is_zero())))
}

/// A number of bytes: `500`, `64k`, `64KiB`, `1.5G`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes(pub u64);

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is no number of bytes; write 500, 64KiB, 64M or 2GB");
        let split = text
            .find(|character: char| !character.is_ascii_digit() && character != '.')
            .unwrap_or(text.len());
        let number: f64 = text[..split].parse().map_err(|_| fault())?;
        let unit: f64 = match text[split..].trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1.0,
            "k" | "kib" => 1024.0,
            "m" | "mib" => 1024.0 * 1024.0,
            "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
            "kb" => 1e3,
            "mb" => 1e6,
            "gb" => 1e9,
            _ => return Err(fault()),
        };
        Ok(Self((number * unit) as u64))
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn seconds_may_be_none_or_parts_of_one() {
        assert_eq!(seconds("0"), Ok(Seconds(None)));
        assert_eq!(seconds("1.5"), Ok(Seconds(Some(Duration::from_millis(1500)))));
        assert!(seconds("-1").is_err() && seconds("soon").is_err() && seconds("nan").is_err());
    }

    #[test]
    fn bytes_have_units() {
        assert_eq!("64MiB".parse(), Ok(Bytes(64 << 20)));
        assert_eq!("1.5k".parse(), Ok(Bytes(1536)));
        assert_eq!("2GB".parse(), Ok(Bytes(2_000_000_000)));
        assert!("lots".parse::<Bytes>().is_err());
    }
}
