//! The first pass of `--learn-site`: every page of the input, seen once, tells what the pages of each
//! site have in common. Records that cannot be read are passed over here; the run itself names them.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::batch::BatchError;
use crate::batch::input::{Event, InputOptions, Opened, RawRecord, Reader, Sources};
use crate::batch::run::ordered::{self, Consumer, Fault, OrderedOptions};
use crate::extract::{PageNote, SiteLearner, SiteMemory};
use crate::page::{Document, Extraction};

/// Reads everything once. What comes out depends on the pages, not on their order or on `width`; when
/// `stop` is set on the way, it is of no use.
///
/// # Errors
/// When a reader panics.
pub fn learn(
    mut sources: Sources,
    extract: &(dyn Fn(Document<'_>) -> Extraction + Sync),
    width: &OrderedOptions,
    stop: &Arc<AtomicBool>,
) -> Result<SiteMemory, BatchError> {
    let options = sources.options.clone();
    let read_stop = Arc::clone(stop);
    let produce = move |send: &mut dyn FnMut(u64, RawRecord) -> ControlFlow<()>| {
        let _ = sources.read(&mut |event| match event {
            _ if read_stop.load(Ordering::Relaxed) => ControlFlow::Break(()),
            Event::Record(raw) => send(raw.weight(), raw),
            Event::Failed(_) | Event::Skipped(_) => ControlFlow::Continue(()),
        });
    };
    let note =
        |raw: RawRecord| catch_unwind(AssertUnwindSafe(|| note(raw, &options, extract))).unwrap_or_default();
    let mut learning = Learning(SiteLearner::default());
    ordered::run(width, stop, produce, &note, &mut learning)?;
    Ok(learning.0.finish())
}

fn note(
    raw: RawRecord,
    options: &InputOptions,
    extract: &(dyn Fn(Document<'_>) -> Extraction + Sync),
) -> Option<PageNote> {
    match raw.open(options) {
        Ok(Opened::Page(record)) => PageNote::of(&extract(record.document())),
        Ok(Opened::Skipped(_)) | Err(_) => None,
    }
}

struct Learning(SiteLearner);

impl Consumer<Option<PageNote>> for Learning {
    type Error = BatchError;

    fn take(&mut self, note: Option<PageNote>) -> Result<ControlFlow<()>, BatchError> {
        self.0.extend(note);
        Ok(ControlFlow::Continue(()))
    }

    fn idle(&mut self) -> Result<ControlFlow<()>, BatchError> {
        Ok(ControlFlow::Continue(()))
    }

    fn fault(&mut self, fault: Fault) -> BatchError {
        fault.into()
    }
}
