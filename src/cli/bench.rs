//! `tamis bench`: how fast this machine cleans these pages. Pages are loaded first, so that no disk
//! is measured; a warm-up pass is not counted; of several rounds the median is told.

mod measure;
mod plots;
mod reading;
mod report;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::args::{BenchArgs, InputArgs};
use super::engine::{extractor, input, labels, unpackers};
use super::interrupt::shell_word;
use super::status::{Status, error, note, printed, usage};
use crate::batch::input::{Event, Opened, Reader, Record, Sources};
use crate::batch::run::work::chain;
use crate::output::json::{Layout, to_json};
use crate::output::{Format, WriteOptions};
use measure::{Load, Plan};

/// Folder that is measured when none is named: the samples of the project.
const SAMPLES: &str = "corpus-samples";

/// Runs the command.
pub(super) fn run(args: &BenchArgs) -> Status {
    match bench(args) {
        Ok(status) | Err(status) => status,
    }
}

fn bench(args: &BenchArgs) -> Result<Status, Status> {
    let extractor = extractor(&args.engine)?;
    let load = load(args)?;
    if load.records.is_empty() {
        error("nothing to measure: no page could be read");
        return Ok(Status::Nothing);
    }
    let format = args.format.parse::<Format>().map_err(usage)?;
    let writer = format.writer(WriteOptions { labels: labels(&args.engine)?, ..WriteOptions::default() });
    let max_threads = match args.threads {
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        threads => threads,
    };
    let plan =
        Plan { extractor: &extractor, writer: &*writer, rounds: args.rounds, max_threads, top: args.top };
    let results = plan.run(&load, &mut |step| {
        if !args.quiet {
            note(step);
        }
    });
    if let Some(path) = &args.report {
        std::fs::write(path, report::html(&results, &made())).map_err(|fault| {
            error(format_args!("cannot write {}: {fault}", path.display()));
            Status::SomeFailed
        })?;
    }
    let mut bytes = Vec::new();
    if args.json {
        to_json(&results, Layout::Indented, &mut bytes);
        bytes.push(b'\n');
    } else {
        bytes = report::text(&results).into_bytes();
    }
    Ok(printed(std::io::stdout().write_all(&bytes)))
}

/// When, where and how this is measured.
fn made() -> report::Made {
    let words: Vec<String> = std::env::args().map(|word| shell_word(&word)).collect();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor =
        info.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(':'));
    let processor =
        processor.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.trim().to_owned());
    let cores = if cores == 1 { "1 core".to_owned() } else { format!("{cores} cores") };
    let date = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string();
    report::Made {
        command: words.join(" "),
        date,
        machine: format!("{processor}, {cores}, {}", std::env::consts::OS),
    }
}

/// Reads every page into memory, up to a bound, and measures what the reading takes.
fn load(args: &BenchArgs) -> Result<Load, Status> {
    let (paths, options) =
        input(&with_samples(&args.input)?, &args.engine, Vec::new(), unpackers(args.threads))?;
    let mut sources = Sources { paths, options: (*options).clone(), bytes_read: Arc::new(AtomicU64::new(0)) };
    let mut load = Load::default();
    let mut clock = reading::Clock::start();
    let _ = sources.read(&mut |event| {
        let opened = clock.worker(|| match event {
            Event::Record(raw) => Some(raw.open(&options)),
            Event::Failed(fault) => Some(Err(fault)),
            Event::Skipped(_) => None,
        });
        match opened {
            Some(Ok(Opened::Page(record))) => load.push(record),
            Some(Ok(Opened::Skipped(_))) | None => {}
            Some(Err(fault)) => error(chain(&fault)),
        }
        if load.n_bytes >= args.max_load.0 {
            note(format_args!("{} pages loaded; the rest is left (--max-load)", load.records.len()));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    load.reading = clock.stop();
    Ok(load)
}

impl Load {
    fn push(&mut self, record: Record) {
        self.n_bytes += record.bytes.len() as u64;
        self.records.push(record);
    }
}

fn with_samples(args: &InputArgs) -> Result<InputArgs, Status> {
    let mut args = args.clone();
    if args.paths.is_empty() && args.files0_from.is_none() {
        if !Path::new(SAMPLES).is_dir() {
            return Err(usage(format_args!("name what to measure; there is no folder {SAMPLES} here")));
        }
        args.paths.push(PathBuf::from(SAMPLES));
    }
    Ok(args)
}
