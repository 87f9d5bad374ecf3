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
    let mut records = Vec::new();
    let n_failed = each(args, &EngineArgs::defaults(), |record| {
        if !record.id.ends_with(".clean.txt") && is_wanted(&record) {
            records.push(record);
        }
        if records.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(Pages { records, n_failed })
}

/// Calls `seen` with each page, until it says `Break`. Those that cannot be read are told on standard error; gives how
/// many they are.
pub(super) fn each(
    args: &InputArgs,
    engine: &EngineArgs,
    mut seen: impl FnMut(Record) -> ControlFlow<()>,
) -> Result<u64, Status> {
    let (paths, options) = input(args, engine, Vec::new(), 0)?;
    let mut sources = Sources { paths, options: (*options).clone(), bytes_read: Arc::default() };
    let mut n_failed = 0;
    let _ = sources.read(&mut |event| {
        let opened = match event {
            Event::Record(raw) => raw.open(&options),
            Event::Failed(fault) => Err(fault),
            Event::Skipped(_) => return ControlFlow::Continue(()),
        };
        match opened {
            Ok(Opened::Page(record)) => return seen(record),
            Ok(Opened::Skipped(_)) => {}
            Err(fault) => {
                n_failed += 1;
                error(format_args!("{}: {}", fault.place, chain(&*fault.cause)));
            }
        }
        ControlFlow::Continue(())
    });
    Ok(n_failed)
}
