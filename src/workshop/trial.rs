//! A rule set on pages whose right text is known: what each page loses and leaks, and how often each
//! rule fired.
//!
//! All figures are means over pages, so a long page weighs as much as a short one. Knows the
//! extractor and the right texts; never where they came from.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::page::{Document, Extraction, InputKind};
use crate::{Extractor, Options};

use super::gold::GoldPage;
use super::score::{LineDifference, WordScore};

/// One page of a trial.
#[derive(Debug, Clone, Serialize)]
pub struct PageTrial {
    /// Path below the folder.
    pub id: String,
    /// `outlet/layout`; `None` where no layout was recognised.
    pub layout: Option<String>,
    /// Share of the kept words that are right, 0.0 to 1.0.
    pub precision: f64,
    /// Share of the right words that were kept, 0.0 to 1.0.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
    /// Lines of the right text that are missing.
    pub lost: Vec<String>,
    /// Lines that were kept and are not right.
    pub leaked: Vec<String>,
    /// Whether the title is the one the labels name; `None` where they name none.
    pub title_right: Option<bool>,
    /// Rules whose claims won, with the number of spans each gave.
    pub rules: BTreeMap<String, u64>,
}

impl PageTrial {
    /// True when no line is lost and none is leaked.
    pub fn is_exact(&self) -> bool {
        self.lost.is_empty() && self.leaked.is_empty()
    }
}

/// Figures of a group of pages.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TrialRow {
    /// Pages.
    pub n_pages: usize,
    /// Pages on which a layout was recognised.
    pub n_recognised: usize,
    /// Pages without a lost or leaked line.
    pub n_exact: usize,
    /// Lines lost on all pages.
    pub n_lost: usize,
    /// Lines leaked on all pages.
    pub n_leaked: usize,
    /// Mean precision by word.
    pub precision: f64,
    /// Mean recall by word.
    pub recall: f64,
    /// Mean F1 by word.
    pub f1: f64,
    /// Titles that are right, of those that are known.
    pub titles: [usize; 2],
}

/// What a rule set makes of pages whose right text is known.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Trial {
    /// The pages, by path.
    pub pages: Vec<PageTrial>,
}

impl Trial {
    /// Cleans every page and compares.
    pub fn of(extractor: &Extractor, pages: &[GoldPage]) -> Self {
        Self { pages: pages.iter().map(|page| page_trial(extractor, page)).collect() }
    }

    /// Figures of all pages.
    pub fn total(&self) -> TrialRow {
        row(self.pages.iter())
    }

    /// Figures by layout, `None` for pages on which none was recognised.
    pub fn by_layout(&self) -> BTreeMap<Option<&str>, TrialRow> {
        let mut groups: BTreeMap<Option<&str>, Vec<&PageTrial>> = BTreeMap::new();
        for page in &self.pages {
            groups.entry(page.layout.as_deref()).or_default().push(page);
        }
        groups.into_iter().map(|(layout, pages)| (layout, row(pages.into_iter()))).collect()
    }

    /// How many spans each rule gave on all pages.
    pub fn by_rule(&self) -> BTreeMap<&str, u64> {
        let mut rules = BTreeMap::new();
        for page in &self.pages {
            for (name, n_spans) in &page.rules {
                *rules.entry(name.as_str()).or_insert(0) += n_spans;
            }
        }
        rules
    }
}

/// The page's extraction, as the command line would make it.
pub fn extract(extractor: &Extractor, page: &GoldPage) -> Extraction {
    let document = match page.kind {
        InputKind::Html => Document::html(page.bytes.as_slice()),
        InputKind::Text => Document::text(page.bytes.as_slice()),
        InputKind::Auto => Document::unknown(page.bytes.as_slice()),
    };
    extractor.extract(document.with_id(page.id.as_str()))
}

/// An extractor with no rules of any outlet: what a rule set has to beat.
pub fn generic(options: Options) -> Extractor {
    Extractor::with_options(crate::RuleSet::default(), Options { generic: true, ..options })
}

fn page_trial(extractor: &Extractor, page: &GoldPage) -> PageTrial {
    let extraction = extract(extractor, page);
    let score = WordScore::of(&extraction.text, &page.clean);
    let LineDifference { lost, leaked } = LineDifference::of(&extraction.text, &page.clean);
    let layout = extraction.outlet.as_ref().zip(extraction.layout.as_ref());
    PageTrial {
        id: page.id.clone(),
        layout: layout.map(|(outlet, layout)| format!("{outlet}/{layout}")),
        precision: score.precision(),
        recall: score.recall(),
        f1: score.f1(),
        lost,
        leaked,
        title_right: page.title.as_ref().map(|title| extraction.fields.title.as_ref() == Some(title)),
        rules: rule_hits(&extraction),
    }
}

fn rule_hits(extraction: &Extraction) -> BTreeMap<String, u64> {
    let mut hits = BTreeMap::new();
    for rule in extraction.labels.iter().filter_map(|labelled| labelled.rule) {
        if let Some(info) = extraction.rules.get(rule) {
            *hits.entry(info.name.clone()).or_insert(0) += 1;
        }
    }
    hits
}

fn row<'a>(pages: impl Iterator<Item = &'a PageTrial>) -> TrialRow {
    let mut row = TrialRow::default();
    for page in pages {
        row.n_pages += 1;
        row.n_recognised += usize::from(page.layout.is_some());
        row.n_exact += usize::from(page.is_exact());
        row.n_lost += page.lost.len();
        row.n_leaked += page.leaked.len();
        row.precision += page.precision;
        row.recall += page.recall;
        row.f1 += page.f1;
        row.titles[0] += usize::from(page.title_right == Some(true));
        row.titles[1] += usize::from(page.title_right.is_some());
    }
    let n_pages = row.n_pages.max(1) as f64;
    for mean in [&mut row.precision, &mut row.recall, &mut row.f1] {
        *mean /= n_pages;
    }
    row
}
