//! A batch: records in, results out, in order, with nothing lost on the way.
//!
//! One thread finds records, many work on them, one writes (see [`ordered`]). Every record ends in
//! exactly one `Class`, and the totals are checked against the records read. At
//! fixed places in the stream ([`CHECKPOINT_RECORDS`]) the outputs are made durable and the journal
//! says how far the run is; so a killed run can go on, and ends with the same bytes.
//!
//! Knows input and output, and what turns a document into an extraction as a function; never how.

pub mod dedup;
pub mod input;
pub mod resume;
pub mod run;
pub mod sink;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::batch::input::{Reader, Sources};
use crate::output::json::{Layout, to_json};
use crate::output::{Failed, Outcome, Writer};
use crate::page::WarningKind;

use crate::batch::dedup::{Dedup, DedupMode};
use crate::batch::resume::Journal;
use crate::batch::run::account::{Class, Totals};
use crate::batch::run::ordered::{Consumer, Fault, OrderedOptions};
use crate::batch::run::part::PartFile;
use crate::batch::run::work::{Done, Failure, Finished, Work};
use crate::batch::sink::{Item, Put, Sink, SinkError};

/// Records between two checkpoints. Packed outputs end a gzip member or zstd frame there, so fewer
/// would cost size; more would cost a resumed run the time to do them again.
pub const CHECKPOINT_RECORDS: u64 = 512;

/// How a batch runs.
#[derive(Debug)]
pub struct BatchOptions {
    /// Worker threads; 0 for as many as `RAYON_NUM_THREADS` says, else one for each processor.
    pub threads: usize,
    /// Reads, works and writes on the calling thread ([`OrderedOptions::in_line`]).
    pub in_line: bool,
    /// Bytes of records in flight.
    pub max_in_flight: u64,
    /// Whether near-duplicates are looked for.
    pub dedup: DedupMode,
    /// Texts remembered for that.
    pub dedup_window: usize,
    /// End after this many failed records.
    pub max_errors: Option<u64>,
    /// Whether records that fail have a row in the output.
    pub error_rows: ErrorRows,
    /// Whether each result is flushed at once.
    pub flush: Flush,
    /// File that lists failed records.
    pub errors: Option<PathBuf>,
}

/// Whether failed records have a row in the output, in formats that have one for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorRows {
    /// They have none.
    Without,
    /// Each has one, with all names and no values but `id`, `place` and `error`.
    With,
}

/// When results are pushed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// When nothing else is ready.
    WhenIdle,
    /// After each record.
    Each,
}

/// How a batch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Everything was read.
    Complete,
    /// The user stopped it.
    Interrupted,
    /// Too many records failed.
    TooManyErrors,
    /// Nobody reads the output any more.
    OutputClosed,
}

/// Sees what happens, to tell a user; decides nothing.
pub trait Observer {
    /// A record is through.
    fn record(&mut self, done: &Seen<'_>, totals: &Totals);
}

/// What an [`Observer`] sees of a record.
#[derive(Debug)]
pub enum Seen<'a> {
    /// It came out, in this class.
    Finished(&'a Finished, Class),
    /// It failed.
    Failed(&'a Failure),
    /// It is no page, or another shard's.
    Passed,
}

/// A fault that ends a batch.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// An output cannot be written.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// The journal, or a file that belongs to it, cannot be written.
    #[error("cannot write {path}")]
    Journal {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The input is not what it was when the run began.
    #[error("cannot resume: the input is not the one the run began with (it differs before record {record})")]
    InputChanged {
        /// Number of the record up to which it should be the same.
        record: u64,
    },
    /// A reader gave up.
    #[error("the reader stopped by a fault of its own; this is a bug")]
    ReaderPanicked,
    /// The worker threads cannot be started.
    #[error("cannot start the worker threads; -j N asks for fewer")]
    NoThreads(#[source] rayon::ThreadPoolBuildError),
}

impl From<Fault> for BatchError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::ReaderPanicked => BatchError::ReaderPanicked,
            Fault::NoThreads(error) => BatchError::NoThreads(error),
        }
    }
}

/// Everything a batch needs.
pub struct Batch<'a> {
    /// How it runs.
    pub options: BatchOptions,
    /// What is read.
    pub sources: Sources,
    /// What is done with each record.
    pub work: Work<'a>,
    /// Where results go.
    pub sink: Box<dyn Sink>,
    /// Where the run is noted, if its output can be continued.
    pub journal: Option<Journal>,
    /// Called when all is written and the run can still be gone on with: what is to be there when the
    /// journal is not.
    pub before_end: &'a dyn Fn(&Totals, Ending),
    /// Set from outside to end the run.
    pub stop: Arc<AtomicBool>,
}

/// Runs a batch.
///
/// What was read and written until the end is told in either case.
///
/// # Errors
/// When an output or the journal cannot be written, or a resumed run meets another input.
pub fn run(batch: Batch<'_>, observer: &mut dyn Observer) -> (Totals, Result<Ending, BatchError>) {
    let Batch { options, mut sources, work, sink, journal, before_end, stop } = batch;
    let resumed = journal.as_ref().map(Journal::state).cloned().unwrap_or_default();
    let opened = open_errors(options.errors.as_deref(), resumed.errors_bytes, journal.is_some())
        .and_then(|errors| Ok((errors, open_dedup(&options, journal.as_ref(), resumed.dedup_bytes)?)));
    let (errors, dedup) = match opened {
        Ok(opened) => opened,
        Err(fault) => return (resumed.totals, Err(fault)),
    };
    let ordered = OrderedOptions {
        threads: options.threads,
        max_in_flight: options.max_in_flight,
        in_line: options.in_line,
    };
    let skip = resumed.events;
    let writer = work.writer;
    let mut writing = Writing {
        options,
        writer,
        sink,
        journal,
        errors,
        dedup,
        observer,
        before_end,
        totals: resumed.totals,
        events: 0,
        skip,
        resumed_digest: resumed.input_digest,
        input_digest: run::stage::EMPTY_DIGEST,
        ending: Ending::Complete,
        stop: Arc::clone(&stop),
        since_checkpoint: 0,
    };
    let read_stop = Arc::clone(&stop);
    let mut n_read = 0;
    let filing = work.filing.clone();
    let produce = move |send: &mut dyn FnMut(u64, run::stage::Job) -> ControlFlow<()>| {
        let _ = sources.read(&mut |event| {
            if read_stop.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            n_read += 1;
            let claim = filing.as_deref().and_then(|filing| run::stage::claim(&event, filing));
            let (weight, job) = run::stage::job(event, n_read <= skip, claim);
            send(weight, job)
        });
    };
    let do_work = |job: run::stage::Job| run::stage::work(job, &work);
    let ended = run::ordered::run(&ordered, &stop, produce, &do_work, &mut writing);
    let ended = ended.and_then(|()| writing.finish());
    (writing.totals, ended)
}

/// The thread that writes: takes results in order.
struct Writing<'a, 'o> {
    options: BatchOptions,
    writer: &'a dyn Writer,
    sink: Box<dyn Sink>,
    journal: Option<Journal>,
    errors: Option<PartFile>,
    dedup: Option<Dedup>,
    observer: &'o mut dyn Observer,
    before_end: &'a dyn Fn(&Totals, Ending),
    totals: Totals,
    /// Records and skipped things so far, those of the run that is resumed included.
    events: u64,
    skip: u64,
    resumed_digest: u64,
    input_digest: u64,
    ending: Ending,
    stop: Arc<AtomicBool>,
    since_checkpoint: u64,
}

impl Consumer<run::stage::Staged> for Writing<'_, '_> {
    type Error = BatchError;

    fn take(&mut self, staged: run::stage::Staged) -> Result<ControlFlow<()>, BatchError> {
        self.events += 1;
        self.input_digest = run::stage::extend_digest(self.input_digest, staged.place_digest);
        if self.events <= self.skip {
            if self.events == self.skip && self.input_digest != self.resumed_digest {
                return Err(BatchError::InputChanged { record: self.skip });
            }
            return Ok(ControlFlow::Continue(()));
        }
        self.since_checkpoint += 1;
        let flow = match staged.done {
            Some(done) => self.done(done),
            None => Ok(ControlFlow::Continue(())),
        };
        let flow = match flow {
            Err(BatchError::Sink(SinkError::Closed)) => {
                self.ending = Ending::OutputClosed;
                return Ok(ControlFlow::Break(()));
            }
            other => other?,
        };
        if self.since_checkpoint == CHECKPOINT_RECORDS {
            self.checkpoint()?;
        }
        Ok(flow)
    }

    fn idle(&mut self) -> Result<ControlFlow<()>, BatchError> {
        match self.sink.flush() {
            Err(SinkError::Closed) => {
                self.ending = Ending::OutputClosed;
                Ok(ControlFlow::Break(()))
            }
            other => Ok(other.map(|()| ControlFlow::Continue(()))?),
        }
    }

    fn fault(&mut self, fault: Fault) -> BatchError {
        fault.into()
    }
}

impl Writing<'_, '_> {
    fn done(&mut self, done: Done) -> Result<ControlFlow<()>, BatchError> {
        match done {
            Done::Page(finished) => self.finished(*finished),
            Done::Failed(failure) => self.failed(&failure),
            Done::Skipped(reason) => {
                self.totals.skip(&reason);
                self.observer.record(&Seen::Passed, &self.totals);
                Ok(ControlFlow::Continue(()))
            }
            Done::Existing => {
                self.existing();
                Ok(ControlFlow::Continue(()))
            }
            Done::OtherShard => Ok(ControlFlow::Continue(())),
        }
    }

    fn existing(&mut self) {
        self.totals.skip("there already");
        self.observer.record(&Seen::Passed, &self.totals);
    }

    fn finished(&mut self, mut finished: Finished) -> Result<ControlFlow<()>, BatchError> {
        let twin = match (&mut self.dedup, finished.signature) {
            (Some(dedup), Some(signature)) => dedup.twin(signature, &finished.id).map_err(journal_error)?,
            _ => None,
        };
        let is_damaged = finished.warnings.iter().any(|(kind, _)| *kind == WarningKind::Damaged);
        if let Some(twin) = &twin {
            if self.options.dedup == DedupMode::Drop {
                self.totals.add(&Class::Duplicate, finished.n_input_bytes);
                self.observer.record(&Seen::Finished(&finished, Class::Duplicate), &self.totals);
                return Ok(ControlFlow::Continue(()));
            }
            finished.mark_duplicate(twin, self.writer);
        }
        let filed = finished.filed.take().transpose().map_err(SinkError::from);
        let put = filed.and_then(|filed| self.put(&finished, filed));
        match put {
            Ok(Put::Written) => {}
            Ok(Put::Existing) => {
                self.existing();
                return Ok(ControlFlow::Continue(()));
            }
            Err(SinkError::Record { path, cause }) => {
                let failure = finished.not_written(&path, &cause);
                return self.failed(&failure);
            }
            Err(other) => return Err(other.into()),
        }
        if self.options.flush == Flush::Each {
            self.sink.flush()?;
        }
        let class = if twin.is_some() { Class::Duplicate } else { finished.class.clone() };
        self.totals.add(&class, finished.n_input_bytes);
        self.totals.damaged += u64::from(is_damaged);
        self.observer.record(&Seen::Finished(&finished, class), &self.totals);
        Ok(ControlFlow::Continue(()))
    }

    fn put(&mut self, finished: &Finished, filed: Option<u64>) -> Result<Put, SinkError> {
        self.sink.put(Item {
            name: &finished.name,
            claim: finished.claim.as_ref(),
            place: &finished.place,
            source: finished.source,
            bytes: &finished.bytes,
            filed,
        })
    }

    fn failed(&mut self, failure: &Failure) -> Result<ControlFlow<()>, BatchError> {
        self.totals.fail(failure.reason);
        let line = json!({
            "id": failure.id,
            "place": failure.place,
            "error": failure.cause,
        });
        if let Some(errors) = &mut self.errors {
            let mut bytes = Vec::new();
            to_json(&line, Layout::OneLine, &mut bytes);
            bytes.push(b'\n');
            errors.write(&bytes).map_err(journal_error)?;
        }
        let mut bytes = Vec::new();
        self.writer
            .failure(&Failed { id: &failure.id, place: &failure.place, error: &failure.cause }, &mut bytes);
        if !bytes.is_empty() && self.options.error_rows == ErrorRows::With {
            self.sink.put(Item::new(&failure.name, &bytes))?;
            if self.options.flush == Flush::Each {
                self.sink.flush()?;
            }
        }
        self.observer.record(&Seen::Failed(failure), &self.totals);
        if self.options.max_errors.is_some_and(|max| self.totals.n_failed() >= max) {
            self.ending = Ending::TooManyErrors;
            self.stop.store(true, Ordering::Relaxed);
            return Ok(ControlFlow::Break(()));
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Makes everything so far durable, and says so in the journal.
    fn checkpoint(&mut self) -> Result<(), BatchError> {
        self.since_checkpoint = 0;
        let Some(journal) = &mut self.journal else { return Ok(()) };
        let sink = self.sink.checkpoint()?;
        let errors_bytes = match &mut self.errors {
            Some(errors) => errors.checkpoint().map_err(journal_error)?,
            None => 0,
        };
        let dedup_bytes = match &mut self.dedup {
            Some(dedup) => dedup.checkpoint().map_err(journal_error)?,
            None => 0,
        };
        let state = resume::State {
            events: self.events,
            input_digest: self.input_digest,
            totals: self.totals.clone(),
            sink,
            errors_bytes,
            dedup_bytes,
        };
        journal.save(state).map_err(journal_error)
    }

    fn finish(&mut self) -> Result<Ending, BatchError> {
        if self.ending == Ending::Complete && self.stop.load(Ordering::Relaxed) {
            self.ending = Ending::Interrupted;
        }
        if self.ending == Ending::Complete && self.events < self.skip {
            return Err(BatchError::InputChanged { record: self.skip });
        }
        if self.ending != Ending::Complete && self.journal.is_some() {
            // The output stays as it is, to be continued. Members of packed files must end where
            // they would end in a run that was not interrupted, so nothing is noted here that does
            // not end at a checkpoint; the records since the last one will be done again.
            self.sink.abandon();
            (self.before_end)(&self.totals, self.ending);
            return Ok(self.ending);
        }
        if self.ending != Ending::OutputClosed {
            self.sink.finish()?;
            if let Some(errors) = self.errors.take() {
                errors.finish().map_err(journal_error)?;
            }
        }
        (self.before_end)(&self.totals, self.ending);
        if let Some(dedup) = self.dedup.take() {
            dedup.remove();
        }
        if let Some(journal) = self.journal.take() {
            self.sink.remove_traces();
            journal.finish(&self.totals).map_err(journal_error)?;
        }
        Ok(self.ending)
    }
}

fn journal_error(fault: run::part::PartError) -> BatchError {
    BatchError::Journal { path: fault.path, cause: fault.cause }
}

fn open_errors(
    path: Option<&std::path::Path>,
    resumed_bytes: u64,
    resumable: bool,
) -> Result<Option<PartFile>, BatchError> {
    let Some(path) = path else { return Ok(None) };
    let file = if resumable && resumed_bytes > 0 {
        PartFile::reopen(path, run::compression::Compression::None, resumed_bytes)
    } else {
        PartFile::create(path, run::compression::Compression::None)
    };
    file.map(Some).map_err(journal_error)
}

fn open_dedup(
    options: &BatchOptions,
    journal: Option<&Journal>,
    resumed_bytes: u64,
) -> Result<Option<Dedup>, BatchError> {
    if options.dedup == DedupMode::Off {
        return Ok(None);
    }
    let log = journal.map(|journal| journal.sibling("dedup"));
    Dedup::open(options.dedup_window, log.as_deref(), resumed_bytes).map(Some).map_err(journal_error)
}

/// Standard output, as a place for results: a reader that went away is told from a fault.
pub(crate) fn stdout_fault(cause: io::Error) -> SinkError {
    if cause.kind() == io::ErrorKind::BrokenPipe {
        SinkError::Closed
    } else {
        SinkError::Stream { path: PathBuf::from("standard output"), cause }
    }
}

/// Renders one finished record again, now known to be a duplicate.
pub(crate) fn render(writer: &dyn Writer, outcome: &Outcome<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    writer.record(outcome, &mut bytes);
    bytes
}

/// Flushes a stream that is about to be left.
pub(crate) fn flush_quietly(stream: &mut dyn Write) {
    // The run is over and its ending known; a reader that went away changes nothing.
    let _ = stream.flush();
}
