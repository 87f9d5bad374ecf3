//! What a worker does with one record: open it, extract it, render it. A panic on the way costs
//! that record only.

use std::any::Any;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::batch::dedup::{DedupMode, Signature};
use crate::batch::input::{InputError, InputFault, InputOptions, Opened, RawRecord, Record, RelativeName};
use crate::batch::run::account::Class;
use crate::batch::run::carried::adopt;
use crate::batch::sink::shard::Shard;
use crate::batch::sink::tree::claims::Claim;
use crate::batch::sink::tree::filing::{Filing, NotFiled};
use crate::batch::sink::tree::ledger::Stamp;
use crate::output::{Outcome, Source, Writer};
use crate::page::{Document, Extraction, Warning, WarningKind};

/// Reason of a record whose file is there already and must not be replaced.
pub const EXISTS: &str = "exists";

/// What workers need; shared by all of them.
pub struct Work<'a> {
    /// Turns a document into an extraction.
    pub extract: &'a (dyn Fn(Document<'_>) -> Extraction + Sync),
    /// Renders it.
    pub writer: &'a dyn Writer,
    /// How records are opened.
    pub input: Arc<InputOptions>,
    /// Which part of the records is ours.
    pub shard: Option<Shard>,
    /// Whether texts are compared.
    pub dedup: DedupMode,
    /// The files of results, where each has one.
    pub filing: Option<Arc<Filing>>,
}

/// How a record came out.
#[derive(Debug)]
pub enum Done {
    /// It was extracted.
    Page(Box<Finished>),
    /// It failed.
    Failed(Box<Failure>),
    /// It is no page.
    Skipped(Cow<'static, str>),
    /// Its result is there already.
    Existing,
    /// It belongs to another shard.
    OtherShard,
}

/// A record that was extracted and rendered.
#[derive(Debug)]
pub struct Finished {
    /// Its id.
    pub id: String,
    /// Where its file stands below the output folder.
    pub name: RelativeName,
    /// How it ended, duplicates aside.
    pub class: Class,
    /// The rendered result.
    pub bytes: Vec<u8>,
    /// Bytes of the page.
    pub n_input_bytes: u64,
    /// Warnings, as kind and detail.
    pub warnings: Vec<(WarningKind, String)>,
    /// What is compared.
    pub signature: Option<Signature>,
    /// The state of the file it came from, where results are files.
    pub source: Stamp,
    /// Where it stood.
    pub place: String,
    /// Its file, where the name was known before.
    pub claim: Option<Claim>,
    /// What became of its file, where a worker wrote it.
    pub filed: Option<Result<u64, NotFiled>>,
    /// Kept only where it may have to be rendered again.
    again: Option<Box<Again>>,
}

/// What a record is rendered from: the extraction, the fields it carries, where it was found.
type Again = (Extraction, Map<String, Value>, Option<Source>);

/// A record that failed.
#[derive(Debug)]
pub struct Failure {
    /// Its id, or its place where no id could be read.
    pub id: String,
    /// Where it stands.
    pub place: String,
    /// The reason, in a word.
    pub reason: &'static str,
    /// The reason, in full.
    pub cause: String,
    /// Where its file would have stood.
    pub name: RelativeName,
}

impl Finished {
    /// Renders the record again, with the id of the record it is like.
    pub(in crate::batch) fn mark_duplicate(&mut self, twin: &str, writer: &dyn Writer) {
        if let Some(again) = &self.again {
            let (extraction, carried, source) = &**again;
            let outcome = Outcome { extraction, carried, duplicate_of: Some(twin), source: source.as_ref() };
            self.bytes = crate::batch::render(writer, &outcome);
        }
    }

    /// The record whose file could not be written.
    pub(in crate::batch) fn not_written(&self, path: &Path, cause: &std::io::Error) -> Failure {
        Failure {
            id: self.id.clone(),
            place: self.place.clone(),
            reason: if cause.kind() == std::io::ErrorKind::AlreadyExists { EXISTS } else { "not-written" },
            cause: format!("cannot write {}: {cause}", path.display()),
            name: self.name.clone(),
        }
    }
}

impl Work<'_> {
    /// Does everything that one record needs, its file included where it has one already.
    pub(in crate::batch) fn filed(&self, raw: RawRecord, claim: Option<Claim>) -> Done {
        let Some(filing) = &self.filing else { return self.record(raw) };
        // Before the record is read: a source that is changed meanwhile counts as changed.
        let source = Stamp::of(Path::new(&*raw.place.source));
        if let Some(claim) = &claim
            && self.is_ours(&raw)
            && filing.has(claim, &filing.filed(claim, &raw.place.to_string(), source, 0))
        {
            return Done::Existing;
        }
        let mut done = self.record(raw);
        if let Done::Page(finished) = &mut done {
            finished.source = source;
            // Texts that are compared may have to go, or be written again.
            if let Some(claim) = &claim
                && self.dedup == DedupMode::Off
            {
                finished.filed = Some(filing.write(claim, &std::mem::take(&mut finished.bytes)));
            }
            finished.claim = claim;
        }
        done
    }

    /// False for a record that is known to be another part's.
    fn is_ours(&self, raw: &RawRecord) -> bool {
        self.shard.is_none_or(|shard| raw.known_id().is_none_or(|id| shard.has(&id)))
    }

    /// Does everything that one record needs.
    pub fn record(&self, raw: RawRecord) -> Done {
        if !self.is_ours(&raw) {
            return Done::OtherShard;
        }
        let place = raw.place.to_string();
        let naming = raw.naming();
        let opened = catch_unwind(AssertUnwindSafe(|| raw.open(&self.input)));
        let failed = |id: Option<String>, reason, cause| {
            let id = id.unwrap_or_else(|| place.clone());
            let name = naming.output_name(&id);
            Failure { id, place: place.clone(), reason, cause, name }
        };
        match opened {
            Err(panic) => self.fail(failed(None, "panic", panic_text(&*panic))),
            Ok(Err(error)) => self.fail(failed(error.id.clone(), reason(&error.cause), chain(&*error.cause))),
            Ok(Ok(Opened::Skipped(reason))) => Done::Skipped(reason),
            Ok(Ok(Opened::Page(record))) => {
                if self.shard.is_some_and(|shard| !shard.has(&record.id)) {
                    return Done::OtherShard;
                }
                let id = record.id.clone();
                let name = naming.output_name(&id);
                match catch_unwind(AssertUnwindSafe(|| self.page(record, name, place.clone()))) {
                    // Of a damaged page that gives no text, nothing was read.
                    Ok(Finished { class: Class::Empty(_), warnings, .. }) if damage(&warnings).is_some() => {
                        let cause = damage(&warnings).unwrap_or_default().to_owned();
                        self.fail(failed(Some(id), "damaged", cause))
                    }
                    Ok(finished) => Done::Page(Box::new(finished)),
                    Err(panic) => self.fail(failed(Some(id), "panic", panic_text(&*panic))),
                }
            }
        }
    }

    /// A record that the reader could not read.
    pub fn failed(&self, error: &InputError) -> Done {
        let place = error.place.to_string();
        let id = error.id.clone().unwrap_or_else(|| place.clone());
        let name = RelativeName::from_path(&id);
        let (reason, cause) = (reason(&error.cause), chain(&*error.cause));
        self.fail(Failure { id, place, reason, cause, name })
    }

    fn fail(&self, failure: Failure) -> Done {
        if self.shard.is_some_and(|shard| !shard.has(&failure.id)) {
            return Done::OtherShard;
        }
        Done::Failed(Box::new(failure))
    }

    fn page(&self, record: Record, name: RelativeName, place: String) -> Finished {
        let n_input_bytes = record.bytes.len() as u64;
        let mut extraction = (self.extract)(record.document());
        let Record { id, carried, bytes: page, damage, capture, .. } = record;
        extraction
            .warnings
            .extend(damage.into_iter().map(|detail| Warning { kind: WarningKind::Damaged, detail }));
        // Before its text is written: both may be large.
        drop(page);
        let mut bytes = Vec::new();
        let carried = adopt(&mut extraction, carried);
        let capture = capture.map(|capture| *capture).unwrap_or_default();
        let found = Some(capture.source).filter(|found| !found.file.is_empty());
        extraction.fields.captured = capture.date.or(extraction.fields.captured.take());
        let outcome = Outcome { source: found.as_ref(), ..Outcome::new(&extraction, &carried) };
        self.writer.record(&outcome, &mut bytes);
        let class = class(&extraction);
        let signature = if self.dedup == DedupMode::Off { None } else { Signature::of(&extraction.text) };
        let warnings =
            extraction.warnings.iter().map(|warning| (warning.kind, warning.detail.clone())).collect();
        let again = (self.dedup == DedupMode::Mark).then(|| Box::new((extraction, carried, found)));
        Finished {
            id,
            name,
            class,
            bytes,
            n_input_bytes,
            warnings,
            signature,
            source: Stamp::default(),
            place,
            claim: None,
            filed: None,
            again,
        }
    }
}

/// What was wrong with a page on its way here.
fn damage(warnings: &[(WarningKind, String)]) -> Option<&str> {
    warnings.iter().find(|(kind, _)| *kind == WarningKind::Damaged).map(|(_, detail)| detail.as_str())
}

/// The class of an extraction, duplicates aside.
pub fn class(extraction: &Extraction) -> Class {
    if !extraction.text.is_empty() {
        return Class::Written;
    }
    let has = |kind| extraction.warnings.iter().any(|warning| warning.kind == kind);
    if has(WarningKind::NotAnArticle) {
        return Class::NotAnArticle;
    }
    let telling = [WarningKind::Empty, WarningKind::Binary, WarningKind::Limit, WarningKind::NothingKept];
    let reason = telling.into_iter().find(|&kind| has(kind)).unwrap_or(WarningKind::NothingKept);
    Class::Empty(reason.name())
}

fn reason(fault: &InputFault) -> &'static str {
    match fault {
        InputFault::Io(_) | InputFault::Walk(_) | InputFault::LinkLoop { .. } => "unreadable",
        InputFault::Json(_) => "bad-json",
        #[cfg(feature = "archives")]
        InputFault::Zip(_) => "bad-archive",
        InputFault::Parquet(_) => "bad-parquet",
        #[cfg(feature = "arrow")]
        InputFault::Column(_) => "no-column",
        InputFault::NoPage { .. } | InputFault::NoColumn { .. } | InputFault::NoPageByContent(_) => "no-page",
        InputFault::Warc(_) => "bad-warc",
        InputFault::Damaged(_) => "damaged",
        InputFault::Http(_) => "bad-http",
        InputFault::CutOff { .. } => "cut-off",
        InputFault::TooLarge { .. } => "too-large",
        InputFault::Unsupported(_) => "unsupported",
    }
}

/// An error and its causes, on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let more = cause.to_string();
        // Some errors print their cause themselves.
        if !text.ends_with(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        source = cause.source();
    }
    text
}

/// What a panic said, as a fault of the page.
pub fn panic_text(panic: &(dyn Any + Send)) -> String {
    let said =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("tamis panicked on this page, which is a bug: {}", said.unwrap_or("without a word"))
}
