//! A rule set on pages whose right text is known: what each page loses and leaks, and how often each
//! rule fired.
//!
//! All figures are means over pages, so a long page weighs as much as a short one. Knows the
//! extractor and the right texts; never where they came from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::page::{Document, Extraction, Field, InputKind, LabelledSpan};
use crate::text::squeeze::squeeze;
use crate::{Extractor, Options};

use super::gold::GoldPage;
use super::labels;
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
    /// Of each field that is stated whether it is right.
    pub fields: BTreeMap<String, bool>,
    /// Words of the labelled lines, by label.
    pub labels: BTreeMap<String, WordScore>,
    /// Rules whose claims won, and what they did.
    pub rules: BTreeMap<String, RuleRow>,
}

impl PageTrial {
    /// True when no line is lost and none is leaked.
    pub fn is_exact(&self) -> bool {
        self.lost.is_empty() && self.leaked.is_empty()
    }

    /// True when it is exact, and every stated field is right.
    pub fn is_right(&self) -> bool {
        self.is_exact() && self.fields.values().all(|is_right| *is_right)
    }
}

/// What one rule did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RuleRow {
    /// Pages on which it claimed something.
    pub n_pages: usize,
    /// Spans that it gave a label.
    pub n_hits: usize,
    /// Lines of the right text that it dropped.
    pub n_lost: usize,
    /// Lines that it kept and that are not right.
    pub n_leaked: usize,
}

impl RuleRow {
    fn add(&mut self, other: Self) {
        self.n_pages += other.n_pages;
        self.n_hits += other.n_hits;
        self.n_lost += other.n_lost;
        self.n_leaked += other.n_leaked;
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
    /// Of each stated field how often it is right, and how often it is stated.
    pub fields: BTreeMap<String, [usize; 2]>,
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

    /// Figures by outlet, `None` for pages on which none was recognised.
    pub fn by_outlet(&self) -> BTreeMap<Option<&str>, TrialRow> {
        let mut groups: BTreeMap<Option<&str>, Vec<&PageTrial>> = BTreeMap::new();
        for page in &self.pages {
            let outlet = page.layout.as_deref().and_then(|layout| layout.split('/').next());
            groups.entry(outlet).or_default().push(page);
        }
        groups.into_iter().map(|(outlet, pages)| (outlet, row(pages.into_iter()))).collect()
    }

    /// What each rule did on all pages.
    pub fn by_rule(&self) -> BTreeMap<&str, RuleRow> {
        let mut rules: BTreeMap<&str, RuleRow> = BTreeMap::new();
        for (name, row) in self.pages.iter().flat_map(|page| &page.rules) {
            rules.entry(name).or_default().add(*row);
        }
        rules
    }

    /// Words by label, on all pages whose lines are labelled.
    pub fn by_label(&self) -> BTreeMap<&str, WordScore> {
        let mut scores: BTreeMap<&str, WordScore> = BTreeMap::new();
        for (label, score) in self.pages.iter().flat_map(|page| &page.labels) {
            scores.entry(label).or_default().add(*score);
        }
        scores
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
        fields: fields(&extraction, page),
        labels: label_scores(&extraction, page),
        rules: rules(&extraction, &lost, &leaked),
        lost,
        leaked,
    }
}

/// What each rule did. A line belongs to the rule that claimed any part of it.
fn rules(extraction: &Extraction, lost: &[String], leaked: &[String]) -> BTreeMap<String, RuleRow> {
    let squeezed = |lines: &[String]| lines.iter().map(|line| squeeze(line)).collect::<BTreeSet<_>>();
    let (lost, leaked) = (squeezed(lost), squeezed(leaked));
    let mut rows: BTreeMap<String, RuleRow> = BTreeMap::new();
    let claimed = |labelled: &&LabelledSpan| labelled.rule.is_some();
    for labelled in extraction.labels.iter().filter(claimed) {
        let Some(info) = labelled.rule.and_then(|rule| extraction.rules.get(rule)) else { continue };
        let row = rows.entry(info.name.clone()).or_default();
        let line = squeeze(extraction.page.slice(labelled.span));
        row.n_pages = 1;
        row.n_hits += 1;
        row.n_lost += usize::from(!labelled.label.is_text() && lost.contains(&line));
        row.n_leaked += usize::from(labelled.label.is_text() && leaked.contains(&line));
    }
    rows
}

/// The fields that are stated and that an extraction has. A date that says more than the stated one is right.
fn fields(extraction: &Extraction, page: &GoldPage) -> BTreeMap<String, bool> {
    let mut right = BTreeMap::new();
    for (key, value) in &page.stated {
        let stated: Vec<&str> = match value {
            Value::String(text) => vec![text],
            Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
            Value::Null => Vec::new(),
            _ => continue,
        };
        let found: Vec<&str> = match key.as_str() {
            "outlet" => extraction.outlet.as_deref().into_iter().collect(),
            "layout" => extraction.layout.as_deref().into_iter().collect(),
            other => match other.parse::<Field>() {
                Ok(field) if Field::SOURCED.contains(&field) => extraction.fields.texts(field),
                _ => continue,
            },
        };
        let is_date = key.starts_with("date");
        let same = |(found, stated): (&&str, &&str)| found == stated || is_date && found.starts_with(*stated);
        right.insert(key.clone(), found.len() == stated.len() && found.iter().zip(&stated).all(same));
    }
    right
}

/// Words by label. Lines that nobody labelled do not count: of HTML pages only telling ones are.
fn label_scores(extraction: &Extraction, page: &GoldPage) -> BTreeMap<String, WordScore> {
    let mut texts: BTreeMap<String, [String; 2]> = BTreeMap::new();
    let mut add = |label: &str, side: usize, text: &str| {
        let of_label = &mut texts.entry(label.to_owned()).or_default()[side];
        of_label.push_str(text);
        of_label.push('\n');
    };
    let known: BTreeSet<&str> = page.rows.iter().map(|row| row.text.as_str()).collect();
    if known.is_empty() {
        return BTreeMap::new();
    }
    for (row, _) in labels::rows(extraction).iter().filter(|(row, _)| known.contains(row.text.as_str())) {
        add(&row.kind, 0, &row.text);
    }
    for row in &page.rows {
        add(&row.kind, 1, &row.text);
    }
    texts.into_iter().map(|(label, [made, right])| (label, WordScore::of(&made, &right))).collect()
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
        for (field, is_right) in &page.fields {
            let [n_right, n_stated] = row.fields.entry(field.clone()).or_default();
            *n_right += usize::from(*is_right);
            *n_stated += 1;
        }
    }
    let n_pages = row.n_pages.max(1) as f64;
    for mean in [&mut row.precision, &mut row.recall, &mut row.f1] {
        *mean /= n_pages;
    }
    row
}
