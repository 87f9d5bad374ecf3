//! `tamis rules try`: an unsaved rule file on pages: what it claims, and how the text differs from that without it.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use anstyle::{AnsiColor, Style};

use super::args::RulesTryArgs;
use super::diagnostics::fault;
use super::pages::{self, Pages};
use super::status::{Status, error, note, printed};
use crate::Extractor;
use crate::batch::input::Record;
use crate::output::printable::one_line;
use crate::page::Extraction;
use crate::rules::set::RuleSet;
use crate::workshop::score::LineDifference;

/// How often a watched file is looked at.
const PAUSE: Duration = Duration::from_millis(300);

/// Characters of a line that are shown.
const SHOWN_CHARS: usize = 110;

const GAIN: Style = AnsiColor::Green.on_default();
const LOSS: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// Runs the command.
pub(super) fn run(args: &RulesTryArgs) -> Status {
    match prepare(args) {
        Ok(mut trial) => trial.run(),
        Err(status) => status,
    }
}

fn prepare(args: &RulesTryArgs) -> Result<Trial<'_>, Status> {
    // All are kept in memory: they are tried again after each change of the file.
    let Pages { records, n_failed } = pages::read(&args.input, usize::MAX, |_| true)?;
    if records.is_empty() {
        error("nothing to look at: no page could be read");
        return Err(Status::Nothing);
    }
    let without = RuleSet::load_all(&args.rules).map_err(|told| fault(&told, &args.rules))?;
    let without = Extractor::new(without);
    let before = records.iter().map(|record| without.extract(record.document()).text).collect();
    Ok(Trial { args, records, before, last: None, n_failed })
}

struct Trial<'a> {
    args: &'a RulesTryArgs,
    records: Vec<Record>,
    /// Texts without the file.
    before: Vec<String>,
    /// Texts of the last run.
    last: Option<Vec<String>>,
    n_failed: u64,
}

impl Trial<'_> {
    fn run(&mut self) -> Status {
        let mut status = self.once();
        if !self.args.watch {
            return match status {
                Status::Good if self.n_failed > 0 => Status::SomeFailed,
                status => status,
            };
        }
        let file = self.args.file.clone();
        let mut seen = changed(&file);
        note(format_args!("watching {}; Ctrl-C ends", file.display()));
        loop {
            std::thread::sleep(PAUSE);
            let now = changed(&file);
            if now.is_some() && now != seen {
                seen = now;
                status = self.once();
                if status == Status::SomeFailed {
                    return status;
                }
            }
        }
    }

    /// One run over all pages. A file with faults is told, and tried again when it changes.
    fn once(&mut self) -> Status {
        let overlays: Vec<_> = self.args.rules.iter().chain([&self.args.file]).cloned().collect();
        let rules = match RuleSet::load_all(&overlays) {
            Ok(rules) => rules,
            Err(told) => return fault(&told, &overlays),
        };
        let extractor = Extractor::new(rules).with_reasons();
        let mut out = Vec::new();
        let mut texts = Vec::new();
        let (mut n_won, mut n_lost) = (0, 0);
        for (at, record) in self.records.iter().enumerate() {
            let extraction = extractor.extract(record.document());
            let difference = LineDifference::of(&extraction.text, &self.before[at]);
            n_won += difference.leaked.len();
            n_lost += difference.lost.len();
            let last = self.last.as_ref().map(|last| LineDifference::of(&extraction.text, &last[at]));
            let shown = self.page(&extraction, &difference, last.as_ref(), &mut out);
            debug_assert!(shown.is_ok(), "a vector takes every byte");
            texts.push(extraction.text);
        }
        let _ = writeln!(
            out,
            "{BOLD}{} pages: {n_won} lines won, {n_lost} lost against the rules without this file{BOLD:#}",
            texts.len()
        );
        self.last = Some(texts);
        printed(anstream::stdout().write_all(&out))
    }

    fn page(
        &self,
        extraction: &Extraction,
        difference: &LineDifference,
        last: Option<&LineDifference>,
        out: &mut Vec<u8>,
    ) -> std::io::Result<()> {
        let layout = match (&extraction.outlet, &extraction.layout) {
            (Some(outlet), Some(layout)) => format!("{outlet}/{layout}"),
            _ => "no layout recognised".to_owned(),
        };
        writeln!(out, "{BOLD}{}{BOLD:#}  {DIM}{layout}{DIM:#}", one_line(&extraction.id))?;
        if extraction.layout.is_none() {
            candidates(extraction, out)?;
        }
        for warning in &extraction.warnings {
            writeln!(out, "  warning: {} {}", warning.kind.name(), one_line(&warning.detail))?;
        }
        self.claims(extraction, out)?;
        differences("without this file", difference, out)?;
        if let Some(last) = last.filter(|last| !last.is_empty()) {
            differences("the last run", last, out)?;
        }
        writeln!(out)
    }

    /// The blocks that rules of the file claim.
    fn claims(&self, extraction: &Extraction, out: &mut Vec<u8>) -> std::io::Result<()> {
        let file = self.args.file.to_string_lossy().replace('\\', "/");
        for labelled in &extraction.labels {
            let Some(rule) = labelled.rule.and_then(|rule| extraction.rules.get(rule)) else { continue };
            if rule.file != file && !self.args.all {
                continue;
            }
            let (sign, style) = if labelled.label.is_text() { ('+', GAIN) } else { ('-', LOSS) };
            let text = cut(&one_line(extraction.page.slice(labelled.span)));
            writeln!(
                out,
                "{style}{sign} {:10}{style:#} {text}  {DIM}{}:{}{DIM:#}",
                labelled.label.name(),
                rule.name,
                rule.line
            )?;
        }
        Ok(())
    }
}

/// What speaks for layouts that were not enough for the page.
fn candidates(extraction: &Extraction, out: &mut Vec<u8>) -> std::io::Result<()> {
    for candidate in extraction.trace.iter().flat_map(|trace| &trace.candidates) {
        let (held, failed) = (one_line(&candidate.held.join("; ")), one_line(&candidate.failed.join("; ")));
        writeln!(out, "  {}/{} has {held}; it lacks {failed}", candidate.outlet, candidate.layout)?;
        writeln!(
            out,
            "  (one strong piece or two weak ones; two where the page names a host that `domains` does not)"
        )?;
    }
    Ok(())
}

fn differences(what: &str, difference: &LineDifference, out: &mut Vec<u8>) -> std::io::Result<()> {
    if difference.is_empty() {
        return writeln!(out, "  the text is the same as {what}");
    }
    writeln!(out, "  against {what}:")?;
    for line in &difference.lost {
        writeln!(out, "  {LOSS}- {}{LOSS:#}", cut(&one_line(line)))?;
    }
    for line in &difference.leaked {
        writeln!(out, "  {GAIN}+ {}{GAIN:#}", cut(&one_line(line)))?;
    }
    Ok(())
}

fn cut(line: &str) -> String {
    let mut shown: String = line.chars().take(SHOWN_CHARS).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    shown
}

fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|found| found.modified()).ok()
}
