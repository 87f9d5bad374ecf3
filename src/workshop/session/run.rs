//! All pages of a session under one text of the rule file: what each becomes, block by block.
//!
//! Two runs give an [`Effect`](super::effect::Effect). Knows the engine; never a file.

use serde::Serialize;

use crate::page::{Document, Extraction, InputKind, LabelledSpan, Tier};
use crate::rules::set::RuleSet;
use crate::text::squeeze::fold;
use crate::workshop::draft::sheet::Sheet;
use crate::{Extractor, Options};

/// A page of the session, and what is known of it before any rule.
#[derive(Debug)]
pub struct PageInHand {
    /// The page.
    pub document: Document<'static>,
    /// Its lines and elements, as the generic engine sees them.
    pub sheet: Sheet,
}

impl PageInHand {
    /// Reads a page. `engine` has no rules of any outlet.
    pub fn read(engine: &Extractor, document: Document<'static>) -> Self {
        let sheet = Sheet::of(engine, &document);
        Self { document, sheet }
    }
}

/// What the pages become.
#[derive(Debug)]
pub struct Run {
    /// Of each page, in the order of the session.
    pub pages: Vec<Extraction>,
    /// The engine that made them.
    pub extractor: Extractor,
}

/// One stretch of a page, as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockView {
    /// Number of the block it lies in.
    pub block: usize,
    /// Its text.
    pub text: String,
    /// What it is for.
    pub label: &'static str,
    /// True when it is part of the clean text.
    pub kept: bool,
    /// Who decided: `outlet`, `shared`, `site`, `model`, `zone`, `meta`.
    pub tier: &'static str,
    /// The rule that won, `outlet/layout/rule`.
    pub rule: Option<String>,
    /// `file:line` of that rule.
    pub place: Option<String>,
    /// The elements it hangs in, innermost last.
    pub element: Option<String>,
    /// What the model says, 0.0 to 1.0, where it decided.
    pub probability: Option<f64>,
}

impl Run {
    /// Cleans all pages.
    pub fn of(rules: RuleSet, pages: &[PageInHand]) -> Self {
        let extractor = Extractor::with_options(rules, Options::default()).with_reasons();
        let pages = pages.iter().map(|page| extractor.extract(page.document.clone())).collect();
        Self { pages, extractor }
    }

    /// The blocks of one page.
    pub fn blocks(&self, page: usize) -> Vec<BlockView> {
        let Some(extraction) = self.pages.get(page) else { return Vec::new() };
        extraction.labels.iter().map(|labelled| view(extraction, labelled)).collect()
    }

    /// `outlet` and `layout` of a page.
    pub fn layout(&self, page: usize) -> Option<(&str, &str)> {
        let extraction = self.pages.get(page)?;
        Some((extraction.outlet.as_deref()?, extraction.layout.as_deref()?))
    }
}

fn view(extraction: &Extraction, labelled: &LabelledSpan) -> BlockView {
    let rule = labelled.rule.and_then(|rule| extraction.rules.get(rule));
    let trace = extraction.trace.as_ref();
    BlockView {
        block: labelled.block as usize,
        text: fold(extraction.page.slice(labelled.span)),
        label: labelled.label.name(),
        kept: labelled.label.is_text(),
        tier: tier_name(labelled.tier),
        rule: rule.map(|rule| rule.name.clone()),
        place: rule.map(|rule| format!("{}:{}", rule.file, rule.line)),
        element: trace.and_then(|trace| trace.elements.get(labelled.block as usize)).cloned(),
        probability: labelled.probability.map(|probability| (f64::from(probability) / 2.55).round() / 100.0),
    }
}

fn tier_name(tier: Tier) -> &'static str {
    match tier {
        Tier::Meta => "meta",
        Tier::Zone => "zone",
        Tier::Model => "model",
        Tier::Site => "site",
        Tier::Shared => "shared",
        Tier::Outlet => "outlet",
    }
}

/// What became of each line of a page's sheet in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct LineNow {
    /// What it is for.
    pub label: &'static str,
    /// More than half of it is kept.
    pub kept: bool,
    /// A rule of an outlet decided.
    pub by_rule: bool,
}

/// The lines of a sheet as the run has them. A page that is read in another way under rules has other blocks: its
/// lines are found by their words.
pub fn lines_now(sheet: &Sheet, extraction: &Extraction) -> Vec<LineNow> {
    let mut blocks =
        vec![(0u32, LineNow { label: "other", kept: false, by_rule: false }); extraction.page.blocks.len()];
    for labelled in &extraction.labels {
        let (n_kept, now) = &mut blocks[labelled.block as usize];
        if labelled.label.is_text() {
            *n_kept += labelled.span.len();
        }
        if now.label == "other" || labelled.label.is_text() {
            now.label = labelled.label.name();
        }
        now.by_rule |= labelled.tier == Tier::Outlet;
    }
    let text = |at: usize| fold(extraction.page.block_text(&extraction.page.blocks[at]));
    for (at, (n_kept, now)) in blocks.iter_mut().enumerate() {
        now.kept = *n_kept * 2 > extraction.page.blocks[at].span.len();
    }
    let place = |at: usize, folded: &str| {
        if at < blocks.len() && text(at) == folded {
            return Some(at);
        }
        (0..blocks.len()).find(|&other| text(other) == folded)
    };
    let now = |(at, line): (usize, &crate::workshop::draft::sheet::SheetLine)| {
        let known = place(at, &line.folded).map(|at| blocks[at].1.clone());
        known.unwrap_or(LineNow { label: line.label.name(), kept: line.is_kept, by_rule: false })
    };
    sheet.lines.iter().enumerate().map(now).collect()
}

/// True for HTML.
pub fn is_html(extraction: &Extraction) -> bool {
    extraction.decoding.kind == InputKind::Html
}
