//! `tamis report`: the records of a run as a page to look at, with single pages explained.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use serde_json::{Map, Value};

use super::args::{EngineArgs, InputArgs, ReportArgs};
use super::engine::{extractor, labels};
use super::pages;
use super::rules_new::write;
use super::status::{Status, error, note, usage};
use crate::batch::input::Record;
use crate::output::explain::explain;
use crate::output::explain_html::explain_html;
use crate::workshop::report::{ReportRecord, Summary};
use crate::workshop::report_page::report_page;

/// Runs the command.
pub(super) fn run(args: &ReportArgs) -> Status {
    match report(args) {
        Ok(status) | Err(status) => status,
    }
}

fn report(args: &ReportArgs) -> Result<Status, Status> {
    let mut summary = Summary::default();
    read_records(args, &mut summary)?;
    if let Some(path) = &args.errors {
        read_errors(path, &mut summary)?;
    }
    if summary.n_records == 0 {
        error("nothing to report: no record could be read; `tamis clean -f jsonl` writes them");
        return Ok(Status::Nothing);
    }
    if !args.pages.is_empty() {
        explain_pages(args, &mut summary)?;
    }
    let title = args.run.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>().join(", ");
    write(&args.html, report_page(&title, &summary).as_bytes(), args.force)?;
    note(format_args!("{} shows {} records", args.html.display(), summary.n_records));
    Ok(Status::Good)
}

/// A command of nothing but input.
#[derive(Parser)]
struct Alone {
    #[command(flatten)]
    input: InputArgs,
}

/// Calls `seen` with each record of these files, and tells those that cannot be read.
fn records(paths: &[PathBuf], from: &str, seen: &mut dyn FnMut(Record)) -> Result<(), Status> {
    let mut args = Alone::parse_from(["tamis"]).input;
    args.paths = paths.to_vec();
    from.clone_into(&mut args.from);
    pages::each(&args, &EngineArgs::defaults(), |record| {
        seen(record);
        ControlFlow::Continue(())
    })?;
    Ok(())
}

fn read_records(args: &ReportArgs, summary: &mut Summary) -> Result<(), Status> {
    records(&args.run, "jsonl", &mut |record| {
        let text = String::from_utf8_lossy(&record.bytes);
        summary.add(ReportRecord { id: &record.id, text: &text, fields: &record.carried });
    })
}

/// The file of `--errors` of the run: one JSON object per record that failed.
fn read_errors(path: &Path, summary: &mut Summary) -> Result<(), Status> {
    let cannot = |cause: std::io::Error| usage(format_args!("cannot read {}: {cause}", path.display()));
    for line in BufReader::new(File::open(path).map_err(cannot)?).lines() {
        let line = line.map_err(cannot)?;
        let Ok(fields) = serde_json::from_str::<Map<String, Value>>(&line) else { continue };
        let told = |keys: &[&str]| {
            keys.iter().find_map(|key| fields.get(*key)?.as_str()).unwrap_or("unknown").to_owned()
        };
        summary.fail(&told(&["id", "source", "place"]), &told(&["reason", "kind", "error"]));
    }
    Ok(())
}

/// Reads the pages again: how long each takes, and explanations of the least sure ones.
fn explain_pages(args: &ReportArgs, summary: &mut Summary) -> Result<(), Status> {
    let extractor = extractor(&args.engine)?.with_reasons();
    let text_labels = labels(&args.engine)?;
    let wanted: BTreeMap<String, usize> = summary
        .least_sure
        .iter()
        .take(args.explain)
        .enumerate()
        .map(|(at, row)| (row.id.clone(), at))
        .collect();
    let folder = args.html.with_extension("pages");
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut refused = None;
    records(&args.pages, "auto", &mut |record| {
        let started = Instant::now();
        let extraction = extractor.extract(record.document());
        summary.note_time(&record.id, started.elapsed());
        let Some(&at) = wanted.get(&record.id) else { return };
        let file = format!("{at:03}.html");
        let html = explain_html(&explain(&extraction, &text_labels));
        match fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(&file), html)) {
            Ok(()) => {
                summary.least_sure[at].explained = Some(format!("{}/{}", encoded(&name), encoded(&file)))
            }
            Err(cause) => refused = Some(cause),
        }
    })?;
    match refused {
        Some(cause) => Err(usage(format_args!("cannot write to {}: {cause}", folder.display()))),
        None => Ok(()),
    }
}

/// A file's name as an address writes it.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    name.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
