//! What judging a page gives -> [`Extraction`]: fields put together, text printed once, what a reader should
//! know of it.

use std::sync::Arc;

use super::input::Input;
use super::{Extractor, Known, Limits};
use crate::clean;
use crate::fields;
use crate::page::{
    Block, Extraction, Familiarity, Field, Fields, Image, InputKind, Label, LabelledSpan, Page, PageKinds,
    Reason, SiteEvidence, Tier, Trace, Warning, WarningKind,
};
use crate::page_info::address::Address;
use crate::segment::html::Segmented;
use crate::text::control;
use crate::text::prose::is_prose;
use crate::text::squeeze;

/// What judging gives, whoever judged: rules, the model, or nobody.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) outlet: Option<String>,
    pub(super) layout: Option<String>,
    /// One label for every visible character.
    pub(super) labels: Vec<LabelledSpan>,
    /// What rules and labels tell; it wins over what the page says of itself.
    pub(super) fields: Fields,
    /// What holds for all pages of the outlet; everything else wins over it.
    pub(super) outlet_fields: Fields,
    pub(super) confidence: Option<f32>,
    pub(super) kinds: Option<PageKinds>,
    pub(super) familiarity: Option<Familiarity>,
    pub(super) reasons: Vec<Vec<Reason>>,
    pub(super) trace: Option<Box<Trace>>,
    pub(super) site: Option<SiteEvidence>,
    pub(super) warnings: Vec<Warning>,
    /// The layout is that of a list of other pages.
    pub(super) is_list: bool,
    /// The pictures of the article.
    pub(super) images: Vec<Image>,
    /// The address that relative ones start from.
    pub(super) base: Option<String>,
    /// There was no time to judge the blocks.
    pub(super) is_cut: bool,
}

impl Outcome {
    /// For a page whose time was up before its blocks were judged: its sentences are kept.
    pub(super) fn unjudged(page: &Page) -> Self {
        let mut labels: Vec<LabelledSpan> = page.blocks.iter().enumerate().map(unlabelled).collect();
        keep_prose(page, &mut labels);
        Self { labels, is_cut: true, ..Self::default() }
    }

    pub(super) fn warn(&mut self, kind: WarningKind, detail: impl Into<String>) {
        self.warnings.push(Warning { kind, detail: detail.into() });
    }

    /// Notes which limits the page reached, and what of it could not be read.
    pub(super) fn note_limits(&mut self, known: &Known<'_>, segmented: &Segmented, limits: &Limits) {
        let hit = known.dom.map(|dom| dom.limits_hit()).unwrap_or_default();
        if hit.depth || hit.nodes || hit.bytes || hit.copies {
            self.warn(WarningKind::Limit, "the tree was cut at its depth or size limit");
        }
        if segmented.n_lost_formulas > 0 {
            let detail = format!("{} left out, nothing in them could be read", segmented.n_lost_formulas);
            self.warn(WarningKind::Formula, detail);
        }
        let missing = match (hit.time || segmented.is_cut, self.is_cut) {
            (true, _) => "the end of the page was not read",
            (_, true) => "its text was kept unjudged",
            _ => return,
        };
        let time = limits.max_time.unwrap_or_default().as_secs_f64();
        self.warn(WarningKind::Limit, format!("page timeout after {time} s: {missing}"));
    }
}

/// A block of which nothing is known.
fn unlabelled((index, block): (usize, &Block)) -> LabelledSpan {
    LabelledSpan {
        span: block.span,
        block: index as u32,
        label: Label::Other,
        markup: block.markup,
        tier: Tier::Zone,
        rule: None,
        probability: None,
        cause: None,
    }
}

/// When in doubt, keep: sentences that are no link and have no more telling label are the text.
pub(super) fn keep_prose(page: &Page, labels: &mut [LabelledSpan]) {
    for span in labels.iter_mut().filter(|span| span.label == Label::Other) {
        let block = page.blocks[span.block as usize];
        if !block.is_link() && is_prose(&squeeze::fold(page.slice(span.span))) {
            span.label = Label::Body;
        }
    }
}

impl Extractor {
    /// Puts together what comes out of a page; `told` are the fields that the page tells of itself.
    pub(super) fn finish(
        &self,
        input: Input<'_>,
        page: Page,
        outcome: Outcome,
        mut told: Fields,
    ) -> Extraction {
        let Outcome { mut fields, labels, kinds, .. } = outcome;
        if let Some(kinds) = &kinds {
            fields::drop_what_others_wrote(&mut told, kinds);
        }
        fields.complete(told);
        fields.complete(outcome.outlet_fields);
        if outcome.is_list {
            drop_what_is_listed(&mut fields);
        }
        if input.decoding.kind != InputKind::Html {
            fields::date_by_capture(&mut fields, &page.text);
        }
        let may_be_clean = input.decoding.kind != InputKind::Html && !outcome.is_cut;
        let text = if may_be_clean && self.is_clean(&labels) {
            as_it_came(&page, &labels)
        } else {
            self.print(&page, &labels)
        };
        fields::language::guess(&mut fields, &text);
        let url = own_address(input.url, input.archived_at, &mut fields);
        let mut warnings = input.warnings;
        warnings.extend(outcome.warnings);
        warn_of_result(&page, &text, &mut warnings);
        Extraction {
            id: input.id,
            url,
            outlet: outcome.outlet,
            layout: outcome.layout,
            text,
            fields,
            page,
            labels,
            rules: Arc::clone(&self.rules.table),
            confidence: outcome.confidence,
            kinds,
            familiarity: outcome.familiarity,
            reasons: outcome.reasons,
            trace: outcome.trace,
            site: outcome.site,
            decoding: input.decoding,
            images: outcome.images,
            base: outcome.base,
            warnings,
        }
    }

    pub(super) fn print(&self, page: &Page, labels: &[LabelledSpan]) -> String {
        clean::clean(page, labels, |label| self.options.labels.contains(&label), self.options.spaces)
    }

    /// True when a flattened page holds nothing to drop in or below its text: it was cleaned before.
    fn is_clean(&self, labels: &[LabelledSpan]) -> bool {
        let wants_text = self.options.labels.iter().all(|label| label.is_text());
        let first = labels.iter().position(|span| span.label.is_text()).unwrap_or(labels.len());
        let starts_with_prefix =
            first == 0 || first == 1 && labels[0].block == labels.get(1).map_or(0, |span| span.block);
        wants_text && starts_with_prefix && labels[first..].iter().all(|span| span.label.is_text())
    }
}

/// The page's own address. `copy` is where an archive keeps it, told by the address that was given; else the
/// page may tell so: a short address of an archive names no page.
fn own_address(given: Option<String>, copy: Option<String>, fields: &mut Fields) -> Option<String> {
    let host = |address: &str| Address::parse(address).map(|address| address.host().to_owned());
    let told = fields.archived_at.take();
    let is_given =
        given.as_deref().zip(told.as_deref()).is_some_and(|(given, told)| host(given) == host(told));
    fields.archived_at = copy.or_else(|| if is_given { given.clone() } else { told });
    given.filter(|_| !is_given).or_else(|| fields.canonical.clone())
}

/// Days and names on a list are those of the articles it lists.
fn drop_what_is_listed(fields: &mut Fields) {
    fields.date = None;
    fields.author.clear();
    fields.sources.retain(|(field, _)| !matches!(*field, Field::Date | Field::Author));
}

/// The page's own bytes from the first kept character to the last.
fn as_it_came(page: &Page, labels: &[LabelledSpan]) -> String {
    let kept = |span: &&LabelledSpan| span.label.is_text();
    match (labels.iter().find(kept), labels.iter().rfind(kept)) {
        (Some(first), Some(last)) => {
            let text = &page.text[first.span.start as usize..last.span.end as usize];
            control::without_controls(text).into_owned()
        }
        _ => String::new(),
    }
}

/// Warns of a page without text, and of characters that were dropped from it.
fn warn_of_result(page: &Page, text: &str, warnings: &mut Vec<Warning>) {
    let has_problem = |kind: WarningKind| warnings.iter().any(|warning| warning.kind == kind);
    let problem = if page.blocks.is_empty() {
        (!has_problem(WarningKind::Binary)).then_some(WarningKind::Empty)
    } else {
        (text.is_empty() && !has_problem(WarningKind::NotAnArticle)).then_some(WarningKind::NothingKept)
    };
    warnings.extend(problem.map(|kind| Warning { kind, detail: String::new() }));
    if control::has_control(&page.text) {
        let detail = "dropped from the text".to_owned();
        warnings.push(Warning { kind: WarningKind::ControlCharacters, detail });
    }
}
