//! Pages of a command that looks at them more than once: all of them are read first, and kept in memory.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::args::{EngineArgs, InputArgs};
use super::engine::input;
use super::status::{Status, error};
use crate::batch::input::{Event, Opened, Reader, Record, Sources};
use crate::batch::run::work::chain;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// The pages, in the order of the input.
    pub records: Vec<Record>,
    /// Records that could not be read; each was told on standard error.
    pub n_failed: u64,
}

/// The first `most` pages that are wanted. Right texts that stand beside their pages are no pages.
pub(super) fn read(
    args: &InputArgs,
    most: usize,
    is_wanted: impl Fn(&Record) -> bool,
) -> Result<Pages, Status> {
    let (paths, options) = input(args, &EngineArgs::defaults(), Vec::new(), 0)?;
    let mut sources = Sources { paths, options: (*options).clone(), bytes_read: Arc::default() };
    let mut pages = Pages::default();
    let _ = sources.read(&mut |event| {
        let opened = match event {
            Event::Record(raw) => raw.open(&options),
            Event::Failed(fault) => Err(fault),
            Event::Skipped(_) => return ControlFlow::Continue(()),
        };
        match opened {
            Ok(Opened::Page(record)) if !record.id.ends_with(".clean.txt") && is_wanted(&record) => {
                pages.records.push(record);
            }
            Ok(Opened::Page(_) | Opened::Skipped(_)) => {}
            Err(fault) => {
                pages.n_failed += 1;
                error(format_args!("{}: {}", fault.place, chain(&*fault.cause)));
            }
        }
        if pages.records.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    Ok(pages)
}
