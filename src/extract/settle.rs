//! Rules and model on one page of a known outlet: what rules claim, the model's share, one label each.
//!
//! The model is the lowest tier but for the zones. It is asked only where a layout leaves something
//! open, so that a page whose layout settles the body pays nothing for it.

use crate::html::Dom;
use crate::label::classifier::{self, ModelVerdict};
use crate::label::drift::{self, Asked};
use crate::label::free_lines;
use crate::label::resolve::resolve;
use crate::label::rules::{self, Claims};
use crate::label::stock_lines;
use crate::page::{Comment, LabelledSpan, Mark, Page, Reason, RuleId, Tier};
use crate::rules::file::Rest;
use crate::rules::lines::Lines;
use crate::rules::set::LayoutSet;
use crate::segment::html::Segmented;

use super::by_model::name_title;
use super::{Extractor, Known, threads};

/// A page of a known outlet with one label per span.
pub(super) struct Settled<'a> {
    pub(super) layout: &'a LayoutSet,
    pub(super) claims: &'a Claims,
    pub(super) labels: Vec<LabelledSpan>,
    /// How sure the model is of the text, where it was asked for all that no rule claims.
    pub(super) confidence: Option<f32>,
    /// The rule whose selectors found nothing, or next to nothing.
    pub(super) drifted: Option<RuleId>,
    /// What weighed most for each block, where the model was asked and reasons are wanted.
    pub(super) reasons: Vec<Vec<Reason>>,
    /// What the model says of each block, where reasons are wanted.
    pub(super) probabilities: Vec<f32>,
    /// Readers' comments that no rule names.
    pub(super) comments: Vec<Comment>,
}

impl<'a> Settled<'a> {
    /// By rules and zones alone.
    pub(super) fn by_rules(layout: &'a LayoutSet, page: &Page, claims: &'a Claims) -> Self {
        let labels = resolve_with(layout, page, claims, &[]);
        Self {
            layout,
            claims,
            labels,
            confidence: None,
            drifted: None,
            reasons: Vec::new(),
            probabilities: Vec::new(),
            comments: Vec::new(),
        }
    }
}

impl Extractor {
    /// An HTML page: the model judges what rules leave open, and all of a page that no longer looks as
    /// its layout says.
    pub(super) fn settle_html<'a>(
        &self,
        layout: &'a LayoutSet,
        claims: &'a Claims,
        (dom, segmented): (Dom<'_>, &Segmented),
        known: &Known<'_>,
        model: &mut classifier::Scratch,
    ) -> Settled<'a> {
        let (page, url) = (&segmented.page, known.origin.url);
        let mut settled = Settled::by_rules(layout, page, claims);
        settled.probabilities = self.second_opinion(page, Some((dom, segmented)), url, model);
        let asked = drift::asked(layout, page, claims);
        if asked == Asked::No || claims.is_cut {
            return settled;
        }
        let mut verdict = self.model.label_html(dom, segmented, url, self.options.bias, model);
        if verdict.labels.len() < page.blocks.len() {
            return settled;
        }
        if let Some(info) = known.info {
            settled.comments = threads::set_apart(dom, segmented, info, &mut verdict, &mut []);
        }
        let mut marks = drift::claim(page, claims, asked, &verdict.labels);
        if let Asked::Nothing(rule) = asked {
            settled.drifted = Some(rule);
        }
        if let (Asked::Within(rule), true) = (asked, marks.is_empty()) {
            settled.drifted = Some(rule);
            marks = drift::claim_all(page, &verdict.labels);
        }
        if marks.is_empty() {
            return settled;
        }
        settled.labels = resolve_with(layout, page, claims, &marks);
        tell_probabilities(&mut settled.labels, &verdict);
        stock_lines::name(page, &mut settled.labels);
        name_title(page, known.headline, &mut settled.labels);
        settled.confidence = Some(verdict.confidence);
        settled.reasons = self.reasons(&verdict, |block| self.model.html_reasons(block, model));
        if let Asked::Little(rule) = asked {
            settled.drifted = Some(rule);
        }
        settled
    }

    /// A flattened page: the model is asked for bare lines that no rule claims, if there are any.
    pub(super) fn settle_text<'a>(
        &self,
        layout: &'a LayoutSet,
        claims: &'a Claims,
        page: &Page,
        lines: &Lines,
        model: &mut classifier::Scratch,
    ) -> Settled<'a> {
        let mut settled = Settled::by_rules(layout, page, claims);
        settled.probabilities = self.second_opinion(page, None, None, model);
        if !layout.article || claims.is_cut || layout.rest.body != Rest::Model {
            return settled;
        }
        let candidates = free_lines::candidates(page, lines, &claims.zones, &settled.labels);
        if candidates.is_empty() {
            return settled;
        }
        let verdict = self.model.label_text(page, self.options.bias, model);
        let said = &verdict.probabilities;
        free_lines::judge(lines, &claims.zones, &mut settled.labels, &candidates, said);
        settled
    }
}

fn tell_probabilities(labels: &mut [LabelledSpan], verdict: &ModelVerdict) {
    for span in labels.iter_mut().filter(|span| span.tier == Tier::Model) {
        let probability = verdict.probabilities[span.block as usize];
        span.probability = Some((probability * 255.0).round() as u8);
        span.cause = Some(verdict.causes[span.block as usize]);
    }
}

/// Resolves the rules' claims over the model's and the zones'; fallback claims count only when
/// nothing is kept.
pub(super) fn resolve_with(
    layout: &LayoutSet,
    page: &Page,
    claims: &Claims,
    by_model: &[Mark],
) -> Vec<LabelledSpan> {
    let mut marks = rules::zone_marks(layout, page, &claims.zones);
    marks.extend(by_model);
    marks.extend(&claims.marks);
    let labels = resolve(page, &marks);
    if claims.fallback.is_empty() || labels.iter().any(|span| span.label.is_text()) {
        return labels;
    }
    marks.extend(&claims.fallback);
    resolve(page, &marks)
}
