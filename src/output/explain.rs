//! The page's labelled spans in order, kept and dropped, each with the rule that decided: as plain
//! values, which the command line paints and JSON prints.

use serde::Serialize;

use crate::page::{Cause, Extraction, Familiarity, Field, Label, LabelledSpan, Tier};

use super::json::{input_kind, markup_name};
use super::reason_words::words;

/// Everything `explain` shows of one page.
#[derive(Debug, Serialize)]
pub struct Explanation<'a> {
    /// The id of the document.
    pub id: &'a str,
    /// The outlet whose rules were used.
    pub outlet: Option<&'a str>,
    /// Its layout.
    pub layout: Option<&'a str>,
    /// `html` or `text`.
    pub kind: &'static str,
    /// Name of the encoding, and why it was taken.
    pub encoding: [&'static str; 2],
    /// Most likely kind of page, where the model decided.
    pub page_kind: Option<&'static str>,
    /// How sure the model is.
    pub confidence: Option<f64>,
    /// What the model knows of the page, where it is foreign to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreign: Option<String>,
    /// What was wrong with the page: kind and detail.
    pub warnings: Vec<[&'a str; 2]>,
    /// Field, value, source.
    pub fields: Vec<[String; 3]>,
    /// The likeliest layouts, best first, with the evidence that held and that failed.
    pub candidates: Vec<ExplainedCandidate<'a>>,
    /// The labelled spans.
    pub blocks: Vec<ExplainedBlock<'a>>,
}

/// A layout that the page may have.
#[derive(Debug, Serialize)]
pub struct ExplainedCandidate<'a> {
    /// `outlet/layout`.
    pub layout: String,
    /// Evidence that the page shows.
    pub held: &'a [String],
    /// Evidence that it does not show.
    pub failed: &'a [String],
}

/// One labelled span.
#[derive(Debug, Serialize)]
pub struct ExplainedBlock<'a> {
    /// First byte in the page's text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The label.
    pub kind: &'static str,
    /// Whether it is part of the text.
    pub kept: bool,
    /// What the tags say.
    pub markup: String,
    /// Whose claim won: `outlet`, `shared`, `site`, `model`, `zone`.
    pub tier: &'static str,
    /// The rule, if one decided.
    pub rule: Option<ExplainedRule<'a>>,
    /// Probability of being content (0.0 to 1.0), if the model decided.
    pub probability: Option<f64>,
    /// Why the model kept or dropped it: `score`, or the pass that overruled the score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'static str>,
    /// Why the site decided: `on 37 of 40 pages of example.org`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Rules that matched, too, and lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<&'a str>,
    /// The element it hangs in, with those around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<&'a str>,
    /// What the model would have said (0.0 to 1.0), where rules decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<f64>,
    /// The features that weighed most, if the model decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ExplainedReason>,
    /// The text.
    pub text: &'a str,
}

/// One feature that weighed with the model.
#[derive(Debug, Serialize)]
pub struct ExplainedReason {
    /// What it says of the block, in words.
    pub words: &'static str,
    /// Its name.
    pub feature: &'static str,
    /// Its value for the block.
    pub value: f64,
    /// What it added to the log-odds that the block is content.
    pub merit: f64,
}

/// Features shown per block.
const SHOWN_REASONS: usize = 4;

/// The rule behind a label.
#[derive(Debug, Serialize)]
pub struct ExplainedRule<'a> {
    /// `outlet/layout/rule`.
    pub name: &'a str,
    /// The file that holds it.
    pub file: &'a str,
    /// Line in that file, from 1.
    pub line: u32,
    /// The rule's own reason.
    pub why: &'a str,
}

/// Explains an extraction whose text was made of `labels`.
pub fn explain<'a>(extraction: &'a Extraction, labels: &[Label]) -> Explanation<'a> {
    Explanation {
        id: &extraction.id,
        outlet: extraction.outlet.as_deref(),
        layout: extraction.layout.as_deref(),
        kind: input_kind(extraction.decoding.kind),
        encoding: [extraction.decoding.encoding, extraction.decoding.source],
        page_kind: extraction.kinds.map(|kinds| kinds.likeliest()),
        confidence: extraction.confidence.map(super::json::rounded),
        foreign: extraction.familiarity.and_then(foreign),
        warnings: extraction
            .warnings
            .iter()
            .map(|warning| [warning.kind.name(), warning.detail.as_str()])
            .collect(),
        fields: fields(extraction),
        candidates: candidates(extraction),
        blocks: blocks(extraction, labels),
    }
}

fn candidates(extraction: &Extraction) -> Vec<ExplainedCandidate<'_>> {
    let candidates = extraction.trace.as_ref().map_or(&[][..], |trace| &trace.candidates);
    let explained = candidates.iter().map(|candidate| ExplainedCandidate {
        layout: format!("{}/{}", candidate.outlet, candidate.layout),
        held: &candidate.held,
        failed: &candidate.failed,
    });
    explained.collect()
}

/// The rules that lost a block, where it was noted.
fn lost<'a>(extraction: &'a Extraction, labelled: &LabelledSpan) -> Vec<&'a str> {
    let losers = extraction.trace.as_ref().and_then(|trace| trace.losers.get(labelled.block as usize));
    let names = losers.into_iter().flatten().filter_map(|rule| extraction.rules.get(*rule));
    names.map(|rule| rule.name.as_str()).collect()
}

/// What is told of a page that is foreign to the classifier.
fn foreign(familiarity: Familiarity) -> Option<String> {
    let percent = |share: f32| (100.0 * share).round();
    let words = percent(familiarity.words);
    familiarity.is_foreign().then(|| match familiarity.names {
        Some(names) => format!(
            "training saw {}% of its class names and {words}% of its words: judged by its shape alone",
            percent(names)
        ),
        None => format!("training saw {words}% of its words: judged by its shape alone"),
    })
}

fn blocks<'a>(extraction: &'a Extraction, labels: &[Label]) -> Vec<ExplainedBlock<'a>> {
    extraction
        .labels
        .iter()
        .map(|labelled| ExplainedBlock {
            start: labelled.span.start,
            end: labelled.span.end,
            kind: labelled.label.name(),
            kept: labels.contains(&labelled.label),
            markup: markup_name(labelled.markup),
            tier: tier_name(labelled.tier),
            rule: labelled.rule.and_then(|rule| extraction.rules.get(rule)).map(|rule| ExplainedRule {
                name: &rule.name,
                file: &rule.file,
                line: rule.line,
                why: &rule.why,
            }),
            probability: labelled
                .probability
                .map(|probability| super::json::rounded(f32::from(probability) / 255.0)),
            cause: labelled.cause.map(Cause::name),
            site: site(extraction, labelled),
            lost: lost(extraction, labelled),
            element: extraction
                .trace
                .as_ref()
                .and_then(|trace| Some(trace.elements.get(labelled.block as usize)?.as_str())),
            model: extraction
                .trace
                .as_ref()
                .filter(|_| labelled.probability.is_none())
                .and_then(|trace| trace.probabilities.get(labelled.block as usize))
                .map(|&probability| super::json::rounded(probability)),
            reasons: reasons(extraction, labelled),
            text: extraction.page.slice(labelled.span),
        })
        .collect()
}

fn site(extraction: &Extraction, labelled: &LabelledSpan) -> Option<String> {
    let site = extraction.site.as_ref().filter(|_| labelled.tier == Tier::Site)?;
    let (_, on_pages) = site.recurring.iter().find(|(span, _)| *span == labelled.span)?;
    Some(format!("on {on_pages} of {} pages of {}", site.n_pages, site.name))
}

fn reasons(extraction: &Extraction, labelled: &LabelledSpan) -> Vec<ExplainedReason> {
    let Some(reasons) = extraction.reasons.get(labelled.block as usize) else { return Vec::new() };
    reasons
        .iter()
        .take(SHOWN_REASONS)
        .map(|reason| ExplainedReason {
            words: words(reason.feature, f64::from(reason.merit)),
            feature: reason.feature,
            value: super::json::rounded(reason.value),
            merit: super::json::rounded(reason.merit),
        })
        .collect()
}

fn fields(extraction: &Extraction) -> Vec<[String; 3]> {
    let fields = &extraction.fields;
    let row = |&field: &Field| {
        let value = fields.texts(field).join("; ");
        let source = fields.source(field).unwrap_or_default().to_owned();
        (!value.is_empty()).then(|| [field.name().to_owned(), value, source])
    };
    Field::SOURCED.iter().filter_map(row).collect()
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
