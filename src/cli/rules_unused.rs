//! `tamis rules check --pages`: rules and evidence of a user's file that say nothing on any of his pages.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Parser;

use super::args::{EngineArgs, InputArgs};
use super::pages;
use super::status::{Status, error};
use crate::Extractor;
use crate::page::Extraction;
use crate::rules::check::Diagnostic;
use crate::rules::file::{Layout, Rule, RuleFile};
use crate::rules::set::RuleSet;

/// What was seen on the pages.
#[derive(Default)]
struct Seen {
    n_pages: usize,
    /// Rules by file and line: those that won something, and those that only ever lost.
    won: BTreeSet<(String, u32)>,
    lost: BTreeSet<(String, u32)>,
    /// Outlet and layout, and pieces of evidence that held.
    evidence: BTreeSet<(String, String, String)>,
    layouts: BTreeSet<(String, String)>,
}

/// Everything of the user's files that said nothing on these pages.
pub(super) fn faults(
    overlays: &[PathBuf],
    files: &[RuleFile],
    pages: &[PathBuf],
) -> Result<Vec<Diagnostic>, Status> {
    let rules = RuleSet::load_all(overlays).map_err(|told| super::diagnostics::fault(&told, overlays))?;
    let extractor = Extractor::new(rules).with_reasons();
    let seen = look(&extractor, pages)?;
    let mut faults = Vec::new();
    for file in files {
        for rule in &file.rules {
            rule_fault(file, rule, &seen, &mut faults);
        }
        for layout in &file.layouts {
            layout_faults(file, layout, &seen, &mut faults);
        }
    }
    Ok(faults)
}

fn look(extractor: &Extractor, pages: &[PathBuf]) -> Result<Seen, Status> {
    /// A command of nothing else.
    #[derive(Parser)]
    struct Alone {
        #[command(flatten)]
        input: InputArgs,
    }
    let mut args = Alone::parse_from(["tamis"]).input;
    args.paths = pages.to_vec();
    let mut seen = Seen::default();
    pages::each(&args, &EngineArgs::defaults(), |record| {
        if !record.id.ends_with(".clean.txt") {
            seen.add(&extractor.extract(record.document()));
        }
        ControlFlow::Continue(())
    })?;
    if seen.n_pages == 0 {
        error("nothing to look at: no page could be read");
        return Err(Status::Nothing);
    }
    Ok(seen)
}

impl Seen {
    fn add(&mut self, extraction: &Extraction) {
        self.n_pages += 1;
        let place = |rule| extraction.rules.get(rule).map(|rule| (rule.file.clone(), rule.line));
        self.won.extend(extraction.labels.iter().filter_map(|labelled| place(labelled.rule?)));
        if let (Some(outlet), Some(layout)) = (&extraction.outlet, &extraction.layout) {
            self.layouts.insert((outlet.clone(), layout.clone()));
        }
        let Some(trace) = &extraction.trace else { return };
        self.lost.extend(trace.losers.iter().flatten().filter_map(|rule| place(*rule)));
        for candidate in &trace.candidates {
            let held = candidate.held.iter();
            self.evidence.extend(
                held.map(|piece| (candidate.outlet.clone(), candidate.layout.clone(), piece.clone())),
            );
        }
    }
}

fn is_own(path: &str) -> bool {
    !path.starts_with("rules/")
}

fn rule_fault(file: &RuleFile, rule: &Rule, seen: &Seen, faults: &mut Vec<Diagnostic>) {
    let place = (rule.file.to_string(), rule.line);
    // What the model judges inside of an element wins in the model's name.
    let is_frame = rule.inside == crate::rules::file::Inside::Model;
    if !is_own(&rule.file) || rule.off || is_frame || seen.won.contains(&place) {
        return;
    }
    let n_pages = seen.n_pages;
    let (message, help) = if seen.lost.contains(&place) {
        let message =
            format!("rule `{}` never wins on these {n_pages} pages: others claim the same", rule.id.value);
        (message, "`tamis explain PAGE` names the rule that wins; take this one out, or make it narrower")
    } else {
        let message = format!("rule `{}` never fires on these {n_pages} pages", rule.id.value);
        (message, "its selectors or lines match nothing: mend them, add a page that has them, or take it out")
    };
    let fault = Diagnostic::new(&rule.file, file.text_of(&rule.file), rule.id.place.clone(), message);
    faults.push(fault.with_help(help));
}

fn layout_faults(file: &RuleFile, layout: &Layout, seen: &Seen, faults: &mut Vec<Diagnostic>) {
    let Some(outlet) = &file.outlet else { return };
    let name = (outlet.id.value.clone(), layout.id.value.clone());
    let fault = |place: &std::ops::Range<usize>, message: String, help: &str| {
        Diagnostic::new(&layout.file, file.text_of(&layout.file), place.clone(), message).with_help(help)
    };
    if is_own(&layout.file) && !seen.layouts.contains(&name) {
        let message = format!("no page of these {} has layout `{}`", seen.n_pages, layout.id.value);
        faults.push(fault(&layout.id.place, message, "mend its evidence, or show a page that has it"));
        return;
    }
    for piece in layout.when.iter().filter(|_| is_own(&layout.file)) {
        let told = piece.matcher.to_string();
        let holds = seen
            .evidence
            .iter()
            .any(|(outlet, layout, held)| (outlet, layout) == (&name.0, &name.1) && held.starts_with(&told));
        if !holds {
            let message = format!("this piece of evidence holds on none of these {} pages", seen.n_pages);
            faults.push(fault(&piece.matcher.place, message, "take it out, or write what the pages show"));
        }
    }
    for rule in &layout.rules {
        rule_fault(file, rule, seen, faults);
    }
}
