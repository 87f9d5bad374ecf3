//! `tamis drift`: what each layout's rules make of many pages, and what changed since an earlier run.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use serde::Serialize;

use super::args::DriftArgs;
use super::engine::extractor;
use super::pages;
use super::status::{Status, error, note, printed, usage};
use crate::output::json::{Layout, to_json};
use crate::output::printable::one_line;
use crate::workshop::drift::{Alarm, Change, MIN_PAGES, Tallies, Tally};
use crate::workshop::drift_page::drift_page;

/// Characters of a line that are shown.
const SHOWN_CHARS: usize = 100;

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    n_failed: u64,
    alarms: &'a [Alarm],
    tallies: &'a Tallies,
}

/// Runs the command.
pub(super) fn run(args: &DriftArgs) -> Status {
    match drift(args) {
        Ok(status) | Err(status) => status,
    }
}

fn drift(args: &DriftArgs) -> Result<Status, Status> {
    let before = args.expect.as_deref().filter(|_| !args.bless).map(read).transpose()?;
    let (tallies, n_failed) = tally(args)?;
    let n_pages: u64 = tallies.layouts.values().map(|tally| tally.n_pages).sum();
    if n_pages == 0 {
        error("nothing to look at: no page could be read");
        return Ok(Status::Nothing);
    }
    if let (true, Some(path)) = (args.bless, args.expect.as_deref()) {
        write(path, &json(&tallies))?;
        note(format_args!("{} holds what {n_pages} pages show today", path.display()));
    }
    let alarms = before.as_ref().map(|before| tallies.alarms_since(before)).unwrap_or_default();
    if let Some(path) = &args.html {
        write(path, drift_page(&tallies, &alarms, before.as_ref()).as_bytes())?;
    }
    let told = if args.json {
        json(&Report { n_failed, alarms: &alarms, tallies: &tallies })
    } else {
        text(&tallies, &alarms, before.is_some()).into_bytes()
    };
    let status = printed(anstream::stdout().write_all(&told));
    Ok(match status {
        Status::Good if n_failed > 0 || (args.fail_on_drift && !alarms.is_empty()) => Status::SomeFailed,
        status => status,
    })
}

fn tally(args: &DriftArgs) -> Result<(Tallies, u64), Status> {
    let extractor = extractor(&args.engine)?;
    let mut tallies = Tallies::default();
    let n_failed = pages::each(&args.input, &args.engine, |record| {
        tallies.add(&extractor.extract(record.document()));
        ControlFlow::Continue(())
    })?;
    Ok((tallies, n_failed))
}

fn read(path: &Path) -> Result<Tallies, Status> {
    let cannot = |cause: &dyn std::fmt::Display| {
        usage(format_args!("cannot use {}: {cause}; `--bless` writes it anew", path.display()))
    };
    let bytes = std::fs::read(path).map_err(|cause| cannot(&cause))?;
    serde_json::from_slice(&bytes).map_err(|cause| cannot(&cause))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Status> {
    std::fs::write(path, bytes)
        .map_err(|cause| usage(format_args!("cannot write {}: {cause}", path.display())))
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut out = Vec::new();
    to_json(value, Layout::Indented, &mut out);
    out.push(b'\n');
    out
}

fn text(tallies: &Tallies, alarms: &[Alarm], compared: bool) -> String {
    let mut out = String::new();
    for (name, tally) in &tallies.layouts {
        layout_text(name, tally, &mut out);
    }
    if !compared {
        return out;
    }
    if alarms.is_empty() {
        let _ = writeln!(out, "no change (layouts with fewer than {MIN_PAGES} pages are not compared)");
    }
    for alarm in alarms {
        let _ = writeln!(out, "{}", alarm_text(alarm));
    }
    out
}

fn layout_text(name: &str, tally: &Tally, out: &mut String) {
    let name = if name.is_empty() { "no layout recognised" } else { name };
    let [low, median, high] = tally.kept_quartiles();
    let _ = writeln!(
        out,
        "{}: {} pages; kept {median} % of the text (quartiles {low} and {high}); {} drifted, {} empty, {} without \
         date, {} without title",
        one_line(name),
        tally.n_pages,
        tally.n_drifted,
        tally.n_empty,
        tally.n_without_date,
        tally.n_without_title
    );
    for (line, n_pages) in tally.recurring() {
        let _ = writeln!(out, "  kept on {n_pages} pages: {}", cut(line));
    }
}

/// One alarm in words.
fn alarm_text(alarm: &Alarm) -> String {
    let (before, now) = (alarm.before * 100.0, alarm.now * 100.0);
    let layout = one_line(&alarm.layout);
    let rule = alarm.rule.as_deref().map(one_line).unwrap_or_default();
    let pages = format!("{before:.0} % of pages before, {now:.0} % now");
    match alarm.what {
        Change::RuleFiresLess | Change::RuleFiresMore => {
            format!("changed: {layout}: rule {rule} fires on {pages}")
        }
        Change::Drifted => format!("changed: {layout}: its selectors find next to nothing on {pages}"),
        Change::Empty => format!("changed: {layout}: empty text on {pages}"),
        Change::NoDate => format!("changed: {layout}: no date on {pages}"),
        Change::NoTitle => format!("changed: {layout}: no title on {pages}"),
        Change::KeptShare => {
            format!("changed: {layout}: kept {before:.0} % of the text before, {now:.0} % now")
        }
        Change::RecurringLine => {
            let line = alarm.line.as_deref().map(cut).unwrap_or_default();
            format!("changed: {layout}: a line stands in the text of {pages}: {line}")
        }
        Change::Gone => format!("changed: {layout}: no page of this layout is left"),
    }
}

fn cut(line: &str) -> String {
    let line = one_line(line);
    if line.chars().nth(SHOWN_CHARS).is_none() {
        return line;
    }
    line.chars().take(SHOWN_CHARS).chain(std::iter::once('…')).collect()
}
