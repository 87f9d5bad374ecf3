//! `tamis rules test`: a rule set on pages whose right text is known, beside another rule set or the
//! generic engine.

use std::collections::BTreeMap;
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
use crate::page::Extraction;
use crate::rules::set::RuleSet;
use crate::workshop::gold::{GoldPage, ToldBy, all_pages, beside, gold_pages};
use crate::workshop::labels::PageLabels;
use crate::workshop::score::WordScore;
use crate::workshop::trial::{PageTrial, RuleRow, Trial, TrialRow, extract, generic};
use crate::{Extractor, Options};

/// Lines of one page that are shown before the rest is counted.
const SHOWN_LINES: usize = 5;

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    total: TrialRow,
    /// The generic engine, without rules of any outlet.
    generic: TrialRow,
    against: Option<TrialRow>,
    outlets: BTreeMap<&'a str, TrialRow>,
    layouts: Vec<(&'a str, TrialRow)>,
    labels: BTreeMap<&'a str, LabelFigures>,
    rules: BTreeMap<&'a str, RuleRow>,
    pages: &'a [PageTrial],
}

/// How well the lines of one label were told, by word.
#[derive(Serialize)]
struct LabelFigures {
    precision: f64,
    recall: f64,
    f1: f64,
    n_words: u64,
}

/// What the rules are compared with.
struct Others {
    generic: TrialRow,
    against: Option<TrialRow>,
}

/// Runs the command.
pub(super) fn run(args: &RulesTestArgs) -> Status {
    match test(args) {
        Ok(status) | Err(status) => status,
    }
}

fn test(args: &RulesTestArgs) -> Result<Status, Status> {
    let extractor = Extractor::new(load(&args.rules)?);
    if args.bless {
        let pages = all_pages(&args.folder).map_err(|fault| usage(chain(&fault)))?;
        return Ok(bless(&extractor, &pages));
    }
    let pages = gold_pages(&args.folder).map_err(|fault| usage(chain(&fault)))?;
    let without = Trial::of(&generic(Options::default()), &pages).total();
    let against = match &args.against {
        None => None,
        Some(other) if other.as_path() == Path::new("generic") => Some(without.clone()),
        Some(other) => {
            let others = Extractor::new(load(std::slice::from_ref(other))?);
            Some(Trial::of(&others, &pages).total())
        }
    };
    let others = Others { generic: without, against };
    let trial = Trial::of(&extractor, &pages);
    if let Some(path) = &args.junit {
        std::fs::write(path, junit(&trial))
            .map_err(|cause| usage(format_args!("cannot write {}: {cause}", path.display())))?;
    }
    let told = if args.json { json(&trial, others) } else { table(&trial, &others) };
    Ok(match printed(anstream::stdout().write_all(&told)) {
        Status::Good if trial.pages.iter().any(|page| !page.is_right()) => Status::SomeFailed,
        status => status,
    })
}

fn load(rules: &[PathBuf]) -> Result<RuleSet, Status> {
    RuleSet::load_all(rules).map_err(|fault| super::diagnostics::fault(&fault, rules))
}

/// Writes today's text as the right one, and today's labels and fields where labels stand beside the page, for a person
/// to read against the page.
fn bless(extractor: &Extractor, pages: &[GoldPage]) -> Status {
    for page in pages {
        let extraction = extract(extractor, page);
        let mut files = Vec::new();
        if page.told_by != ToldBy::Labels {
            let text =
                if extraction.text.is_empty() { String::new() } else { format!("{}\n", extraction.text) };
            // A table is written by hand: a file of the page's own takes its place.
            files.push((beside(&page.path, "clean.txt"), text));
        }
        if !page.rows.is_empty() {
            files.push((beside(&page.path, "labels.jsonl"), blessed_labels(page, &extraction)));
        }
        for (path, text) in files {
            if std::fs::read_to_string(&path).is_ok_and(|known| known == text) {
                continue;
            }
            if let Err(cause) = std::fs::write(&path, text) {
                error(format_args!("cannot write {}: {cause}", path.display()));
                return Status::SomeFailed;
            }
            note(format_args!("{} is new: read it against the page", path.display()));
        }
    }
    Status::Good
}

/// The labels of today; of the fields only those that were stated.
fn blessed_labels(page: &GoldPage, extraction: &Extraction) -> String {
    let mut labels = PageLabels::of(extraction);
    let of_today = std::mem::replace(&mut labels.stated, page.stated.clone());
    for (key, value) in &mut labels.stated {
        if let Some(today) = of_today.get(key) {
            value.clone_from(today);
        }
    }
    labels.to_jsonl()
}

fn json(trial: &Trial, others: Others) -> Vec<u8> {
    let figures = |score: WordScore| LabelFigures {
        precision: score.precision(),
        recall: score.recall(),
        f1: score.f1(),
        n_words: score.n_right,
    };
    let report = Report {
        total: trial.total(),
        generic: others.generic,
        against: others.against,
        outlets: trial.by_outlet().into_iter().map(|(name, row)| (name.unwrap_or("none"), row)).collect(),
        layouts: trial.by_layout().into_iter().map(|(name, row)| (name.unwrap_or("none"), row)).collect(),
        labels: trial.by_label().into_iter().map(|(label, score)| (label, figures(score))).collect(),
        rules: trial.by_rule(),
        pages: &trial.pages,
    };
    let mut out = Vec::new();
    to_json(&report, Layout::Indented, &mut out);
    out.push(b'\n');
    out
}

fn table(trial: &Trial, others: &Others) -> Vec<u8> {
    let mut out = String::new();
    for page in trial.pages.iter().filter(|page| !page.is_right()) {
        let _ = writeln!(out, "{}  word F1 {:.3}", one_line(&page.id), page.f1);
        faults(page, &mut out);
    }
    let _ = writeln!(
        out,
        "{:<40} {:>5} {:>10} {:>5} {:>9} {:>6} {:>6} {:>5} {:>6}",
        "layout", "pages", "recognised", "exact", "precision", "recall", "F1", "lost", "leaked"
    );
    for (name, row) in trial.by_layout() {
        row_line(name.unwrap_or("none recognised"), &row, &mut out);
    }
    for (name, row) in trial.by_outlet() {
        row_line(&format!("outlet: {}", name.unwrap_or("none recognised")), &row, &mut out);
    }
    row_line("all", &trial.total(), &mut out);
    row_line("all, the generic engine", &others.generic, &mut out);
    if let Some(against) = &others.against {
        row_line("all, the other rules", against, &mut out);
    }
    details(trial, &mut out);
    out.into_bytes()
}

/// Figures by label, field and rule, where there are any.
fn details(trial: &Trial, out: &mut String) {
    let labels = trial.by_label();
    if !labels.is_empty() {
        let _ =
            writeln!(out, "\n{:<40} {:>5} {:>9} {:>6} {:>6}", "label", "words", "precision", "recall", "F1");
    }
    for (label, score) in labels {
        let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
        let _ = writeln!(out, "{label:<40} {:>5} {precision:>9.3} {recall:>6.3} {f1:>6.3}", score.n_right);
    }
    let fields = trial.total().fields;
    if !fields.is_empty() {
        let _ = writeln!(out, "\n{:<40} {:>5} {:>6}", "field", "right", "stated");
    }
    for (field, [n_right, n_stated]) in fields {
        let _ = writeln!(out, "{:<40} {n_right:>5} {n_stated:>6}", one_line(&field));
    }
    let rules = trial.by_rule();
    if !rules.is_empty() {
        let _ = writeln!(out, "\n{:<40} {:>5} {:>5} {:>5} {:>6}", "rule", "pages", "hits", "lost", "leaked");
    }
    for (rule, row) in rules {
        let RuleRow { n_pages, n_hits, n_lost, n_leaked } = row;
        let _ = writeln!(out, "{rule:<40} {n_pages:>5} {n_hits:>5} {n_lost:>5} {n_leaked:>6}");
    }
}

/// What is wrong with one page.
fn faults(page: &PageTrial, out: &mut String) {
    lines("lost", '-', &page.lost, out);
    lines("leaked", '+', &page.leaked, out);
    let wrong: Vec<String> =
        page.fields.iter().filter(|(_, is_right)| !**is_right).map(|(field, _)| one_line(field)).collect();
    if !wrong.is_empty() {
        let _ = writeln!(out, "  wrong: {}", wrong.join(", "));
    }
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

/// The trial as JUnit XML: one test case per page, a failure where a line is lost or leaked, or a stated field is wrong.
fn junit(trial: &Trial) -> String {
    let n_failed = trial.pages.iter().filter(|page| !page.is_right()).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let n_pages = trial.pages.len();
    let _ =
        writeln!(out, "<testsuite name=\"tamis rules test\" tests=\"{n_pages}\" failures=\"{n_failed}\">");
    for page in &trial.pages {
        let _ = write!(out, "  <testcase name=\"{}\"", escaped(&page.id));
        if page.is_right() {
            out.push_str("/>\n");
            continue;
        }
        let mut detail = String::new();
        faults(page, &mut detail);
        let (n_lost, n_leaked) = (page.lost.len(), page.leaked.len());
        let n_wrong = page.fields.values().filter(|is_right| !**is_right).count();
        let _ = writeln!(
            out,
            ">\n    <failure message=\"{n_lost} lines lost, {n_leaked} leaked, {n_wrong} fields wrong\">"
        );
        out.push_str(&escaped(&detail));
        out.push_str("</failure>\n  </testcase>\n");
    }
    out.push_str("</testsuite>\n");
    out
}
