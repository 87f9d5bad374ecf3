//! `tamis rules test`: a rule set on pages whose right text is known, beside another rule set or the
//! generic engine.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::RulesTestArgs;
use super::status::{Status, error, note, printed, usage};
use crate::batch::run::work::chain;
use crate::output::json::{Layout, to_json};
use crate::output::printable::one_line;
use crate::output::standalone::escaped;
use crate::rules::set::RuleSet;
use crate::workshop::gold::{GoldPage, beside, gold_pages};
use crate::workshop::trial::{PageTrial, Trial, TrialRow, extract, generic};
use crate::{Extractor, Options};

/// Lines of one page that are shown before the rest is counted.
const SHOWN_LINES: usize = 5;

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    total: TrialRow,
    against: Option<TrialRow>,
    layouts: Vec<(&'a str, TrialRow)>,
    rules: Vec<(&'a str, u64)>,
    pages: &'a [PageTrial],
}

/// Runs the command.
pub(super) fn run(args: &RulesTestArgs) -> Status {
    let pages = match gold_pages(&args.folder) {
        Ok(pages) => pages,
        Err(fault) => return usage(chain(&fault)),
    };
    let extractor = match load(&args.rules) {
        Ok(rules) => Extractor::new(rules),
        Err(status) => return status,
    };
    if args.bless {
        return bless(&extractor, &pages);
    }
    let against = match &args.against {
        None => None,
        Some(other) if other.as_path() == Path::new("generic") => Some(generic(Options::default())),
        Some(other) => match load(std::slice::from_ref(other)) {
            Ok(rules) => Some(Extractor::new(rules)),
            Err(status) => return status,
        },
    };
    let trial = Trial::of(&extractor, &pages);
    let against = against.map(|extractor| Trial::of(&extractor, &pages).total());
    if let Some(path) = &args.junit
        && let Err(cause) = std::fs::write(path, junit(&trial))
    {
        return usage(format_args!("cannot write {}: {cause}", path.display()));
    }
    let told = if args.json { json(&trial, against) } else { table(&trial, against.as_ref()) };
    match printed(anstream::stdout().write_all(&told)) {
        Status::Good if trial.pages.iter().any(|page| !page.is_exact()) => Status::SomeFailed,
        status => status,
    }
}

fn load(rules: &[PathBuf]) -> Result<RuleSet, Status> {
    RuleSet::load_all(rules).map_err(|fault| super::diagnostics::fault(&fault, rules))
}

/// Writes today's text as the right one, for a person to read against the page.
fn bless(extractor: &Extractor, pages: &[GoldPage]) -> Status {
    for page in pages {
        let path = beside(&page.path, "clean.txt");
        let text = extract(extractor, page).text;
        let text = if text.is_empty() { text } else { text + "\n" };
        if text == page.clean {
            continue;
        }
        if let Err(cause) = std::fs::write(&path, text) {
            error(format_args!("cannot write {}: {cause}", path.display()));
            return Status::SomeFailed;
        }
        note(format_args!("{} is new: read it against the page", path.display()));
    }
    Status::Good
}

fn json(trial: &Trial, against: Option<TrialRow>) -> Vec<u8> {
    let report = Report {
        total: trial.total(),
        against,
        layouts: trial.by_layout().into_iter().map(|(name, row)| (name.unwrap_or("none"), row)).collect(),
        rules: trial.by_rule().into_iter().collect(),
        pages: &trial.pages,
    };
    let mut out = Vec::new();
    to_json(&report, Layout::Indented, &mut out);
    out.push(b'\n');
    out
}

fn table(trial: &Trial, against: Option<&TrialRow>) -> Vec<u8> {
    let mut out = String::new();
    for page in trial.pages.iter().filter(|page| !page.is_exact()) {
        let _ = writeln!(out, "{}  word F1 {:.3}", one_line(&page.id), page.f1);
        lines("lost", '-', &page.lost, &mut out);
        lines("leaked", '+', &page.leaked, &mut out);
    }
    let _ = writeln!(
        out,
        "{:<40} {:>5} {:>10} {:>5} {:>9} {:>6} {:>6} {:>5} {:>6}",
        "layout", "pages", "recognised", "exact", "precision", "recall", "F1", "lost", "leaked"
    );
    for (name, row) in trial.by_layout() {
        row_line(name.unwrap_or("none recognised"), &row, &mut out);
    }
    row_line("all", &trial.total(), &mut out);
    if let Some(against) = against {
        row_line("all, the other rules", against, &mut out);
    }
    out.into_bytes()
}

fn lines(what: &str, sign: char, lines: &[String], out: &mut String) {
    for line in lines.iter().take(SHOWN_LINES) {
        let _ = writeln!(out, "  {sign} {}", one_line(line));
    }
    if lines.len() > SHOWN_LINES {
        let _ = writeln!(out, "    and {} more lines {what}", lines.len() - SHOWN_LINES);
    }
}

fn row_line(name: &str, row: &TrialRow, out: &mut String) {
    let _ = writeln!(
        out,
        "{name:<40} {:>5} {:>10} {:>5} {:>9.3} {:>6.3} {:>6.3} {:>5} {:>6}",
        row.n_pages,
        row.n_recognised,
        row.n_exact,
        row.precision,
        row.recall,
        row.f1,
        row.n_lost,
        row.n_leaked
    );
}

/// The trial as JUnit XML: one test case per page, a failure where a line is lost or leaked.
fn junit(trial: &Trial) -> String {
    let n_failed = trial.pages.iter().filter(|page| !page.is_exact()).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let n_pages = trial.pages.len();
    let _ =
        writeln!(out, "<testsuite name=\"tamis rules test\" tests=\"{n_pages}\" failures=\"{n_failed}\">");
    for page in &trial.pages {
        let _ = write!(out, "  <testcase name=\"{}\"", escaped(&page.id));
        if page.is_exact() {
            out.push_str("/>\n");
            continue;
        }
        let mut detail = String::new();
        lines("lost", '-', &page.lost, &mut detail);
        lines("leaked", '+', &page.leaked, &mut detail);
        let (n_lost, n_leaked) = (page.lost.len(), page.leaked.len());
        let _ = writeln!(out, ">\n    <failure message=\"{n_lost} lines lost, {n_leaked} leaked\">");
        out.push_str(&escaped(&detail));
        out.push_str("</failure>\n  </testcase>\n");
    }
    out.push_str("</testsuite>\n");
    out
}
