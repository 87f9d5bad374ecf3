//! A planned run: opens the output and the journal, runs the pipeline, says how it went.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use serde_json::json;

use super::args::{CleanArgs, LogArg};
use super::engine::{never_wait, threads_of};
use super::interrupt::{self, to_go_on};
use super::progress::{Progress, watched};
use super::status::{Status, error, note, usage};
use super::verify::Verifier;
use crate::batch::input::{InputOptions, Sources};
use crate::batch::resume::{
    Fingerprint, Finished, Identity, Journal, JournalError, JournalPlace, LIST, Lock, SinkState, State, Task,
    digest,
};
use crate::batch::run::account::Totals;
#[cfg(feature = "csv")]
use crate::batch::run::carried::carried_name;
use crate::batch::run::compression::Compression;
use crate::batch::run::learn::learn;
use crate::batch::run::ordered::OrderedOptions;
use crate::batch::run::part::Packing;
use crate::batch::run::work::{Work, chain};
#[cfg(feature = "parquet")]
use crate::batch::sink::parquet::{ParquetFiles, ParquetOptions};
use crate::batch::sink::tree::filing::{Filing, Overwrite};
use crate::batch::sink::tree::ledger::{each_file, gone, whole_bytes};
use crate::batch::sink::tree::{Tree, TreeOptions};
use crate::batch::sink::{Files, FilesOptions, One, Sink, SinkError, Stdout};
use crate::batch::{Batch, BatchError, BatchOptions, Ending, ErrorRows, Flush};
#[cfg(feature = "parquet")]
use crate::output::arrow::Table;
use crate::output::json::{Layout, to_json};
use crate::output::{Format, WriteOptions, Writer};
use crate::page::{Document, Extraction};
use crate::{Extractor, SiteMemory};

/// Everything about a run that the arguments decide.
pub(super) struct Plan {
    pub(super) paths: Vec<PathBuf>,
    pub(super) input: Arc<InputOptions>,
    pub(super) extractor: Extractor,
    pub(super) format: Format,
    pub(super) write: WriteOptions,
    pub(super) target: Target,
    /// The options that decide what comes out, as the user would say them.
    pub(super) told: Identity,
    /// Where in the list of a folder's files this run begins.
    pub(super) list_began: u64,
}

/// Where results go.
pub(super) struct Target {
    pub(super) destination: Destination,
    pub(super) compression: Compression,
    /// Records go into Parquet files.
    pub(super) is_parquet: bool,
}

/// The kinds of places.
pub(super) enum Destination {
    /// Many records on standard output.
    Stdout,
    /// One record on standard output.
    StdoutOne,
    /// One file.
    File(PathBuf),
    /// Files of so many records each.
    Shards { folder: PathBuf, records: u64 },
    /// A folder that mirrors the input.
    Tree(PathBuf),
}

/// Folder of the journal inside an output folder, and what is added to the name of an output file.
const JOURNAL: &str = ".tamis";

/// Name of the mark that a finished run leaves in its output folder.
const MARK: &str = "done.json";

/// Name of the file beside the journal that holds what the sites have in common.
const SITES: &str = "sites.json";

impl Target {
    /// The file or folder; `None` for standard output.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.destination {
            Destination::Stdout | Destination::StdoutOne => None,
            Destination::File(path) | Destination::Shards { folder: path, .. } | Destination::Tree(path) => {
                Some(path)
            }
        }
    }

    /// Where the journal is kept; `None` for standard output.
    pub(super) fn journal_folder(&self) -> Option<PathBuf> {
        match &self.destination {
            Destination::Stdout | Destination::StdoutOne => None,
            Destination::File(path) => {
                let mut name = path.file_name().unwrap_or_default().to_owned();
                name.push(JOURNAL);
                Some(path.with_file_name(name))
            }
            Destination::Shards { folder, .. } | Destination::Tree(folder) => Some(folder.join(JOURNAL)),
        }
    }

    /// Where journal and mark are kept; `None` for standard output. Beside a single file the mark is
    /// hidden; one page in one file is not worth one.
    fn journal_place(&self, format: Format) -> Option<JournalPlace> {
        let (folder, output) = (self.journal_folder()?, self.path()?.to_owned());
        let mark = match &self.destination {
            Destination::File(path) if format.holds_many() => {
                let mut name = std::ffi::OsString::from(".");
                name.push(path.file_name().unwrap_or_default());
                name.push(JOURNAL);
                Some(path.with_file_name(name))
            }
            Destination::File(_) => None,
            _ => Some(folder.join(MARK)),
        };
        Some(JournalPlace { folder, mark, output })
    }

    /// True for a folder that holds nothing, or is not there yet.
    fn is_empty_folder(&self) -> bool {
        let Destination::Tree(folder) = &self.destination else { return false };
        let is_journal = |entry: &fs::DirEntry| entry.file_name() == JOURNAL;
        match fs::read_dir(folder) {
            Ok(entries) => entries.flatten().all(|entry| is_journal(&entry)),
            Err(_) => true,
        }
    }

    /// True when there is something that a run would replace.
    fn is_there(&self) -> bool {
        match &self.destination {
            Destination::Stdout | Destination::StdoutOne => false,
            Destination::File(path) => path.exists(),
            Destination::Shards { folder, .. } => {
                let parts = fs::read_dir(folder).into_iter().flatten().flatten();
                parts.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with("part-"))
            }
            // Files are looked at one by one: a tree may be cleaned into a folder that holds others.
            Destination::Tree(_) => false,
        }
    }
}

impl Plan {
    /// Runs it.
    pub(super) fn run(mut self, args: &CleanArgs) -> Status {
        #[cfg(feature = "csv")]
        if self.format == Format::Csv {
            let sources = Sources {
                paths: self.paths.clone(),
                options: (*self.input).clone(),
                bytes_read: Arc::default(),
            };
            self.write.columns = sources.carried_columns().into_iter().map(carried_name).collect();
        }
        let writer = self.format.writer(self.write.clone());
        let started = Instant::now();
        let journal = match self.journal(args) {
            Ok(Begun::Run(journal)) => journal,
            Ok(Begun::Complete(status)) => return status,
            Err(status) => return status,
        };
        self.list_began = journal.as_ref().map_or(0, |journal| journal.state().sink.list_began);
        let stop = interrupt::flag();
        if args.site.learn_site {
            match self.sites(args, journal.as_deref(), &stop) {
                Ok(sites) => self.extractor = self.extractor.with_sites(sites),
                Err(status) => return status,
            }
        }
        let resumed =
            args.run.resume.then(|| journal.as_ref().map(|journal| journal.state().sink.clone())).flatten();
        let (sink, filing) = match self.sink(args, &*writer, journal.as_deref(), resumed.as_ref()) {
            Ok(opened) => opened,
            Err(fault) => return sink_fault(&fault),
        };
        let bytes_read = Arc::new(AtomicU64::new(0));
        let is_single = matches!(self.target.destination, Destination::StdoutOne);
        let mut progress = Progress::begin(&args.run, &self.paths, Arc::clone(&bytes_read), is_single);
        #[cfg(feature = "internals")]
        let panic_on = args.run.test_panic.clone();
        let extractor = &self.extractor;
        let verifier = args.run.verify.map(Verifier::new);
        let extract = |document: Document<'_>| -> Extraction {
            if let Some(verifier) = &verifier {
                verifier.see(extractor, &document);
            }
            #[cfg(feature = "internals")]
            {
                assert!(panic_on.as_deref().is_none_or(|id| id != document.id), "--test-panic");
                if let Some(nanoseconds) = args.run.test_sleep {
                    return asleep(extractor, &document, nanoseconds);
                }
            }
            extractor.extract(document)
        };
        let work = Work {
            extract: &extract,
            writer: &*writer,
            input: Arc::clone(&self.input),
            shard: args.run.shard,
            dedup: args.run.dedup.into(),
            filing,
        };
        let reported = Cell::new(None);
        let sources = Sources { paths: self.paths.clone(), options: (*self.input).clone(), bytes_read };
        let batch = Batch {
            options: self.options(args),
            sources,
            work,
            sink,
            journal: journal.map(|journal| *journal),
            before_end: &|totals, ending| {
                let written = self.report(args, totals, Some(ending), started, verifier.as_ref());
                reported.set(Some(written));
            },
            stop,
        };
        let (totals, outcome) = crate::batch::run(batch, &mut progress);
        progress.end();
        let reported =
            reported.get().unwrap_or_else(|| self.report(args, &totals, None, started, verifier.as_ref()));
        match outcome {
            Ok(ending) => {
                progress.summary(&totals, ending);
                if ending != Ending::Complete
                    && ending != Ending::OutputClosed
                    && self.target.path().is_some()
                {
                    note(format_args!("to go on: {}", to_go_on()));
                }
                if reported {
                    verified(verifier.as_ref(), status(&totals, ending))
                } else {
                    Status::SomeFailed
                }
            }
            Err(fault) => {
                let status = batch_fault(&fault);
                let journal = self.target.journal_folder().filter(|folder| Journal::exists(folder));
                if status == Status::SomeFailed && journal.is_some() {
                    note(format_args!("what was written is kept; to go on: {}", to_go_on()));
                }
                status
            }
        }
    }

    fn options(&self, args: &CleanArgs) -> BatchOptions {
        BatchOptions {
            threads: args.run.threads,
            in_line: threads_of(args.run.threads) == 1 && never_wait(&self.paths),
            max_in_flight: args.run.max_in_flight.0,
            dedup: args.run.dedup.into(),
            dedup_window: args.run.dedup_window,
            max_errors: if args.run.fail_fast { Some(1) } else { args.run.max_errors },
            error_rows: if args.run.errors_only_in.is_some() || !self.format.holds_many() {
                ErrorRows::Without
            } else {
                ErrorRows::With
            },
            flush: if args.run.unbuffered { Flush::Each } else { Flush::WhenIdle },
            errors: args.run.errors.clone().or_else(|| args.run.errors_only_in.clone()),
        }
    }

    /// What the pages of each site have in common. Learned from all of the input, of which other parts
    /// may clean the rest; a run that goes on goes by what it learned when it began.
    fn sites(
        &self,
        args: &CleanArgs,
        journal: Option<&Journal>,
        stop: &Arc<AtomicBool>,
    ) -> Result<SiteMemory, Status> {
        if let Some(journal) = journal
            && let Some(sites) = journal.kept(SITES).map_err(|fault| usage(chain(&fault)))?
        {
            return Ok(sites);
        }
        let bytes_read = Arc::new(AtomicU64::new(0));
        let sources = Sources {
            paths: self.paths.clone(),
            options: (*self.input).clone(),
            bytes_read: Arc::clone(&bytes_read),
        };
        let options = self.options(args);
        let width = OrderedOptions {
            threads: options.threads,
            max_in_flight: options.max_in_flight,
            in_line: options.in_line,
        };
        let extract = |document: Document<'_>| self.extractor.extract(document);
        let learned = watched(&args.run, &self.paths, &bytes_read, "learning", || {
            learn(sources, &extract, &width, stop)
        });
        let sites = learned.map_err(|fault| batch_fault(&fault))?;
        if stop.load(Ordering::Relaxed) {
            note("interrupted while it learned what the pages of each site have in common");
            return Err(Status::Interrupted);
        }
        if !args.run.quiet && args.run.log == LogArg::Text {
            note(format_args!("text that recurs was found on {} sites", sites.n_sites()));
        }
        if let Some(journal) = journal {
            journal.keep(SITES, &sites).map_err(|fault| {
                error(chain(&fault));
                Status::SomeFailed
            })?;
        }
        Ok(sites)
    }

    /// Takes the output for this run alone, and finds out whether it is begun, gone on with, or done.
    fn journal(&self, args: &CleanArgs) -> Result<Begun, Status> {
        let Some(place) = self.target.journal_place(self.format) else { return Ok(Begun::Run(None)) };
        let shown = place.output.display();
        let lock = match Lock::take(&place.folder) {
            Ok(Some(lock)) => lock,
            Ok(None) => {
                return Err(usage(format_args!(
                    "another run writes into {shown}: wait for it, or name another -o"
                )));
            }
            Err(fault) => {
                error(format_args!("cannot write {}: {fault}", place.folder.display()));
                return Err(Status::SomeFailed);
            }
        };
        let sources =
            Sources { paths: self.paths.clone(), options: (*self.input).clone(), bytes_read: Arc::default() };
        let task = Task { identity: self.identity(args), input: Fingerprint::of(&sources) };
        if Journal::exists(&place.folder) {
            if args.run.resume {
                let journal = Journal::resume(place, task, lock).map_err(|fault| usage(refused(&fault)))?;
                return Ok(Begun::Run(Some(Box::new(journal))));
            }
            if !args.output.force {
                return Err(usage(format_args!(
                    "a run into {shown} did not finish: --resume goes on with it, --force begins anew"
                )));
            }
        } else {
            let finished = place.mark.as_deref().and_then(Finished::read);
            if let Some(complete) = self.before(args, finished, &task, &place)? {
                return Ok(complete);
            }
        }
        let list_bytes = whole_bytes(&place.folder.join(LIST));
        let sink = SinkState {
            owns_folder: self.target.is_empty_folder(),
            list_bytes,
            list_began: list_bytes,
            ..SinkState::default()
        };
        match Journal::begin(place, task, lock, State { sink, ..State::default() }) {
            Ok(journal) => Ok(Begun::Run(Some(Box::new(journal)))),
            Err(fault) => {
                error(chain(&fault));
                Err(Status::SomeFailed)
            }
        }
    }

    /// What the results of an earlier run allow: `None` for a run of our own.
    fn before(
        &self,
        args: &CleanArgs,
        finished: Option<Finished>,
        task: &Task,
        place: &JournalPlace,
    ) -> Result<Option<Begun>, Status> {
        let output = &place.output;
        let is_tree = matches!(self.target.destination, Destination::Tree(_));
        let is_there = if is_tree { finished.is_some() } else { self.target.is_there() };
        if !is_there || args.output.force && !args.run.resume || args.output.skip_existing {
            return Ok(None);
        }
        let shown = output.display();
        let add = if is_tree { "--skip-existing adds what is new, " } else { "" };
        if !args.run.resume {
            return Err(usage(format_args!("{shown} exists: {add}--force does it anew")));
        }
        let Some(finished) = finished else {
            return Err(usage(format_args!(
                "cannot resume: nothing tells that a run made {shown}; --force replaces it"
            )));
        };
        finished
            .fits(task, output)
            .map_err(|fault| usage(format_args!("{}; {add}--force does it anew", chain(&fault))))?;
        if let Some(path) = is_tree.then(|| gone(&place.folder.join(LIST), output)).flatten() {
            let fault = JournalError::OutputGone { path };
            return Err(usage(format_args!("{fault}; {add}--force does it anew")));
        }
        if self.paths.iter().any(|path| path.as_os_str() == "-") {
            return Err(usage(format_args!(
                "cannot resume: the run is complete, and nothing tells whether standard input is what it was; \
                 --force does it anew"
            )));
        }
        note(format_args!("nothing to resume: the run is complete ({})", finished.totals.summary()));
        Ok(Some(Begun::Complete(status(&finished.totals, Ending::Complete))))
    }

    fn sink(
        &self,
        args: &CleanArgs,
        writer: &dyn Writer,
        journal: Option<&Journal>,
        resumed: Option<&SinkState>,
    ) -> Result<Opened, SinkError> {
        #[cfg(feature = "parquet")]
        if self.target.is_parquet {
            return Ok((self.parquet_sink(resumed)?, None));
        }
        let mut preamble = Vec::new();
        writer.preamble(&mut preamble);
        let compression = self.target.compression;
        let extension = self.format.extension().to_owned();
        let files = |path: &Path, shard_size| FilesOptions {
            path: path.to_owned(),
            extension: extension.clone(),
            packing: Packing { compression, threads: threads_of(args.run.threads) },
            preamble: preamble.clone(),
            shard_size,
        };
        let sink: Box<dyn Sink> = match &self.target.destination {
            Destination::Stdout => Box::new(Stdout::new(&preamble)?),
            Destination::StdoutOne => Box::new(One::new(Box::new(Stdout::new(&preamble)?))),
            Destination::File(path) if self.format.holds_many() => {
                Box::new(Files::open(files(path, None), resumed)?)
            }
            Destination::File(path) => Box::new(One::new(Box::new(Files::open(files(path, None), resumed)?))),
            Destination::Shards { folder, records } => {
                Box::new(Files::open(files(folder, Some(*records)), resumed)?)
            }
            Destination::Tree(root) => {
                let tree = Tree::open(self.tree(args, root, journal))?;
                let filing = tree.filing();
                return Ok((Box::new(tree), Some(filing)));
            }
        };
        Ok((sink, None))
    }

    /// How a folder of one file for each page is laid out.
    fn tree(&self, args: &CleanArgs, root: &Path, journal: Option<&Journal>) -> TreeOptions {
        TreeOptions {
            root: root.to_owned(),
            extension: self.format.extension().to_owned(),
            compression: self.target.compression,
            overwrite: match (args.output.force, args.output.skip_existing) {
                (true, _) => Overwrite::Always,
                (_, true) => Overwrite::Older,
                _ => Overwrite::Never,
            },
            names: journal.map(|journal| journal.sibling("names")),
            list: journal.map(|journal| journal.sibling(LIST)),
            state: journal.map(|journal| journal.state().sink.clone()).unwrap_or_default(),
            made_by: self.made_by(args),
        }
    }

    /// A digest of what decides about the text of a page: a file that was made by other options is done again.
    fn made_by(&self, args: &CleanArgs) -> String {
        const DECIDE_NOTHING: [&str; 5] =
            ["the input", "--errors", "--errors-only-in", "--exclude", "--shard"];
        digest(&self.identity(args), &DECIDE_NOTHING)
    }

    #[cfg(feature = "parquet")]
    fn parquet_sink(&self, resumed: Option<&SinkState>) -> Result<Box<dyn Sink>, SinkError> {
        let shard_size = match &self.target.destination {
            Destination::Shards { records, .. } => Some(*records),
            _ => None,
        };
        let options = ParquetOptions {
            path: self.target.path().unwrap_or(Path::new("")).to_owned(),
            journal: self.target.journal_folder().unwrap_or_default(),
            shard_size,
            table: Table::File(self.write.blocks),
        };
        Ok(Box::new(ParquetFiles::open(options, resumed)?))
    }

    /// What must not change between a run and the run that goes on with it.
    fn identity(&self, args: &CleanArgs) -> Identity {
        let paths: Vec<String> = self.paths.iter().map(|path| path.display().to_string()).collect();
        let mut identity: Identity = vec![
            ("the version of tamis".into(), env!("CARGO_PKG_VERSION").into()),
            // The digest stands for the rules: the same ones may be read from another place.
            ("the digest of the rules".into(), self.extractor.rules().table.digest.clone()),
            ("the input".into(), paths.join(" ")),
            (
                "the format".into(),
                if self.target.is_parquet { "parquet".into() } else { self.format.to_string() },
            ),
            ("the packing".into(), format!("{:?}", self.target.compression).to_lowercase()),
            given("--errors", args.run.errors.is_some()),
            given("--errors-only-in", args.run.errors_only_in.is_some()),
        ];
        identity.extend(self.told.iter().cloned());
        identity
    }

    /// Writes the report, also of a run that a fault ended; false when it cannot be written.
    fn report(
        &self,
        args: &CleanArgs,
        totals: &Totals,
        ending: Option<Ending>,
        started: Instant,
        verifier: Option<&Verifier>,
    ) -> bool {
        let Some(path) = &args.run.report else { return true };
        let mut report = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "rules_digest": self.extractor.rules().table.digest,
            "ending": ending.map_or("fault", ending_name),
            "totals": {
                "read": totals.read,
                "written": totals.written,
                "empty": totals.n_empty(),
                "not_an_article": totals.not_an_article,
                "damaged": totals.damaged,
                "duplicate": totals.duplicate,
                "failed": totals.n_failed(),
            },
            "adds_up": totals.add_up(),
            "empty": totals.empty,
            "failed": totals.failed,
            "skipped": totals.skipped,
            "input_bytes": totals.input_bytes,
            "seconds": started.elapsed().as_secs_f64(),
        });
        if let Some(verifier) = verifier {
            report["verified"] = verifier.report();
        }
        match self.write_report(args, path, &report) {
            Ok(()) => true,
            Err(fault) => {
                error(format_args!("cannot write {}: {fault}", path.display()));
                false
            }
        }
    }

    /// Writes the report; of a folder, with the files that the run wrote or, with --skip-existing, that are there.
    /// They come last and one by one: there may be millions.
    fn write_report(&self, args: &CleanArgs, path: &Path, report: &serde_json::Value) -> io::Result<()> {
        let mut bytes = Vec::new();
        to_json(report, Layout::Indented, &mut bytes);
        let mut file = BufWriter::new(File::create(path)?);
        let list = match &self.target.destination {
            Destination::Tree(root) => Some(root.join(JOURNAL).join(LIST)),
            _ => None,
        };
        let Some(list) = list else {
            bytes.push(b'\n');
            file.write_all(&bytes)?;
            return file.flush();
        };
        let body = bytes.trim_ascii_end();
        file.write_all(body.strip_suffix(b"}").unwrap_or(body).trim_ascii_end())?;
        file.write_all(b",\n  \"files\": [")?;
        let (mut ended, mut comma) = (Ok(()), "");
        let from = if args.output.skip_existing { 0 } else { self.list_began };
        each_file(&list, from, &mut |filed| {
            let line = json!({ "file": filed.file, "from": filed.from, "bytes": filed.bytes });
            if ended.is_ok() {
                ended = write!(file, "{comma}\n    {line}");
            }
            comma = ",";
        })?;
        ended?;
        file.write_all(b"\n  ]\n}\n")?;
        file.flush()
    }
}

/// A flag as the identity of a run names it.
fn given(flag: &str, is_given: bool) -> (String, String) {
    (flag.to_owned(), if is_given { "given".to_owned() } else { String::new() })
}

/// Why a run cannot be gone on with, and what to do.
fn refused(fault: &JournalError) -> String {
    format!("{}; --force begins anew", chain(fault))
}

/// The status of a run that is otherwise good and whose pages were verified.
fn verified(verifier: Option<&Verifier>, status: Status) -> Status {
    let Some(verifier) = verifier else { return status };
    note(verifier.summary());
    if status == Status::Good && verifier.n_different() > 0 { Status::Different } else { status }
}

/// A place for results, and what workers need to write into it.
type Opened = (Box<dyn Sink>, Option<Arc<Filing>>);

/// What the state of the output allows.
enum Begun {
    /// A run, noted in a journal where it can be continued.
    Run(Option<Box<Journal>>),
    /// The run was complete already, and ended so.
    Complete(Status),
}

fn ending_name(ending: Ending) -> &'static str {
    match ending {
        Ending::Complete => "complete",
        Ending::Interrupted => "interrupted",
        Ending::TooManyErrors => "too-many-errors",
        Ending::OutputClosed => "output-closed",
    }
}

fn status(totals: &Totals, ending: Ending) -> Status {
    match ending {
        Ending::Interrupted => Status::Interrupted,
        Ending::OutputClosed => Status::Good,
        Ending::TooManyErrors => Status::SomeFailed,
        Ending::Complete if totals.n_failed() > 0 => Status::SomeFailed,
        Ending::Complete if totals.written == 0 && totals.duplicate == 0 => Status::Nothing,
        Ending::Complete => Status::Good,
    }
}

fn batch_fault(fault: &BatchError) -> Status {
    match fault {
        BatchError::Sink(fault) => sink_fault(fault),
        BatchError::InputChanged { .. } => usage(chain(fault)),
        _ => {
            error(chain(fault));
            Status::SomeFailed
        }
    }
}

/// What comes of a page that a worker sleeps over: about as much text as the mean page has.
#[cfg(feature = "internals")]
fn asleep(extractor: &Extractor, document: &Document<'_>, nanoseconds_per_byte: u64) -> Extraction {
    /// Bytes of pages for one of text.
    const BYTES_PER_TEXT: usize = 15;
    let n_bytes = document.bytes.len();
    std::thread::sleep(std::time::Duration::from_nanos(n_bytes as u64 * nanoseconds_per_byte));
    let mut extraction = extractor.extract(Document::html("").with_id(document.id.to_string()));
    extraction.text = String::from_utf8_lossy(&document.bytes[..n_bytes / BYTES_PER_TEXT]).into_owned();
    extraction
}

fn sink_fault(fault: &SinkError) -> Status {
    match fault {
        SinkError::Closed => Status::Good,
        SinkError::Several => usage(chain(fault)),
        _ => {
            error(chain(fault));
            Status::SomeFailed
        }
    }
}
