//! Arguments of the commands that make, try and test rules.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::batch::InputArgs;

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
