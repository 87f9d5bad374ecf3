//! Faults of rule files, painted: the line, a caret below the fault, and what would be right.

use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::status::{Status, error, note};
use crate::batch::run::work::chain;
use crate::rules::check::Diagnostic;
use crate::rules::embedded::{FILES, RulesError, read_overlays};

/// Tells a fault of rule files: every diagnostic of them, painted.
pub(super) fn fault(fault: &RulesError, overlays: &[PathBuf]) -> Status {
    match fault {
        RulesError::Faulty(diagnostics) => paint(diagnostics, overlays),
        other => error(chain(other)),
    }
    Status::Usage
}

/// Paints every diagnostic to standard error. Texts are read again from where the rules were.
fn paint(diagnostics: &[Diagnostic], overlays: &[PathBuf]) {
    let texts = read_overlays(overlays).unwrap_or_default();
    for diagnostic in diagnostics {
        let overlaid = texts.iter().find(|(path, _)| *path == diagnostic.file).map(|(_, text)| text.as_str());
        let built_in = || FILES.iter().find(|(path, _)| *path == diagnostic.file).map(|(_, text)| *text);
        match overlaid.or_else(built_in).filter(|text| text.get(diagnostic.place.clone()).is_some()) {
            Some(text) => anstream::eprintln!("{}", painted(diagnostic, text)),
            None => error(diagnostic),
        }
    }
    note(format_args!("{} fault(s) in rule files", diagnostics.len()));
}

fn painted(diagnostic: &Diagnostic, text: &str) -> String {
    let snippet = Snippet::source(text)
        .path(diagnostic.file.as_str())
        .annotation(AnnotationKind::Primary.span(diagnostic.place.clone()));
    let mut report = vec![Level::ERROR.primary_title(diagnostic.message.as_str()).element(snippet)];
    if let Some(help) = &diagnostic.help {
        report.push(Group::with_title(Level::HELP.secondary_title(help.as_str())));
    }
    Renderer::styled().render(&report)
}
