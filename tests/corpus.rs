//! Every page of `corpus-samples/` as named tests.
//!
//! A page is cleaned and compared with its `.clean.txt` and `.labels.jsonl`; an HTML page also as its
//! own flattened text and with all classes and ids renamed. Two more tests watch over the
//! rules: every layout has a page, every rule fires on one. `BLESS=1 cargo test --test corpus NAME`
//! rewrites the expectations of the pages whose names hold NAME; read the diff before keeping it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use tamis::html::{Arena, ParseOptions};
use tamis::label::rules::{self, Claims};
use tamis::rules::lines::Lines;
use tamis::rules::set::LayoutSet;
use tamis::segment::html::Segmented;
use tamis::text::squeeze::squeeze;
use tamis::{Document, Extraction, Extractor, RuleSet};

#[path = "sample/compare.rs"]
mod compare;
#[path = "sample/found.rs"]
mod found;
#[path = "sample/page.rs"]
mod page;

use compare::{with_renamed_hooks, word_f1};
use found::{clean_of, field_complaints, fields_of, label_complaints, rows_of, table_of, text_complaints};
use page::{Row, Sample};

/// Least agreement, as word-F1, between a page and the same page without its tags or hooks.
const MIN_AGREEMENT: f64 = 0.97;

fn main() {
    let arguments = Arguments::from_args();
    let samples = Arc::new(Sample::walk(&root()));
    let extractor = Arc::new(Extractor::new(RuleSet::embedded()));
    let n_gaps = samples.iter().flat_map(|sample| &sample.rows).filter(|row| row.gap.is_some()).count();
    eprintln_once(&format!("{} pages, {n_gaps} known faults", samples.len()));
    let mut trials = Vec::new();
    for index in 0..samples.len() {
        let mut add = |suffix: &str, run: fn(&Extractor, &Sample) -> Result<(), Failed>| {
            let (samples, extractor) = (Arc::clone(&samples), Arc::clone(&extractor));
            let name = format!("{}{suffix}", samples[index].name);
            trials.push(Trial::test(name, move || run(&extractor, &samples[index])));
        };
        add("", as_stated);
        add(" (cleaned again)", cleaned_again);
        if samples[index].is_html {
            add(" (renamed)", renamed);
            if !samples[index].is_not_article() {
                add(" (flattened)", flattened);
            }
        }
    }
    for (name, run) in [
        (
            "every layout has a page",
            every_layout_has_a_page as fn(&Extractor, &[Sample]) -> Result<(), Failed>,
        ),
        ("every rule fires on a page", every_rule_fires),
    ] {
        let (samples, extractor) = (Arc::clone(&samples), Arc::clone(&extractor));
        trials.push(Trial::test(name, move || run(&extractor, &samples)));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus-samples")
}

#[expect(clippy::print_stderr, reason = "a test harness talks to its user")]
fn eprintln_once(message: &str) {
    eprintln!("{message}");
}

fn fail(complaints: Vec<String>, extraction: &Extraction) -> Result<(), Failed> {
    match complaints.is_empty() {
        true => Ok(()),
        false => Err(format!("{}\n\n{}", complaints.join("\n"), table_of(extraction)).into()),
    }
}

/// Text, labels and fields are as stated.
fn as_stated(extractor: &Extractor, sample: &Sample) -> Result<(), Failed> {
    let extraction = extractor.extract(sample.document());
    if std::env::var_os("BLESS").is_some() {
        bless(sample, &extraction);
        return Ok(());
    }
    let mut complaints = text_complaints(sample, &extraction);
    complaints.extend(label_complaints(sample, &extraction));
    complaints.extend(field_complaints(&sample.stated, &extraction));
    fail(complaints, &extraction)
}

/// Clean text comes out unchanged.
fn cleaned_again(extractor: &Extractor, sample: &Sample) -> Result<(), Failed> {
    let Some(clean) = &sample.clean else { return Err("no .clean.txt".into()) };
    let extraction = extractor.extract(Document::text(clean.as_str()));
    match clean_of(&extraction) == *clean {
        true => Ok(()),
        false => {
            let found = clean_of(&extraction);
            let diff = similar_asserts::SimpleDiff::from_str(clean, &found, "clean text", "cleaned again");
            fail(vec![diff.to_string()], &extraction)
        }
    }
}

/// The page's own flattened text gives the same article.
fn flattened(extractor: &Extractor, sample: &Sample) -> Result<(), Failed> {
    let extraction = extractor.extract(sample.document());
    let again = extractor.extract(Document::text(extraction.page.text.as_str()));
    agree(&extraction, &again)
}

/// The page without its hooks gives the same article.
fn renamed(extractor: &Extractor, sample: &Sample) -> Result<(), Failed> {
    let extraction = extractor.extract(sample.document());
    let html = with_renamed_hooks(&String::from_utf8_lossy(&sample.bytes));
    let again = extractor.extract(Document::html(html.as_str()));
    agree(&extraction, &again)
}

fn agree(extraction: &Extraction, again: &Extraction) -> Result<(), Failed> {
    let score = word_f1(&extraction.text, &again.text);
    if score >= MIN_AGREEMENT {
        return Ok(());
    }
    let diff = similar_asserts::SimpleDiff::from_str(&extraction.text, &again.text, "as it is", "again");
    fail(vec![format!("word-F1 {score:.3}, must be {MIN_AGREEMENT}"), diff.to_string()], again)
}

/// Keeps what the page's expectations state, with the values of today.
fn bless(sample: &Sample, extraction: &Extraction) {
    let mut rows = rows_of(extraction, sample.is_html);
    if sample.is_html {
        let told = |index: &usize| {
            let span = &extraction.labels[*index];
            span.label.is_text() || span.rule.is_some()
        };
        let telling: BTreeSet<String> = (0..extraction.labels.len())
            .filter(told)
            .map(|index| found::fold(extraction.page.slice(extraction.labels[index].span)))
            .collect();
        rows.retain(|row| telling.contains(&row.text));
    }
    for row in &mut rows {
        let is_same = |old: &&Row| old.text == row.text && old.kind == row.kind && old.line == row.line;
        row.gap = sample.rows.iter().find(is_same).and_then(|old| old.gap.clone());
    }
    let found = fields_of(extraction);
    let names: Vec<String> = match sample.stated.as_object() {
        Some(stated) => stated.keys().cloned().collect(),
        None => ["outlet", "layout", "title"].map(str::to_owned).to_vec(),
    };
    let value = |name: String| {
        let value = if name == "url" { sample.stated["url"].clone() } else { found[&name].clone() };
        (name, value)
    };
    let stated: Value = Value::Object(names.into_iter().map(value).collect());
    sample.bless(&clean_of(extraction), &stated, &rows);
}

fn every_layout_has_a_page(extractor: &Extractor, samples: &[Sample]) -> Result<(), Failed> {
    let stated = |sample: &Sample| {
        let name = |key: &str| sample.stated[key].as_str().unwrap_or_default().to_owned();
        (name("outlet"), name("layout"))
    };
    let mut seen: BTreeSet<(String, String)> = samples.iter().map(stated).collect();
    seen.extend(samples.iter().map(|sample| {
        let extraction = extractor.extract(sample.document());
        (extraction.outlet.unwrap_or_default(), extraction.layout.unwrap_or_default())
    }));
    let layouts = extractor.rules().layouts.iter().map(|layout| (layout.outlet.clone(), layout.id.clone()));
    let missing: Vec<String> = layouts
        .filter(|layout| !seen.contains(layout))
        .map(|(outlet, id)| format!("{outlet}/{id}"))
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(format!("layouts without a page: {}", missing.join(", ")).into()),
    }
}

/// A rule fires when it claims something: on a page as it is, flattened, or without its hooks. The
/// claim need not win: a rule may only be there to tell where the article ends.
fn every_rule_fires(extractor: &Extractor, samples: &[Sample]) -> Result<(), Failed> {
    let mut fired = BTreeSet::new();
    for sample in samples {
        let page = String::from_utf8_lossy(&sample.bytes);
        let extraction = extractor.extract(sample.document());
        if sample.is_html {
            fired.extend(claims_on_html(extractor, &extraction, &page));
            let html = with_renamed_hooks(&page);
            let again = extractor.extract(Document::html(html.as_str()));
            fired.extend(claims_on_html(extractor, &again, &html));
            let again = extractor.extract(Document::text(extraction.page.text.as_str()));
            fired.extend(claims_on_text(extractor, &again));
        } else {
            fired.extend(claims_on_text(extractor, &extraction));
        }
    }
    let rules = extractor.rules().table.rules.iter().enumerate();
    let idle: Vec<String> = rules
        .filter(|(index, _)| !fired.contains(index))
        .map(|(_, rule)| format!("{} ({}:{})", rule.name, rule.file, rule.line))
        .collect();
    match idle.is_empty() {
        true => Ok(()),
        false => Err(format!("rules that fire on no page:\n{}", idle.join("\n")).into()),
    }
}

/// Indices, in the rule table, of the rules that claim something on an HTML page.
fn claims_on_html(extractor: &Extractor, extraction: &Extraction, html: &str) -> Vec<usize> {
    let Some(layout) = layout_of(extractor, extraction) else { return Vec::new() };
    let mut arena = Arena::default();
    let dom = arena.parse(html, &ParseOptions::default());
    let mut segmented = Segmented::default();
    segmented.segment(dom);
    let mut lines = Lines::default();
    lines.fill(&segmented.page);
    let title = extraction.fields.title.as_deref().map(squeeze);
    let html = Some((dom, &segmented));
    indices(rules::claim(layout, &segmented.page, &lines, html, title.as_deref()))
}

/// The same for a flattened page.
fn claims_on_text(extractor: &Extractor, extraction: &Extraction) -> Vec<usize> {
    let layout = layout_of(extractor, extraction).unwrap_or(&extractor.rules().always);
    let mut lines = Lines::default();
    lines.fill(&extraction.page);
    indices(rules::claim(layout, &extraction.page, &lines, None, None))
}

fn layout_of<'a>(extractor: &'a Extractor, extraction: &Extraction) -> Option<&'a LayoutSet> {
    let (outlet, id) = (extraction.outlet.as_ref()?, extraction.layout.as_ref()?);
    extractor.rules().layouts.iter().find(|layout| layout.outlet == *outlet && layout.id == *id)
}

fn indices(claims: Claims) -> Vec<usize> {
    claims.marks.iter().chain(&claims.fallback).map(|mark| mark.rule.0 as usize).collect()
}
