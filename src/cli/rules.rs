//! `tamis rules`: what the rules can do, and what is wrong with them.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{RulesArgs, RulesCommand};
use super::diagnostics::fault;
use super::status::{Status, printed};
use crate::output::json::{Layout as JsonLayout, to_json};
use crate::rules::embedded::{self, RulesError};
use crate::rules::file::{Layout, Matcher, Rule, RuleFile};

/// Runs the command.
pub(super) fn run(args: &RulesArgs) -> Status {
    match &args.command {
        RulesCommand::List { rules, json } => list(rules, *json),
        RulesCommand::Schema => printed(std::io::stdout().write_all(embedded::SCHEMA.as_bytes())),
        RulesCommand::Check { path, pages } => check(path.as_deref(), pages),
        RulesCommand::Try(args) => super::rules_try::run(args),
        RulesCommand::Fmt(args) => super::rules_fmt::run(args),
        RulesCommand::Pack(args) => super::rules_pack::run(args),
        RulesCommand::New(args) => super::rules_new::run(args),
        RulesCommand::ImportFtr(args) => super::import_ftr::run(args),
        RulesCommand::Test(args) => super::rules_test::run(args),
    }
}

/// Every fault of the built-in rules with those of `path` laid over them; or a summary.
fn check(path: Option<&Path>, pages: &[PathBuf]) -> Status {
    let overlays: Vec<PathBuf> = path.map(Path::to_owned).into_iter().collect();
    let files = match embedded::check(path) {
        Err(faults) => return fault(&faults, &overlays),
        Ok(files) => files,
    };
    if !pages.is_empty() {
        match super::rules_unused::faults(&overlays, &files, pages) {
            Err(status) => return status,
            Ok(unused) if !unused.is_empty() => return fault(&RulesError::Faulty(unused), &overlays),
            Ok(_) => {}
        }
    }
    summary(path, files)
}

/// How much was checked: the files of `path` alone, where one is given.
fn summary(path: Option<&Path>, files: Vec<RuleFile>) -> Status {
    let own = path.map(|path| embedded::read_overlays(&[path]));
    let files = match own {
        None => files,
        Some(Err(unread)) => return fault(&unread, &[]),
        Some(Ok(texts)) => texts.iter().map(|(path, text)| RuleFile::parse(path, text).0).collect(),
    };
    let layouts: usize = files.iter().map(|file| file.layouts.len()).sum();
    let rules: usize = files.iter().map(n_rules).sum();
    let files = files.len();
    printed(writeln!(std::io::stdout(), "{files} files, {layouts} layouts, {rules} rules: no fault"))
}

fn n_rules(file: &RuleFile) -> usize {
    file.rules.len() + file.layouts.iter().map(|layout| layout.rules.len()).sum::<usize>()
}

/// What an outlet's rules can do.
#[derive(Serialize)]
struct OutletRow<'a> {
    outlet: &'a str,
    name: &'a str,
    domains: Vec<&'a str>,
    language: Option<&'a str>,
    file: &'a str,
    /// Files laid over it, the last one on top: theirs win.
    overlays: Vec<&'a str>,
    layouts: Vec<LayoutRow<'a>>,
}

/// What a layout's rules can do. In HTML all of them count, in text those that test lines.
#[derive(Serialize)]
struct LayoutRow<'a> {
    layout: &'a str,
    /// The file that tells it; of several with the same id the one that won.
    file: &'a str,
    why: &'a str,
    article: bool,
    evidence_html: usize,
    evidence_text: usize,
    rules_html: usize,
    rules_text: usize,
}

fn list(overlays: &[PathBuf], json: bool) -> Status {
    let files = match embedded::load_all(overlays) {
        Ok(files) => files,
        Err(faults) => return fault(&faults, overlays),
    };
    let rows: Vec<OutletRow<'_>> = files.iter().filter_map(|file| outlet_row(file, &files)).collect();
    let mut out = Vec::new();
    if json {
        to_json(&rows, JsonLayout::Indented, &mut out);
        out.push(b'\n');
        return printed(std::io::stdout().write_all(&out));
    }
    let written = rows.iter().try_for_each(|row| print(row, &mut out));
    printed(written.and_then(|()| anstream::stdout().write_all(&out)))
}

fn print(row: &OutletRow<'_>, out: &mut Vec<u8>) -> std::io::Result<()> {
    let bold = anstyle::Style::new().bold();
    writeln!(out, "{bold}{}{bold:#}  {}  ({})", row.outlet, row.name, row.domains.join(", "))?;
    let from: Vec<&str> = std::iter::once(row.file).chain(row.overlays.iter().copied()).collect();
    writeln!(out, "  from {}", from.join(", then over it "))?;
    for layout in &row.layouts {
        let note = if layout.article { "" } else { "  not an article" };
        let from = if layout.file == row.file { String::new() } else { format!("  from {}", layout.file) };
        writeln!(
            out,
            "  {:<20} HTML: {:>3} rules, {:>2} evidence   text: {:>3} rules, {:>2} evidence{note}{from}",
            layout.layout, layout.rules_html, layout.evidence_html, layout.rules_text, layout.evidence_text
        )?;
    }
    Ok(())
}

fn outlet_row<'a>(file: &'a RuleFile, files: &'a [RuleFile]) -> Option<OutletRow<'a>> {
    let outlet = file.outlet.as_ref()?;
    Some(OutletRow {
        outlet: &outlet.id.value,
        name: &outlet.name,
        domains: outlet.domains.iter().map(|domain| domain.value.as_str()).collect(),
        language: outlet.language.as_deref(),
        file: &file.path,
        overlays: file.overlays.iter().map(|(path, _)| &**path).collect(),
        layouts: file.layouts.iter().map(|layout| layout_row(layout, file, files)).collect(),
    })
}

fn layout_row<'a>(layout: &'a Layout, file: &RuleFile, files: &[RuleFile]) -> LayoutRow<'a> {
    let rules = all_rules(layout, file, files);
    let evidence_text = layout.when.iter().filter(|evidence| evidence.matcher.css.is_none()).count();
    LayoutRow {
        layout: &layout.id.value,
        file: &layout.file,
        why: &layout.why,
        article: layout.article,
        evidence_html: layout.when.len(),
        evidence_text,
        rules_html: rules.len(),
        rules_text: rules.iter().filter(|rule| rule.matchers.iter().any(works_on_text)).count(),
    }
}

fn works_on_text(matcher: &Matcher) -> bool {
    matcher.css.is_none()
}

/// The layout's own rules, its outlet's, and those of every shared file either inherits.
fn all_rules<'f>(layout: &'f Layout, file: &'f RuleFile, files: &'f [RuleFile]) -> Vec<&'f Rule> {
    let mut rules: Vec<&Rule> = layout.rules.iter().chain(&file.rules).collect();
    let mut waiting: Vec<&str> =
        layout.inherits.iter().chain(&file.inherits).map(|name| name.value.as_str()).collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !seen.insert(name) {
            continue;
        }
        let shared =
            files.iter().find(|file| file.shared.as_ref().is_some_and(|shared| shared.id.value == name));
        if let Some(shared) = shared {
            rules.extend(&shared.rules);
            waiting.extend(shared.inherits.iter().map(|name| name.value.as_str()));
        }
    }
    rules.retain(|rule| !rule.off);
    rules
}
