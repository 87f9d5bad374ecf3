//! `tamis explain`: the blocks of a page in order, kept and dropped, each with its label and the
//! rule that decided, with file and line.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use anstyle::{AnsiColor, Style};

use super::args::ExplainArgs;
use super::engine::{extractor, input, labels, read_twice};
use super::progress::shown;
use super::status::{Status, error, printed, usage};
use crate::Extractor;
use crate::batch::input::{Event, InputOptions, Opened, Reader, Record, Sources};
use crate::batch::run::learn::learn;
use crate::batch::run::ordered::OrderedOptions;
use crate::batch::run::work::chain;
use crate::output::explain::{ExplainedBlock, ExplainedReason, Explanation, explain};
use crate::output::explain_html::explain_html;
use crate::output::json::{Layout, to_json};
use crate::output::printable::one_line;
use crate::page::{Document, Label};

const KEPT: Style = AnsiColor::Green.on_default();
const DROPPED: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// Characters of a block that are shown unless `--full` is given.
const SHOWN_CHARS: usize = 100;

/// Bytes of records in memory while sites are learned; as `tamis clean` has it.
const LEARNED_BYTES: u64 = 64 << 20;

/// Runs the command.
pub(super) fn run(args: &ExplainArgs) -> Status {
    match prepare(args) {
        Ok((mut sources, options, extractor, labels)) => {
            let mut seen = Explaining {
                args,
                options: &options,
                extractor,
                labels,
                n_pages: 0,
                n_failed: 0,
                output: Ok(()),
                refused: None,
            };
            let _ = sources.read(&mut |event| seen.event(event));
            seen.status()
        }
        Err(status) => status,
    }
}

fn prepare(args: &ExplainArgs) -> Result<(Sources, Arc<InputOptions>, Extractor, Vec<Label>), Status> {
    let (paths, options) = input(&args.input, &args.engine, Vec::new(), 0)?;
    let sources =
        || Sources { paths: paths.clone(), options: (*options).clone(), bytes_read: Arc::default() };
    let mut extractor = extractor(&args.engine)?.with_reasons();
    if args.site.learn_site {
        read_twice(&paths)?;
        let width = OrderedOptions { threads: 0, max_in_flight: LEARNED_BYTES, in_line: false };
        let extract = |document: Document<'_>| extractor.extract(document);
        let sites = learn(sources(), &extract, &width, &Arc::default()).map_err(|fault| {
            error(chain(&fault));
            Status::SomeFailed
        })?;
        extractor = extractor.with_sites(sites);
    }
    Ok((sources(), Arc::clone(&options), extractor, labels(&args.engine)?))
}

struct Explaining<'a> {
    args: &'a ExplainArgs,
    options: &'a InputOptions,
    extractor: Extractor,
    labels: Vec<Label>,
    n_pages: u64,
    n_failed: u64,
    output: io::Result<()>,
    /// Why --html was not written.
    refused: Option<String>,
}

impl Explaining<'_> {
    fn event(&mut self, event: Event) -> ControlFlow<()> {
        let opened = match event {
            Event::Record(raw) => raw.open(self.options),
            Event::Failed(fault) => Err(fault),
            Event::Skipped(_) => return ControlFlow::Continue(()),
        };
        match opened {
            Ok(Opened::Page(record)) => self.page(record),
            Ok(Opened::Skipped(_)) => {}
            Err(fault) => {
                self.n_failed += 1;
                error(format_args!("{}: {}", fault.place, chain(&*fault.cause)));
            }
        }
        if self.output.is_ok() && self.refused.is_none() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn page(&mut self, record: Record) {
        self.n_pages += 1;
        let extraction = self.extractor.extract(record.document());
        let explanation = explain(&extraction, &self.labels);
        let mut bytes = Vec::new();
        self.output = if let Some(path) = &self.args.html {
            self.refused = self.write_html(path, &explanation).err();
            Ok(())
        } else if self.args.json {
            to_json(&explanation, Layout::Indented, &mut bytes);
            bytes.push(b'\n');
            io::stdout().write_all(&bytes)
        } else {
            self.paint(&explanation, &mut bytes).and_then(|()| anstream::stdout().write_all(&bytes))
        };
    }

    /// Writes the page to look at. One file holds one page: a second one is a fault of usage.
    fn write_html(&self, path: &Path, explanation: &Explanation<'_>) -> Result<(), String> {
        let place = path.display();
        if self.n_pages > 1 {
            return Err(format!("--html takes one page, and there are more; {place} holds the first"));
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true);
        if self.args.force {
            options.create(true).truncate(true)
        } else {
            options.create_new(true)
        };
        let written =
            options.open(path).and_then(|mut file| file.write_all(explain_html(explanation).as_bytes()));
        written.map_err(|cause| match cause.kind() {
            io::ErrorKind::AlreadyExists => format!("{place} exists; --force replaces it"),
            _ => format!("cannot write {place}: {cause}"),
        })
    }

    fn status(self) -> Status {
        if let Some(refused) = self.refused {
            return usage(refused);
        }
        match printed(self.output) {
            Status::Good if self.n_failed > 0 => Status::SomeFailed,
            Status::Good if self.n_pages == 0 => Status::Nothing,
            status => status,
        }
    }

    fn paint(&self, page: &Explanation<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        writeln!(out, "{BOLD}{}{BOLD:#}", shown(page.id))?;
        let outlet = match (page.outlet, page.layout) {
            (Some(outlet), Some(layout)) => format!("{outlet}/{layout}"),
            _ => "no known outlet".to_owned(),
        };
        let [encoding, why] = page.encoding;
        writeln!(out, "{DIM}{outlet}; read as {}, {encoding} ({why}){DIM:#}", page.kind)?;
        if let (Some(kind), Some(confidence)) = (page.page_kind, page.confidence) {
            writeln!(out, "{DIM}most likely {kind}; confidence {confidence}{DIM:#}")?;
        }
        if let Some(foreign) = &page.foreign {
            writeln!(out, "{DIM}page is foreign: {foreign}{DIM:#}")?;
        }
        for [kind, detail] in &page.warnings {
            writeln!(
                out,
                "{}warning{:#}: {kind} {}",
                AnsiColor::Yellow.on_default(),
                Style::new(),
                one_line(detail)
            )?;
        }
        for candidate in &page.candidates {
            let join = |pieces: &[String]| {
                if pieces.is_empty() { "none".to_owned() } else { one_line(&pieces.join("; ")) }
            };
            writeln!(out, "{DIM}candidate {}: held: {}{DIM:#}", candidate.layout, join(candidate.held))?;
            writeln!(out, "{DIM}    failed: {}{DIM:#}", self.cut(&join(candidate.failed)))?;
        }
        for [field, value, source] in &page.fields {
            writeln!(out, "  {field:13} {}  {DIM}{}{DIM:#}", self.cut(&one_line(value)), one_line(source))?;
        }
        for block in &page.blocks {
            if !(self.args.dropped && block.kept || self.args.kept && !block.kept) {
                self.block(block, out)?;
            }
        }
        writeln!(out)
    }

    fn block(&self, block: &ExplainedBlock<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let (sign, style) = if block.kept { ('+', KEPT) } else { ('-', DROPPED) };
        let text = self.cut(&one_line(block.text));
        writeln!(out, "{style}{sign} {:10}{style:#} {text}", block.kind)?;
        let who = match (&block.rule, &block.site, block.probability) {
            (Some(rule), ..) => format!("{}  {}:{}", rule.name, rule.file, rule.line),
            (None, Some(site), _) => format!("{}  {}", block.tier, one_line(site)),
            (None, None, Some(probability)) => {
                let cause = block.cause.filter(|cause| *cause != "score");
                let cause = cause.map_or(String::new(), |cause| format!("  {cause}"));
                format!("{}  p = {probability:.2}{cause}", block.tier)
            }
            (None, None, None) => block.tier.to_owned(),
        };
        let element = block.element.map(|element| format!("  {}", one_line(element))).unwrap_or_default();
        writeln!(out, "             {DIM}{who}  [{}]{element}{DIM:#}", block.markup)?;
        let opinion = block.model.map(|probability| format!("the model would say p = {probability:.2}"));
        let lost = (!block.lost.is_empty()).then(|| format!("lost: {}", block.lost.join(", ")));
        let more: Vec<String> = opinion.into_iter().chain(lost).collect();
        if !more.is_empty() {
            writeln!(out, "             {DIM}{}{DIM:#}", more.join("; "))?;
        }
        if block.reasons.is_empty() {
            return Ok(());
        }
        // What was decided for a whole thread adds nothing to the odds of a block.
        let told = |reason: &ExplainedReason| match reason.merit {
            0.0 => reason.words.to_owned(),
            merit => format!("{} ({merit:+.2})", reason.words),
        };
        let reasons: Vec<String> = block.reasons.iter().map(told).collect();
        writeln!(out, "             {DIM}{}{DIM:#}", reasons.join(", "))
    }

    fn cut(&self, line: &str) -> String {
        if self.args.full || line.chars().count() <= SHOWN_CHARS {
            return line.to_owned();
        }
        line.chars().take(SHOWN_CHARS).chain(std::iter::once('…')).collect()
    }
}
